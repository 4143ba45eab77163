"""What an edition is made from, as the database gives it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.settings import Settings
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import desk, dutch, meetings
from tracker.database import session_scope
from tracker.jobs import drafting
from tracker.jobs.workshop import Workshop
from tracker.meetings import Meeting
from tracker.records import ActionKind, AgendaPoint, ItemKind, ScrapedItem

WEEK = dutch.week_of(NOW)
BILL = ScrapedItem("eerstekamer", "wetsvoorstel:36512", ItemKind.WETSVOORSTEL, "Wet regie",
                   number="36512", chamber="Eerste Kamer", outcome="Plenair")  # fmt: skip


@pytest.fixture
def workshop(engine: Engine, tmp_path: Path) -> Workshop:
    workshop = Workshop(Settings(_env_file=None, data_dir=tmp_path), lambda: NOW)
    workshop.engine = engine
    return workshop


@pytest.fixture
def kamer(engine: Engine) -> Kamer:
    return Kamer(engine)


def test_a_bill_without_a_date_comes_with_the_meeting_that_treats_it(
    workshop: Workshop, kamer: Kamer
) -> None:
    bill = kamer.add(BILL, WONEN)
    other = kamer.add(
        ScrapedItem("eerstekamer", "wetsvoorstel:36000", ItemKind.WETSVOORSTEL, "Andere wet"), WONEN
    )
    points = (AgendaPoint("p", "Wet regie (36512)", 1, ("36512",)),)
    meeting = replace(
        debate("Plenair", chamber="Eerste Kamer", agenda=points), source="eerstekamer"
    )
    kamer.add(meeting, WONEN)

    found = {one.id for one in drafting.material(workshop, WEEK).items}

    assert bill in found
    assert other not in found


def test_what_lobbyists_said_comes_along_and_an_untouched_item_does_not(
    workshop: Workshop, kamer: Kamer, engine: Engine
) -> None:
    touched = kamer.add(debate(), STIKSTOF)
    kamer.add(debate("Wonen", key="activiteit:2"), WONEN)
    value = {"position": "Regie", "inbreng_url": "", "note": ""}
    with session_scope(engine) as session:
        desk.log(session, item_id=touched, kind=ActionKind.POSITION, person="stikstof-natuur",
                 value=value, via="slack", event_key="e1", now=NOW)  # fmt: skip

    given = drafting.material(workshop, WEEK)

    assert {one: stands.position for one, stands in given.standing.items()} == {touched: "Regie"}


def test_an_overleg_comes_with_its_internal_fields_though_nobody_labelled_it(
    workshop: Workshop, engine: Engine
) -> None:
    meeting = Meeting(naam="Geheim overleg", datum=dutch.week_days(WEEK)[0], afspraken=("Iets",))
    with session_scope(engine) as session:
        meetings.keep(session, [meeting], "a", NOW, silent=True)

    given = drafting.material(workshop, WEEK)
    (stored,) = given.items

    assert stored.item.title == meetings.HIDDEN_TITLE
    assert given.internal[stored.id]["naam"] == "Geheim overleg"
    assert given.internal[stored.id]["afspraken"] == ["Iets"]
