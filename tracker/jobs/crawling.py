"""Crawl a source in a child process, then put its items together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from config.schema import SourceConfig
from crawler.base import CrawlResult
from crawler.run import CrawlOrder, run_spider
from tracker import joining, runs
from tracker.database import read_scope, session_scope
from tracker.intake import SyncToken, save_token, saved_token
from tracker.jobs.assembling import assemble
from tracker.jobs.workshop import Workshop
from tracker.locks import only_one
from tracker.recording import RecordResult
from tracker.records import Json, Outcome

FEED = "all"
NIGHT = "night"
LONGEST_WAIT = timedelta(hours=1)
"""Rows of a feed that breaks off time and again are put together after this."""
Progress = Callable[[str, int], None]


def _quiet(_stage: str, _count: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What one crawl brought: rows as fetched, items as recorded."""

    source: str
    crawl: CrawlResult
    recorded: RecordResult

    def as_json(self) -> dict[str, Json]:
        """Return the figures that a run keeps."""
        return {
            "outcome": self.crawl.outcome.value,
            "pages": self.crawl.pages,
            "fetched": self.crawl.rows,
            "stored": self.crawl.new + self.crawl.changed + self.crawl.deleted,
            "unchanged": self.crawl.unchanged,
            "set_aside": self.crawl.set_aside,
            "signals": self.crawl.signals,
            "items_new": self.recorded.new,
            "items_changed": self.recorded.changed,
            "items_deleted": self.recorded.deleted,
            "changes": self.recorded.changes,
            "reason": self.crawl.reason,
            "ended": self.crawl.ended,
        }


def _outside(result: CrawlResult, config: SourceConfig, usual: int) -> CrawlResult:
    """Fail a complete run that brought fewer rows than the source must give.

    `usual` is the number of rows of a normal run, 0 when nobody knows yet.
    """
    seen, least = result.rows, config.expect.minimum_rows
    least = max(least, int(usual * config.expect.shrink))
    if result.outcome is Outcome.COMPLETE and seen < least:
        reason = f"{seen} rijen, verwacht waren er ten minste {least}"
        return replace(result, outcome=Outcome.FAILED, reason=reason)
    return result


def crawl(
    workshop: Workshop,
    source: str,
    planned_at: datetime,
    *,
    job: str = "",
    category: str = "",
    token: str = "",
    resources: str = "verslag",
    late: bool = False,
    progress: Progress = _quiet,
) -> CrawlReport | None:
    """Crawl a source once for a planned time; None when that run was done already, or when
    another process is crawling this source: the Kamer asks for one connection, and two at
    once could each forget what the other marked to be put together.

    Rows are stored also when the run ends early. The items they belong to are put together
    once the source has said that there is no more, or after an hour of vain runs: from half
    a feed a vote would be told with half its votes.
    """
    with only_one(workshop.engine, f"crawl-{source}") as alone:
        if not alone:
            return None
        run = _begin(workshop, source, job or f"crawl-{source}", planned_at, late)
        if run is None:
            return None
        at = workshop.clock().isoformat()
        order = CrawlOrder(
            source, run.id, category=category, token=token, resources=resources, at=at
        )
        return _carry_out(workshop, order, progress)


def _begin(
    workshop: Workshop, source: str, job: str, planned_at: datetime, late: bool
) -> runs.Run | None:
    """Start the run; who is alone on this source knows that its open runs were killed."""
    with session_scope(workshop.engine) as session:
        runs.close_abandoned(session, workshop.clock(), _jobs(source))
        return runs.begin(session, job, planned_at, workshop.clock(), late=late)


def _jobs(source: str) -> tuple[str, ...]:
    return f"crawl-{source}", f"reconcile-{source}"


def _has_waited(workshop: Workshop, source: str, run_id: int) -> bool:
    """Say whether what came in has waited long enough for the rest of the feed."""
    with read_scope(workshop.engine) as session:
        since = runs.unended_since(session, _jobs(source), before=run_id)
    return since is not None and since <= workshop.clock() - LONGEST_WAIT


def _carry_out(workshop: Workshop, order: CrawlOrder, progress: Progress) -> CrawlReport:
    source, run_id = order.source, order.run_id
    config = workshop.source(source)
    fetched = run_spider(order, workshop.settings, lambda _pages, rows: progress("ophalen", rows))
    with read_scope(workshop.engine) as session:
        usual = runs.usual_rows(session, _jobs(source))
    recorded = RecordResult()
    if not fetched.suspect and (fetched.ended or _has_waited(workshop, source, run_id)):
        recorded = assemble(workshop, source, run_id, lambda done: progress("samenstellen", done))
        _join(workshop, run_id)
    report = CrawlReport(source, _outside(fetched, config, usual), recorded)
    crawled = report.crawl
    with session_scope(workshop.engine) as session:
        now = workshop.clock()
        runs.finish(session, run_id, crawled.outcome, now, report.as_json(), crawled.reason)
    return report


def _join(workshop: Workshop, run_id: int) -> None:
    """Find what this run brought that another source gave before."""
    now = workshop.clock()
    with session_scope(workshop.engine) as session:
        joining.join_fresh(session, joining.fresh_ids(session, run_id, now), now)


def reconcile(workshop: Workshop, source: str, planned_at: datetime) -> CrawlReport | None:
    """Walk the feed again from where it stood a night ago: what was missed is caught up."""
    with session_scope(workshop.engine) as session:
        last_night = saved_token(session, source, NIGHT)
        present = saved_token(session, source, FEED)
    report = crawl(
        workshop,
        source,
        planned_at,
        job=f"reconcile-{source}",
        token=last_night.token if last_night else "",
    )
    if report and present and report.crawl.outcome is not Outcome.FAILED:
        with session_scope(workshop.engine) as session:
            save_token(session, source, SyncToken(NIGHT, present.token), workshop.clock())
    return report
