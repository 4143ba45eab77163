"""Turn stored rows of a source into items and changes."""

from __future__ import annotations

from collections.abc import Callable

from crawler.kamer.assembly import assemble_pending
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.recording import RecordResult, tap_is_open

Progress = Callable[[int], None]


def assemble(
    workshop: Workshop, source: str, run_id: int, progress: Progress | None = None
) -> RecordResult:
    """Record all items whose rows changed; silent while the tap is closed."""
    with session_scope(workshop.engine) as session:
        silent = not tap_is_open(session)
    total = RecordResult()
    batches = assemble_pending(
        workshop.engine, workshop.source(source), run_id, workshop.clock(), silent=silent
    )
    for result in batches:
        total += result
        if progress is not None:
            progress(result.new + result.changed + result.unchanged + result.deleted)
    return total
