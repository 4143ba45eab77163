"""Notices to send: planned → sending → sent | failed | unknown → looked up.

A notice is written in the transaction that routes its changes, claimed in a transaction
of its own, sent outside any, and marked in a third. What happens when the process is
killed in between is found out by asking the other side, never by sending again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Engine, func, update
from sqlmodel import Session, col, select

from config.schema import People
from tracker import claims, threads
from tracker.database import read_scope, session_scope, upsert
from tracker.errors import TransportError
from tracker.models import NoticeTable
from tracker.records import Notice, NoticeState, Ping

MAX_ATTEMPTS = 20
MAX_TROUBLE = 3
"""Messages in a row that may go wrong before a delivery stops and waits for the next."""
STUCK_AFTER = timedelta(minutes=5)
"""A message that is being sent for longer than this belongs to a process that died."""
_FIRST_WAIT, _LONGEST_WAIT = 15, timedelta(hours=1)


class Transport(Protocol):
    """Brings a notice to its readers; every method may raise TransportError."""

    def send(self, notice: Notice) -> str:
        """Send the notice, in its thread when it has one; return the id of the message."""
        ...

    def update(self, notice: Notice) -> None:
        """Make the top message `notice.thread` show the present state of the item."""
        ...

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Return the id of the message that carries this key, sent after `since`, or None."""
        ...


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one delivery did, in notices; `updated` counts top messages."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    unknown: int = 0
    updated: int = 0


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    """What became of notices whose outcome was not known."""

    found: int = 0
    planned_again: int = 0
    failed: int = 0
    still_unknown: int = 0


def enqueue(session: Session, pings: Sequence[Ping], now: datetime) -> int:
    """Plan notices in the caller's transaction; return how many are new (by key)."""
    rows = {
        ping.key: {
            "key": ping.key,
            "kind": ping.kind.value,
            "item_id": ping.item_id,
            "content": ping.content,
            "change_ids": list(ping.change_ids),
            "channel": ping.channel,
            "recipients": list(ping.recipients),
            "broadcast": ping.broadcast,
            "state": NoticeState.PLANNED.value,
            "attempts": 0,
            "repeats": 0,
            "due_at": ping.due_at or now,
            "message_id": "",
            "error": "",
            "created_at": now,
        }
        for ping in pings
    }
    known = session.exec(select(NoticeTable.key).where(col(NoticeTable.key).in_(list(rows))))
    fresh = rows.keys() - set(known)
    upsert(session, NoticeTable, [rows[key] for key in rows if key in fresh], ("key",), update=())
    return len(fresh)


def hurry(session: Session, ping: Ping, now: datetime) -> None:
    """Let earlier notices of the same item in the same channel go when this one may: they
    wait for a quiet time to end, and a thread keeps its order.
    """
    if ping.item_id is None:
        return
    due = ping.due_at or now
    session.connection().execute(
        update(NoticeTable)
        .where(
            col(NoticeTable.item_id) == ping.item_id,
            col(NoticeTable.channel) == ping.channel,
            col(NoticeTable.state) == NoticeState.PLANNED.value,
            col(NoticeTable.error) == "",
            col(NoticeTable.due_at) > due,
        )
        .values(due_at=due)
    )


def counts(session: Session) -> dict[NoticeState, int]:
    """Return how many notices are in each state."""
    rows = session.exec(select(NoticeTable.state, func.count()).group_by(NoticeTable.state))
    return {NoticeState(state): count for state, count in rows}


def revive(session: Session, now: datetime) -> int:
    """Plan all failed notices again, after a person took away the cause; return how many."""
    result = session.connection().execute(
        update(NoticeTable)
        .where(col(NoticeTable.state) == NoticeState.FAILED.value)
        .values(state=NoticeState.PLANNED.value, attempts=0, due_at=now, error="")
    )
    return int(result.rowcount)


def _back_off(attempt: int) -> timedelta:
    doublings = max(0, min(attempt - 1, 12))
    return min(timedelta(seconds=_FIRST_WAIT << doublings), _LONGEST_WAIT)


def _after_error(error: TransportError, attempt: int, now: datetime) -> dict[str, object]:
    """Return the columns that a failed attempt changes."""
    if error.permanent:
        return {"state": NoticeState.FAILED.value, "error": str(error)}
    if error.outcome_unknown:
        return {"state": NoticeState.UNKNOWN.value, "error": str(error)}
    if error.retry_after is not None:
        wait, text = timedelta(seconds=error.retry_after), claims.RATE_LIMITED
        return {"state": NoticeState.PLANNED.value, "due_at": now + wait, "error": text}
    if attempt >= MAX_ATTEMPTS:
        return {"state": NoticeState.FAILED.value, "error": f"opgegeven: {error}"}
    due = now + _back_off(attempt)
    return {"state": NoticeState.PLANNED.value, "due_at": due, "error": str(error)}


def _mark_sent(session: Session, notice: Notice, message_id: str, now: datetime) -> None:
    values = {"message_id": message_id, "sent_at": now, "error": ""}
    if claims.settle(session, notice.id, notice.attempt, NoticeState.SENT, values):
        item_id = notice.stored.id if notice.stored else None
        place = threads.Place(item_id, notice.channel, notice.kind)
        threads.after_sending(session, place, notice.thread, message_id, now)


