"""One full cycle: fetch, store, compare, label, tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tracker import deriving
from tracker.database import session_scope
from tracker.jobs.crawling import CrawlReport, crawl
from tracker.jobs.labelling import label_pending
from tracker.jobs.searching import MOST_AT_ONCE, refresh
from tracker.jobs.telling import deliver, route
from tracker.jobs.workshop import Workshop
from tracker.records import Json, Outcome

if TYPE_CHECKING:
    from tracker.outbox import DeliveryReport, Transport

_LABEL_BACK = timedelta(days=60)
_LABEL_AHEAD = timedelta(days=400)
Progress = Callable[[str, int], None]


def _quiet(_stage: str, _count: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class CycleReport:
    """What one cycle did; `planned` are notices, `delivery` what became of them."""

    crawls: tuple[CrawlReport, ...]
    classified: int
    relevant: int
    planned: int
    delivery: DeliveryReport

    @property
    def outcome(self) -> Outcome:
        """Return the worst outcome of the sources."""
        outcomes = {report.crawl.outcome for report in self.crawls}
        if Outcome.FAILED in outcomes:
            return Outcome.FAILED
        return Outcome.PARTIAL if Outcome.PARTIAL in outcomes else Outcome.COMPLETE

    def as_json(self) -> dict[str, Json]:
        """Return the figures as `haagsezaken run --json` prints them."""
        return {
            "outcome": self.outcome.value,
            "sources": {report.source: report.as_json() for report in self.crawls},
            "fetched": sum(report.crawl.rows for report in self.crawls),
            "stored": sum(report.recorded.new for report in self.crawls),
            "changed": sum(
                report.recorded.changed + report.recorded.deleted for report in self.crawls
            ),
            "tagged": self.relevant,
            "classified": self.classified,
            "pinged": self.delivery.sent,
            "planned": self.planned,
            "failed": self.delivery.failed,
        }


def cycle(
    workshop: Workshop,
    sources: Sequence[str],
    planned_at: datetime,
    transport: Transport,
    *,
    late: bool = False,
    progress: Progress = _quiet,
) -> CycleReport:
    """Run one cycle over `sources`; a source that fails does not stop the others."""
    found = (
        crawl(
            workshop,
            source,
            planned_at,
            late=late,
            progress=progress,
        )
        for source in sources
    )
    reports = tuple(report for report in found if report is not None)
    now = workshop.clock()
    classified, relevant = label_pending(
        workshop,
        (now - _LABEL_BACK, now + _LABEL_AHEAD),
        lambda count: progress("beoordelen", count),
    )
    with session_scope(workshop.engine) as session:
        deriving.derive(session, now)
    planned = route(workshop)
    delivery = deliver(workshop, transport)
    progress("melden", delivery.sent)
    refresh(workshop, most=MOST_AT_ONCE)
    return CycleReport(reports, classified, relevant, planned, delivery)
