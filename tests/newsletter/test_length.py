"""How long a letter is, and that it keeps its length when the week is heavy."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter import length, render
from newsletter.edition import Section
from newsletter.length import LEAST, MOST, Length
from tests.newsletter.week import Shelf, at, busy
from tracker.records import ItemKind, Status


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Drie korte woorden", 3),
        ("- een lijst\n  https://www.tweedekamer.nl/een-adres", 2),
        ("Kop\n===\nmet tekst – en streep", 5),
        ("", 0),
    ],
)
def test_words_are_what_a_reader_reads(text: str, words: int) -> None:
    assert length.count(text) == words


def test_the_sections_add_up_to_the_letter() -> None:
    edition = busy().edition()
    found = length.measure(edition)

    assert found.words + found.agenda_words == sum(found.by_section.values())
    assert found.by_section[Section.AGENDA] == found.agenda_words > 0
    assert set(found.by_section) >= {"kop", "debatten", "brussel", "colofon"}
    assert length.count(render.text(edition)) >= found.words


def test_a_sign_of_ours_never_reaches_a_reader() -> None:
    assert "\x1e" not in render.text(busy().edition())


@pytest.mark.parametrize(("words", "verdict"), [(899, "te kort"), (900, "goed"), (1401, "te lang")])
def test_the_verdict(words: int, verdict: str) -> None:
    assert Length(words, 0, {}).verdict == verdict
    assert (LEAST, MOST) == (900, 1400)


def heavy() -> Shelf:
    """Return a week with far more of everything than fits."""
    shelf = busy()
    kinds = (ItemKind.KAMERBRIEF, ItemKind.KAMERVRAGEN, ItemKind.TOEZEGGING, ItemKind.ADVIES,
             ItemKind.EU_DOCUMENT, ItemKind.BESLUITENLIJST)  # fmt: skip
    text = "De provincies krijgen een rol bij de uitvoering van dit plan en betalen mee."
    for number in range(40):
        for kind in kinds:
            body = "Europese Commissie" if kind is ItemKind.EU_DOCUMENT else "Tweede Kamer"
            shelf.put(kind, f"Plan {number} voor de verdeling van middelen over de provincies",
                      "stikstof", published_on=date(2026, 11, 24), text=text, chamber=body,
                      status=Status.OPEN)  # fmt: skip
        shelf.put(ItemKind.CONSULTATIE, f"Wet {number} over uitvoering door provincies", "natuur",
                  due_on=date(2026, 12, 20), status=Status.OPEN, chamber="Ministerie")  # fmt: skip
        shelf.debate(f"Debat {number}", at(24), "wonen", status=Status.HELD)
    return shelf


def test_a_heavy_week_keeps_its_length_and_loses_nothing() -> None:
    shelf = heavy()
    edition = shelf.edition()

    assert LEAST <= length.measure(edition).words <= MOST
    page = render.page(edition)
    assert all(f"Plan {number} voor" in page for number in range(40))


def test_a_quiet_week_is_told_in_full() -> None:
    shelf = Shelf()
    for number in range(6):
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {number}", "wonen", published_on=date(2026, 11, 24))
    letters = [block for block in shelf.edition().blocks if block.kind == "kamerbrief"]
    assert len(letters) == 6
