"""When a sending begins, goes on and ends, and when it must wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker import deliveries, dispatches, dutch
from tracker.models import DeliveryTable, DispatchTable, EditionTable
from tracker.records import Dispatch, DispatchState, MailKind, Stage
from tracker.sendings import dispatch_record

MACHINE = "verzending"
"""Who halts what no person halted, in the audit log."""
LONGEST_SILENCE = timedelta(hours=12)
"""A sending that is so much too late, or did nothing for so long, waits for a person: it may
come from a backup that was put back."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A sending that may go now; `begun_at` is when a person last said so, or it began."""

    dispatch: Dispatch
    begun_at: datetime


def due(session: Session, now: datetime) -> tuple[int, ...]:
    """Return the sendings that have mail to go now, the oldest first."""
    table = DispatchTable
    rows = session.exec(
        select(table.id)
        .where(
            (col(table.state) == DispatchState.SENDING.value)
            | ((col(table.state) == DispatchState.PLANNED.value) & (col(table.due_at) <= now))
        )
        .order_by(col(table.due_at), col(table.id))
    ).all()
    return tuple(one for one in rows if one is not None)


def begin(session: Session, dispatch_id: int, now: datetime) -> Departure | None:
    """Begin a sending, or go on with it; None when it must not go.

    Its edition is then "sending". One that is far too late is halted, with the reason.
    """
    row, edition = dispatches.locked(session, dispatch_id)
    if row.state not in {DispatchState.PLANNED, DispatchState.SENDING} or row.due_at > now:
        return None
    if (silence := _silence(session, row, now)) > LONGEST_SILENCE:
        why = (
            f"Deze verzending deed {dutch.duration(silence)} niets. Is er een back-up "
            "teruggezet? Kijk eerst wat er al uit is en hervat haar dan."
        )
        dispatches.halt(session, dispatch_id, MACHINE, now, why)
        return None
    row.state = DispatchState.SENDING.value
    row.started_at = row.started_at or now
    if row.kind == MailKind.EDITION and edition.status != Stage.SENT:
        edition.status = Stage.SENDING.value
    session.add_all((row, edition))
    session.flush()
    return Departure(dispatch_record(row, edition.week), max(row.started_at, row.planned_at))


def _silence(session: Session, row: DispatchTable, now: datetime) -> timedelta:
    """Return how long nothing was done for a sending that could have gone."""
    last = session.exec(
        select(func.max(DeliveryTable.claimed_at)).where(DeliveryTable.dispatch_id == row.id)
    ).one()
    moments = [row.planned_at, row.due_at, row.started_at, last]
    return now - max(one for one in moments if one is not None)


def finish(session: Session, dispatch_id: int, now: datetime) -> bool:
    """End a sending when every mail has an outcome; its edition is then "sent"."""
    row, edition = dispatches.locked(session, dispatch_id)
    if row.state != DispatchState.SENDING.value:
        return False
    if deliveries.waiting(session, dispatch_id):
        return False
    row.state, row.finished_at = DispatchState.SENT.value, now
    if row.kind == MailKind.EDITION:
        edition.status = Stage.SENT.value
    session.add_all((row, edition))
    return True


def troubles(session: Session, now: datetime) -> dict[str, str]:
    """Return what operators must know: sendings that wait for a person, or hardly move."""
    rows = session.exec(
        select(DispatchTable, EditionTable.week)
        .join(EditionTable, col(EditionTable.id) == col(DispatchTable.edition_id))
        .where(col(DispatchTable.state).in_((
            DispatchState.HALTED.value, DispatchState.SENDING.value, DispatchState.PLANNED.value,
        )))
    ).all()  # fmt: skip
    found: dict[str, str] = {}
    for row, week in rows:
        name = f"De verzending van Haagse Zaken {week}"
        if row.state == DispatchState.HALTED:
            found[f"verzending:stil:{row.id}"] = f"{name} staat stil: {row.note}"
        elif row.due_at <= now and _silence(session, row, now) > timedelta(minutes=30):
            found[f"verzending:wacht:{row.id}"] = (
                f"{name} komt niet verder sinds een half uur. Is de mailserver bereikbaar? "
                "Kijk op /beheer/verzendingen."
            )
    return found
