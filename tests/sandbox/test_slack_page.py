"""The page shows channels, messages and threads, and nothing of a message becomes HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tracker.sandbox.slack import page
from tracker.sandbox.slack.mrkdwn import to_html
from tracker.sandbox.slack.store import Message

USERS = {"U1": "Lobbyist wonen"}
NAMES = {"C1": "#lobby-wonen", "C2": "#leeg"}


def message(ts: str, text: str = "tekst", **values: Any) -> Message:
    return Message(ts, "C1", "#lobby-wonen", "U0", text, **values)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*vet* en _schuin_ en ~weg~", "<strong>vet</strong> en <em>schuin</em> en <s>weg</s>"),
        ("2*3*4 snake_case_naam", "2*3*4 snake_case_naam"),
        ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("\"x\" 'y'", "&#34;x&#34; &#39;y&#39;"),
        ("<@U1>", '<span class="mention">@Lobbyist wonen</span>'),
        ("<@U9>", '<span class="mention">@onbekende persoon</span>'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("<javascript:alert(1)|klik>", "klik"),
        ("een\ntwee", "een<br>twee"),
        (
            "<https://a.example/?x=1&amp;y=2|Kamer &amp; meer>",
            '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">'
            "Kamer &amp; meer</a>",
        ),
    ],
)
def test_mrkdwn_as_html(text: str, html: str) -> None:
    assert str(to_html(text, USERS)) == html


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        '<https://a.example/"onmouseover="alert(1)|x>',
        "<@U1|<b>x</b>>",
        "*<script>alert(1)</script>*",
    ],
)
def test_a_message_cannot_bring_html(text: str) -> None:
    shown = page.render([message("1.000001", text)], NAMES, USERS)
    own = page.render([message("1.000001", "onschuldig")], NAMES, USERS)

    assert shown.count("<script") == own.count("<script") == 0
    assert "<img" not in shown
    assert 'onmouseover="' not in shown
    assert "<b>" not in shown


def test_replies_stand_under_their_message_and_broadcasts_in_the_channel_too() -> None:
    messages = [
        message("1.000001", "eerste"),
        message("2.000001", "antwoord", thread_ts="1.000001"),
        message("3.000001", "omgeroepen", thread_ts="1.000001", broadcast=True),
        message("4.000001", "tweede", edited=True),
    ]

    first, empty = page.channels(messages, NAMES)
    html = page.render(messages, NAMES, USERS)

    assert [thread.message.text for thread in first.threads] == ["eerste", "omgeroepen", "tweede"]
    assert [reply.text for reply in first.threads[0].replies] == ["antwoord", "omgeroepen"]
    assert empty.threads == ()
    assert html.count("omgeroepen") == 2
    assert "2 antwoorden" in html
    assert "(bijgewerkt)" in html
    assert "Nog geen berichten in #leeg." in html


def test_the_page_says_that_it_is_an_example_or_that_nothing_was_sent() -> None:
    assert "Voorbeeldgegevens." in page.render([], NAMES, USERS)
    live = page.render([], {}, USERS, example=False)
    assert "Niet verstuurd." in live
    assert "Voorbeeldgegevens" not in live
    assert "Er zijn nog geen berichten." in live


def test_the_page_is_one_file(tmp_path: Path) -> None:
    path = tmp_path / "map" / "slack.html"

    page.write(path, [message("1700000000.000001")], NAMES, USERS)

    written = path.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>") or "<!doctype html>" in written
    assert '<html lang="nl">' in written
    assert "14 november 23.13 uur" in written
    assert "src=" not in written
    assert list(path.parent.iterdir()) == [path]
