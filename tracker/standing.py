"""Reads for the status page: how the sources, the runs and the outbox stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from tracker import outbox, runs
from tracker.database import Engine, read_scope, require_current
from tracker.errors import DatabaseError
from tracker.models import (
    ItemTable,
    NoticeTable,
    RunTable,
    SetAsideTable,
    SourceRowTable,
)
from tracker.models.base import UtcTime
from tracker.records import Json, NoticeState, Outcome

DATABASE_ERRORS = (DatabaseError, SQLAlchemyError)
"""What a read may raise when the database is away or not migrated."""
_KAMER = "tweedekamer"
_SOURCE_JOBS = ("agenda", "documents", "reconcile", "replay")


@dataclass(frozen=True, slots=True)
class SourceState:
    """How a source stands: the last good run and the newest run."""

    name: str
    last_good: runs.Run | None
    newest: runs.Run | None


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """One reason why rows were set aside or signalled, with how often and an example."""

    source: str
    category: str
    reason: str
    advice: str
    fatal: bool
    count: int
    example: str
    last_at: datetime


@dataclass(frozen=True, slots=True)
class FailedNotice:
    """A message that was not delivered, and why."""

    item_id: int | None
    title: str
    channel: str
    error: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How many messages are in each state, the oldest that waits, the newest failures."""

    counts: Mapping[NoticeState, int]
    oldest_waiting_at: datetime | None
    last_sent_at: datetime | None
    failed: tuple[FailedNotice, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an item comes from: the source's own row, as it came in."""

    payload: Json
    updated_at: datetime | None
    received_at: datetime | None


def _latest(session: Session, source: str, outcomes: tuple[Outcome, ...]) -> runs.Run | None:
    names = [f"crawl-{source}", f"reconcile-{source}"]
    if source == _KAMER:
        names += _SOURCE_JOBS
    found = session.exec(
        select(RunTable.job, RunTable.outcome)
        .where(col(RunTable.job).in_(names), col(RunTable.outcome).in_([o.value for o in outcomes]))
        .group_by(col(RunTable.job), col(RunTable.outcome))
    ).all()
    candidates = [runs.latest(session, job, Outcome(outcome)) for job, outcome in found]
    known = [run for run in candidates if run is not None]
    return max(known, key=lambda run: (run.finished_at or run.started_at, run.id), default=None)


def source_state(session: Session, source: str) -> SourceState:
    """Return how a source stands; a run in progress is no newest run.

    A run that read everything is a good one, also when it set a row aside.
    """
    ended = (Outcome.COMPLETE, Outcome.PARTIAL, Outcome.FAILED)
    good = (_latest(session, source, (one,)) for one in (Outcome.COMPLETE, Outcome.PARTIAL))
    read = [run for run in good if run and (run.outcome is Outcome.COMPLETE or _was_read(run))]
    return SourceState(
        source,
        last_good=max(read, key=lambda run: run.started_at, default=None),
        newest=_latest(session, source, ended),
    )


def _was_read(run: runs.Run) -> bool:
    """Tell whether a partial run read all there was, and only set some rows aside."""
    return bool(run.stats.get("ended"))


def items_of(session: Session) -> dict[str, int]:
    """Return how many items stand, per source."""
    statement = (
        columns(col(ItemTable.source), func.count())
        .where(col(ItemTable.deleted_at).is_(None))
        .group_by(col(ItemTable.source))
    )
    return {row[0]: row[1] for row in session.connection().execute(statement)}


def kept_of(session: Session) -> dict[str, int]:
    """Return how many items we have per source, also what it took away since.

    Read from an index alone, so quick with any number of items.
    """
    statement = columns(col(ItemTable.source), func.count()).group_by(col(ItemTable.source))
    return {row[0]: row[1] for row in session.connection().execute(statement)}


def problems(session: Session, since: datetime, limit: int = 50) -> tuple[ProblemCount, ...]:
    """Return what was set aside after `since`, by reason: what was lost first, then signals."""
    table = SetAsideTable
    kinds = (col(table.source), col(table.category), col(table.reason), col(table.advice))
    statement = (
        columns(*kinds, col(table.fatal))
        .add_columns(
            func.count(), func.max(col(table.key)), func.max(col(table.recorded_at), type_=UtcTime)
        )
        .where(col(table.recorded_at) > since)
        .group_by(*kinds, col(table.fatal))
        .order_by(col(table.fatal).desc(), func.count().desc())
        .limit(limit)
    )
    return tuple(ProblemCount(*row) for row in session.connection().execute(statement))


def _failed(session: Session, limit: int) -> tuple[FailedNotice, ...]:
    rows = session.exec(
        select(NoticeTable, ItemTable.title)
        .outerjoin(ItemTable, col(ItemTable.id) == col(NoticeTable.item_id))
        .where(NoticeTable.state == NoticeState.FAILED.value)
        .order_by(col(NoticeTable.id).desc())
        .limit(limit)
    )
    return tuple(
        FailedNotice(
            row.item_id, title or "", row.channel, row.error, row.attempts, row.created_at
        )
        for row, title in rows
    )  # fmt: skip


def outbox_state(session: Session, failures: int = 20) -> OutboxState:
    """Return how the outbox stands."""
    waits = (NoticeState.PLANNED.value, NoticeState.SENDING.value)
    oldest = session.exec(
        select(NoticeTable.created_at)
        .where(col(NoticeTable.state).in_(waits))
        .order_by(col(NoticeTable.created_at))
        .limit(1)
    ).first()
    last_sent = session.exec(
        select(NoticeTable.sent_at)
        .where(NoticeTable.state == NoticeState.SENT.value, col(NoticeTable.sent_at).is_not(None))
        .order_by(col(NoticeTable.sent_at).desc())
        .limit(1)
    ).first()
    return OutboxState(outbox.counts(session), oldest, last_sent, _failed(session, failures))


def provenance(session: Session, source: str, key: str) -> Provenance | None:
    """Return the source's row behind an item, or None when it is not kept."""
    category, _, row_key = key.partition(":")
    row = session.get(SourceRowTable, (source, category, row_key))
    if row is None:
        return None
    run = session.get(RunTable, row.run_id)
    return Provenance(row.payload, row.updated_at, run.started_at if run else None)


def readiness(engine: Engine, now: datetime) -> dict[str, Json]:
    """Return what a load balancer asks: waiting messages and the age of the oldest, in seconds.

    Raises one of DATABASE_ERRORS when the database is away or its migrations have not run.
    """
    require_current(engine)
    with read_scope(engine) as session:
        state = outbox_state(session, failures=0)
    oldest = state.oldest_waiting_at
    return {
        "waiting": state.counts.get(NoticeState.PLANNED, 0),
        "oldest_seconds": round((now - oldest).total_seconds()) if oldest else 0,
    }
