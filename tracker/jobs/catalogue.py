"""The jobs that the schedule may name; each is also a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from config.loader import source_names
from config.schema import JobPlan
from tracker import dutch
from tracker.errors import SourceError
from tracker.jobs.alarms import watch
from tracker.jobs.bounce_reading import read_bounces
from tracker.jobs.crawling import reconcile
from tracker.jobs.cycle import cycle
from tracker.jobs.digests import digest
from tracker.jobs.drafting import draft, write
from tracker.jobs.link_check import check_open
from tracker.jobs.readers import purge
from tracker.jobs.reminding import remind
from tracker.jobs.searching import MOST_AT_ONCE, refresh
from tracker.jobs.sending import send_due
from tracker.jobs.telling import deliver, route
from tracker.jobs.transports import transport_for
from tracker.jobs.weekly import account, ignored
from tracker.jobs.workshop import Workshop
from tracker.records import Outcome

Job = Callable[[Workshop, datetime, bool], None]
ROUND = "bron"
_ROUND_GRACE = 60


def enabled_sources(workshop: Workshop) -> list[str]:
    """Return the names of the sources that are switched on."""
    names = source_names(workshop.settings.config_dir)
    return [name for name in names if workshop.source(name).enabled]


def rounds(workshop: Workshop) -> tuple[JobPlan, ...]:
    """Return when each source with a cron line of its own is fetched."""
    sources = (workshop.source(name) for name in enabled_sources(workshop))
    return tuple(
        JobPlan(
            job=f"{ROUND}-{source.name.replace('_', '-')}",
            title=f"{source.title} ophalen en melden",
            cron=source.cron,
            grace_minutes=_ROUND_GRACE,
        )
        for source in sources
        if source.cron
    )


def work_of(job: str) -> Job:
    """Return what a job does; KeyError for a job that nobody wrote."""
    if job in JOBS:
        return JOBS[job]
    prefix, _, source = job.partition("-")
    if prefix != ROUND:
        raise KeyError(job)
    return lambda workshop, planned_at, late: _round(workshop, [source], planned_at, late)


def _cycle(workshop: Workshop, planned_at: datetime, late: bool) -> None:
    names = enabled_sources(workshop)
    _round(workshop, [one for one in names if not workshop.source(one).cron], planned_at, late)


def _round(workshop: Workshop, sources: Sequence[str], planned_at: datetime, late: bool) -> None:
    with transport_for(workshop) as transport:
        report = cycle(workshop, sources, planned_at, transport, late=late)
    if report.outcome is Outcome.FAILED:
        reasons = "; ".join(one.crawl.reason for one in report.crawls if one.crawl.reason)
        raise SourceError(f"ophalen is mislukt: {reasons}")


def _reconcile(workshop: Workshop, planned_at: datetime, _late: bool) -> None:
    for source in enabled_sources(workshop):
        if not workshop.source(source).cron:
            reconcile(workshop, source, planned_at)
    route(workshop)


def _deliver(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    with transport_for(workshop) as transport:
        deliver(workshop, transport)


def _send(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    send_due(workshop)


def _bounces(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    read_bounces(workshop)


def _digest(workshop: Workshop, planned_at: datetime, _late: bool) -> None:
    digest(workshop, planned_at)


def _remind(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    remind(workshop)


def _alarms(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    watch(workshop)


def _account(workshop: Workshop, planned_at: datetime, _late: bool) -> None:
    account(workshop, dutch.week_after(dutch.week_of(dutch.day_of(planned_at)), -1))


def _ignored(workshop: Workshop, planned_at: datetime, _late: bool) -> None:
    ignored(workshop, planned_at)


def _links(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    check_open(workshop)


def _draft(workshop: Workshop, planned_at: datetime, _late: bool) -> None:
    week = dutch.week_of(dutch.day_of(planned_at))
    folder = workshop.data_dir / "editions" / week
    write(draft(workshop, week), folder, workshop.settings.public_url)


def _readers(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    purge(workshop)


def _search(workshop: Workshop, _planned_at: datetime, _late: bool) -> None:
    refresh(workshop, most=MOST_AT_ONCE)


JOBS: Mapping[str, Job] = {
    "agenda": _cycle,
    "documents": _cycle,
    "reconcile": _reconcile,
    "deliver": _deliver,
    "draft": _draft,
    "links": _links,
    "send": _send,
    "bounces": _bounces,
    "digest-morning": _digest,
    "digest-afternoon": _digest,
    "remind": _remind,
    "alarms": _alarms,
    "account": _account,
    "ignored": _ignored,
    "readers": _readers,
    "search": _search,
}
