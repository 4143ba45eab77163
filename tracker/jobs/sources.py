"""How every source stands: on or off, last success, items, next round, too old or not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from config.loader import load_schedule, source_names
from config.schema import SourceConfig
from tracker import standing
from tracker.cron import next_time
from tracker.database import read_scope
from tracker.freshness import working_time
from tracker.jobs.workshop import Workshop
from tracker.records import Json
from tracker.standing import SourceState

_KAMER_JOBS = ("agenda", "documents")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source; `fresh` is None while it is off or was never fetched."""

    name: str
    title: str
    enabled: bool
    confirmed: bool
    last_success_at: datetime | None
    last_reason: str
    items: int
    next_run_at: datetime | None
    freshness_hours: int
    fresh: bool | None

    def as_json(self) -> dict[str, Json]:
        """Return it for a program."""
        return asdict(self)


def _next(workshop: Workshop, source: SourceConfig, now: datetime) -> datetime | None:
    if not source.enabled:
        return None
    if source.cron:
        return next_time(source.cron, now)
    plans = load_schedule(workshop.settings.config_dir).jobs
    times = (next_time(plan.cron, now) for plan in plans if plan.job in _KAMER_JOBS)
    return min((one for one in times if one is not None), default=None)


def source_lines(workshop: Workshop) -> tuple[SourceLine, ...]:
    """Return every source of the configuration, in order of name."""
    with read_scope(workshop.engine) as session:
        return tuple(line for line, _ in source_states(workshop, session))


def source_states(
    workshop: Workshop, session: Session
) -> tuple[tuple[SourceLine, SourceState], ...]:
    """Return every source with the rounds that it was read from, in order of name."""
    now = workshop.clock()
    counts = standing.kept_of(session)
    found = []
    for name in source_names(workshop.settings.config_dir):
        state = standing.source_state(session, name)
        found.append((_line(workshop, name, state, counts.get(name, 0), now), state))
    return tuple(found)


def _line(
    workshop: Workshop, name: str, state: SourceState, items: int, now: datetime
) -> SourceLine:
    source, good, newest = workshop.source(name), state.last_good, state.newest
    at = (good.finished_at or good.started_at) if good else None
    limit = timedelta(hours=source.expect.freshness_hours)
    fresh = working_time(at, now) <= limit if at and source.enabled else None
    return SourceLine(
        name, source.title, source.enabled, source.confirmed, at,
        newest.reason if newest else "", items, _next(workshop, source, now),
        source.expect.freshness_hours, fresh,
    )  # fmt: skip
