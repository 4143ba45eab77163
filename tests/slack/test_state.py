"""A message shows whose turn it is, who did what, and the buttons that make sense now."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.slack.notices import CONTEXT, ITEM, MOVED, NOW, PERSONS, change, notice
from tests.slack.test_blocks import body
from tracker.desk import derive
from tracker.records import Action, ActionKind, ChangeKind, Desk, NoticeKind, Person
from tracker.sandbox.slack.limits import refusal
from tracker.slack import blocks
from tracker.slack.parts import MessageContext

WITH_PAGES = replace(CONTEXT, public_url="https://hz.example/")


def desk(*steps: tuple[ActionKind, Any], by: str = "stikstof") -> Desk:
    log = [Action(n, 1, kind, by, value, "slack", NOW) for n, (kind, value) in enumerate(steps, 1)]
    return derive(log)


def shown(found: Desk, context: MessageContext = CONTEXT, **fields: Any) -> Any:
    return blocks.top(notice(desk=found, **fields), context)


def button_labels(message: Any) -> list[str]:
    return [one["text"]["text"] for one in button_row(message)]


def button_row(message: Any) -> list[dict[str, Any]]:
    (row,) = [block for block in message["blocks"] if block["type"] == "actions"]
    elements: list[dict[str, Any]] = row["elements"]
    return elements


def test_an_untouched_item_offers_everything_in_the_agreed_order() -> None:
    message = shown(Desk())

    assert button_labels(message) == [
        "Ik pak dit op", "Niet voor ons", "Ander dossier…", "Overdragen…", "Later…",
        "In Haagse Zaken", "Standpunt…",
    ]  # fmt: skip
    assert "*Stand* Nog door niemand opgepakt." in body(message)


def test_a_taken_item_says_by_whom_and_when() -> None:
    message = shown(desk((ActionKind.TAKEN, None)))

    assert "*Stand* Opgepakt door stikstof, ma 23 nov 09.00 uur." in body(message)
    assert "Opgepakt door stikstof" in message["text"]
    assert button_labels(message)[:2] == ["Laat los", "Neem over"]
    assert "Ik pak dit op" not in button_labels(message)
    assert "stikstof pakte dit op (ma 23 nov 09.00 uur)" in body(message)


def test_an_item_that_is_not_for_us_can_still_be_taken() -> None:
    message = shown(desk((ActionKind.DISMISSED, None)))

    assert "*Stand* Niet voor ons, zegt stikstof." in body(message)
    assert "Niet voor ons" not in button_labels(message)
    assert "Ik pak dit op" in button_labels(message)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (ActionKind.HANDED, {"to": "water"}, "Overgedragen aan water door stikstof"),
        (ActionKind.HANDED, {"to": "water"}, "stikstof droeg dit over aan water"),
        (ActionKind.REDIRECTED, {"dossiers": ["stikstof"]},
         "koos dossier Stikstof en vergunningverlening"),
        (ActionKind.SNOOZED, {"until": (NOW + timedelta(days=1)).isoformat()},
         "Komt terug op di 24 nov 09.00 uur."),
        (ActionKind.NEWSLETTER, {"in": True}, "Gaat mee in Haagse Zaken."),
        (ActionKind.POSITION,
         {"position": "steunen, mits geld", "inbreng_url": "https://ipo.nl/x", "note": "bel"},
         "*Standpunt* steunen, mits geld\n*Inbreng* <https://ipo.nl/x|Lees de inbreng>\n"
         "*Notitie* bel"),
    ],
)  # fmt: skip
def test_each_action_is_told_in_words(kind: ActionKind, value: Any, words: str) -> None:
    assert words in body(shown(desk((kind, value))))


def test_what_goes_into_the_newsletter_can_be_taken_out() -> None:
    labels = button_labels(shown(desk((ActionKind.NEWSLETTER, {"in": True}))))

    assert "Uit Haagse Zaken" in labels
    assert "In Haagse Zaken" not in labels


def test_every_button_speaks_and_carries_its_item() -> None:
    long = replace(ITEM, title="stikstof " * 400)
    for one in button_row(shown(desk((ActionKind.TAKEN, None)), item=long)):
        assert 1 <= len(one["accessibility_label"]) <= 75
        assert json.loads(one["value"]) == {"by": "stikstof", "item": 1}


def test_followers_others_and_the_page_are_named() -> None:
    other = Person("wonen", "Lobbyist wonen", "w@ipo.example")
    found = replace(Desk(), followers=("water",))
    text = body(shown(found, WITH_PAGES, others=(other,), recipients=PERSONS[1:]))

    assert "*Kijkt mee* water" in text
    assert "Voor Lobbyist landbouw · Heeft ook: Lobbyist wonen" in text
    assert "<https://hz.example/items/1|Open in de werkplek>" in text


def test_a_reply_has_no_buttons() -> None:
    message = blocks.message(notice(thread="C1/1.0", desk=Desk()), CONTEXT)

    assert [block["type"] for block in message["blocks"]].count("actions") == 0


def test_what_people_write_mentions_nobody_and_stays_within_the_limits() -> None:
    wild = "<!channel> <@U1> " * 200
    given = {"position": wild, "inbreng_url": "javascript:x", "note": wild}
    steps = [(ActionKind.REDIRECTED, {"dossiers": [wild[:80]]})] * 60
    message = shown(desk((ActionKind.POSITION, given), *steps))

    assert "<!channel>" not in body(message)
    assert "javascript" not in body(message)
    assert "en 58 eerder" in body(message)
    assert refusal(message["text"], message["blocks"], is_update=True) is None


def test_a_handover_says_who_why_and_what_changed_last() -> None:
    told = change(ChangeKind.MOVED, **MOVED)
    message = blocks.message(
        notice(told, kind=NoticeKind.HANDOVER, content={"by": "water", "note": "Bel <!here> even"}),
        CONTEXT,
    )

    assert message["text"].startswith("Overgedragen aan u: Commissiedebat Stikstof, NPLG en natuur")
    shown = body(message)
    assert "water draagt dit aan u over.\nBel &lt;!here&gt; even" in shown
    assert "• Verplaatst: van wo 2 dec 10.00 naar vr 11 dec 14.00 uur." in shown


def test_another_dossier_tells_its_lobbyist_which() -> None:
    content = {"by": "water", "dossiers": ["stikstof"]}
    shown = body(blocks.message(notice(kind=NoticeKind.HANDOVER, content=content), CONTEXT))

    assert "water koos dossier Stikstof en vergunningverlening. Dat is van u." in shown


def test_what_was_put_away_says_that_it_was_asked_for() -> None:
    message = blocks.message(notice(kind=NoticeKind.REMINDER, content={"why": "later"}), CONTEXT)

    assert message["text"].startswith("Herinnering: Commissiedebat Stikstof")
    assert "U vroeg om dit nu terug te zien." in body(message)
