"""When a message cannot be delivered at all, the person hears it in another way, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from tests.tracker.telling_world import (
    CHANNEL,
    NOW,
    PEOPLE,
    OtherSide,
    no_fault,
    notice_rows,
    plan,
    raising,
)
from tracker import claims, instead, outbox
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.records import ChangeKind, Notice, NoticeKind, NoticeState, Person

PERSONS = (Person("stikstof", "S", "s@ipo.example", "U1"), Person("water", "W", "w@ipo.example"))
OTHERWISE = partial(instead.pings, people=PEOPLE)


def refusal(scope: str, code: str = "x") -> TransportError:
    return TransportError(code, permanent=True, code=code, scope=scope)


def notice_in(engine: Engine) -> Notice:
    plan(engine, ChangeKind.CANCELLED)
    with session_scope(engine) as session:
        (found,) = claims.claim(session, PEOPLE, NOW)
    return replace(found, recipients=PERSONS)


@pytest.mark.parametrize(
    ("scope", "channels"),
    [
        ("channel", ("@stikstof", "@water")),
        ("app", ("mail:stikstof", "mail:water")),
        ("message", ("mail:stikstof", "mail:water")),
    ],
)
def test_the_other_way_depends_on_what_is_wrong(
    engine: Engine, scope: str, channels: tuple[str, ...]
) -> None:
    assert instead.channels(notice_in(engine), refusal(scope), PEOPLE) == channels


def test_for_somebody_who_left_slack_it_is_the_deputy_or_mail(engine: Engine) -> None:
    about = replace(notice_in(engine), channel="@stikstof", recipients=PERSONS[:1])
    assert instead.channels(about, refusal("person"), PEOPLE) == ("@landbouw",)

    digest = replace(about, stored=None, kind=NoticeKind.DIGEST)
    assert instead.channels(digest, refusal("person"), PEOPLE) == ("mail:stikstof",)


def test_alarms_go_to_the_mail_of_the_operators_and_a_refused_mail_is_the_end(
    engine: Engine,
) -> None:
    about = notice_in(engine)
    alarm = replace(about, kind=NoticeKind.ALARM, recipients=())
    assert instead.channels(alarm, refusal("app"), PEOPLE) == ("mail:beheer",)
    assert instead.channels(replace(about, channel="mail:water"), refusal("person"), PEOPLE) == ()
    tried = replace(about, key=f"k{instead.MARK}@a{instead.MARK}@b")
    assert instead.channels(tried, refusal("channel"), PEOPLE) == ()


def test_a_reply_that_named_nobody_is_told_to_nobody(engine: Engine) -> None:
    about = replace(notice_in(engine), recipients=())
    assert instead.pings(about, refusal("channel"), PEOPLE) == ()


def test_an_archived_channel_is_set_aside_once_and_its_person_hears_it(engine: Engine) -> None:
    (key,) = plan(engine, ChangeKind.CANCELLED)
    side = OtherSide(faults=[raising(refusal("channel", "is_archived"))])

    report = outbox.deliver(engine, side, PEOPLE, NOW, 0, instead=OTHERWISE)

    assert (report.failed, report.sent) == (1, 1)
    assert [(one.key, one.channel) for one in side.messages] == [
        (f"{key}|instead:@stikstof", "@stikstof")
    ]
    assert [row.state for row in notice_rows(engine)] == ["failed", "sent"]
    with session_scope(engine) as session:
        assert outbox.revive(session, NOW) == 0
    assert outbox.deliver(engine, side, PEOPLE, NOW, 0, instead=OTHERWISE).sent == 0


class Revoked(OtherSide):
    """Slack that takes nothing from us, and mail that works."""

    def send(self, notice: Notice) -> str:
        if not notice.channel.startswith("mail:"):
            raise refusal("app", "token_revoked")
        return super().send(notice)


def test_a_revoked_token_turns_every_message_into_a_mail_and_stops_nothing(engine: Engine) -> None:
    for number in range(8):
        plan(engine, ChangeKind.CANCELLED, key=f"activiteit:{number}")
    side = Revoked()

    report = outbox.deliver(engine, side, PEOPLE, NOW, 0, instead=OTHERWISE)

    assert (report.failed, report.sent) == (8, 8)
    assert {one.channel for one in side.messages} == {"mail:stikstof"}


def test_other_channels_are_not_held_up_by_one_that_is_gone(engine: Engine) -> None:
    for number in range(6):
        plan(engine, ChangeKind.CANCELLED, key=f"activiteit:{number}")
    faults = [raising(refusal("channel")), raising(refusal("channel")), raising(refusal("channel"))]
    side = OtherSide(faults=[*faults, no_fault])

    report = outbox.deliver(engine, side, PEOPLE, NOW, 0, instead=OTHERWISE)

    assert (report.failed, report.sent) == (3, 6)


class Silent(OtherSide):
    """Another side that cannot be searched, for a reason."""

    reason = TransportError("weg")

    def find(self, *_: object) -> str | None:
        raise self.reason


@pytest.mark.parametrize(
    ("reason", "state", "told"),
    [
        (refusal("channel", "not_in_channel"), NoticeState.FAILED, ["@stikstof"]),
        (refusal("app", "token_revoked"), NoticeState.UNKNOWN, []),
        (TransportError("503"), NoticeState.UNKNOWN, []),
        (TransportError("429", retry_after=60), NoticeState.UNKNOWN, []),
    ],
)
def test_what_cannot_be_looked_up_waits_or_is_told_in_another_way(
    engine: Engine, reason: TransportError, state: NoticeState, told: list[str]
) -> None:
    plan(engine, ChangeKind.CANCELLED)
    reset = raising(TransportError("reset", outcome_unknown=True))
    side = Silent(late_faults=[reset])
    side.reason = reason
    outbox.deliver(engine, side, PEOPLE, NOW, 0)

    outbox.reconcile(engine, side, NOW, people=PEOPLE, instead=OTHERWISE)

    rows = notice_rows(engine)
    assert rows[0].state == state.value
    assert [row.channel for row in rows[1:]] == told
    assert rows[0].channel == CHANNEL


def test_a_search_that_is_limited_waits_and_posting_goes_on(engine: Engine) -> None:
    plan(engine, ChangeKind.CANCELLED)
    reset = raising(TransportError("reset", outcome_unknown=True))
    side = Silent(late_faults=[reset])
    side.reason = TransportError("429", retry_after=60)
    outbox.deliver(engine, side, PEOPLE, NOW, 0)
    outbox.reconcile(engine, side, NOW)
    side.reason = TransportError("te vroeg gevraagd")

    early = outbox.reconcile(engine, side, NOW + timedelta(seconds=59))
    (other,) = plan(engine, ChangeKind.CANCELLED, key="activiteit:2")
    posted = outbox.deliver(engine, side, PEOPLE, NOW + timedelta(seconds=30), 0)

    assert early == outbox.ReconcileReport()
    assert posted.sent == 1
    assert side.keys()[-1] == other


def test_a_short_rate_limit_is_waited_out_within_the_delivery(engine: Engine) -> None:
    plan(engine, ChangeKind.CANCELLED)
    slept: list[float] = []
    side = OtherSide(faults=[raising(TransportError("429", retry_after=0))])

    report = outbox.deliver(engine, side, PEOPLE, NOW, 0, sleep=slept.append)

    assert (report.postponed, report.sent) == (1, 1)
    assert slept[0] > 0
