"""The mails of a sending, one by one: claimed, sent elsewhere, marked.

A mail is claimed in a short transaction, which first marks the one before it on the same
connection; it is sent outside any. What a process that died had claimed may have been taken
by the server: it goes again at most `Patience.repeats` times, with the same Message-ID, and
counts as repeated; after that a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from tracker import subscribers
from tracker.models import DeliveryTable, DispatchTable, SubscriberTable
from tracker.records import (
    Delivery,
    DeliveryState,
    Dispatch,
    DispatchState,
    Reader,
)
from tracker.sendings import delivery_record

MAYBE_TWICE = "de verbinding brak af na de mail; nog eens met dezelfde Message-ID"
NOBODY_KNOWS = "niet bekend of de mail aankwam; kijk in het logboek van de mailserver"
STOPPED = "wil deze mail niet meer, of het adres werkt niet meer"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_MOST_BREAKS = 20
_LONGEST_ERROR = 500
Chance = Callable[[], float]


class Answer(StrEnum):
    """How the handing over of one mail ended.

    TAKEN: the server said so. REFUSED: for good. LATER: not now. BROKEN: the connection went
    before the server can have it. UNCERTAIN: after the final dot, without an answer. BARRED:
    the server does not want us as sender, so nothing can go.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    BROKEN = "broken"
    UNCERTAIN = "uncertain"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one mail; `bounce` is "hard" or "soft" when it is about the address."""

    answer: Answer
    code: str = ""
    text: str = ""
    bounce: str = ""

    @property
    def reason(self) -> str:
        """Return what staff reads."""
        return f"{self.code} {self.text}".strip()[:_LONGEST_ERROR]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a mail is tried, and how often one that may have arrived goes again."""

    longest: timedelta = timedelta(hours=24)
    repeats: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail that this process must send now."""

    delivery: Delivery
    reader: Reader


def _own(delivery_id: int, attempt: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a mail that still belongs to the attempt that claimed it."""
    return (
        col(DeliveryTable.id) == delivery_id,
        col(DeliveryTable.state) == DeliveryState.SENDING.value,
        col(DeliveryTable.attempts) == attempt,
    )


def claim(
    session: Session,
    dispatch: Dispatch,
    now: datetime,
    message_id: Callable[[Delivery], str],
) -> Claim | None:
    """Claim the first mail that is due; None when there is none or the sending was halted.

    Readers who stopped since the list was frozen are passed over, as suppressed.
    """
    state = select(DispatchTable.state).where(DispatchTable.id == dispatch.id)
    if session.exec(state).one() != DispatchState.SENDING.value:
        return None
    while (row := _first_due(session, dispatch.id, now)) is not None:
        reader = _wanting(session, row, dispatch)
        if reader is None:
            row.state, row.error = DeliveryState.SUPPRESSED.value, STOPPED
            session.flush()
            continue
        row.state, row.claimed_at = DeliveryState.SENDING.value, now
        row.attempts += 1
        row.message_id = row.message_id or message_id(delivery_record(row))
        session.flush()
        return Claim(delivery_record(row), reader)
    return None


