"""What is known of sendings: how far they are, and the mail to each reader."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from tracker.models import DeliveryTable, DispatchTable, EditionTable, SubscriberTable
from tracker.records import (
    Delivery,
    DeliveryState,
    Dispatch,
    DispatchState,
    MailKind,
    Progress,
    Reader,
    choices_of,
)


def get(session: Session, dispatch_id: int) -> Dispatch | None:
    """Return one sending."""
    found = session.exec(_with_week().where(DispatchTable.id == dispatch_id)).first()
    return dispatch_record(*found) if found else None


def listed(session: Session, limit: int = 50) -> tuple[Dispatch, ...]:
    """Return the sendings, the newest first."""
    rows = session.exec(_with_week().order_by(col(DispatchTable.id).desc()).limit(limit)).all()
    return tuple(dispatch_record(row, week) for row, week in rows)


def of_edition(session: Session, week: str) -> tuple[Dispatch, ...]:
    """Return all sendings of an edition, the newest first: cancelled ones and corrections too."""
    rows = session.exec(
        _with_week().where(EditionTable.week == week).order_by(col(DispatchTable.id).desc())
    ).all()
    return tuple(dispatch_record(row, found) for row, found in rows)


def present(session: Session, week: str) -> Dispatch | None:
    """Return the sending of an edition itself that was not cancelled."""
    own = (one for one in of_edition(session, week) if one.kind is MailKind.EDITION)
    return next((one for one in own if one.state is not DispatchState.CANCELLED), None)


def progress(session: Session, dispatch_id: int) -> Progress:
    """Return how many readers of a sending are in each state."""
    rows = session.exec(
        select(DeliveryTable.state, func.count())
        .where(DeliveryTable.dispatch_id == dispatch_id)
        .group_by(col(DeliveryTable.state))
    ).all()
    repeated = session.exec(
        select(func.count()).where(
            DeliveryTable.dispatch_id == dispatch_id, col(DeliveryTable.repeats) > 0
        )
    ).one()
    return Progress(**{DeliveryState(state).value: count for state, count in rows},
                    repeated=repeated)  # fmt: skip


def deliveries(
    session: Session,
    dispatch_id: int,
    states: Sequence[DeliveryState] = (),
    *,
    limit: int = 1_000,
    after: int = 0,
) -> tuple[Delivery, ...]:
    """Return mails of a sending in the order of its list; only in `states` when given.

    `after` is the id of the last one of the page before.
    """
    wanted = select(DeliveryTable).where(
        DeliveryTable.dispatch_id == dispatch_id, col(DeliveryTable.id) > after
    )
    if states:
        wanted = wanted.where(col(DeliveryTable.state).in_([one.value for one in states]))
    rows = session.exec(wanted.order_by(col(DeliveryTable.id)).limit(limit)).all()
    return tuple(delivery_record(row) for row in rows)


def received(session: Session, edition_id: int) -> tuple[Reader, ...]:
    """Return who got an edition, or perhaps did: the list of a correction.

    Somebody who was removed since is not in it; who stopped is left out just before a mail.
    """
    rows = session.exec(
        select(DeliveryTable, SubscriberTable)
        .join(DispatchTable, col(DispatchTable.id) == col(DeliveryTable.dispatch_id))
        .join(SubscriberTable, col(SubscriberTable.id) == col(DeliveryTable.subscriber_id))
        .where(
            DispatchTable.edition_id == edition_id,
            DispatchTable.kind == MailKind.EDITION.value,
            col(DeliveryTable.state).in_((DeliveryState.SENT.value, DeliveryState.UNKNOWN.value)),
        )
        .order_by(col(DeliveryTable.id))
    ).all()
    readers = {
        person.email: Reader(
            person.id or 0, person.email, person.name, choices_of(person.choices), person.secret,
            person.province,
        )
        for _, person in rows
    }  # fmt: skip
    return tuple(readers.values())


def _with_week() -> Select[DispatchTable, str]:
    return select(DispatchTable, EditionTable.week).join(
        EditionTable, col(EditionTable.id) == col(DispatchTable.edition_id)
    )


def dispatch_record(row: DispatchTable, week: str) -> Dispatch:
    """Return a row as the rest of the product knows it."""
    assert row.id is not None
    return Dispatch(
        id=row.id,
        edition_id=row.edition_id,
        week=week,
        approval_id=row.approval_id,
        kind=MailKind(row.kind),
        subject=row.subject,
        content=row.content,
        state=DispatchState(row.state),
        due_at=row.due_at,
        planned_by=row.planned_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        note=row.note,
    )


def delivery_record(row: DeliveryTable) -> Delivery:
    """Return a row as the rest of the product knows it."""
    assert row.id is not None
    return Delivery(
        id=row.id,
        dispatch_id=row.dispatch_id,
        subscriber_id=row.subscriber_id,
        email=row.email,
        name=row.name,
        choices=choices_of(row.choices),
        state=DeliveryState(row.state),
        message_id=row.message_id,
        attempts=row.attempts,
        repeats=row.repeats,
        due_at=row.due_at,
        sent_at=row.sent_at,
        error=row.error,
    )
