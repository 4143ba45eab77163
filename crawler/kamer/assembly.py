"""Put items together from the rows that changed, and record them.

Runs after a crawl or a replay, in batches: each batch resolves which items the changed
rows belong to, assembles them and forgets its marks, in one transaction. A process that
is killed leaves the marks of the batches it did not finish.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from config.schema import SourceConfig
from crawler.kamer.activiteit import activiteit
from crawler.kamer.ballot import ballot
from crawler.kamer.bundle import Bundle, load_bundle
from crawler.kamer.parse import CategoryReader, ParsedRow, build_readers
from crawler.kamer.parts import item_key
from crawler.kamer.roots import roots_of
from crawler.kamer.toezegging import toezegging
from crawler.kamer.verslag import verslag
from crawler.kamer.zaak import zaak
from tracker.database import Engine, Session, session_scope
from tracker.intake import clear_pending, pending, set_aside
from tracker.recording import Recorder, RecordResult
from tracker.records import Problem, ScrapedItem

Assembler = Callable[[Bundle, ParsedRow, SourceConfig], ScrapedItem | None]

ASSEMBLERS: Mapping[str, Assembler] = {
    "activiteit": activiteit,
    "zaak": zaak,
    "besluit": ballot,
    "toezegging": toezegging,
    "vergadering": verslag,
}
_OWN_PARTS: Mapping[str, str] = {
    "activiteit": "activiteitactor",
    "besluit": "stemming",
    "zaak": "zaakactor",
}
"""Rows that count for nothing but this item: assembled with it, their own marks are done.

Without this a first import would put a ballot together again for each of its votes. A
vote also counts for the zaak of its besluit, which is assembled in the same batch.
"""
BATCH = 2_000


def _assemble(
    bundle: Bundle, root: str, keys: set[str], config: SourceConfig
) -> tuple[list[ScrapedItem], list[str], list[Problem]]:
    """Return the items, the keys of items that are gone, and what could not be used."""
    items: list[ScrapedItem] = []
    gone: list[str] = []
    problems: list[Problem] = []
    for key in sorted(keys):
        row = bundle.rows.get((root, key))
        if row is None:
            continue
        if not row.usable and not row.deleted:
            problems += row.problems
            continue
        item = None if row.deleted else ASSEMBLERS[root](bundle, row, config)
        if item is None:
            gone.append(item_key(root, key))
        else:
            items.append(item)
    return items, gone, problems


def _batch(
    session: Session,
    config: SourceConfig,
    readers: Mapping[str, CategoryReader],
    recorder: Recorder,
    limit: int,
) -> RecordResult | None:
    marks = pending(session, config.name, limit)
    if not marks:
        return None
    total = RecordResult()
    for root, keys in sorted(roots_of(session, config.name, marks).items()):
        bundle = load_bundle(session, config.name, readers, root, keys)
        items, gone, problems = _assemble(bundle, root, keys, config)
        set_aside(session, problems, recorder.run_id, recorder.now)
        total += recorder.record(items, gone, source=config.name)
        marks += [mark for mark in bundle.rows if mark[0] == _OWN_PARTS.get(root)]
    clear_pending(session, config.name, marks)
    return total


def assemble_pending(
    engine: Engine,
    config: SourceConfig,
    run_id: int,
    now: datetime,
    *,
    silent: bool,
    batch: int = BATCH,
) -> Iterator[RecordResult]:
    """Record all items whose rows changed; yields the result of each batch."""
    readers = build_readers(config)
    while True:
        with session_scope(engine) as session:
            recorder = Recorder(session, run_id, now, silent)
            result = _batch(session, config, readers, recorder, batch)
        if result is None:
            return
        yield result