def _first_due(session: Session, dispatch_id: int, now: datetime) -> DeliveryTable | None:
    return session.exec(
        select(DeliveryTable)
        .where(
            DeliveryTable.dispatch_id == dispatch_id,
            DeliveryTable.state == DeliveryState.PLANNED.value,
            col(DeliveryTable.due_at) <= now,
        )
        .order_by(col(DeliveryTable.due_at), col(DeliveryTable.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _wanting(session: Session, row: DeliveryTable, dispatch: Dispatch) -> Reader | None:
    """Return the reader when this mail is still wanted, at the address of the list."""
    if row.subscriber_id is None:
        return None
    person = session.get(SubscriberTable, row.subscriber_id)
    if person is None or not subscribers.is_wanted(session, row.subscriber_id, dispatch.kind):
        return None
    found = subscribers.subscriber_of(person).reader
    return found if found.email.casefold() == row.email.casefold() else None


def settle(
    session: Session,
    sent: Claim,
    result: Result,
    now: datetime,
    *,
    begun_at: datetime,
    patience: Patience,
    chance: Chance,
) -> DeliveryState | None:
    """Mark a mail; return its state, None when the claim was no longer ours.

    `begun_at` is when the sending began or was last taken up again by a person.
    """
    delivery = sent.delivery
    values = _after(delivery, result, now, now - begun_at > patience.longest, patience, chance)
    changed = session.connection().execute(
        update(DeliveryTable).where(*_own(delivery.id, delivery.attempts)).values(**values)
    )
    if changed.rowcount != 1:
        return None
    state = DeliveryState(str(values["state"]))
    if state is DeliveryState.FAILED and result.bounce:
        subscribers.note_bounce(
            session, sent.reader.id, key=f"smtp:{delivery.id}", kind=result.bounce, now=now,
            code=result.code, text=result.text, delivery_id=delivery.id,
        )  # fmt: skip
    return state


def _after(
    delivery: Delivery, result: Result, now: datetime, is_late: bool, patience: Patience,
    chance: Chance,
) -> dict[str, object]:  # fmt: skip
    """Return the columns that an attempt changes."""
    match result.answer:
        case Answer.TAKEN:
            error = MAYBE_TWICE if delivery.repeats else ""
            return {"state": DeliveryState.SENT.value, "sent_at": now, "error": error}
        case Answer.REFUSED:
            return {"state": DeliveryState.FAILED.value, "error": result.reason}
        case Answer.UNCERTAIN:
            return _doubted(delivery.repeats, now, patience)
        case Answer.LATER if is_late:
            return _given_up(result.reason)
        case Answer.BROKEN if is_late and delivery.attempts >= _MOST_BREAKS:
            return _given_up(result.reason)
    wait = _back_off(delivery.attempts, chance)
    return {
        "state": DeliveryState.PLANNED.value, "due_at": now + wait, "error": result.reason,
    }  # fmt: skip


def _given_up(reason: str) -> dict[str, object]:
    return {"state": DeliveryState.FAILED.value, "error": f"opgegeven: {reason}"}


def _doubted(repeats: int, now: datetime, patience: Patience) -> dict[str, object]:
    """Return the columns of a mail that may have arrived: once more, or a person decides."""
    if repeats >= patience.repeats:
        return {"state": DeliveryState.UNKNOWN.value, "error": NOBODY_KNOWS}
    return {
        "state": DeliveryState.PLANNED.value, "due_at": now, "repeats": repeats + 1,
        "error": MAYBE_TWICE,
    }  # fmt: skip


def _back_off(attempt: int, chance: Chance) -> timedelta:
    """Return the wait before the next attempt: doubling, and up to a fifth more by chance."""
    doublings = max(0, min(attempt - 1, 12))
    return min(_FIRST_WAIT * (1 << doublings), _LONGEST_WAIT) * (1 + 0.2 * chance())


def hand_back(session: Session, sent: Claim, now: datetime) -> None:
    """Return a claimed mail of which nothing was sent; the attempt does not count."""
    delivery = sent.delivery
    session.connection().execute(
        update(DeliveryTable)
        .where(*_own(delivery.id, delivery.attempts))
        .values(state=DeliveryState.PLANNED.value, attempts=delivery.attempts - 1, due_at=now)
    )


def recover(
    session: Session,
    dispatch_id: int,
    now: datetime,
    margin: timedelta,
    patience: Patience,
    taken: frozenset[str] = frozenset(),
) -> int:
    """Look after mails that a process which died had claimed; return how many are in doubt.

    Only claims older than `margin` (`tracker.locks.margin`), by who holds the lock. Those
    with a Message-ID in `taken` are known to be sent.
    """
    rows = session.exec(
        select(DeliveryTable)
        .where(
            DeliveryTable.dispatch_id == dispatch_id,
            DeliveryTable.state == DeliveryState.SENDING.value,
            col(DeliveryTable.claimed_at) <= now - margin,
        )
        .with_for_update()
    ).all()
    known = {"state": DeliveryState.SENT.value, "error": "", "sent_at": now}
    for row in rows:
        sent = row.message_id in taken
        for name, value in (known if sent else _doubted(row.repeats, now, patience)).items():
            setattr(row, name, value)
        session.add(row)
    session.flush()
    return sum(row.message_id not in taken for row in rows)


def waiting(session: Session, dispatch_id: int) -> int:
    """Return how many mails have no outcome yet."""
    waits = (DeliveryState.PLANNED.value, DeliveryState.SENDING.value)
    return session.exec(
        select(func.count()).where(
            DeliveryTable.dispatch_id == dispatch_id, col(DeliveryTable.state).in_(waits)
        )
    ).one()
