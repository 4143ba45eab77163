"""Read captured pages through the whole chain: the same code as a crawl, from disk.

Here are the pages of the Tweede Kamer; `replay_pages` reads those of every other source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

from config.settings import Settings
from crawler.archive import stream
from crawler.kamer.parse import build_readers
from crawler.kamer.sift import sift
from crawler.odata import ODataPage, read_page
from crawler.odata_names import odata_names
from newsletter.edition import Section
from tracker import dutch, runs
from tracker.changes import AMSTERDAM
from tracker.database import session_scope
from tracker.errors import SourceError
from tracker.intake import PageResult, set_aside, store_page
from tracker.jobs.assembling import assemble
from tracker.jobs.bulk import rare_collections
from tracker.jobs.drafting import draft, write
from tracker.jobs.replay_pages import PagesResult, replay_pages, split
from tracker.jobs.replay_reports import is_report, replay_reports
from tracker.jobs.workshop import Workshop
from tracker.queries import count_items
from tracker.recording import RecordResult
from tracker.records import Json, Outcome, Problem, SourceRow

SOURCE = "tweedekamer"
_PAGES_AT_ONCE = 12
Progress = Callable[[str, int], None]
"""Called with a stage ("lezen", "samenstellen") and how many were done."""


def _quiet(_stage: str, _count: int) -> None:
    return None


@dataclass(slots=True)
class EntityCount:
    """Rows of one category as they came in; `_newest` keeps one number per row."""

    read: int = 0
    set_aside: int = 0
    ignored: int = 0
    _newest: dict[int, float] = field(default_factory=dict)
    _deleted: set[int] = field(default_factory=set)

    def count(self, row: SourceRow) -> None:
        """Count a row; of the same key the newest tells whether it is deleted."""
        key = _number(row.key)
        stamp = row.updated_at.timestamp() if row.updated_at else 0.0
        if stamp < self._newest.get(key, -1.0):
            return
        self._newest[key] = stamp
        if row.deleted:
            self._deleted.add(key)
        else:
            self._deleted.discard(key)

    def as_json(self) -> dict[str, int]:
        """Return read, unique, deleted, live and set aside."""
        unique, deleted = len(self._newest), len(self._deleted)
        return {
            "read": self.read,
            "unique": unique,
            "deleted": deleted,
            "live": unique - deleted,
            "set_aside": self.set_aside,
        }


def _number(key: str) -> int:
    try:
        return UUID(key).int
    except ValueError:
        return hash(key)


@dataclass(slots=True)
class ReplayResult:
    """What a replay brought, ready for JSON."""

    counts: dict[str, EntityCount] = field(default_factory=dict)
    pages: int = 0
    pages_set_aside: int = 0
    rows: PageResult = field(default_factory=PageResult)
    recorded: RecordResult = field(default_factory=RecordResult)
    reasons: Sequence[tuple[str, str, int]] = ()
    items: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """Return the figures as `haagsezaken replay --json` prints them."""
        return {
            "pages": {"read": self.pages, "set_aside": self.pages_set_aside},
            "rows": {name: count.as_json() for name, count in sorted(self.counts.items())},
            "stored": {
                "new": self.rows.new,
                "changed": self.rows.changed,
                "unchanged": self.rows.unchanged,
                "deleted": self.rows.deleted,
            },
            "changes": {
                "new": self.recorded.new,
                "changed": self.recorded.changed,
                "deleted": self.recorded.deleted,
            },
            "set_aside": [
                {"category": category, "reason": reason, "rows": count}
                for category, reason, count in self.reasons
            ],
            "items": self.items,
        }


class Replay:
    """One replay: reads pages, stores rows, puts items together."""

    def __init__(self, workshop: Workshop, run_id: int, progress: Progress = _quiet) -> None:
        config = workshop.source(SOURCE)
        self._workshop = workshop
        self._run_id = run_id
        self._progress = progress
        self._names = odata_names(config, workshop.settings.odata_version)
        self._readers = build_readers(config)
        self._signalled: set[tuple[str, str]] = set()
        self._file_problems: list[Problem] = []
        self.result = ReplayResult()

    def read(self, paths: Iterable[Path]) -> None:
        """Store the rows of all pages, several pages a transaction."""
        pages = iter(self._pages(paths))
        while group := list(islice(pages, _PAGES_AT_ONCE)):
            now = self._workshop.clock()
            with session_scope(self._workshop.engine) as session:
                for page in group:
                    good, problems = self._checked(page)
                    self.result.rows += store_page(
                        session, self._run_id, SOURCE, good, problems, None, now
                    )
            self._progress("lezen", sum(page.read for page in group))
        with session_scope(self._workshop.engine) as session:
            set_aside(session, self._file_problems, self._run_id, self._workshop.clock())

    def _pages(self, paths: Iterable[Path]) -> Iterator[ODataPage]:
        for name, data in stream(paths, self._file_problems.append):
            try:
                page = read_page(data, self._names, name=name)
            except SourceError as error:
                self.result.pages_set_aside += 1
                advice = "De pagina is overgeslagen; de rest is gelezen."
                self._file_problems.append(Problem(SOURCE, "pagina", name, str(error), advice))
                continue
            self.result.pages += 1
            yield page

    def _checked(self, page: ODataPage) -> tuple[list[SourceRow], list[Problem]]:
        count = self.result.counts.setdefault(page.category or "overig", EntityCount())
        count.read += page.read
        good, found = sift(page.rows, self._readers)
        for row in good:
            self.result.counts.setdefault(row.category, EntityCount()).count(row)
        problems = [problem for problem in (*page.problems, *found) if self._is_news(problem)]
        count.set_aside += sum(problem.fatal for problem in problems)
        return good, problems

    def _is_news(self, problem: Problem) -> bool:
        """Tell whether to keep a problem: of the same signal one a replay is enough."""
        mark = (problem.category, problem.reason)
        if not problem.fatal and mark in self._signalled:
            return False
        self._signalled.add(mark)
        return True

    def assemble(self) -> None:
        """Put items together from all rows that changed."""
        self.result.recorded = assemble(
            self._workshop, SOURCE, self._run_id, lambda done: self._progress("samenstellen", done)
        )
        with session_scope(self._workshop.engine) as session:
            self.result.reasons = runs.reasons_set_aside(session, self._run_id)
            self.result.items = count_items(session)


def replay(
    workshop: Workshop, paths: Sequence[Path], started_at: datetime, progress: Progress = _quiet
) -> ReplayResult:
    """Replay pages under a run of its own; raises SourceError when nothing was readable."""
    with session_scope(workshop.engine) as session:
        run = runs.begin(session, "replay", started_at, started_at)
    if run is None:
        raise SourceError("Er loopt al een replay met deze starttijd; probeer het opnieuw.")
    work = Replay(workshop, run.id, progress)
    with rare_collections():
        work.read(paths)
        work.assemble()
    aside = work.result.pages_set_aside + sum(c.set_aside for c in work.result.counts.values())
    outcome = Outcome.PARTIAL if aside else Outcome.COMPLETE
    if not work.result.pages:
        outcome = Outcome.FAILED
    with session_scope(workshop.engine) as session:
        runs.finish(session, run.id, outcome, workshop.clock(), work.result.as_json())
    if outcome is Outcome.FAILED:
        reasons = "; ".join(reason for _, reason, _ in work.result.reasons) or "geen pagina's"
        raise SourceError(f"Er was niets te lezen: {reasons}")
    return work.result


def replay_all(
    workshop: Workshop, paths: Sequence[Path], started_at: datetime, progress: Progress = _quiet
) -> dict[str, Json]:
    """Replay pages of any source in any mix; "rows" are the Kamer's, "sources" the others'.

    Raises SourceError when nothing was readable.
    """
    kamer, others = split(paths)
    reports = [path for path in others if is_report(path)]
    others = [path for path in others if path not in reports]
    pages = replay_pages(workshop, others, started_at, progress) if others else PagesResult()
    if not (kamer or reports) and others and not pages.pages:
        reasons = [*(reason for _, reason, _ in pages.reasons), *map(_unknown, pages.unrecognised)]
        raise SourceError(f"Er was niets te lezen: {'; '.join(reasons[:10])}")
    told, outcome = pages.as_json(), ReplayResult().as_json()
    if kamer or not (others or reports):
        try:
            outcome = replay(workshop, kamer or paths, started_at, progress).as_json()
        except SourceError as error:
            if not (pages.pages or reports):
                raise
            told["set_aside"].append({"category": "pagina", "reason": str(error), "rows": 1})
    if reports:
        _tell_reports(workshop, reports, started_at, told)
    outcome["set_aside"] += told.pop("set_aside")
    with session_scope(workshop.engine) as session:
        outcome["items"] = count_items(session)
    return outcome | told


def _tell_reports(
    workshop: Workshop, paths: Sequence[Path], started_at: datetime, told: dict[str, Json]
) -> None:
    """Keep captured verslagen; "verslagen" is a line of the table of sources."""
    count, problems = replay_reports(workshop, paths, started_at)
    told["sources"]["verslagen"] = count.as_json()
    told["set_aside"] += [
        {"category": "verslag", "reason": f"{one.key}: {one.reason}", "rows": 1} for one in problems
    ]


def _unknown(name: str) -> str:
    return f"{name}: niet herkend"


def clock_of(week: str) -> datetime:
    """Return the moment the draft of a week is made: Thursday 16.00 in Amsterdam."""
    monday, _ = dutch.week_days(week)
    return datetime.combine(monday + timedelta(days=3), time(16), AMSTERDAM).astimezone(UTC)


def replay_week(
    settings: Settings,
    paths: Sequence[Path],
    week: str,
    started_at: datetime,
    progress: Progress = _quiet,
) -> dict[str, Json]:
    """Replay pages; with a week also label, compose and write the draft of that week."""
    moment = clock_of(week) if week else started_at
    workshop = Workshop(settings, lambda: moment)
    outcome = replay_all(workshop, paths, started_at, progress)
    if not week:
        return outcome
    edition = draft(workshop, week, lambda count: progress("beoordelen", count))
    files = write(edition, workshop.data_dir / "editions" / week, settings.public_url)
    debates = [
        {"title": block.content.get("title", ""), "url": block.sources[0][1]}
        for block in edition.blocks
        if block.section == Section.AGENDA and block.item_id is not None and block.sources
    ]
    outcome["draft"] = {
        "week": week,
        "subject": edition.subject,
        "preheader": edition.preheader,
        "blocks": len(edition.blocks),
        "agenda": debates[:10],
        "html": str(files.html),
        "text": str(files.text),
        "page": str(files.page),
    }
    return outcome
