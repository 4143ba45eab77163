"""Reminders over simulated time: each once, moved with the debate, none for what is off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tests.tracker.telling_world import DEBATE, NOW, PEOPLE, add_item, add_notice, notice_rows
from tracker import contents, desk
from tracker.database import session_scope
from tracker.jobs.reminding import remind
from tracker.jobs.workshop import Workshop
from tracker.models import ItemTable
from tracker.records import ActionKind, ChangeKind, ItemKind, Json, ScrapedItem, Status


class Days:
    """A workshop whose clock a test sets."""

    def __init__(self, engine: Engine, database_url: str) -> None:
        self.engine, self.now = engine, NOW - timedelta(minutes=30)
        people = PEOPLE.model_copy(update={"absences": ()})
        self.workshop = Workshop(read_settings(database_url=database_url), lambda: self.now)
        self.workshop.__dict__.update(people_file=people)

    def until(self, last: datetime) -> None:
        """Run the job each hour, at half past."""
        while self.now < last:
            remind(self.workshop)
            self.now += timedelta(hours=1)

    def told(self) -> list[tuple[str, str]]:
        """Return (kind of deadline, person) of what was planned."""
        keys = [row.key.split("|") for row in notice_rows(self.engine) if row.kind != "change"]
        return [(":".join(key[1].split(":")[:2]), key[2]) for key in keys]

    def set(self, item_id: int, item: ScrapedItem) -> None:
        body, digest = contents.dump_and_hash(item)
        with session_scope(self.engine) as session:
            row = session.get_one(ItemTable, item_id)
            row.content, row.content_hash = body, digest
            row.starts_at, row.status = item.starts_at, item.status.value

    def act(self, item_id: int, kind: ActionKind, value: Json = None) -> None:
        with session_scope(self.engine) as session:
            desk.log(
                session, item_id=item_id, kind=kind, person="stikstof", value=value, via="slack",
                event_key=f"{item_id}{kind}{self.now}", now=self.now,
            )  # fmt: skip


@pytest.fixture
def days(engine: Engine, database_url: str) -> Iterator[Days]:
    made = Days(engine, database_url)
    yield made
    made.workshop.engine.dispose()


def told_debate(engine: Engine, **values: object) -> int:
    with session_scope(engine) as session:
        item_id = add_item(session, replace(DEBATE, **values))
        add_notice(session, item_id, ChangeKind.NEW)
        return item_id


SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For weeks of simulated time; two of the tests ask the same of both engines."""
DAY_AFTER = datetime(2026, 12, 3, tzinfo=UTC)
LETTER, START = ("reminder:letter", "@stikstof"), ("reminder:debate", "@stikstof")


def test_until_the_debate_each_reminder_comes_once_and_nothing_daily(days: Days) -> None:
    days.act(told_debate(days.engine), ActionKind.TAKEN)

    days.until(DAY_AFTER)

    assert days.told() == [LETTER, START]
    (letter, start) = (row for row in notice_rows(days.engine) if row.kind == "reminder")
    assert start.content["headline"] == "Begint om 10.00 uur: Commissiedebat Stikstof"
    assert start.content["lines"][0].startswith("Kijk mee: https://")
    assert "uiterlijk woensdag 25 november" in letter.content["headline"]


