"""*Later* comes back once, at its moment, and follows its debate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.tracker.telling_world import DEBATE, NOW, add_item, notice_rows
from tracker import desk, snoozing
from tracker.database import session_scope
from tracker.records import Action, ActionKind, DatePrecision, ItemKind, Status

TOMORROW = NOW + timedelta(days=1)


def put_away(
    session: Session, item_id: int, until: datetime, key: str = "e", person: str = "stikstof",
    **value: str,
) -> None:  # fmt: skip
    desk.log(
        session, item_id=item_id, kind=ActionKind.SNOOZED, person=person,
        value={"until": until.isoformat(), **value}, via="slack", event_key=key, now=NOW,
    )  # fmt: skip


def test_it_wakes_once_and_not_before_its_moment(engine: Engine) -> None:
    with session_scope(engine) as session:
        put_away(session, add_item(session), TOMORROW)
        woken = [snoozing.wake(session, TOMORROW + timedelta(minutes=m)) for m in (-1, 0, 1, 60)]

    assert woken == [0, 1, 0, 0]
    (row,) = notice_rows(engine)
    assert (row.kind, row.channel, row.recipients) == ("reminder", "@stikstof", ["stikstof"])


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ActionKind.TAKEN, None),
        (ActionKind.DISMISSED, None),
        (ActionKind.HANDED, {"to": "water"}),
    ],
)
def test_what_was_dealt_with_meanwhile_does_not_wake(
    engine: Engine, kind: ActionKind, value: dict[str, str] | None
) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        put_away(session, item_id, TOMORROW)
        desk.log(session, item_id=item_id, kind=kind, person="water", value=value, via="slack",
                 event_key="f", now=NOW)  # fmt: skip

        assert snoozing.wake(session, TOMORROW) == 0


def test_another_moment_takes_the_place_of_the_first(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        put_away(session, item_id, TOMORROW)
        put_away(session, item_id, TOMORROW + timedelta(days=1), key="f")

        assert snoozing.wake(session, TOMORROW) == 0
        assert snoozing.wake(session, TOMORROW + timedelta(days=1)) == 1


def test_two_people_who_put_it_away_each_get_it_back_at_their_own_moment(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        put_away(session, item_id, TOMORROW)
        put_away(session, item_id, TOMORROW + timedelta(days=1), key="f", person="water")

        assert snoozing.wake(session, TOMORROW) == 1
        assert snoozing.wake(session, TOMORROW + timedelta(days=1)) == 1

    assert [row.channel for row in notice_rows(engine)] == ["@stikstof", "@water"]


def test_what_was_put_away_until_its_debate_waits_for_the_one_that_replaces_it(
    engine: Engine,
) -> None:
    moved = replace(DEBATE, status=Status.MOVED, replaced_by=("activiteit:2",))
    later = replace(
        DEBATE, key="activiteit:2", replaces=(DEBATE.key,),
        starts_at=datetime(2026, 12, 10, 9, tzinfo=UTC),
    )  # fmt: skip
    with session_scope(engine) as session:
        until = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
        put_away(session, add_item(session, moved), until, follows=snoozing.BEFORE_DEBATE)
        add_item(session, later)

        assert snoozing.wake(session, until) == 0
        assert snoozing.wake(session, datetime(2026, 12, 9, 7, 30, tzinfo=UTC)) == 1

    (row,) = notice_rows(engine)
    assert (row.item_id, row.channel) == (2, "@stikstof")


def test_what_should_have_come_back_long_ago_is_left_alone(engine: Engine) -> None:
    with session_scope(engine) as session:
        put_away(session, add_item(session), TOMORROW)

        assert snoozing.wake(session, TOMORROW + timedelta(days=8)) == 0


def test_a_deleted_item_does_not_wake(engine: Engine) -> None:
    with session_scope(engine) as session:
        put_away(session, add_item(session, deleted_at=NOW), TOMORROW)

        assert snoozing.wake(session, TOMORROW) == 0


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        (datetime(2026, 12, 2, 9, 0, tzinfo=UTC), datetime(2026, 12, 1, 7, 30, tzinfo=UTC)),
        (datetime(2026, 11, 30, 9, 0, tzinfo=UTC), datetime(2026, 11, 27, 7, 30, tzinfo=UTC)),
        (datetime(2026, 6, 2, 22, 30, tzinfo=UTC), datetime(2026, 6, 2, 6, 30, tzinfo=UTC)),
    ],
)
def test_the_working_day_before_a_debate(starts_at: datetime, expected: datetime) -> None:
    assert snoozing.before_debate(replace(DEBATE, starts_at=starts_at)) == expected


def test_what_has_no_day_has_no_day_before() -> None:
    assert snoozing.before_debate(replace(DEBATE, precision=DatePrecision.WEEK)) is None
    assert snoozing.before_debate(replace(DEBATE, kind=ItemKind.KAMERBRIEF)) is None


def test_it_follows_its_debate_as_it_stands_now() -> None:
    chosen = TOMORROW
    action = Action(1, 1, ActionKind.SNOOZED, "x",
                    {"until": chosen.isoformat(), "follows": "debate"}, "slack", NOW)  # fmt: skip
    moved = replace(DEBATE, starts_at=datetime(2026, 12, 16, 9, 0, tzinfo=UTC))

    assert snoozing.comes_back(action, moved) == datetime(2026, 12, 15, 7, 30, tzinfo=UTC)
    assert snoozing.comes_back(action, replace(moved, starts_at=None)) == chosen
