"""Overleggen, Brussel, consultaties and publicaties: their fields, and who may read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from config.loader import load_people, load_recess, load_taxonomy
from newsletter import render
from newsletter.compose import compose
from newsletter.edition import Material
from newsletter.view import public
from tracker.meetings import Meeting, Visibility, public_item
from tracker.records import (
    Block,
    Classification,
    DatePrecision,
    DossierMatch,
    Edition,
    ItemKind,
    Json,
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
    subtype="Voorstel van de Commissie", identifiers=("celex:52026PC0512",),
)  # fmt: skip
OLD = ScrapedItem(
    "cellar", "werk:2", ItemKind.EU_DOCUMENT, "Een voorstel van de zomer",
    chamber="Europese Commissie", published_on=date(2026, 7, 1),
)  # fmt: skip
OPEN = ScrapedItem(
    "internetconsultatie", "c:1", ItemKind.CONSULTATIE, "Wet collectieve warmte",
    status=Status.OPEN, chamber="Ministerie van KGG", published_on=date(2026, 11, 2),
    due_on=date(2026, 12, 14), subtype="Wet",
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


NAMED = {
    1: {
        "naam": "Geheim overleg stikstof",
        "rijk": ["Minister van LVVN"],
        "provincies": ["gedeputeerde Jansen, provincie Drenthe"],
        "agenda": ["Verdeling van de ruimte"],
        "afspraken": ["Jansen schrijft voor 1 december een voorstel"],
        "eigenaar": "lobbyist stikstof",
    }
}


def letter(
    *items: ScrapedItem, internal: Mapping[int, Mapping[str, Json]] | None = None
) -> Edition:
    """Compose the week of 23 November 2026."""
    taxonomy = load_taxonomy()
    stored = tuple(
        StoredItem(place, item, 1, NOW, NOW, classification=RELEVANT)
        for place, item in enumerate(items, start=1)
    )
    material = Material(items=stored, changes=(), as_of=NOW, internal=internal or {})
    return compose(material, "2026-W48", taxonomy, load_people(taxonomy), load_recess(), NOW)


def forms(edition: Edition) -> str:
    """Return every form of an edition as one text."""
    shown = (render.html(edition), render.text(edition), render.page(edition))
    return " ".join("\n".join(shown).split())


def told(edition: Edition) -> dict[str, Block]:
    """Return the blocks of items by section."""
    return {one.section: one for one in edition.blocks if one.item_id is not None}


def test_each_has_its_own_section_with_a_day_and_a_link() -> None:
    edition = letter(PROPOSAL, OPEN, REPORT, public_item(PUBLIC))
    found, shown = told(edition), forms(edition)

    assert found["overleggen"].content["title"] == "Bestuurlijk Overleg MIRT"
    assert found["overleggen"].content["rijk"] == ["Minister van IenW"]
    assert found["brussel"].content["label"] == "Europese Commissie, voorstel"
    assert found["consultaties"].content["title"] == "Wet collectieve warmte"
    assert found["publicaties"].content["label"] == "ROB"
    for heading in ("Bestuurlijk overleg", "Brussel", "Consultaties", "Publicaties"):
        assert heading in shown
    assert "https://example.eu/1" in shown


def test_a_proposal_says_when_its_fiche_is_due_and_whom_to_ask() -> None:
    edition = letter(PROPOSAL)

    assert told(edition)["brussel"].content["details"] == [
        "BNC-fiche verwacht voor 6 januari 2027."
    ]
    assert "Huis van de Nederlandse Provincies): Lobbyist Europa" in forms(edition)


def test_a_council_that_the_kamer_discusses_has_both_dates() -> None:
    council = ScrapedItem(
        "tweedekamer", "activiteit:1", ItemKind.ACTIVITEIT,
        "Landbouw- en Visserijraad 14 en 15 december 2026: provincies", subtype="Commissiedebat",
        url="https://www.tweedekamer.nl/1", status=Status.PLANNED, precision=DatePrecision.TIME,
        starts_at=datetime(2026, 12, 9, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    (found,) = [one for one in letter(council).blocks if one.section == "brussel"]

    assert found.content["text"] == "Landbouw- en Visserijraad, 14 en 15 december 2026"
    assert found.content["details"] == [
        "In de Tweede Kamer: commissiedebat op woensdag 9 december."
    ]


def test_a_consultation_counts_its_days_and_has_an_internal_deadline() -> None:
    content = told(letter(OPEN))["consultaties"].content

    assert (content["closes"], content["left"]) == ("ma 14 december 2026", "nog 18 dagen")
    assert (content["sort"], content["internal_due"]) == ("wet", "ma 7 dec")
    assert (content["responds"], content["closed"]) == ("nog te bepalen", False)
    assert content["owner"] == "Lobbyist water, bodem en milieu"


def test_what_is_old_or_closed_is_left_out_with_its_section() -> None:
    edition = letter(OLD, CLOSED)

    assert told(edition) == {}
    assert "Consultaties" not in forms(edition)
    assert "Een voorstel van de zomer" not in forms(edition)


def test_afspraken_of_a_public_overleg_stay_inside() -> None:
    named = {1: {"afspraken": ["Geheime afspraak"], "eigenaar": "lobbyist infra"}}
    edition = letter(public_item(PUBLIC), internal=named)

    assert "Geheime afspraak" in forms(edition)
    shown = forms(public(edition))
    assert "Bestuurlijk Overleg MIRT" in shown
    assert "Geheime afspraak" not in shown
    assert "lobbyist infra<" not in shown


def test_members_read_all_of_an_internal_overleg() -> None:
    shown = forms(letter(public_item(INTERNAL), internal=NAMED))

    for words in ("Geheim overleg stikstof", "gedeputeerde Jansen", "Verdeling van de ruimte",
                  "Jansen schrijft voor 1 december"):  # fmt: skip
        assert words in shown


def test_the_public_reads_only_that_an_internal_overleg_took_place() -> None:
    edition = public(letter(public_item(INTERNAL), internal=NAMED))
    shown = forms(edition)

    assert "Bestuurlijk overleg (besloten)" in shown
    for secret in ("Geheim", "Jansen", "Verdeling", "lobbyist stikstof", "LVVN"):
        assert secret not in shown
    assert not any("public" in one.content for one in edition.blocks)


def test_the_public_does_not_read_of_an_internal_overleg_to_come() -> None:
    coming = INTERNAL.model_copy(update={"datum": date(2026, 12, 4)})
    edition = letter(public_item(coming), internal=NAMED)

    assert "Geheim overleg stikstof" in forms(edition)
    assert "overleg" not in {one.kind for one in public(edition).blocks}
