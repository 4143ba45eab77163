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

import structlog
from sqlalchemy import Engine
from sqlmodel import Session

from config.schema import People
from tracker import claims, threads
from tracker.database import read_scope, session_scope
from tracker.errors import TransportError
from tracker.lookups import (
    MAX_ATTEMPTS,
    STUCK_AFTER,
    Instead,
    ReconcileReport,
    Transport,
    nothing_instead,
    reason_of,
    reconcile,
)
from tracker.planning import counts, enqueue, hurry, revive
from tracker.records import Notice, NoticeState

__all__ = [
    "MAX_ATTEMPTS",
    "MAX_TROUBLE",
    "STUCK_AFTER",
    "DeliveryReport",
    "Instead",
    "ReconcileReport",
    "Transport",
    "counts",
    "deliver",
    "enqueue",
    "hurry",
    "reconcile",
    "revive",
]

MAX_TROUBLE = 3
"""Messages in a row that may go wrong before a delivery stops and waits for the next."""
LONGEST_NAP, MOST_PATIENCE = 30.0, 300.0
"""Seconds that a delivery waits when the other side asks to, once and in all."""
_NAP_MARGIN = 0.05
_FIRST_WAIT, _LONGEST_WAIT = 15, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What one delivery did, in notices; `updated` counts top messages."""

    sent: int = 0
    failed: int = 0
    postponed: int = 0
    unknown: int = 0
    updated: int = 0


def _back_off(attempt: int) -> timedelta:
    doublings = max(0, min(attempt - 1, 12))
    return min(timedelta(seconds=_FIRST_WAIT << doublings), _LONGEST_WAIT)


def _after_error(error: TransportError, attempt: int, now: datetime) -> dict[str, object]:
    """Return the columns that a failed attempt changes."""
    if error.permanent:
        return {"state": NoticeState.FAILED.value, "error": reason_of(error)}
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
        self.trouble, self.patience, self.wait = 0, MOST_PATIENCE, 0.0
        self.instead: Instead = nothing_instead
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
        except Exception as error:
            self.log.exception("notice_crashed", key=notice.key)
            return self.crashed(notice, error)
        with session_scope(self.engine) as session:
            _mark_sent(session, notice, message_id, self.now())
        self.count("sent")
        self.trouble = 0
        return True

    def failed(self, notice: Notice, error: TransportError) -> bool:
        values = _after_error(error, notice.attempt, self.now())
        state = NoticeState(str(values.pop("state")))
        with session_scope(self.engine) as session:
            settled = claims.settle(session, notice.id, notice.attempt, state, values)
            if settled and state is NoticeState.FAILED:
                enqueue(session, self.instead(notice, error), self.now())
        self.log.warning("notice_not_sent", key=notice.key, state=state.value, reason=str(error))
        names = {NoticeState.FAILED: "failed", NoticeState.UNKNOWN: "unknown"}
        self.count(names.get(state, "postponed"))
        self.trouble = self.trouble if error.permanent else self.trouble + 1
        self.wait = self.worth_waiting(error.retry_after)
        return error.retry_after is None and self.trouble < MAX_TROUBLE

    def crashed(self, notice: Notice, error: Exception) -> bool:
        """Doubt a notice that our own code stumbles over; the others go on."""
        text = f"{type(error).__name__}: {error}"[:300]
        self.failed(notice, TransportError(text, outcome_unknown=True))
        self.trouble = 0
        return True

    def worth_waiting(self, seconds: float | None) -> float:
        """Return the seconds this delivery waits by itself, 0 when it leaves it to the next."""
        if seconds is None or seconds > LONGEST_NAP or seconds > self.patience:
            return 0.0
        self.patience -= seconds
        self.trouble = 0
        return seconds + _NAP_MARGIN

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
            if claims.held_until(session, self.now(), claims.UPDATING) is not None:
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
                if not error.permanent or error.scope == "app":
                    self.hold(thread.notice_id, error)
                    return False
            except Exception:
                self.log.exception("top_message_crashed", key=thread.message_id)
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
    instead: Instead = nothing_instead,
    sleep: Callable[[float], None] = time.sleep,
) -> DeliveryReport:
    """Send everything that is due, one message per channel each `pace` seconds.

    Stops early when the other side asks to wait for long or three messages in a row go
    wrong; what is left stays planned for the next delivery. `instead` gives the notices
    that take the place of one that failed for good, written in the same transaction.
    """
    delivery = _Delivery(engine, transport, people, now, pace)
    delivery.instead = instead
    delivery.refresh()
    while True:
        began = time.monotonic()
        with session_scope(engine) as session:
            notices = claims.claim(session, people, delivery.now())
        if not notices:
            break
        delivery.wait = 0.0
        going = delivery.round(notices)
        delivery.refresh()
        if not going and not delivery.wait:
            break
        sleep(max(delivery.wait, pace - (time.monotonic() - began), 0.0))
    return delivery.report
