"""Which items are one thing; pure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tracker.matching import Candidate, join, kamerstuk_identifier, plain_title
from tracker.records import ItemKind

TITLE = "Voortgang aanpak netcongestie in de provincies"
DAY = date(2026, 11, 24)


def one(id: int, source: str, **values: Any) -> Candidate:  # noqa: A002
    filled = {"kind": ItemKind.KAMERSTUK, "title": TITLE, "day": DAY, **values}
    filled["identifiers"] = frozenset(filled.get("identifiers", ()))
    return Candidate(id, source, **filled)


def test_the_same_kamerstuk_is_one_thing_shown_with_the_kamer() -> None:
    letter = one(1, "tweedekamer", kind=ItemKind.KAMERBRIEF, identifiers=("kst:29023-812",))
    copy = one(2, "officielepublicaties", title="Iets anders", identifiers=("kst:29023-812",))

    found = join(copy, [letter])

    assert found is not None
    assert (found.item_id, found.into_id, found.rule) == (2, 1, "zelfde nummer")
    assert found.evidence == "kst:29023-812"


def test_the_later_item_of_the_kamer_takes_the_earlier_copy_in() -> None:
    copy = one(1, "rijksoverheid", title=f"Kamerbrief over {TITLE}")
    letter = one(2, "tweedekamer", kind=ItemKind.KAMERBRIEF)

    found = join(letter, [copy])

    assert found is not None
    assert (found.item_id, found.into_id, found.rule) == (1, 2, "titel en datum")


@pytest.mark.parametrize(
    "other",
    [
        one(1, "rijksoverheid", title="Voortgang aanpak netcongestie in de gemeenten"),
        one(1, "rijksoverheid", day=date(2026, 11, 10)),
        one(1, "rijksoverheid", day=None),
        one(1, "tweedekamer"),
        one(1, "openoverheid", identifiers=("kst:29023-811",)),
        one(1, "rijksoverheid", kind=ItemKind.ACTIVITEIT),
        one(1, "internetconsultatie", kind=ItemKind.CONSULTATIE),
    ],
    ids=[
        "other title",
        "other day",
        "no day",
        "same source",
        "other number",
        "no paper",
        "the consultation on it",
    ],
)
def test_what_is_not_surely_the_same_stays_apart(other: Candidate) -> None:
    assert join(one(2, "tweedekamer", identifiers=("kst:29023-812",)), [other]) is None


def test_two_equal_titles_in_one_source_join_with_neither() -> None:
    letters = [one(1, "tweedekamer"), one(2, "tweedekamer")]

    assert join(one(3, "rijksoverheid"), letters) is None


def test_an_identifier_of_the_whole_file_joins_nothing() -> None:
    fiche = one(1, "officielepublicaties", title="Fiche: richtlijn", identifiers=("com:2026:512",))
    proposal = one(2, "cellar", title="Voorstel", identifiers=("com:2026:512", "celex:52026PC0512"))

    assert join(proposal, [fiche]) is None


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("Kamerbrief over voortgang aanpak netcongestie", "voortgang aanpak netcongestie"),
        ("29 023, nr. 812 - Voortgang aanpak netcongestie", "voortgang aanpak netcongestie"),
        ("Voortgang  aanpak: netcongestie.", "voortgang aanpak netcongestie"),
        ("Brief", "brief"),
        ("", ""),
    ],
)
def test_titles_are_compared_without_what_differs_per_source(title: str, plain: str) -> None:
    assert plain_title(title) == plain


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        ("36600-VII, nr. 12", "kst:36600-vii-12"),
        ("29023, nr. 812", "kst:29023-812"),
        ("29023", None),
        ("", None),
    ],
)
def test_a_kamerstuk_number_becomes_an_identifier(number: str, identifier: str | None) -> None:
    assert kamerstuk_identifier(number) == identifier
