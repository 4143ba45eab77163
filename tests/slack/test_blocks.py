"""The message says what happened first, holds all facts, and no title can take it over."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.slack.notices import CONTEXT, ITEM, LABELS, MOVED, PERSONS, change, notice, titled
from tracker.records import (
    AgendaPoint,
    ChangeKind,
    DossierMatch,
    Evidence,
    ItemKind,
    Notice,
    Person,
    Status,
    Vote,
)
from tracker.sandbox.slack.limits import refusal
from tracker.slack import blocks, text

CONTROL = re.compile(r"<([^<>]*)>")
ALLOWED = re.compile(r"<(@U0STIKSTOF3|https://www\.tweedekamer\.nl/[^|<>]+\|[^<>]+)>")


def texts(message: Any) -> list[str]:
    """Return every text that Slack would read as mrkdwn."""
    found = [message["text"]]

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") == "mrkdwn":
                found.append(value["text"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(message["blocks"])
    return found


def body(message: Any) -> str:
    return "\n".join(texts(message))


def test_a_moved_debate_in_full() -> None:
    message = blocks.message(notice(change(ChangeKind.MOVED, **MOVED)), CONTEXT)

    line = (
        "Verplaatst: Commissiedebat Stikstof, NPLG en natuur, "
        "van wo 2 dec 10.00 naar vr 11 dec 14.00 uur"
    )
    assert message["blocks"][0] == {
        "type": "header",
        "text": {"type": "plain_text", "text": line, "emoji": False},
    }
    assert message["text"] == f"{line}. Voor <@U0STIKSTOF3> en Lobbyist landbouw."
    shown = body(message)
    for fact in (
        "*Wanneer*\nvr 11 dec, 14.00–17.00 uur",
        "*Waar*\nThorbeckezaal, Tweede Kamer",
        "*Commissie*\nVaste commissie voor Landbouw",
        "*Bewindspersoon*\nVan Essen (minister van LVVN)",
        "*Dossier*\nStikstof en vergunningverlening (BAC Landelijk Gebied)",
        "Waarom: “*Stikstof*, NPLG en natuur” (titel)",
        "*Stand* Nog door niemand opgepakt.",
        "|Bekijk bij de Tweede Kamer>",
        "Voor <@U0STIKSTOF3> en Lobbyist landbouw",
    ):
        assert fact in shown


def test_what_it_is_stands_below_when_the_first_line_cuts_it() -> None:
    long = replace(ITEM, title="Voortgang van de aanpak van stikstof en natuur " * 6 + "einde")
    shown = body(blocks.message(notice(item=long), CONTEXT))

    assert "*Wat*\nCommissiedebat Voortgang" in shown
    assert "*Wat*" not in body(blocks.message(notice(), CONTEXT))


def test_a_reply_says_what_changed_and_leaves_the_facts_to_the_top_message() -> None:
    told = change(ChangeKind.ROOM, old="Thorbeckezaal", new="Troelstrazaal")
    message = blocks.message(notice(told, thread="C1/1.0"), CONTEXT)

    assert "van Thorbeckezaal naar Troelstrazaal. Voor" in message["text"]
    assert "<@U0STIKSTOF3>" in body(message)
    assert "*Commissie*" not in body(message)


def test_several_changes_are_listed_with_old_and_new() -> None:
    room = change(ChangeKind.ROOM, 2, old="Thorbeckezaal", new="Troelstrazaal")
    message = blocks.message(
        notice(change(ChangeKind.MOVED, **MOVED), room, thread="C1/1.0"), CONTEXT
    )

    assert message["blocks"][1]["text"]["text"] == (
        "• Verplaatst: van wo 2 dec 10.00 naar vr 11 dec 14.00 uur.\n"
        "• Andere zaal: van Thorbeckezaal naar Troelstrazaal."
    )


def test_one_change_that_the_first_line_cuts_is_told_in_full_below() -> None:
    point = "Brief over " + "de voortgang van de aanpak " * 5 + "einde"
    told = change(ChangeKind.AGENDA_ADDED, new={"key": "a", "title": point})

    assert f"• Nieuw agendapunt: {point}." in body(blocks.message(notice(told), CONTEXT))


def test_the_result_of_a_vote_is_said_once() -> None:
    votes = [["D66", "voor", 26], ["VVD", "tegen", 22]]
    told = change(ChangeKind.OUTCOME, new={"outcome": "aangenomen", "votes": votes})
    motion = replace(
        ITEM, kind=ItemKind.MOTIE, title="Motie van het lid X", outcome="aangenomen",
        votes=(Vote("D66", "voor", 26), Vote("VVD", "tegen", 22)),
    )  # fmt: skip
    message = blocks.message(notice(told, item=motion), CONTEXT)

    assert message["text"].startswith("Aangenomen: Motie van het lid X, 26 voor en 22 tegen.")
    assert "•" not in body(message)


def test_a_document_takes_place_nowhere() -> None:
    letter = replace(ITEM, kind=ItemKind.KAMERBRIEF)

    assert "*Waar*" not in body(blocks.message(notice(item=letter), CONTEXT))


def test_a_new_item_has_no_list_of_changes() -> None:
    assert "•" not in body(blocks.message(notice(), CONTEXT))


def test_a_cancelled_debate_says_so_behind_its_moment() -> None:
    off = replace(ITEM, status=Status.CANCELLED)
    message = blocks.message(notice(change(ChangeKind.CANCELLED), item=off), CONTEXT)

    assert "*Wanneer*\nvr 11 dec, 14.00–17.00 uur (geannuleerd)" in body(message)


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(ITEM, room="", chamber="", committee="", committee_name="", actors=(), url="")
    shown = body(blocks.message(notice(item=bare, recipients=()), CONTEXT))

    for label in ("*Waar*", "*Commissie*", "*Bewindspersoon*", "*Uitslag*", "Voor", "Bekijk"):
        assert label not in shown
    assert "None" not in shown


@pytest.mark.parametrize(
    "title",
    [
        "<!channel> let op",
        "<!here|hier>",
        "<@U1> en <@U0STIKSTOF3>",
        "<https://kwaad.example|klik>",
        "<#C123|algemeen>",
        "&lt;!channel&gt;",
        "a & b < c > d",
        "<<!channel>>",
        "<!subteam^S1>",
    ],
)
@pytest.mark.parametrize("thread", ["", "C1/1.0"])
def test_no_source_text_can_mention_or_link(title: str, thread: str) -> None:
    message = blocks.message(titled(title, thread=thread), CONTEXT)

    for shown in texts(message):
        assert all(ALLOWED.fullmatch(found[0]) for found in CONTROL.finditer(shown)), shown
        assert not re.search(r"&(?!amp;|lt;|gt;)", shown)
    assert refusal(message["text"], message["blocks"]) is None


def test_an_escaped_title_reads_as_it_was_written() -> None:
    assert text.escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert text.escape("&lt;") == "&amp;lt;"


def test_an_emoji_in_a_title_stays_words() -> None:
    assert ":skull:" not in body(blocks.message(titled(":skull: :+1:"), CONTEXT))
    assert text.escape("10:30 uur: zaal") == "10:30 uur: zaal"


def test_slack_does_not_link_addresses_in_titles_itself() -> None:
    message = blocks.message(titled("zie kwaad.example"), CONTEXT)
    objects = json.dumps(message["blocks"])

    assert objects.count('"mrkdwn"') == objects.count('"verbatim": true')


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/x?id=1&b=2", "<https://a.example/x?id=1&amp;b=2|Kamer>"),
        ("https://a.example/x|y>z<", "<https://a.example/x%7Cy%3Ez%3C|Kamer>"),
        ("https://a.example/%7Cal", "<https://a.example/%7Cal|Kamer>"),
        ("javascript:alert(1)", "Kamer"),
        ("ftp://a.example/x", "Kamer"),
        ("https:///x", "Kamer"),
        ("https://a.example/" + "x" * 3_000, "Kamer"),
    ],
)
def test_only_web_addresses_become_links(address: str, shown: str) -> None:
    assert text.link(address, "Kamer") == shown


@pytest.mark.parametrize("title", ["stikstof " * 400, "&" * 3_000, "x" * 5_000, "é<>&" * 1_000])
@pytest.mark.parametrize("thread", ["", "C1/1.0"])
def test_a_title_of_thousands_of_characters_is_cut_within_the_limits(
    title: str, thread: str
) -> None:
    message = blocks.message(titled(title, thread=thread), CONTEXT)

    assert refusal(message["text"], message["blocks"], is_update=True) is None
    assert "…" in message["blocks"][0]["text"]["text"]
    assert not re.search(r"&[a-z]*…", body(message))


def test_a_message_with_everything_at_its_most_stays_within_the_limits() -> None:
    changes = [
        change(ChangeKind.AGENDA_ADDED, number, new={"title": "punt " * 100, "key": str(number)})
        for number in range(200)
    ]
    evidence = tuple(Evidence(f"woord{number}", 0, 6, "text") for number in range(100))
    matches = tuple(DossierMatch(f"dossier-{number}", "bac", 0.5, evidence) for number in range(43))
    persons = tuple(Person(f"p{n}", f"Persoon {n}", "p@ipo.example", f"U{n:09}") for n in range(60))
    item = replace(
        ITEM,
        outcome="aangenomen",
        appreciation="ontraden",
        closed=True,
        agenda=tuple(AgendaPoint(str(number), "punt") for number in range(200)),
    )

    message = blocks.message(
        notice(*changes, item=item, labels=replace(LABELS, dossiers=matches), recipients=persons),
        CONTEXT,
    )

    assert refusal(message["text"], message["blocks"], is_update=True) is None
    assert "En nog 190 wijzigingen." in body(message)
    assert "en nog 96 plekken" in body(message)
    assert "<@U000000059>" in body(message)


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=400), st.booleans())
def test_any_title_gives_a_message_that_slack_takes(title: str, in_thread: bool) -> None:
    built = titled(title, thread="C1/1.0" if in_thread else "")

    message = blocks.message(built, CONTEXT)

    assert refusal(message["text"], message["blocks"], is_update=True) is None
    for shown in texts(message):
        assert all(ALLOWED.fullmatch(found[0]) for found in CONTROL.finditer(shown))


def test_everyone_without_a_slack_id_is_named() -> None:
    nobody: Notice = notice(recipients=PERSONS[1:])

    assert blocks.message(nobody, CONTEXT)["text"].endswith(" Voor Lobbyist landbouw.")
