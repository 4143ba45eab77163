"""Runs of jobs: one row per job and planned time, with outcome, reason and figures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, or_, update
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from tracker.models import RunTable, SetAsideTable
from tracker.records import Json, Outcome

_ABANDONED_AFTER = timedelta(hours=3)
_LOOK_BACK = 100
ABANDONED = "het proces is afgebroken; de volgende ronde gaat verder"


@dataclass(frozen=True, slots=True)
class Run:
    """One run as it stands."""

    id: int
    job: str
    planned_at: datetime
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome
    late: bool
    reason: str
    stats: Mapping[str, Json]


def _run(row: RunTable) -> Run:
    assert row.id is not None
    return Run(
        row.id,
        row.job,
        row.planned_at,
        row.started_at,
        row.finished_at,
        Outcome(row.outcome),
        row.late,
        row.reason,
        row.stats or {},
    )


def begin(
    session: Session, job: str, planned_at: datetime, now: datetime, *, late: bool = False
) -> Run | None:
    """Start the run of a job for a planned time; None when it was started already.

    A run whose process was killed is started again, in the same row.
    """
    row = RunTable(
        job=job,
        planned_at=planned_at,
        started_at=now,
        outcome=Outcome.RUNNING.value,
        late=late,
    )
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return _begin_again(session, job, planned_at, now)
    return _run(row)


def _begin_again(session: Session, job: str, planned_at: datetime, now: datetime) -> Run | None:
    """Take over the run of a process that was killed; None when it ended in another way."""
    this = (col(RunTable.job) == job, col(RunTable.planned_at) == planned_at)
    result = session.connection().execute(
        update(RunTable)
        .where(*this, col(RunTable.reason) == ABANDONED)
        .values(
            outcome=Outcome.RUNNING.value, started_at=now, finished_at=None, late=True, reason=""
        )
    )
    if result.rowcount != 1:
        return None
    row = session.exec(select(RunTable).where(*this)).one()
    session.refresh(row)
    return _run(row)


def finish(
    session: Session,
    run_id: int,
    outcome: Outcome,
    now: datetime,
    stats: Mapping[str, Json] | None = None,
    reason: str = "",
) -> None:
    """Close a run with how it ended."""
    row = session.get_one(RunTable, run_id)
    row.outcome = outcome.value
    row.finished_at = now
    row.stats = dict(stats or {})
    row.reason = reason
    session.add(row)


def close_abandoned(session: Session, now: datetime, jobs: Collection[str] = ()) -> int:
    """Mark runs whose process was killed as failed; returns how many.

    `jobs` are those that no other process can be running now; of any other job a run
    must be hours old.
    """
    rows = session.exec(
        select(RunTable).where(
            RunTable.outcome == Outcome.RUNNING.value,
            or_(
                col(RunTable.started_at) < now - _ABANDONED_AFTER,
                col(RunTable.job).in_(list(jobs)),
            ),
        )
    ).all()
    for row in rows:
        row.outcome = Outcome.FAILED.value
        row.finished_at = now
        row.reason = ABANDONED
        session.add(row)
    return len(rows)


def latest(session: Session, job: str, outcome: Outcome | None = None) -> Run | None:
    """Return the newest run of a job, of one outcome when given, or None."""
    statement = select(RunTable).where(RunTable.job == job)
    if outcome is not None:
        statement = statement.where(RunTable.outcome == outcome.value)
    newest = statement.order_by(col(RunTable.started_at).desc(), col(RunTable.id).desc())
    row = session.exec(newest.limit(1)).first()
    return None if row is None else _run(row)


def unended_since(session: Session, jobs: Collection[str], before: int) -> datetime | None:
    """Return when the first run started that did not reach the end of its source, of those
    since the last one that did and before run `before`; None when there is none.
    """
    rows = session.exec(
        select(RunTable.started_at, RunTable.stats)
        .where(col(RunTable.job).in_(list(jobs)), col(RunTable.id) < before)
        .order_by(col(RunTable.id).desc())
        .limit(_LOOK_BACK)
    )
    first: datetime | None = None
    for started_at, stats in rows:
        if (stats or {}).get("ended"):
            break
        first = started_at
    return first


def recent(session: Session, limit: int = 50) -> tuple[Run, ...]:
    """Return the newest runs, newest first."""
    rows = session.exec(select(RunTable).order_by(col(RunTable.id).desc()).limit(limit))
    return tuple(_run(row) for row in rows)


def reasons_set_aside(session: Session, run_id: int) -> list[tuple[str, str, int]]:
    """Return (category, reason, count) of what one run could not use, most frequent first."""
    table = SetAsideTable
    amount = func.count()
    statement = (
        columns(col(table.category), col(table.reason), amount)
        .where(col(table.run_id) == run_id, col(table.fatal).is_(True))
        .group_by(col(table.category), col(table.reason))
        .order_by(amount.desc())
    )
    return [(row[0], row[1], row[2]) for row in session.connection().execute(statement)]


def usual_rows(session: Session, jobs: Collection[str]) -> int:
    """Return the median number of rows of the last ten complete runs, 0 before the first."""
    table = RunTable
    statement = (
        select(table.stats)
        .where(col(table.job).in_(list(jobs)), table.outcome == Outcome.COMPLETE.value)
        .order_by(col(table.id).desc())
        .limit(10)
    )
    found = [int(stats.get("fetched", 0)) for stats in session.exec(statement) if stats]
    return int(median(found)) if found else 0