@SQLITE
def test_a_debate_that_moves_is_reminded_of_again_at_its_new_time(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.act(item_id, ActionKind.TAKEN)
    days.until(datetime(2026, 11, 30, tzinfo=UTC))
    assert days.told() == [LETTER]

    later = replace(DEBATE, starts_at=datetime(2026, 12, 10, 9, tzinfo=UTC))
    days.set(item_id, later)
    days.until(datetime(2026, 12, 11, tzinfo=UTC))

    assert days.told() == [LETTER, LETTER, START]


@SQLITE
def test_another_hour_on_the_same_day_is_no_second_reminder_of_the_letter(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.act(item_id, ActionKind.TAKEN)
    days.until(datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert days.told() == [LETTER]

    days.set(item_id, replace(DEBATE, starts_at=DEBATE.starts_at + timedelta(hours=1)))
    days.until(DAY_AFTER)

    assert days.told() == [LETTER, START]


@SQLITE
def test_who_took_a_debate_is_reminded_of_the_one_that_replaces_it(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.act(item_id, ActionKind.TAKEN)
    later = datetime(2026, 12, 10, 9, tzinfo=UTC)
    days.set(item_id, replace(DEBATE, status=Status.MOVED, replaced_by=("activiteit:2",)))
    with session_scope(days.engine) as session:
        successor = replace(DEBATE, key="activiteit:2", starts_at=later, replaces=("activiteit:1",))
        add_item(session, successor)

    days.until(datetime(2026, 12, 11, tzinfo=UTC))

    assert days.told() == [LETTER, START]
    assert {row.item_id for row in notice_rows(days.engine) if row.kind == "reminder"} == {2}


@SQLITE
def test_what_replaces_a_debate_that_nobody_took_goes_to_the_deputy_too(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.set(item_id, replace(DEBATE, status=Status.MOVED, replaced_by=("activiteit:2",)))
    with session_scope(days.engine) as session:
        add_item(session, replace(DEBATE, key="activiteit:2", replaces=("activiteit:1",)))

    days.until(DAY_AFTER)

    kinds = [kind for kind, _ in days.told()]
    assert kinds == [
        "reminder:letter", "escalation:deputy", "escalation:coordinator", "reminder:debate",
    ]  # fmt: skip


@SQLITE
def test_a_cancelled_or_dismissed_or_unknown_debate_is_not_reminded_of(days: Days) -> None:
    cancelled = told_debate(days.engine)
    days.set(cancelled, replace(DEBATE, status=Status.CANCELLED))
    dismissed = told_debate(days.engine, key="activiteit:2")
    days.act(dismissed, ActionKind.DISMISSED)
    with session_scope(days.engine) as session:
        add_item(session, replace(DEBATE, key="activiteit:3"))

    days.until(DAY_AFTER)

    assert days.told() == []


@SQLITE
def test_what_nobody_took_goes_to_the_deputy_and_then_to_the_coordinator(days: Days) -> None:
    told_debate(days.engine)

    days.until(DAY_AFTER)

    assert days.told() == [
        LETTER,
        ("escalation:deputy", "@landbouw"),
        ("escalation:coordinator", "@coordinator"),
        START,
    ]
    deputy = next(row for row in notice_rows(days.engine) if row.kind == "escalation")
    assert deputy.created_at == datetime(2026, 11, 27, 7, 30, tzinfo=UTC)


def test_who_takes_it_in_time_is_not_overtaken(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.until(datetime(2026, 11, 28, tzinfo=UTC))
    days.act(item_id, ActionKind.TAKEN)

    days.until(DAY_AFTER)

    assert [kind for kind, _ in days.told()] == [
        "reminder:letter", "escalation:deputy", "reminder:debate",
    ]  # fmt: skip


@SQLITE
def test_what_was_put_away_is_only_reminded_of_when_it_starts(days: Days) -> None:
    item_id = told_debate(days.engine)
    days.act(item_id, ActionKind.SNOOZED, {"until": "2026-12-02T12:00:00+00:00"})

    days.until(DAY_AFTER)

    assert days.told() == [START]


@SQLITE
def test_an_early_debate_is_reminded_of_in_the_quiet_time(days: Days) -> None:
    early = datetime(2026, 12, 2, 5, 50, tzinfo=UTC)
    days.act(told_debate(days.engine, starts_at=early), ActionKind.TAKEN)

    days.until(DAY_AFTER)

    assert START in days.told()


@SQLITE
def test_a_consultation_that_closes_in_reces_is_reminded_of_in_time(days: Days) -> None:
    closes = date(2026, 12, 30)
    paper = ScrapedItem(
        source="internetconsultatie", key="consultatie:1", kind=ItemKind.CONSULTATIE,
        title="Wet stikstof", due_on=closes,
    )  # fmt: skip
    with session_scope(days.engine) as session:
        item_id = add_item(session, paper, due_on=closes)
        add_notice(session, item_id, ChangeKind.NEW)
    days.act(item_id, ActionKind.TAKEN)
    days.now = datetime(2026, 12, 21, 6, 30, tzinfo=UTC)

    days.until(datetime(2026, 12, 24, tzinfo=UTC))

    assert days.told() == [("reminder:consultation", "@stikstof")]
    days.until(datetime(2027, 1, 4, tzinfo=UTC))
    assert days.told() == [("reminder:consultation", "@stikstof")] * 2
