"""Every notice is sent once: through kills, rate limits, resets and permanent errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from tests.tracker.telling_world import (
    CHANNEL,
    DEBATE,
    NOW,
    PEOPLE,
    OtherSide,
    add_change,
    add_item,
    add_notice,
    no_fault,
    notice_rows,
    plan,
    raising,
    sent_of,
    times,
)
from tracker import claims, instead, outbox
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.models import ThreadTable
from tracker.records import ChangeKind, Notice, NoticeState, Ping

RESET = TransportError("verbinding verbroken", outcome_unknown=True)
LATER = NOW + timedelta(minutes=10)


class Killed(BaseException):
    """Stands for `kill -9`: nothing in the project may catch it."""


def deliver(engine: Engine, side: OtherSide, now=NOW) -> outbox.DeliveryReport:
    return outbox.deliver(engine, side, PEOPLE, now, pace=0)


def recover(engine: Engine, side: OtherSide, now=LATER) -> None:
    """What happens at a restart: look up what is in doubt, then deliver."""
    for round_number in range(4):
        outbox.reconcile(engine, side, now, stuck_after=timedelta(0))
        deliver(engine, side, now + timedelta(hours=round_number))


def tops(engine: Engine) -> list[ThreadTable]:
    with Session(engine) as session:
        return list(session.exec(select(ThreadTable)))


def test_the_same_ping_is_planned_once(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        ping = add_notice(session, item_id, ChangeKind.NEW)

    with session_scope(engine) as session:
        assert outbox.enqueue(session, [ping, ping], NOW) == 0
        other = replace(ping, key="andere")
        assert outbox.enqueue(session, [ping, other, other], NOW) == 1

    assert [row.key for row in notice_rows(engine)] == [ping.key, "andere"]


def test_nothing_to_plan_is_no_work(engine: Engine) -> None:
    with session_scope(engine) as session:
        assert outbox.enqueue(session, [], NOW) == 0


def test_the_first_message_is_the_top_and_changes_are_replies_that_update_it(
    engine: Engine,
) -> None:
    first, second, third = plan(engine, ChangeKind.NEW, ChangeKind.MOVED, ChangeKind.ROOM)
    side = OtherSide()

    report = deliver(engine, side)

    assert (report.sent, report.updated) == (3, 2)
    assert [(one.key, one.thread, one.broadcast) for one in side.messages] == [
        (first, "", False),
        (second, "m1", True),
        (third, "m1", False),
    ]
    assert side.updates == [("m1", second), ("m1", third)]
    assert sent_of(notice_rows(engine)) == ["sent"] * 3
    assert [top.stale for top in tops(engine)] == [False]


def test_delivering_again_sends_nothing(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.MOVED)
    side = OtherSide()
    deliver(engine, side)

    assert deliver(engine, side, LATER) == outbox.DeliveryReport()
    assert len(side.messages) == 2


def test_an_item_has_a_thread_of_its_own_in_each_channel(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        add_notice(session, item_id, ChangeKind.NEW)
        add_notice(session, item_id, ChangeKind.ROOM, 2, channel="#lobby-ruimte")
    side = OtherSide()

    deliver(engine, side)

    assert [(one.channel, one.thread) for one in side.messages] == [
        (CHANNEL, ""),
        ("#lobby-ruimte", ""),
    ]


def test_a_successor_speaks_in_the_thread_of_what_it_replaces(engine: Engine) -> None:
    (first,) = plan(engine, ChangeKind.NEW)
    with session_scope(engine) as session:
        successor = replace(DEBATE, key="activiteit:2", replaces=("activiteit:1",))
        item_id = add_item(session, successor)
        second = add_notice(session, item_id, ChangeKind.ROOM).key
        third = add_notice(session, item_id, ChangeKind.MOVED, 2).key
    side = OtherSide()

    deliver(engine, side)

    assert [(one.key, one.thread) for one in side.messages] == [
        (first, ""), (second, "m1"), (third, "m1"),
    ]  # fmt: skip
    assert side.updates[-1] == ("m1", third)
    assert {top.message_id for top in tops(engine)} == {"m1"}


def test_a_claimed_notice_carries_all_that_a_message_needs(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)

    with session_scope(engine) as session:
        (notice,) = claims.claim(session, PEOPLE, NOW)
        again = claims.claim(session, PEOPLE, NOW)

    assert again == ()
    assert [person.slack_id for person in notice.recipients] == ["U1"]
    assert notice.stored.item == DEBATE
    assert notice.stored.classification is not None
    assert [change.kind for change in notice.changes] == [ChangeKind.NEW]
    assert notice.attempt == 1


def test_a_person_who_left_is_skipped_and_the_message_still_goes(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        change = add_change(session, item_id, ChangeKind.NEW)
        ping = Ping("k", item_id, (change,), CHANNEL, ("weg", "water"))
        outbox.enqueue(session, [ping], NOW)

    with session_scope(engine) as session:
        (notice,) = claims.claim(session, PEOPLE, NOW)

    assert [person.slug for person in notice.recipients] == ["water"]


def test_when_all_who_were_named_left_the_responsible_are_named(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        change = add_change(session, item_id, ChangeKind.NEW)
        pings = [Ping("k", item_id, (change,), CHANNEL, ("weg",)),
                 Ping("l", item_id, (change,), "#lobby-ruimte", ())]  # fmt: skip
        outbox.enqueue(session, pings, NOW)

    with session_scope(engine) as session:
        named, nobody = claims.claim(session, PEOPLE, NOW)

    assert [person.slug for person in named.recipients] == ["stikstof"]
    assert nobody.recipients == ()


def test_a_notice_without_its_item_is_set_aside_with_the_reason(engine: Engine) -> None:
    with session_scope(engine) as session:
        outbox.enqueue(session, [Ping("k", 99, (1,), CHANNEL, ("water",))], NOW)

    assert deliver(engine, OtherSide()) == outbox.DeliveryReport()
    assert notice_rows(engine)[0].error == "item 99 bestaat niet meer"


def test_a_rate_limit_stops_everything_until_the_time_is_up(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    plan(engine, ChangeKind.NEW, key="activiteit:2")
    side = OtherSide(faults=[raising(TransportError("429", retry_after=120))])

    report = deliver(engine, side)
    early = deliver(engine, side, NOW + timedelta(seconds=119))

    assert (report.postponed, report.sent) == (1, 0)
    assert early == outbox.DeliveryReport()
    assert side.calls == 1
    assert deliver(engine, side, NOW + timedelta(seconds=122)).sent == 2
    assert len(set(side.keys())) == 2


def test_a_rate_limit_on_updating_keeps_the_top_message_stale_until_then(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    side = OtherSide(update_faults=[raising(TransportError("429", retry_after=60))])

    deliver(engine, side)
    assert [top.stale for top in tops(engine)] == [True]
    assert deliver(engine, side, NOW + timedelta(seconds=59)).updated == 0

    assert deliver(engine, side, NOW + timedelta(seconds=63)).updated == 1
    assert [top.stale for top in tops(engine)] == [False]


def test_a_top_message_that_cannot_be_updated_is_let_go(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    side = OtherSide(update_faults=[raising(TransportError("message_not_found", permanent=True))])

    deliver(engine, side)

    assert [top.stale for top in tops(engine)] == [False]
    assert sent_of(notice_rows(engine)) == ["sent", "sent"]


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


def test_a_passing_error_waits_longer_each_time_and_keeps_the_order(engine: Engine) -> None:
    first, second = plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    side = OtherSide(faults=times(raising(TransportError("503")), 2))

    assert deliver(engine, side).postponed == 1
    assert deliver(engine, side, NOW + timedelta(seconds=5)) == outbox.DeliveryReport()
    assert deliver(engine, side, NOW + timedelta(seconds=20)).postponed == 1
    assert deliver(engine, side, NOW + timedelta(seconds=36)).sent == 0
    assert deliver(engine, side, NOW + timedelta(seconds=60)).sent == 2
    assert side.keys() == [first, second]


def test_an_error_that_never_passes_ends_as_failed(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    side = OtherSide(faults=times(raising(TransportError("503")), 100))

    for hour in range(outbox.MAX_ATTEMPTS + 5):
        deliver(engine, side, NOW + timedelta(hours=2 * hour))

    (row,) = notice_rows(engine)
    assert (row.state, row.attempts) == ("failed", outbox.MAX_ATTEMPTS)
    assert "503" in row.error


def test_a_permanent_error_sets_aside_with_its_reason_and_the_rest_goes_on(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    (other,) = plan(engine, ChangeKind.NEW, key="activiteit:2")
    side = OtherSide(faults=[raising(TransportError("is_archived", permanent=True))])

    report = deliver(engine, side)

    assert (report.failed, report.sent) == (1, 1)
    assert side.keys() == [other]
    failed = notice_rows(engine)[0]
    assert (failed.state, failed.error) == ("failed", "is_archived")


def test_a_notice_that_our_own_code_stumbles_over_holds_up_nothing_and_goes_another_way(
    engine: Engine,
) -> None:
    (broken,) = plan(engine, ChangeKind.NEW)
    (other,) = plan(engine, ChangeKind.NEW, key="activiteit:2")
    side = OtherSide()

    def send(notice: Notice) -> str:
        if notice.key == broken:
            raise KeyError("parts")
        return OtherSide.send(side, notice)

    stumbling = SimpleNamespace(send=send, update=side.update, find=side.find)
    assert outbox.deliver(engine, stumbling, PEOPLE, NOW, 0).sent == 1
    assert side.keys() == [other]

    otherwise = partial(instead.pings, people=PEOPLE)
    for hour in range(1, outbox.MAX_ATTEMPTS + 2):
        now = NOW + timedelta(hours=hour)
        outbox.reconcile(engine, stumbling, now, people=PEOPLE, instead=otherwise)
        outbox.deliver(engine, stumbling, PEOPLE, now, 0, instead=otherwise)

    failed = notice_rows(engine)[0]
    assert (failed.state, failed.attempts) == ("failed", outbox.MAX_ATTEMPTS)
    assert "opgegeven" in failed.error
    assert side.keys() == [other, f"{broken}|instead:mail:stikstof"]


def test_a_top_message_that_cannot_be_made_does_not_keep_the_rest_from_going(
    engine: Engine,
) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    side = OtherSide(update_faults=times(raising(KeyError("to")), 9))

    assert deliver(engine, side).sent == 2
    assert [top.stale for top in tops(engine)] == [False]


def test_a_top_message_stays_stale_while_the_app_may_not_speak(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    revoked = TransportError("token_revoked", permanent=True, scope="app")
    side = OtherSide(update_faults=[raising(revoked)])

    deliver(engine, side)
    assert [top.stale for top in tops(engine)] == [True]

    assert deliver(engine, side, LATER).updated == 1


def test_failed_notices_go_out_after_a_person_revives_them(engine: Engine) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    side = OtherSide(faults=[raising(TransportError("channel_not_found", permanent=True))])
    deliver(engine, side)

    with session_scope(engine) as session:
        assert outbox.revive(session, NOW) == 1
    deliver(engine, side)

    assert side.keys() == [key]
    with session_scope(engine) as session:
        assert outbox.counts(session) == {NoticeState.SENT: 1}


def test_after_a_failed_top_message_the_next_change_opens_the_thread(engine: Engine) -> None:
    _, second = plan(engine, ChangeKind.NEW, ChangeKind.ROOM)
    side = OtherSide(faults=[raising(TransportError("msg_too_long", permanent=True))])

    deliver(engine, side)

    assert [(one.key, one.thread) for one in side.messages] == [(second, "")]


def test_three_messages_in_a_row_that_go_wrong_end_the_delivery(engine: Engine) -> None:
    for number in range(6):
        plan(engine, ChangeKind.NEW, key=f"activiteit:{number}")
    side = OtherSide(faults=times(raising(TransportError("503")), 100))

    deliver(engine, side)

    assert side.calls == outbox.MAX_TROUBLE
    assert sum(row.attempts for row in notice_rows(engine)) == outbox.MAX_TROUBLE


def test_a_notice_that_is_being_sent_now_is_left_alone(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    with session_scope(engine) as session:
        claims.claim(session, PEOPLE, NOW)

    report = outbox.reconcile(engine, OtherSide(), NOW + timedelta(minutes=1))

    assert report == outbox.ReconcileReport()
    assert sent_of(notice_rows(engine)) == ["sending"]


def test_one_message_per_channel_each_pace(engine: Engine) -> None:
    plan(engine, ChangeKind.NEW)
    plan(engine, ChangeKind.NEW, key="activiteit:2")
    with session_scope(engine) as session:
        item_id = add_item(session, replace(DEBATE, key="activiteit:3"))
        add_notice(session, item_id, ChangeKind.NEW, channel="#lobby-ruimte")
    slept: list[float] = []
    sent_before_sleep: list[int] = []
    side = OtherSide()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        sent_before_sleep.append(len(side.messages))

    outbox.deliver(engine, side, PEOPLE, NOW, pace=100, sleep=sleep)

    assert sent_before_sleep == [2, 3]
    assert all(90 < seconds <= 100 for seconds in slept)


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
