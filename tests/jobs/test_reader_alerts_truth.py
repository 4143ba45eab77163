"""An urgent mail is true when it goes, in time, and told once also when routing is killed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from config.settings import read_settings
from tests.jobs.alert_world import moved, planned, urgent
from tests.jobs.test_telling import Judge
from tests.tracker.telling_world import DEBATE, NOW, PEOPLE, add_change, add_item
from tracker import queries, reader_alerts
from tracker.database import session_scope
from tracker.jobs import telling
from tracker.jobs.workshop import Workshop
from tracker.reader_alerts import Urgent, alerts, settled
from tracker.records import ChangeKind, Choices, StoredChange

LATER = NOW + timedelta(hours=10)
DEBATE_ENDS = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)


def at(day: int) -> dict[str, str]:
    return {"starts_at": f"2026-12-{day:02}T09:00:00+00:00"}


def change(number: int, kind: ChangeKind, old: object = None, new: object = None) -> StoredChange:
    return StoredChange(
        id=number, item_id=1, version=number, kind=kind, field="", old=old, new=new,
        recorded_at=NOW,
    )  # fmt: skip


ON, OFF, MOVED = ChangeKind.REINSTATED, ChangeKind.CANCELLED, ChangeKind.MOVED
ADDED = ChangeKind.AGENDA_ADDED


@pytest.mark.parametrize(
    ("changes", "left"),
    [
        ([change(1, OFF), change(2, ON)], [(ON, None, None)]),
        ([change(1, ON), change(2, OFF)], [(OFF, None, None)]),
        ([change(1, MOVED, at(1), at(2)), change(2, MOVED, at(2), at(3))], [(MOVED, at(1), at(3))]),
        ([change(1, MOVED, at(1), at(2)), change(2, MOVED, at(2), at(1))], []),
        ([change(1, MOVED, at(1), at(2)), change(2, OFF)],
         [(MOVED, at(1), at(2)), (OFF, None, None)]),
        ([change(1, ADDED, None, "a"), change(2, ADDED, None, "b")],
         [(ADDED, None, "a"), (ADDED, None, "b")]),
    ],
)  # fmt: skip
def test_what_was_undone_says_nothing(
    changes: list[StoredChange], left: list[tuple[object, ...]]
) -> None:
    assert [(one.kind, one.old, one.new) for one in settled(changes)] == left


@pytest.fixture
def workshop(engine: Engine, database_url: str) -> Workshop:
    made = Workshop(read_settings(database_url=database_url), lambda: NOW)
    made.engine = engine
    made.__dict__.update(classifier=Judge(), people_file=PEOPLE)
    return made


def found(session: Session, item_id: int, *, near: bool = False, due: datetime = NOW) -> Urgent:
    stored = queries.stored_items(session, [item_id])[item_id]
    return Urgent(stored, queries.changes_of(session, item_id), due, near)


def test_what_is_near_lets_a_waiting_mail_go_earlier(engine: Engine) -> None:
    urgent(engine)
    first, second = moved(engine), moved(engine, key="activiteit:2")
    with session_scope(engine) as session:
        reader_alerts.plan(session, [found(session, first, due=LATER)], 3, NOW)
    with session_scope(engine) as session:
        reader_alerts.plan(session, [found(session, second, near=True)], 3, NOW)

    (row,) = planned(engine)
    assert row.due_at == NOW + reader_alerts.GATHER
    assert [one["item"] for one in row.content["items"]] == [first, second]


def test_the_last_mail_of_a_day_still_takes_what_comes_while_it_waits(engine: Engine) -> None:
    urgent(engine)
    first, second = moved(engine), moved(engine, key="activiteit:2")
    with session_scope(engine) as session:
        reader_alerts.plan(session, [found(session, first)], 1, NOW)
    with session_scope(engine) as session:
        reader_alerts.plan(session, [found(session, second)], 1, NOW)

    (row,) = planned(engine)
    assert row.content["last"] is True
    assert [one["item"] for one in row.content["items"]] == [first, second]


def test_a_debate_that_went_from_the_agenda_is_mailed(workshop: Workshop, engine: Engine) -> None:
    urgent(engine)
    with session_scope(engine) as session:
        item_id = add_item(session, DEBATE, deleted_at=NOW)
        add_change(session, item_id, ChangeKind.DELETED, version=2)

    telling.route(workshop)

    (row,) = planned(engine)
    with session_scope(engine) as session:
        (alert,) = alerts(session, row.content, Choices(), NOW)
        assert alert.changes[0].kind is ChangeKind.DELETED


@pytest.mark.parametrize(
    ("told", "now", "count"),
    [
        (NOW, NOW + timedelta(days=1), 1),
        (NOW, NOW + timedelta(days=5), 0),
        (DEBATE_ENDS - timedelta(hours=4), DEBATE_ENDS - timedelta(hours=1), 1),
        (DEBATE_ENDS - timedelta(hours=4), DEBATE_ENDS + timedelta(minutes=1), 0),
    ],
)
def test_what_is_over_or_long_ago_is_not_urgent(
    engine: Engine, told: datetime, now: datetime, count: int
) -> None:
    item_id = moved(engine, recorded_at=told)
    with session_scope(engine) as session:
        content = {"items": [{"item": item_id, "changes": [1]}]}

        assert len(alerts(session, content, Choices(), now)) == count


def test_a_kill_before_routing_commits_tells_each_reader_once(
    workshop: Workshop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    urgent(engine)
    urgent(engine, "bram@provincie.example")
    moved(engine)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(telling, "mark_routed", killed)
        with pytest.raises(KeyboardInterrupt):
            telling.route(workshop)
    assert planned(engine) == []

    telling.route(workshop)
    telling.route(workshop)

    assert [row.channel for row in planned(engine)] == ["lezer:1", "lezer:2"]
