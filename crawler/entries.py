"""Turn the stored rows of a page-like source into items: one row, one item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from config.schema import SourceConfig
from tracker import rows
from tracker.database import Engine, Session, session_scope
from tracker.errors import SourceError
from tracker.intake import clear_pending, pending, set_aside
from tracker.recording import Recorder, RecordResult
from tracker.records import Problem, ScrapedItem, SourceRow

MakeItem = Callable[[SourceRow], ScrapedItem | None]
BATCH = 1_000


def _made(
    found: list[SourceRow], make: MakeItem
) -> tuple[list[ScrapedItem], list[str], list[Problem]]:
    """Return the items, the keys of items that are gone, and what could not be used."""
    items: list[ScrapedItem] = []
    gone: list[str] = []
    problems: list[Problem] = []
    for row in found:
        try:
            item = None if row.deleted else make(row)
        except (SourceError, ValueError, KeyError, TypeError) as error:
            reason = f"{type(error).__name__}: {error}"
            problems.append(Problem(row.source, row.category, row.key, reason))
            continue
        if item is None:
            gone.append(f"{row.category}:{row.key}")
        else:
            items.append(item)
    return items, gone, problems


def _batch(
    session: Session, config: SourceConfig, make: MakeItem, recorder: Recorder, limit: int
) -> RecordResult | None:
    marks = pending(session, config.name, limit)
    if not marks:
        return None
    wanted: dict[str, list[str]] = {}
    for category, key in marks:
        wanted.setdefault(category, []).append(key)
    items, gone, problems = _made(rows.load(session, config.name, wanted), make)
    set_aside(session, problems, recorder.run_id, recorder.now)
    result = recorder.record(items, gone, source=config.name)
    clear_pending(session, config.name, marks)
    return result


def assemble_pending(
    engine: Engine,
    config: SourceConfig,
    make: MakeItem,
    run_id: int,
    now: datetime,
    *,
    silent: bool,
    batch: int = BATCH,
) -> Iterator[RecordResult]:
    """Record all items whose rows changed; the key of an item is `category:key`."""
    while True:
        with session_scope(engine) as session:
            recorder = Recorder(session, run_id, now, silent)
            result = _batch(session, config, make, recorder, batch)
        if result is None:
            return
        yield result
