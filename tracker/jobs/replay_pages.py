"""Captured pages of every other source than the Tweede Kamer: read, stored, put together.

A page is of the source whose spider knows it by what it is. What no spider knows is named,
and stays out of the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from config.loader import source_names
from config.schema import SourceConfig
from crawler.archive import MAX_MEMBER_BYTES
from crawler.captured import Captured, KeptPage
from crawler.shelf import page_spider
from crawler.visits import PageSpider
from tracker import joining, runs, standing
from tracker.database import read_scope, session_scope
from tracker.errors import SourceError
from tracker.intake import PageResult, store_page
from tracker.jobs.assembling import KAMER, assemble
from tracker.jobs.workshop import Workshop
from tracker.recording import RecordResult
from tracker.records import Json, Outcome, Problem, SourceRow

JOB = "replay-pages"
_ANY_FEED = "feeds"
"""Reads feeds that nobody else claims, so it is asked last."""
_HEAD = 4_096
_KAMER = re.compile(rb'\[\s*\]|\{\s*"(?:content|error)"|[\[{][^\0]*?"(?:Id"|@odata\.)')
"""How a page of the Kamer's OData begins: empty, a stored text, a refusal, or with rows."""

_ADVICE = "De pagina is overgeslagen; de rest is gelezen."
Progress = Callable[[str, int], None]


@dataclass(slots=True)
class SourceCount:
    """What one source brought: pages and rows read, items made, items that stand now."""

    pages: int = 0
    rows: int = 0
    stored: PageResult = field(default_factory=PageResult)
    recorded: RecordResult = field(default_factory=RecordResult)
    items: int = 0

    def as_json(self) -> dict[str, Json]:
        """Return the figures of one line of the table."""
        made = {name: getattr(self.recorded, name) for name in ("new", "changed", "deleted")}
        return {
            "pages": self.pages,
            "rows": self.rows,
            "set_aside": self.stored.set_aside,
            "stored": {k: v for k, v in asdict(self.stored).items() if k != "set_aside"},
            "changes": made,
            "items": self.items,
        }


@dataclass(slots=True)
class PagesResult:
    """What a replay of pages brought, ready for JSON."""

    sources: dict[str, SourceCount] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)
    reasons: Sequence[tuple[str, str, int]] = ()

    @property
    def pages(self) -> int:
        """How many pages were read."""
        return sum(count.pages for count in self.sources.values())

    def as_json(self) -> dict[str, Json]:
        """Return the figures as `haagsezaken replay --json` prints them."""
        return {
            "sources": {name: count.as_json() for name, count in sorted(self.sources.items())},
            "unrecognised": self.unrecognised,
            "set_aside": [
                {"category": category, "reason": reason, "rows": count}
                for category, reason, count in self.reasons
            ],
        }


