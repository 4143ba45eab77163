"""Notices whose outcome is not known: ask the other side, never send blindly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Engine

from config.schema import People
from tracker import claims, threads
from tracker.database import read_scope, session_scope
from tracker.errors import TransportError
from tracker.planning import enqueue
from tracker.records import Notice, NoticeState, Ping

MAX_ATTEMPTS = 20
MAX_REPEATS = 1
"""Times that something may go again without knowing that it did not arrive."""
STUCK_AFTER = timedelta(minutes=5)
"""A message that is being sent for longer than this belongs to a process that died."""
Instead = Callable[[Notice, TransportError], Sequence[Ping]]


def nothing_instead(_notice: Notice, _error: TransportError) -> tuple[Ping, ...]:
    """Tell it in no other way."""
    return ()


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
class ReconcileReport:
    """What became of notices whose outcome was not known."""

    found: int = 0
    planned_again: int = 0
    failed: int = 0
    still_unknown: int = 0


def reason_of(error: TransportError) -> str:
    return f"{error.code}: {error}" if error.code and error.code not in str(error) else str(error)


def reconcile(
    engine: Engine,
    transport: Transport,
    now: datetime,
    stuck_after: timedelta = STUCK_AFTER,
    *,
    people: People | None = None,
    instead: Instead = nothing_instead,
) -> ReconcileReport:
    """Ask the other side about notices whose outcome is unknown or whose sender died.

    Found: marked sent. Not found: planned again. `stuck_after` zero takes all that are
    being sent; right after a restart no other process can be. Ends when the other side
    asks to wait. What can never be found again is told in another way (see `deliver`).
    """
    tally = dict.fromkeys(("found", "planned_again", "failed", "still_unknown"), 0)
    with read_scope(engine) as session:
        if claims.held_until(session, now, claims.LOOKING_UP) is not None:
            return ReconcileReport()
        doubtful = claims.doubtful(session, now - stuck_after if stuck_after else None)
    for doubt in doubtful:
        try:
            tally[_look_up(engine, transport, doubt, now)] += 1
        except TransportError as error:
            tally[_not_found(engine, doubt, error, now, people, instead)] += 1
            if error.retry_after is not None:
                break
    return ReconcileReport(**tally)


def _look_up(engine: Engine, transport: Transport, doubt: claims.Doubt, now: datetime) -> str:
    found = transport.find(doubt.key, doubt.channel, doubt.thread, doubt.since)
    if found is None and doubt.attempt >= MAX_ATTEMPTS:
        raise TransportError(
            f"opgegeven na {MAX_ATTEMPTS} pogingen", permanent=True, scope="message"
        )
    with session_scope(engine) as session:
        if found is None:
            again = {"due_at": now}
            claims.settle(session, doubt.id, doubt.attempt, NoticeState.PLANNED, again)
            return "planned_again"
        values = {"message_id": found, "sent_at": now, "error": ""}
        if claims.settle(session, doubt.id, doubt.attempt, NoticeState.SENT, values):
            place = threads.Place(doubt.item_id, doubt.channel, doubt.kind)
            threads.after_sending(session, place, doubt.thread, found, now)
    return "found"


def _not_found(
    engine: Engine,
    doubt: claims.Doubt,
    error: TransportError,
    now: datetime,
    people: People | None,
    instead: Instead,
) -> str:
    """Settle a notice that could not be looked up: it waits, goes once more, or fails."""
    state, values = _after_search(doubt, error, now)
    with session_scope(engine) as session:
        settled = claims.settle(session, doubt.id, doubt.attempt, state, values)
        if settled and state is NoticeState.FAILED and people is not None:
            notice = claims.in_doubt(session, people, doubt)
            enqueue(session, instead(notice, error) if notice else (), now)
    names = {NoticeState.FAILED: "failed", NoticeState.PLANNED: "planned_again"}
    return names.get(state, "still_unknown")


def _after_search(
    doubt: claims.Doubt, error: TransportError, now: datetime
) -> tuple[NoticeState, dict[str, object]]:
    """Return what a failed search makes of a notice.

    Mail cannot be searched: it goes once more with the same Message-ID, and never a third
    time. When the app may not speak at all, the search waits until it may again.
    """
    if error.unsearchable and doubt.repeats < MAX_REPEATS:
        return NoticeState.PLANNED, {"due_at": now, "repeats": doubt.repeats + 1}
    if error.retry_after is not None:
        until = now + timedelta(seconds=error.retry_after)
        return NoticeState.UNKNOWN, {"due_at": until, "error": claims.RATE_LIMITED}
    if error.unsearchable or (error.permanent and error.scope != "app"):
        return NoticeState.FAILED, {"error": reason_of(error)}
    return NoticeState.UNKNOWN, {"error": reason_of(error)}
