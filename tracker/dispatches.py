"""Sendings of an edition: the list frozen at the approval, planned, halted, and how far it is.

Each deed takes the row of the edition first, so that a change of the edition, an approval and
a sending follow one another, and writes its own line in the audit log. The mails themselves:
`tracker.deliveries`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, select

from tracker import audit
from tracker.errors import HaagseZakenError
from tracker.models import DeliveryTable, DispatchTable, EditionTable
from tracker.records import (
    Delivery,
    DeliveryState,
    Dispatch,
    DispatchState,
    Json,
    MailKind,
    Reader,
    Stage,
)
from tracker.sendings import (
    deliveries,
    delivery_record,
    dispatch_record,
    get,
    listed,
    of_edition,
    present,
    progress,
    received,
)

__all__ = [
    "DispatchError", "cancel", "deliveries", "freeze", "get", "halt", "listed", "locked",
    "of_edition", "present", "progress", "received", "resume", "schedule", "send_again",
]  # fmt: skip

_NAMES = {
    DispatchState.FROZEN: "goedgekeurd maar niet ingepland",
    DispatchState.PLANNED: "ingepland",
    DispatchState.SENDING: "al begonnen",
    DispatchState.SENT: "al klaar",
    DispatchState.HALTED: "stilgezet",
    DispatchState.CANCELLED: "geannuleerd",
}


class DispatchError(HaagseZakenError):
    """A sending cannot be made or changed like this; the text says why, in Dutch."""


def freeze(
    session: Session,
    edition_id: int,
    approval_id: int | None,
    subject: str,
    kind: MailKind | str,
    readers: Sequence[Reader],
    by: str,
    now: datetime,
    content: Json = None,
) -> int:
    """Keep who gets an approved mail; return the id of the sending, in state "frozen".

    One row per address: of two readers with one address the first counts. `content` is for a
    correction, which has no approved files: {"html": …, "text": …}. Raises DispatchError when
    the edition has a list already.
    """
    _edition(session, edition_id)
    wanted = MailKind(kind)
    if wanted is MailKind.EDITION and _present(session, edition_id) is not None:
        raise DispatchError("De lijst van deze editie ligt al vast; de editie was al goedgekeurd.")
    row = DispatchTable(
        edition_id=edition_id, approval_id=approval_id, kind=wanted.value, subject=subject,
        content=content, due_at=now, planned_at=now, planned_by=by,
        state=DispatchState.FROZEN.value,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    _add_readers(session, row.id, readers, now)
    return row.id


def _add_readers(
    session: Session, dispatch_id: int, readers: Sequence[Reader], now: datetime
) -> None:
    chosen: dict[str, Reader] = {}
    for reader in readers:
        chosen.setdefault(reader.email.strip().lower(), reader)
    rows = [
        {
            "dispatch_id": dispatch_id, "subscriber_id": reader.id, "email": email,
            "name": reader.name, "choices": reader.choices.to_json(), "due_at": now,
            "state": DeliveryState.PLANNED.value, "message_id": "", "attempts": 0,
            "repeats": 0, "error": "",
        }
        for email, reader in chosen.items()
    ]  # fmt: skip
    if rows:
        session.connection().execute(insert(DeliveryTable), rows)


def schedule(
    session: Session, dispatch_id: int, due_at: datetime, by: str, now: datetime
) -> Dispatch:
    """Plan a frozen sending, or plan it at another time; `due_at` may be `now`.

    The edition is then "scheduled". Raises DispatchError once it has begun or is cancelled.
    """
    row, edition = locked(session, dispatch_id)
    _require(row, "in te plannen", DispatchState.FROZEN, DispatchState.PLANNED)
    row.state, row.due_at = DispatchState.PLANNED.value, due_at
    row.planned_at, row.planned_by = now, by
    if row.kind == MailKind.EDITION:
        edition.status = Stage.SCHEDULED.value
    return _changed(session, row, edition, "send.schedule", by, now, {"om": due_at.isoformat()})


def cancel(
    session: Session, dispatch_id: int, by: str, now: datetime, *, for_good: bool = False
) -> Dispatch:
    """Take the planned time back: the sending is "frozen" again and its edition approved.

    With `for_good` it is "cancelled" and never goes; for a correction that is not wanted
    (an edition that is withdrawn does this by itself). Raises DispatchError once it has begun.
    """
    row, edition = locked(session, dispatch_id)
    _require(row, "te annuleren", DispatchState.FROZEN, DispatchState.PLANNED)
    row.state = (DispatchState.CANCELLED if for_good else DispatchState.FROZEN).value
    row.finished_at = now if for_good else None
    if row.kind == MailKind.EDITION and edition.status == Stage.SCHEDULED:
        edition.status = Stage.APPROVED.value
    return _changed(session, row, edition, "send.cancel", by, now)


def halt(session: Session, dispatch_id: int, by: str, now: datetime, why: str = "") -> Dispatch:
    """Stop a planned or running sending; at most the mails on the wire still go."""
    row, edition = locked(session, dispatch_id)
    _require(row, "stil te zetten", DispatchState.PLANNED, DispatchState.SENDING)
    row.state = DispatchState.HALTED.value
    row.note = why or f"stilgezet door {by}"
    return _changed(session, row, edition, "send.halt", by, now, {"reden": row.note})


def resume(session: Session, dispatch_id: int, by: str, now: datetime) -> Dispatch:
    """Let a halted sending go on, at the first reader that has no mail yet."""
    row, edition = locked(session, dispatch_id)
    _require(row, "te hervatten", DispatchState.HALTED)
    begun = row.started_at is not None
    row.state = (DispatchState.SENDING if begun else DispatchState.PLANNED).value
    row.planned_at, row.planned_by, row.note = now, by, ""
    row.due_at = max(row.due_at, now) if not begun else row.due_at
    return _changed(session, row, edition, "send.resume", by, now)


def send_again(session: Session, delivery_id: int, by: str, now: datetime) -> Delivery:
    """Plan a mail again that failed, or of which nobody knows whether it arrived.

    A person decides this; the Message-ID stays the same. Raises DispatchError for another.
    """
    known = session.get(DeliveryTable, delivery_id)
    if known is None:
        raise DispatchError("Deze mail bestaat niet.")
    dispatch, edition = locked(session, known.dispatch_id)
    row = session.get_one(DeliveryTable, delivery_id, populate_existing=True)
    if row.state not in {DeliveryState.FAILED, DeliveryState.UNKNOWN}:
        raise DispatchError("Alleen een mislukte of onzekere mail kan nog eens.")
    if dispatch.state not in {DispatchState.SENDING, DispatchState.SENT, DispatchState.HALTED}:
        raise DispatchError(f"Deze verzending is {_NAMES[DispatchState(dispatch.state)]}.")
    row.repeats += row.state == DeliveryState.UNKNOWN
    row.state, row.due_at = DeliveryState.PLANNED.value, now
    session.add(row)
    if dispatch.state == DispatchState.SENT:
        dispatch.state, dispatch.finished_at = DispatchState.SENDING.value, None
    dispatch.planned_at = now
    _changed(session, dispatch, edition, "send.again", by, now, {"lezer": row.subscriber_id})
    return delivery_record(row)


def _edition(session: Session, edition_id: int) -> EditionTable:
    """Return the row of an edition; nobody else changes it until we are done."""
    wanted = select(EditionTable).where(EditionTable.id == edition_id).with_for_update()
    found = session.exec(wanted.execution_options(populate_existing=True)).first()
    if found is None:
        raise DispatchError("Deze editie bestaat niet.")
    return found


def _present(session: Session, edition_id: int) -> DispatchTable | None:
    return session.exec(
        select(DispatchTable).where(
            DispatchTable.edition_id == edition_id,
            DispatchTable.kind == MailKind.EDITION.value,
            DispatchTable.state != DispatchState.CANCELLED.value,
        )
    ).first()


def locked(session: Session, dispatch_id: int) -> tuple[DispatchTable, EditionTable]:
    """Return a sending and its edition, held until the transaction ends."""
    known = session.get(DispatchTable, dispatch_id)
    if known is None:
        raise DispatchError("Deze verzending bestaat niet.")
    edition = _edition(session, known.edition_id)
    row = session.exec(
        select(DispatchTable)
        .where(DispatchTable.id == dispatch_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return row, edition


def _require(row: DispatchTable, what: str, *states: DispatchState) -> None:
    present = DispatchState(row.state)
    if present not in states:
        raise DispatchError(f"Deze verzending is {_NAMES[present]} en niet meer {what}.")


def _changed(
    session: Session, row: DispatchTable, edition: EditionTable, what: str, by: str,
    now: datetime, detail: Json = None,
) -> Dispatch:  # fmt: skip
    session.add(row)
    session.add(edition)
    audit.write(session, now, by=by, what=what, subject=f"Haagse Zaken {edition.week}",
                detail=detail)  # fmt: skip
    session.flush()
    return dispatch_record(row, edition.week)
