"""Who is responsible: the file, changes on top of it once, and changes that no longer fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.schema import Absence, People
from config.settings import read_settings
from tests.tracker.telling_world import NOW, PEOPLE
from tracker import directory, people
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.models import AuditTable

BY = {"by": "coordinator", "via": "slack"}


def change(session: Session, kind: str, subject: str, value: Any, key: str = "") -> bool:
    event_key = key or f"{kind}:{subject}:{value}"
    return people.change(
        session, kind=kind, subject=subject, value=value, event_key=event_key, now=NOW, **BY
    )


def now_of(session: Session, base: People = PEOPLE) -> People:
    return people.current(session, base)


def test_a_change_holds_at_once_and_has_a_line_in_the_audit_log(engine: Engine) -> None:
    with session_scope(engine) as session:
        assert change(session, "lobbyist", "stikstof", "water")

    with session_scope(engine) as session:
        assert now_of(session).dossiers["stikstof"].lobbyist == "water"
        (line,) = session.exec(select(AuditTable))
        assert (line.what, line.subject, line.detail, line.by) == (
            "people.lobbyist", "stikstof", "water", "coordinator",
        )  # fmt: skip
        (kept,) = people.history(session)
        assert (kept.kind, kept.value, kept.via) == ("lobbyist", "water", "slack")


def test_the_same_event_is_kept_once(engine: Engine) -> None:
    with session_scope(engine) as session:
        assert change(session, "deputy", "stikstof", "water", "e1")
        assert not change(session, "deputy", "stikstof", "landbouw", "e1")

    with session_scope(engine) as session:
        assert now_of(session).dossiers["stikstof"].deputy == "water"
        assert len(session.exec(select(AuditTable)).all()) == 1


def test_the_newest_of_a_subject_holds_and_none_goes_back_to_the_file(engine: Engine) -> None:
    with session_scope(engine) as session:
        change(session, "channel", "landelijk-gebied", "#een")
        change(session, "channel", "landelijk-gebied", "#twee")
        assert now_of(session).bacs["landelijk-gebied"].channel == "#twee"
        change(session, "channel", "landelijk-gebied", None)
        assert now_of(session).bacs == PEOPLE.bacs


def test_an_absence_is_added_to_those_that_stand_and_ends_early(engine: Engine) -> None:
    more = Absence(person="stikstof", from_on=date(2026, 12, 20), until_on=date(2026, 12, 31))
    with session_scope(engine) as session:
        assert people.add_absence(session, PEOPLE, more, event_key="a", now=NOW, **BY)
        mine = [one for one in now_of(session).absences if one.person == "stikstof"]
        assert [one.from_on.day for one in mine] == [1, 20]
        assert len([one for one in now_of(session).absences if one.person == "landbouw"]) == 1

        day = date(2026, 12, 2)
        people.end_absence(session, PEOPLE, "stikstof", day, event_key="b", now=NOW, **BY)
        mine = [one for one in now_of(session).absences if one.person == "stikstof"]
        assert [one.from_on.day for one in mine] == [20]


def test_a_new_member_can_be_made_responsible_whatever_the_order(engine: Engine) -> None:
    with session_scope(engine) as session:
        change(session, "lobbyist", "stikstof", "natuur")
        change(session, "member", "natuur", {"name": "Lobbyist natuur", "email": "n@ipo.example"})
        found = now_of(session)
    assert found.dossiers["stikstof"].lobbyist == "natuur"
    assert [one.name for one in found.people if one.slug == "natuur"] == ["Lobbyist natuur"]


@pytest.mark.parametrize(
    ("kind", "subject", "value"),
    [
        ("lobbyist", "stikstof", "niemand"),
        ("lobbyist", "geen-dossier", "water"),
        ("channel", "landelijk-gebied", "geen kanaal"),
        ("absence", "niemand", [{"from_on": "2026-12-01", "until_on": "2026-12-02"}]),
        ("absence", "water", [{"from_on": "2026-12-03", "until_on": "2026-12-02"}]),
        ("absence", "water", 7),
        ("member", "water", {"gone": True}),
        ("member", "water", {"email": "geen adres"}),
        ("coordinator", "geen-bac", "water"),
    ],
)
def test_a_change_that_does_not_fit_is_passed_over_with_a_reason(
    engine: Engine, kind: str, subject: str, value: Any
) -> None:
    assert people.fits(PEOPLE, kind, subject, value)
    with session_scope(engine) as session:
        change(session, "deputy", "landbouw", "water")
        change(session, kind, subject, value)
        found = now_of(session)
        ((passed, reason),) = people.misfits(session, PEOPLE)

    assert found.dossiers["landbouw"].deputy == "water"
    assert found.dossiers["stikstof"] == PEOPLE.dossiers["stikstof"]
    assert passed.subject == subject
    assert reason


def test_who_handles_what_and_who_is_away() -> None:
    day = date(2026, 12, 3)
    found = {one.dossier: one for one in people.duties(PEOPLE, day)}

    assert (found["stikstof"].person, found["stikstof"].stands_in) == ("", True)
    assert (found["water-bodem"].person, found["water-bodem"].stands_in) == ("water", False)
    assert [one.person for one in people.absences(PEOPLE, date(2026, 12, 4))] == ["stikstof"]


def test_a_workshop_reads_the_people_again_when_something_changed(
    engine: Engine, database_url: str
) -> None:
    workshop = Workshop(read_settings(database_url=database_url), lambda: NOW)
    assert workshop.people.dossiers["stikstof"].lobbyist == "stikstof-natuur"

    with session_scope(engine) as session:
        change(session, "lobbyist", "stikstof", "energie")

    assert workshop.people.dossiers["stikstof"].lobbyist == "energie"
    assert workshop.people is workshop.people
    workshop.engine.dispose()


def test_a_slack_id_is_asked_once_and_again_after_a_day(engine: Engine) -> None:
    bare = tuple(one.model_copy(update={"slack_id": None}) for one in PEOPLE.people)
    base = PEOPLE.model_copy(update={"people": bare})
    later = datetime(2026, 11, 24, 7, 59, tzinfo=UTC)
    with session_scope(engine) as session:
        assert len(directory.to_look_up(session, base, NOW)) == 4
        directory.remember(session, "S@ipo.example", "U77", NOW)
        directory.remember(session, "w@ipo.example", "", NOW, "users_not_found")

        found = directory.with_slack_ids(session, base)
        asked = directory.to_look_up(session, base, later)
        again = directory.to_look_up(session, base, NOW + timedelta(days=1))

    assert {one.slug: one.slack_id for one in found.people}["stikstof"] == "U77"
    assert asked == ["c@ipo.example", "l@ipo.example"]
    assert again == ["c@ipo.example", "l@ipo.example", "w@ipo.example"]
