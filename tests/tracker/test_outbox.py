"""Notices are planned once and delivered in order: threads, top messages, who is named."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine

from tests.tracker.outbox_world import LATER, deliver, tops
from tests.tracker.telling_world import (
    CHANNEL,
    DEBATE,
    NOW,
    PEOPLE,
    OtherSide,
    add_change,
    add_item,
    add_notice,
    notice_rows,
    plan,
    sent_of,
)
from tracker import claims, outbox
from tracker.database import session_scope
from tracker.records import ChangeKind, Ping


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
    assert notice.stored is not None
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
