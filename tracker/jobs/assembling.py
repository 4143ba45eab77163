"""Turn stored rows of a source into items and changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crawler import entries
from crawler.kamer import assembly
from crawler.shelf import page_spider
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.recording import RecordResult, tap_is_open

Progress = Callable[[int], None]


KAMER = "tweedekamer"
"""The one source whose items are put together from rows of many kinds."""


def _batches(
    workshop: Workshop, source: str, run_id: int, *, silent: bool
) -> Iterator[RecordResult]:
    config, now = workshop.source(source), workshop.clock()
    if source == KAMER:
        return assembly.assemble_pending(workshop.engine, config, run_id, now, silent=silent)
    make = page_spider(source).item
    return entries.assemble_pending(workshop.engine, config, make, run_id, now, silent=silent)


def assemble(
    workshop: Workshop, source: str, run_id: int, progress: Progress | None = None
) -> RecordResult:
    """Record all items whose rows changed; silent while the tap is closed."""
    with session_scope(workshop.engine) as session:
        silent = not tap_is_open(session)
    total = RecordResult()
    for result in _batches(workshop, source, run_id, silent=silent):
        total += result
        if progress is not None:
            progress(result.new + result.changed + result.unchanged + result.deleted)
    return total
