"""What makes an item matter to the provinces, and the words for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from newsletter import importance
from newsletter.importance import Level
from tests.newsletter.week import NOW, TAXONOMY, Shelf, at
from tracker.records import ItemKind


def level(title: str, *slugs: str, **fields: object) -> importance.Importance:
    return importance.of(Shelf().debate(title, at(26, 18), *slugs, **fields), NOW, TAXONOMY)


def test_a_law_on_a_priority_dossier_this_week_is_high() -> None:
    found = level("Begroting", "stikstof", subtype="Wetgevingsoverleg")
    assert found.level is Level.HIGH
    assert found.reason == "wetgevingsoverleg, dossier met hoge prioriteit, binnen een week"


def test_naming_provinces_raises_an_item() -> None:
    plain = level("Netcongestie", "netcongestie")
    named = level("Netcongestie in de provincies", "netcongestie")
    assert (plain.level, named.level) == (Level.MIDDLE, Level.HIGH)
    assert "noemt provincies" in named.reason
    assert "noemt provincies" not in plain.reason


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Gedeputeerden vragen om geld", True),
        ("brief van Provinciale Staten van Drenthe", True),
        ("het IPO en de VNG", True),
        ("de ipod van de minister", False),
        ("provincie Antwerpen", False),
        ("gemeenten en waterschappen", False),
    ],
)
def test_what_counts_as_naming_provinces(text: str, named: bool) -> None:
    item = Shelf().put(ItemKind.KAMERBRIEF, "Brief", "stikstof", text=text).item
    assert importance.mentions_provinces(item) is named


def test_a_procedure_meeting_is_low_and_an_unsure_dossier_lowers() -> None:
    procedure = level("Procedures en brieven", "stikstof", subtype="Procedurevergadering")
    sure = level("Netcongestie", "netcongestie")
    unsure = level("Netcongestie", "netcongestie", certain=False)
    assert procedure.level is Level.LOW
    assert unsure.points == sure.points - 1
    assert "nog te beoordelen" in unsure.reason


def test_nearness_counts_both_ways_and_only_a_week() -> None:
    shelf = Shelf()
    near, far = (
        importance.of(shelf.debate("Wonen", NOW + length, "wonen"), NOW, TAXONOMY).points
        for length in (timedelta(days=-6), timedelta(days=20))
    )
    assert near == far + 1
