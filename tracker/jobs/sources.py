"""How every source stands: on or off, last success, items, next round, too old or not."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from config.loader import load_schedule, source_names
from config.schema import SourceConfig
from tracker import standing
from tracker.cron import next_time
from tracker.database import read_scope
from tracker.freshness import working_time
from tracker.jobs.workshop import Workshop
from tracker.records import Json

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
    now = workshop.clock()
    lines = []
    with read_scope(workshop.engine) as session:
        counts = standing.items_of(session)
        for name in source_names(workshop.settings.config_dir):
            source, state = workshop.source(name), standing.source_state(session, name)
            good, newest = state.last_good, state.newest
            at = (good.finished_at or good.started_at) if good else None
            limit = timedelta(hours=source.expect.freshness_hours)
            fresh = working_time(at, now) <= limit if at and source.enabled else None
            lines.append(
                SourceLine(
                    name, source.title, source.enabled, source.confirmed, at,
                    newest.reason if newest else "", counts.get(name, 0),
                    _next(workshop, source, now), source.expect.freshness_hours, fresh,
                )
            )  # fmt: skip
    return tuple(lines)