def split(paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """Return what the replay of the Tweede Kamer reads, and files of other sources.

    Archives and JSON lines are of the Kamer by their name, JSON by its first bytes. A path
    that does not exist is left to the Kamer, whose replay says so.
    """
    kamer: list[Path] = []
    pages: list[Path] = []
    for path in paths:
        given = not path.is_dir()
        for file in [path] if given else _files(path):
            (kamer if _is_kamer(file, given=given) else pages).append(file)
    return kamer, pages


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder in order of name, without hidden ones."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def _is_kamer(path: Path, *, given: bool) -> bool:
    """Tell whether the Kamer's replay reads a file; one that is `given` needs no suffix."""
    if ".tar" in path.suffixes[-2:] or path.suffix == ".jsonl" or not path.is_file():
        return True
    if path.suffix != ".json" and not given:
        return False
    return _KAMER.match(_head(path).lstrip(b"\xef\xbb\xbf \r\n\t")) is not None


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


class PageReplay:
    """One replay of pages: finds their source, stores rows, puts items together."""

    def __init__(self, workshop: Workshop, run_id: int, progress: Progress) -> None:
        names = [name for name in source_names(workshop.settings.config_dir) if name != KAMER]
        names.sort(key=lambda name: name == _ANY_FEED)
        self._spiders: list[tuple[type[PageSpider], SourceConfig]] = [
            (page_spider(name), workshop.source(name)) for name in names
        ]
        self._workshop = workshop
        self._run_id = run_id
        self._progress = progress
        self._filled: dict[tuple[str, str, str], int] = {}
        self.result = PagesResult()

    def read(self, paths: Sequence[Path]) -> None:
        """Store the rows of each page, a transaction a page."""
        for path in paths:
            found = self._recognised(path)
            if found is None:
                self.result.unrecognised.append(path.name)
            else:
                self._store(path, *found)
            self._progress("lezen", 1)

    def _recognised(self, path: Path) -> tuple[str, Captured | SourceError] | None:
        """Return the source of a page with its rows, or with why it cannot be read."""
        try:
            if path.stat().st_size > MAX_MEMBER_BYTES or b"\0" in _head(path):
                return None
            body = path.read_bytes()
        except OSError:
            return None
        for spider, config in self._spiders:
            try:
                found = spider.captured(KeptPage(path.name, body, config))
            except SourceError as error:
                return config.name, error
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                return config.name, SourceError(f"onverwachte vorm: {type(error).__name__}")
            if found is not None:
                return config.name, found
        return None

    def _store(self, path: Path, source: str, found: Captured | SourceError) -> None:
        count = self.result.sources.setdefault(source, SourceCount())
        if isinstance(found, SourceError):
            problem = Problem(source, "pagina", path.name, str(found), _ADVICE)
            found = Captured((), (problem,))
        else:
            count.pages += 1
            count.rows += len(found.rows)
        rows = [row for row in found.rows if self._is_fullest(row)]
        with session_scope(self._workshop.engine) as session:
            now = self._workshop.clock()
            count.stored += store_page(
                session, self._run_id, source, rows, found.problems, None, now
            )

    def _is_fullest(self, row: SourceRow) -> bool:
        """Tell whether no page of this replay said more of this row.

        A notice of a dossier has a work in one language, its own notice has it in all.
        """
        mark = (row.source, row.category, row.key)
        filled = sum(bool(value) for value in row.fields.values())
        if filled < self._filled.get(mark, 0):
            return False
        self._filled[mark] = filled
        return True

    def assemble(self) -> None:
        """Put items together from all rows that changed, and join what is one thing."""
        for source, count in self.result.sources.items():
            count.recorded = assemble(self._workshop, source, self._run_id)
            self._progress("samenstellen", count.recorded.new + count.recorded.changed)
        now = self._workshop.clock()
        with session_scope(self._workshop.engine) as session:
            joining.join_fresh(session, joining.fresh_ids(session, self._run_id, now), now)
        with read_scope(self._workshop.engine) as session:
            standing_now = standing.items_of(session)
            self.result.reasons = runs.reasons_set_aside(session, self._run_id)
        for source, count in self.result.sources.items():
            count.items = standing_now.get(source, 0)


def replay_pages(
    workshop: Workshop, paths: Sequence[Path], started_at: datetime, progress: Progress
) -> PagesResult:
    """Replay pages of any source under a run of its own; its outcome says what was left out.

    Raises SourceError when a replay with this starting time is running.
    """
    with session_scope(workshop.engine) as session:
        run = runs.begin(session, JOB, started_at, started_at)
    if run is None:
        raise SourceError("Er loopt al een replay met deze starttijd; probeer het opnieuw.")
    work = PageReplay(workshop, run.id, progress)
    work.read(paths)
    work.assemble()
    result = work.result
    left_out = bool(result.reasons or result.unrecognised)
    outcome = Outcome.PARTIAL if left_out else Outcome.COMPLETE
    if not result.pages:
        outcome = Outcome.FAILED
    with session_scope(workshop.engine) as session:
        runs.finish(session, run.id, outcome, workshop.clock(), result.as_json())
    return result
