"""The politieke agenda: what stands in it, how it says what changed, and reces."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsletter.compose import compose
from newsletter.edition import Section
from tests.newsletter.week import (
    NOW,
    PEOPLE,
    RECESS,
    TAXONOMY,
    Shelf,
    at,
    busy,
)
from tracker.records import Block, ChangeKind, DatePrecision, Edition, Status


def of(edition: Edition, section: Section, kind: str = "") -> list[Block]:
    return [
        block
        for block in edition.blocks
        if block.section == section and (not kind or block.kind == kind)
    ]


def titled(edition: Edition, section: Section, words: str) -> Block:
    return next(block for block in of(edition, section) if words in block.content.get("title", ""))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return busy().edition()


def test_the_agenda_holds_the_fields_of_an_activity(edition: Edition) -> None:
    row = titled(edition, Section.AGENDA, "Openbaar vervoer en taxi").content
    assert row["time"] == "18.45–19.30 uur"
    assert row["day_label"] == "donderdag 26 november"
    assert row["where"] == "Tweede Kamer, Plenaire zaal"
    assert row["committee"] == "plenaire vergadering"
    assert row["status"] == "Gepland"
    assert row["level"] == "midden"
    assert row["followers"] == ["Lobbyist mobiliteit"]
    assert row["tags"][0]["dossier"] == "Openbaar vervoer en spoor"
    assert row["tags"][0]["abbreviation"] == "B&I"


def test_what_is_off_stays_visible_and_says_so(edition: Edition) -> None:
    moved = titled(edition, Section.AGENDA, "Netcongestie").content
    cancelled = titled(edition, Section.AGENDA, "VTH-stelsel").content
    assert (moved["off"], moved["status"]) == (
        True,
        "Verplaatst naar dinsdag 1 december, 10.00 uur",
    )
    assert moved["title"] == "Commissiedebat Netcongestie"
    assert (cancelled["off"], cancelled["status"]) == (True, "Geannuleerd")
    assert cancelled["remarks"] == ["Omgezet in een schriftelijk overleg"]


def test_changes_since_the_previous_edition_are_told(edition: Edition) -> None:
    room = titled(edition, Section.AGENDA, "Wolf").content
    rows = of(edition, Section.AGENDA, "agenda-item")
    new = [row.content for row in rows if "Nieuw sinds de vorige editie" in row.content["remarks"]]
    assert room["remarks"] == ["Andere zaal: van Thorbeckezaal naar Groen van Prinstererzaal"]
    assert room["status"] == "Gewijzigd"
    assert [row["title"] for row in new] == ["Commissiedebat Netcongestie"]


def test_nothing_is_new_when_there_was_no_previous_edition() -> None:
    shelf = busy()
    first = compose(shelf.material(None), "2026-W48", TAXONOMY, PEOPLE, RECESS, NOW)
    rows = of(first, Section.AGENDA, "agenda-item")
    assert not any("Nieuw sinds" in text for row in rows for text in row.content["remarks"])


def test_a_changed_time_shows_old_and_new() -> None:
    shelf = Shelf()
    stored = shelf.debate("Wonen", at(26, 16, 30), "wonen")
    old = {"starts_at": at(26, 10).isoformat(), "ends_at": None, "precision": "time"}
    shelf.change(
        stored, ChangeKind.TIME, "when", old, {**old, "starts_at": at(26, 16, 30).isoformat()}
    )
    row = titled(shelf.edition(), Section.AGENDA, "Wonen").content
    assert row["remarks"] == ["Andere tijd: do 26 nov, van 10.00 naar 16.30 uur"]


def test_the_two_later_weeks_are_a_selection() -> None:
    shelf = Shelf()
    shelf.debate("Belangrijk", at(10, month=12), "stikstof")
    shelf.debate("Procedures", at(10, month=12), "stikstof", subtype="Procedurevergadering")
    shelf.debate("Procedures", at(3, month=12), "stikstof", subtype="Procedurevergadering")
    rows = of(shelf.edition(), Section.AGENDA, "agenda-item")
    shown = [(row.content["week"], row.content["title"]) for row in rows]
    assert shown == [
        (1, "Procedurevergadering: Procedures"),
        (2, "Commissiedebat Belangrijk"),
    ]


def test_day_precision_and_week_precision_are_not_made_more_exact() -> None:
    shelf = Shelf()
    shelf.debate("Congres", at(24, 0), "wonen", precision=DatePrecision.DAYS, hours=48)
    shelf.debate("Ooit", at(23, 0), "wonen", precision=DatePrecision.WEEK)
    shelf.debate("Zonder tijd", at(25, 0), "wonen", ends_at=None)
    rows = {
        row.content["title"]: row.content
        for row in of(shelf.edition(), Section.AGENDA, "agenda-item")
    }
    assert rows["Commissiedebat Congres"]["time"] == "di 24 nov – do 26 nov"
    assert rows["Commissiedebat Ooit"]["time"] == "week 48"
    assert rows["Commissiedebat Ooit"]["day_label"] == "Dag nog niet bekend"
    assert rows["Commissiedebat Zonder tijd"]["time"] == "tijd nog niet bekend"


def test_written_rounds_close_and_are_not_called_closed_meetings() -> None:
    shelf = Shelf()
    for title, status in (("Bodem", Status.PLANNED), ("Water", Status.HELD)):
        shelf.debate(title, at(26, 18), "water-bodem", subtype="Inbreng feitelijke vragen",
                     closed=True, hours=0, status=status)  # fmt: skip
    rows = [row.content for row in of(shelf.edition(), Section.AGENDA, "agenda-item")]
    assert [(row["time"], row["status"], row["closed"]) for row in rows] == [
        ("vóór 18.00 uur", "Gepland", False),
        ("vóór 18.00 uur", "Afgerond", False),
    ]


def test_a_move_told_in_the_title_only_is_said_once() -> None:
    shelf = Shelf()
    shelf.debate("Wonen (VERPLAATST NAAR 10 DECEMBER 2026)", at(24), "wonen", status=Status.MOVED)
    row = titled(shelf.edition(), Section.AGENDA, "Wonen").content
    assert (row["title"], row["status"]) == (
        "Commissiedebat Wonen",
        "Verplaatst naar 10 december 2026",
    )
    assert row["remarks"] == []


def test_a_move_to_a_week_names_no_day() -> None:
    shelf = Shelf()
    shelf.debate("Wonen", at(24), "wonen", status=Status.MOVED, moved_to=at(14, 0, month=12),
                 moved_precision=DatePrecision.WEEK)  # fmt: skip
    row = titled(shelf.edition(), Section.AGENDA, "Wonen").content
    assert row["status"] == "Verplaatst naar week 51"


def test_a_recess_week_says_so() -> None:
    shelf = Shelf()
    shelf.debate("Begroting", at(7, month=9), "stikstof", subtype="Wetgevingsoverleg")
    now = datetime(2026, 8, 20, 14, tzinfo=UTC)
    edition = shelf.edition("2026-W34", now)
    heads = of(edition, Section.AGENDA, "agenda-week")
    assert heads[0].content["note"] == (
        "De Tweede Kamer is met reces tot en met maandag 31 augustus 2026."
    )
    assert edition.subject == "Haagse Zaken week 34: Tweede Kamer met reces"
    assert not of(edition, Section.DEBATES)
    assert [head.content["recess"] for head in heads] == [True, True, False]
    assert titled(edition, Section.AGENDA, "Begroting").content["week"] == 3


def test_the_friday_a_recess_begins_does_not_make_the_week_a_recess() -> None:
    heads = of(Shelf().edition("2026-W42"), Section.AGENDA, "agenda-week")
    assert [head.content["recess"] for head in heads] == [False, True]


def test_an_absent_lobbyist_is_replaced_by_the_deputy() -> None:
    shelf = Shelf()
    shelf.debate("Netcongestie", at(24), "netcongestie")
    lobbyist = PEOPLE.dossiers["netcongestie"].lobbyist
    away = {"person": lobbyist, "from_on": date(2026, 11, 24), "until_on": date(2026, 11, 24)}
    people = PEOPLE.model_validate({**PEOPLE.model_dump(), "absences": [away]})
    edition = compose(shelf.material(), "2026-W48", TAXONOMY, people, RECESS, NOW)
    names = {member.slug: member.name for member in PEOPLE.people}
    row = titled(edition, Section.AGENDA, "Netcongestie").content
    assert row["followers"] == [names[PEOPLE.dossiers["netcongestie"].deputy]]
