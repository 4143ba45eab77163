"""Overleggen, Brussel, consultaties and publicaties in the letter; nothing internal."""

from __future__ import annotations

from datetime import UTC, date, datetime

from config.loader import load_people, load_recess, load_taxonomy
from newsletter import render
from newsletter.compose import compose
from newsletter.edition import Material
from tracker.meetings import Meeting, Visibility, public_item
from tracker.records import (
    Block,
    Classification,
    DossierMatch,
    ItemKind,
    ScrapedItem,
    Status,
    StoredItem,
)

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
WATER = DossierMatch("water-bodem", "ruimte-leefomgeving", 0.9)
RELEVANT = Classification(True, 0.9, True, (WATER,), ("ruimte-leefomgeving",), "test")
PROPOSAL = ScrapedItem(
    "cellar", "werk:1", ItemKind.EU_DOCUMENT, "Voorstel richtlijn waterweerbaarheid",
    url="https://example.eu/1", chamber="Europese Commissie", published_on=date(2026, 11, 25),
)  # fmt: skip
OLD = ScrapedItem(
    "cellar", "werk:2", ItemKind.EU_DOCUMENT, "Een voorstel van de zomer",
    chamber="Europese Commissie", published_on=date(2026, 7, 1),
)  # fmt: skip
OPEN = ScrapedItem(
    "internetconsultatie", "c:1", ItemKind.CONSULTATIE, "Wet collectieve warmte",
    status=Status.OPEN, chamber="Ministerie van KGG", published_on=date(2026, 11, 2),
    due_on=date(2026, 12, 14),
)  # fmt: skip
CLOSED = ScrapedItem(
    "internetconsultatie", "c:2", ItemKind.CONSULTATIE, "Gesloten consultatie", status=Status.DONE,
    due_on=date(2026, 12, 1),
)  # fmt: skip
REPORT = ScrapedItem(
    "feeds", "bericht:1", ItemKind.ADVIES, "Advies over het provinciefonds", chamber="ROB",
    published_on=date(2026, 11, 24),
)  # fmt: skip
PUBLIC = Meeting(
    naam="Bestuurlijk Overleg MIRT", datum=date(2026, 11, 25), rijk=("Minister van IenW",),
    agenda=("Spoor",), afspraken=("Geheime afspraak",), eigenaar="lobbyist infrastructuur",
    zichtbaarheid=Visibility.PUBLIC,
)  # fmt: skip
INTERNAL = Meeting(
    naam="Geheim overleg stikstof", datum=date(2026, 11, 25), zichtbaarheid=Visibility.INTERNAL
)


def blocks(*items: ScrapedItem) -> tuple[list[Block], str]:
    """Compose the week of 23 November 2026; returns its lines and every form of it as one text."""
    taxonomy = load_taxonomy()
    stored = tuple(
        StoredItem(place, item, 1, NOW, NOW, classification=RELEVANT)
        for place, item in enumerate(items, start=1)
    )
    material = Material(items=stored, changes=(), as_of=NOW)
    edition = compose(material, "2026-W48", taxonomy, load_people(taxonomy), load_recess(), NOW)
    forms = (render.html(edition), render.text(edition), render.page(edition))
    return [one for one in edition.blocks if one.kind == "bericht"], "\n".join(forms)


def test_each_has_its_own_section_with_a_day_and_a_link() -> None:
    found, forms = blocks(PROPOSAL, OPEN, REPORT, public_item(PUBLIC))

    assert {one.section: one.content["text"] for one in found} == {
        "overleggen": "Bestuurlijk Overleg MIRT met Minister van IenW. Agenda: Spoor",
        "brussel": "EU-document: Voorstel richtlijn waterweerbaarheid",
        "consultaties": "Wet collectieve warmte (Ministerie van KGG)",
        "publicaties": "Advies over het provinciefonds (ROB)",
    }
    for heading in ("Bestuurlijk overleg", "Brussel", "Consultaties", "Publicaties"):
        assert heading in forms
    assert "https://example.eu/1" in forms
    assert "Tot en met ma 14 dec" in forms


def test_what_is_old_or_closed_is_left_out_with_its_section() -> None:
    found, forms = blocks(OLD, CLOSED)

    assert found == []
    assert "Consultaties" not in forms
    assert "Een voorstel van de zomer" not in forms


def test_nothing_internal_of_an_overleg_is_in_any_form_of_the_letter() -> None:
    _, forms = blocks(public_item(PUBLIC), public_item(INTERNAL))

    assert "Bestuurlijk Overleg MIRT" in forms
    for secret in ("Geheim overleg", "Geheime afspraak", "lobbyist infrastructuur;"):
        assert secret not in forms
    assert "besloten" not in forms
