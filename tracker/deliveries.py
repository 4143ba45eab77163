"""The mails of a sending, one by one: claimed, sent elsewhere, marked.

A mail is claimed in a short transaction, which first marks the one before it on the same
connection; it is sent outside any. What a process that died had claimed may have been taken
by the server: it goes again at most `Patience.repeats` times, with the same Message-ID, and
counts as repeated; after that a person decides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Update, bindparam, func, update
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from tracker import subscribers
from tracker.models import DeliveryTable, DispatchTable, SubscriberTable
from tracker.records import (
    Answer,
    Delivery,
    DeliveryState,
    Dispatch,
    DispatchState,
    Reader,
    Result,
    choices_of,
)
from tracker.sendings import delivery_record

MAYBE_TWICE = "de verbinding brak af na de mail; nog eens met dezelfde Message-ID"
NOBODY_KNOWS = "niet bekend of de mail aankwam; kijk in het logboek van de mailserver"
STOPPED = "wil deze mail niet meer, of het adres werkt niet meer"
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
_MOST_BREAKS = 20
Chance = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a mail is tried, and how often one that may have arrived goes again."""

    longest: timedelta = timedelta(hours=24)
    repeats: int = 1


class Passed(StrEnum):
    """Why a mail was not claimed: nothing of the sending may go now, or only this one."""

    HALTED = "halted"
    BY = "by"


@dataclass(frozen=True, slots=True)
class Claim:
    """One mail that this process may send, with who its reader is now, if there is one."""

    delivery: Delivery
    reader: Reader | None


def _own(delivery_id: int, attempt: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a mail that still belongs to the attempt that claimed it."""
    return (
        col(DeliveryTable.id) == delivery_id,
        col(DeliveryTable.state) == DeliveryState.SENDING.value,
        col(DeliveryTable.attempts) == attempt,
    )


def ahead(
    session: Session, dispatch: Dispatch, now: datetime, last: Delivery | None, limit: int
) -> tuple[Claim, ...]:
    """Return the mails that are due after `last`, in their order, without claiming them.

    For making mails while another is on the line. Readers who stopped are passed over when
    the mail is claimed.
    """
    table = DeliveryTable
    wanted = select(table, SubscriberTable).join(
        SubscriberTable, col(SubscriberTable.id) == col(table.subscriber_id), isouter=True
    )
    wanted = wanted.where(
        table.dispatch_id == dispatch.id,
        table.state == DeliveryState.PLANNED.value,
        col(table.due_at) <= now,
    )
    if last is not None:
        later = (col(table.due_at) == last.due_at) & (col(table.id) > last.id)
        wanted = wanted.where((col(table.due_at) > last.due_at) | later)
    rows = session.exec(wanted.order_by(col(table.due_at), col(table.id)).limit(limit)).all()
    return tuple(
        Claim(delivery_record(row), subscribers.subscriber_of(person).reader if person else None)
        for row, person in rows
    )


def claim(
    session: Session, found: Claim, dispatch: Dispatch, message_id: str, now: datetime
) -> Claim | Passed:
    """Claim a mail that was seen `ahead`, or say why it may not go now.

    Of a reader who stopped, or whose address bounced or changed, it is suppressed; of one
    whose links were renewed in between it stays for the next round.
    """
    delivery = found.delivery
    asked = {_ROW: dispatch.id, _SEEN: delivery.subscriber_id}
    state, choices, secret, email = session.connection().execute(_STANDING, asked).one()
    if state != DispatchState.SENDING.value:
        return Passed.HALTED
    wanted = choices is not None and choices_of(choices).wants(dispatch.kind)
    same = wanted and email.casefold() == delivery.email.casefold()
    if found.reader is None or not same:
        _run(session, _SUPPRESS, delivery)
        return Passed.BY
    if secret != found.reader.secret:
        return Passed.BY
    if not _run(session, _CLAIM, delivery, **{_AT: now, _TEXT: message_id}):
        return Passed.BY
    mine = replace(delivery, attempts=delivery.attempts + 1, message_id=message_id)
    return Claim(mine, found.reader)


_ROW, _SEEN, _AT, _TEXT = "row_", "seen_", "at_", "text_"
_STANDING = (
    sql_select(
        col(DispatchTable.state), col(SubscriberTable.choices), col(SubscriberTable.secret),
        col(SubscriberTable.email),
    )
    .join_from(
        DispatchTable, SubscriberTable,
        (col(SubscriberTable.id) == bindparam(_SEEN)) & subscribers.admitted(), isouter=True,
    )
    .where(col(DispatchTable.id) == bindparam(_ROW))
)  # fmt: skip
"""The state of a sending; and choices, secret and address of a reader who may get mail."""
_AS_SEEN = (
    col(DeliveryTable.id) == bindparam(_ROW),
    col(DeliveryTable.attempts) == bindparam(_SEEN),
)
_PLANNED, _SENDING = (
    col(DeliveryTable.state) == one.value for one in (DeliveryState.PLANNED, DeliveryState.SENDING)
)
_CLAIM = (
    update(DeliveryTable)
    .where(*_AS_SEEN, _PLANNED)
    .values(
        state=DeliveryState.SENDING.value, claimed_at=bindparam(_AT),
        attempts=bindparam(_SEEN) + 1, message_id=bindparam(_TEXT),
    )
)  # fmt: skip
_SUPPRESS = (
    update(DeliveryTable)
    .where(*_AS_SEEN, _PLANNED)
    .values(state=DeliveryState.SUPPRESSED.value, error=STOPPED)
)
_SENT = (
    update(DeliveryTable)
    .where(*_AS_SEEN, _SENDING)
    .values(state=DeliveryState.SENT.value, sent_at=bindparam(_AT), error=bindparam(_TEXT))
)
"""Written once: for each mail SQLAlchemy would take longer to put these together than to run
them."""


def _run(session: Session, statement: Update, delivery: Delivery, **values: object) -> bool:
    """Change a mail that is still as it was seen; False when another process was first."""
    given = {_ROW: delivery.id, _SEEN: delivery.attempts, **values}
    return session.connection().execute(statement, given).rowcount == 1


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
    if result.answer is Answer.TAKEN:
        error = MAYBE_TWICE if delivery.repeats else ""
        done = _run(session, _SENT, delivery, **{_AT: now, _TEXT: error})
        return DeliveryState.SENT if done else None
    values = _after(delivery, result, now, now - begun_at > patience.longest, patience, chance)
    changed = session.connection().execute(
        update(DeliveryTable).where(*_own(delivery.id, delivery.attempts)).values(**values)
    )
    if changed.rowcount != 1:
        return None
    state = DeliveryState(str(values["state"]))
    if state is DeliveryState.FAILED and result.bounce and delivery.subscriber_id is not None:
        subscribers.note_bounce(
            session, delivery.subscriber_id, key=f"smtp:{delivery.id}", kind=result.bounce, now=now,
            code=result.code, text=result.text, delivery_id=delivery.id,
        )  # fmt: skip
    return state


def _after(
    delivery: Delivery, result: Result, now: datetime, is_late: bool, patience: Patience,
    chance: Chance,
) -> dict[str, object]:  # fmt: skip
    """Return the columns that an attempt changes."""
    match result.answer:
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
