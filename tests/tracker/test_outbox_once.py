"""Every notice is sent once: through kills, resets and deliveries side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from tests.tracker.outbox_world import LATER, RESET, Killed, deliver, recover, tops
from tests.tracker.telling_world import (
    DEBATE,
    NOW,
    PEOPLE,
    OtherSide,
    add_item,
    add_notice,
    no_fault,
    notice_rows,
    plan,
    raising,
    sent_of,
    times,
)
from tracker import claims, outbox
from tracker.database import session_scope
from tracker.records import ChangeKind, NoticeState


def test_accept_then_reset_is_looked_up_and_not_sent_again(engine: Engine) -> None:
    first, second = plan(engine, ChangeKind.NEW, ChangeKind.MOVED)
    side = OtherSide(late_faults=[raising(RESET), no_fault, raising(RESET)])

    report = deliver(engine, side)
    assert report.unknown == 1
    assert side.keys() == [first]

    found = outbox.reconcile(engine, side, NOW)
    deliver(engine, side)

    assert found.found == 1
    assert side.keys() == [first, second]
    assert side.messages[1].thread == "m1"


def test_a_reset_before_arrival_is_sent_again_after_looking(engine: Engine) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    side = OtherSide(faults=[raising(RESET)])
    deliver(engine, side)

    assert outbox.reconcile(engine, side, NOW).planned_again == 1
    assert deliver(engine, side).sent == 1
    assert side.keys() == [key]


def test_forty_accepted_and_reset_messages_arrive_once(engine: Engine) -> None:
    with session_scope(engine) as session:
        for number in range(40):
            item_id = add_item(session, replace(DEBATE, key=f"activiteit:{number}"))
            add_notice(session, item_id, ChangeKind.NEW, channel=f"#kanaal-{number % 20}")
    side = OtherSide(late_faults=times(raising(RESET), 40))

    for _ in range(40):
        report = deliver(engine, side)
        outbox.reconcile(engine, side, NOW)
        if report == outbox.DeliveryReport():
            break

    assert len(side.messages) == len(set(side.keys())) == 40
    assert set(sent_of(notice_rows(engine))) == {"sent"}


def test_a_notice_that_is_being_sent_now_is_left_alone(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    with session_scope(engine) as session:
        claims.claim(session, PEOPLE, NOW)

    report = outbox.reconcile(engine, OtherSide(), NOW + timedelta(minutes=1))

    assert report == outbox.ReconcileReport()
    assert sent_of(notice_rows(engine)) == ["sending"]


@pytest.mark.parametrize("step", ["before arrival", "after arrival"])
def test_a_kill_while_the_message_is_on_its_way(engine: Engine, step: str) -> None:
    keys = plan(engine, ChangeKind.NEW, ChangeKind.MOVED)
    side = OtherSide()
    (side.faults if step == "before arrival" else side.late_faults).append(raising(Killed()))

    with pytest.raises(Killed):
        deliver(engine, side)
    recover(engine, side)

    assert side.keys() == keys
    assert side.updates == [("m1", keys[1])]


@contextmanager
def killed_at(engine: Engine, moment: str, count: int) -> Iterator[Callable[[], bool]]:
    """Raise Killed at the n-th statement or commit; yields whether it happened."""
    seen = [0]

    def strike(*_: object) -> None:
        seen[0] += 1
        if seen[0] == count:
            raise Killed

    event.listen(engine, moment, strike)
    try:
        yield lambda: seen[0] >= count
    finally:
        event.remove(engine, moment, strike)


@pytest.mark.parametrize("moment", ["commit", "before_cursor_execute"])
def test_a_kill_at_every_commit_and_every_statement_loses_and_doubles_nothing(
    engine: Engine, moment: str
) -> None:
    for count in range(1, 400):
        key = f"activiteit:{count}"
        keys = plan(engine, ChangeKind.NEW, ChangeKind.MOVED, key=key)
        side = OtherSide(messages=[])
        with killed_at(engine, moment, count) as struck:
            with suppress(Killed):
                deliver(engine, side)
            finished = not struck()
        recover(engine, side)

        assert side.keys() == keys, f"killed at {moment} {count}"
        assert side.updates[-1] == ("m1", keys[1])
        if finished:
            break
    else:
        pytest.fail("the delivery never came to its end")


def test_two_deliveries_at_once_share_the_work_and_double_nothing(engine: Engine) -> None:
    planned = [
        key
        for number in range(12)
        for key in plan(engine, ChangeKind.NEW, ChangeKind.ROOM, key=f"activiteit:{number}")
    ]
    side = OtherSide()

    with ThreadPoolExecutor(3) as pool:
        reports = [pool.submit(deliver, engine, side) for _ in range(3)]
        sent = sum(report.result().sent for report in reports)

    assert sent == len(planned)
    assert sorted(side.keys()) == sorted(planned)
    assert all(not top.stale for top in tops(engine))
    for new, room in zip(planned[::2], planned[1::2], strict=True):
        assert side.keys().index(new) < side.keys().index(room)


def test_a_process_that_woke_up_late_cannot_undo_what_was_found_meanwhile(engine: Engine) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    side = OtherSide(late_faults=[raising(RESET)])
    deliver(engine, side)
    with session_scope(engine) as session:
        (doubt,) = claims.doubtful(session, None)

    outbox.reconcile(engine, side, NOW)
    with session_scope(engine) as session:
        late = claims.settle(session, doubt.id, doubt.attempt, NoticeState.PLANNED, {"due_at": NOW})
    deliver(engine, side, LATER)

    assert not late
    assert side.keys() == [key]
