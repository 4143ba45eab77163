"""People type as they speak: days in Dutch, names with a typing error."""

from __future__ import annotations

from datetime import date

import pytest

from tracker.slack import words

TODAY = date(2026, 11, 23)
NAMES = {
    "stikstof": ("Stikstof en vergunningverlening", "stikstof"),
    "natuur": ("Natuur en biodiversiteit", "natuur"),
    "wonen": ("Wonen en woningbouw", "wonen"),
    "water-bodem": ("Water en bodem", "water bodem"),
    "waterstof-groengas": ("Waterstof en groen gas", "waterstof groengas"),
}


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("24-11", date(2026, 11, 24)),
        ("24/11/26", date(2026, 11, 24)),
        ("24-11-2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("24 november", date(2026, 11, 24)),
        ("24 nov 2027", date(2027, 11, 24)),
        ("1 mrt", date(2027, 3, 1)),
        ("Vandaag", TODAY),
        ("morgen", date(2026, 11, 24)),
        ("vrijdag", date(2026, 11, 27)),
        ("maandag", date(2026, 11, 30)),
        ("2-1", date(2027, 1, 2)),
        ("1 oktober", date(2026, 10, 1)),
        ("31-02", None),
        ("45 november", None),
        ("5 kerst", None),
        ("", None),
        ("ooit", None),
    ],
)
def test_a_day(typed: str, day: date | None) -> None:
    assert words.day_of(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    [
        "24-11 27-11",
        "24-11 tot en met 27-11",
        "van 24 november t/m 27 november",
        "vanaf 24 nov tot 27 nov",
        "morgen t/m vrijdag",
        "2026-11-24 2026-11-27",
        "24-11-2026 - 27-11-2026",
    ],
)
def test_a_period(typed: str) -> None:
    assert words.period_of(typed, TODAY) == (date(2026, 11, 24), date(2026, 11, 27))


def test_one_day_is_a_period_of_a_day_and_nonsense_is_none() -> None:
    assert words.period_of("morgen", TODAY) == (date(2026, 11, 24), date(2026, 11, 24))
    assert words.period_of("met kerst", TODAY) is None
    assert words.period_of("", TODAY) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("stikstof", ["stikstof"]),
        ("Stikstof", ["stikstof"]),
        ("stiktsof", ["stikstof"]),
        ("woningbouw", ["wonen"]),
        ("natur", ["natuur"]),
        ("biodiversitiet", ["natuur"]),
        ("water", ["water-bodem"]),
        ("waterstof", ["waterstof-groengas"]),
        ("groen gas", ["waterstof-groengas"]),
        ("", []),
        ("zzzzzz", []),
    ],
)
def test_a_name_with_a_typing_error(typed: str, found: list[str]) -> None:
    assert words.matches(typed, NAMES) == found


def test_two_names_that_fit_as_well_are_both_given() -> None:
    names = {"a": ("Regionale economie",), "b": ("Regionale cultuur",)}

    assert sorted(words.matches("regionale", names)) == ["a", "b"]


@pytest.mark.parametrize(
    ("typed", "verb"), [("agneda", "agenda"), ("zeok", "zoek"), ("statsu", "status"), ("xyz", "")]
)
def test_a_verb_with_a_typing_error(typed: str, verb: str) -> None:
    assert words.nearest(typed, ["agenda", "zoek", "dossier", "status", "afwezig"]) == verb
