"""When the other side refuses or asks to wait, a notice waits, fails or goes another way."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from types import SimpleNamespace

from sqlalchemy import Engine

from tests.tracker.outbox_world import LATER, deliver, tops
from tests.tracker.telling_world import (
    NOW,
    PEOPLE,
    OtherSide,
    notice_rows,
    plan,
    raising,
    sent_of,
    times,
)
from tracker import instead, outbox
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.records import ChangeKind, Notice, NoticeState


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