class _Delivery:
    """One delivery: its clock, and what it did so far."""

    def __init__(
        self, engine: Engine, transport: Transport, people: People, now: datetime, pace: float
    ) -> None:
        self.engine, self.transport, self.people = engine, transport, people
        self.start, self.started, self.pace = now, time.monotonic(), pace
        self.report = DeliveryReport()
        self.trouble = 0
        self.log = structlog.get_logger("tracker.outbox")

    def now(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self.started)

    def count(self, what: str) -> None:
        self.report = replace(self.report, **{what: getattr(self.report, what) + 1})

    def send(self, notice: Notice) -> bool:
        """Send one notice and mark it; return False when the delivery has to stop."""
        try:
            message_id = self.transport.send(notice)
        except TransportError as error:
            return self.failed(notice, error)
        with session_scope(self.engine) as session:
            _mark_sent(session, notice, message_id, self.now())
        self.count("sent")
        self.trouble = 0
        return True

    def failed(self, notice: Notice, error: TransportError) -> bool:
        values = _after_error(error, notice.attempt, self.now())
        state = NoticeState(str(values.pop("state")))
        with session_scope(self.engine) as session:
            claims.settle(session, notice.id, notice.attempt, state, values)
        self.log.warning("notice_not_sent", key=notice.key, state=state.value, reason=str(error))
        names = {NoticeState.FAILED: "failed", NoticeState.UNKNOWN: "unknown"}
        self.count(names.get(state, "postponed"))
        self.trouble += 1
        return error.retry_after is None and self.trouble < MAX_TROUBLE

    def round(self, notices: Sequence[Notice]) -> bool:
        """Send one notice per channel; hand the rest back when the delivery has to stop."""
        for position, notice in enumerate(notices):
            if not self.send(notice):
                with session_scope(self.engine) as session:
                    claims.hand_back(session, notices[position + 1 :])
                return False
        return True

    def refresh(self) -> bool:
        """Bring top messages up to date; return False when the other side asks to wait."""
        with read_scope(self.engine) as session:
            if claims.held_until(session, self.now()) is not None:
                return False
            waiting = threads.stale(session)
            notices = [claims.for_update(session, self.people, thread) for thread in waiting]
        for thread, notice in zip(waiting, notices, strict=True):
            try:
                if notice is not None:
                    self.transport.update(notice)
            except TransportError as error:
                self.log.warning(
                    "top_message_not_updated", key=thread.message_id, reason=str(error)
                )
                if not error.permanent:
                    self.hold(thread.notice_id, error)
                    return False
            with session_scope(self.engine) as session:
                threads.refreshed(session, thread)
            self.count("updated")
        return True

    def hold(self, notice_id: int, error: TransportError) -> None:
        if error.retry_after is not None:
            until = self.now() + timedelta(seconds=error.retry_after)
            with session_scope(self.engine) as session:
                claims.hold(session, notice_id, until)


def deliver(
    engine: Engine,
    transport: Transport,
    people: People,
    now: datetime,
    pace: float = 1.0,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> DeliveryReport:
    """Send everything that is due, one message per channel each `pace` seconds.

    Stops early when the other side asks to wait or three messages in a row go wrong;
    what is left stays planned for the next delivery.
    """
    delivery = _Delivery(engine, transport, people, now, pace)
    going = delivery.refresh()
    while going:
        began = time.monotonic()
        with session_scope(engine) as session:
            notices = claims.claim(session, people, delivery.now())
        if not notices:
            break
        going = delivery.round(notices) and delivery.refresh()
        sleep(max(0.0, pace - (time.monotonic() - began)))
    return delivery.report


def reconcile(
    engine: Engine, transport: Transport, now: datetime, stuck_after: timedelta = STUCK_AFTER
) -> ReconcileReport:
    """Ask the other side about notices whose outcome is unknown or whose sender died.

    Found: marked sent. Not found: planned again. `stuck_after` zero takes all that are
    being sent; right after a restart no other process can be.
    """
    with read_scope(engine) as session:
        doubtful = claims.doubtful(session, now - stuck_after if stuck_after else None)
    tally = dict.fromkeys(("found", "planned_again", "failed", "still_unknown"), 0)
    for notice in doubtful:
        tally[_look_up(engine, transport, notice, now)] += 1
    return ReconcileReport(**tally)


def _look_up(engine: Engine, transport: Transport, doubt: claims.Doubt, now: datetime) -> str:
    try:
        found = transport.find(doubt.key, doubt.channel, doubt.thread, doubt.since)
    except TransportError as error:
        state = NoticeState.FAILED if error.permanent else NoticeState.UNKNOWN
        with session_scope(engine) as session:
            claims.settle(session, doubt.id, doubt.attempt, state, {"error": str(error)})
        return "failed" if error.permanent else "still_unknown"
    with session_scope(engine) as session:
        if found is None:
            state = NoticeState.PLANNED if doubt.attempt < MAX_ATTEMPTS else NoticeState.FAILED
            claims.settle(session, doubt.id, doubt.attempt, state, {"due_at": now})
            return "planned_again" if state is NoticeState.PLANNED else "failed"
        values = {"message_id": found, "sent_at": now, "error": ""}
        if claims.settle(session, doubt.id, doubt.attempt, NoticeState.SENT, values):
            place = threads.Place(doubt.item_id, doubt.channel, doubt.kind)
            threads.after_sending(session, place, doubt.thread, found, now)
    return "found"
