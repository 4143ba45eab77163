"""Alarms for operators: one per cause, and one word when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import letters, outbox
from tracker.letters import Letter
from tracker.models import AlarmTable
from tracker.records import NoticeKind, Ping

_LONGEST_CAUSE = 160


@dataclass(frozen=True, slots=True)
class Alarm:
    """One cause that is not over yet."""

    cause: str
    text: str
    opened_at: datetime
    seen_at: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look came to: causes that are new, and causes that are gone."""

    opened: tuple[str, ...] = ()
    resolved: tuple[str, ...] = ()


def open_alarms(session: Session) -> tuple[Alarm, ...]:
    """Return the causes that are not over, oldest first."""
    rows = session.exec(
        select(AlarmTable)
        .where(col(AlarmTable.resolved_at).is_(None))
        .order_by(col(AlarmTable.opened_at), col(AlarmTable.cause))
    )
    return tuple(Alarm(row.cause, row.text, row.opened_at, row.seen_at, row.times) for row in rows)


def sync(session: Session, present: Mapping[str, str], now: datetime, channel: str) -> Watched:
    """Compare the causes that are present with those that are open, and plan what to say.

    `present` gives for each cause what operators must know, in Dutch. The alarm and its
    notice are written in the caller's transaction, so a cause is never told twice.
    """
    causes = {cause[:_LONGEST_CAUSE]: text for cause, text in present.items()}
    known = {one.cause: one for one in open_alarms(session)}
    opened = tuple(cause for cause in sorted(causes) if cause not in known)
    resolved = tuple(cause for cause in known if cause not in causes)
    for cause, text in causes.items():
        _seen(session, cause, text, now, is_new=cause in opened)
    for cause in resolved:
        session.get_one(AlarmTable, cause).resolved_at = now
    pings = [_alarm(cause, causes[cause], now, channel) for cause in opened]
    pings += [_resolved(known[cause], now, channel) for cause in resolved]
    session.flush()
    outbox.enqueue(session, pings, now)
    return Watched(opened, resolved)


def _seen(session: Session, cause: str, text: str, now: datetime, *, is_new: bool) -> None:
    row = session.get(AlarmTable, cause)
    if row is None:
        session.add(AlarmTable(cause=cause, text=text, opened_at=now, seen_at=now))
        return
    row.text, row.seen_at = text, now
    row.times = 1 if is_new else row.times + 1
    if is_new:
        row.opened_at, row.resolved_at = now, None
    session.add(row)


def _ping(kind: NoticeKind, key: str, letter: Letter, channel: str) -> Ping:
    return Ping(
        key=f"{key}|{channel}|{kind.value}"[-255:],
        item_id=None,
        change_ids=(),
        channel=channel,
        recipients=(),
        kind=kind,
        content=letter.to_json(),
    )


def _alarm(cause: str, text: str, now: datetime, channel: str) -> Ping:
    letter = letters.alarm(text, cause, now)
    return _ping(NoticeKind.ALARM, f"alarm:{cause}|{now:%Y%m%dT%H%M%S}", letter, channel)


def _resolved(alarm: Alarm, now: datetime, channel: str) -> Ping:
    letter = letters.resolved(alarm.text, alarm.cause, alarm.opened_at, now)
    mark = f"alarm:{alarm.cause}|{alarm.opened_at:%Y%m%dT%H%M%S}"
    return _ping(NoticeKind.RESOLVED, mark, letter, channel)
