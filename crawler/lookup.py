"""Rows of a look-up beside what the feed stored: OData answers hold only some references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tracker.database import Session
from tracker.records import SourceRow
from tracker.rows import load


def with_stored(session: Session, source: str, rows: Iterable[SourceRow]) -> list[SourceRow]:
    """Return the rows to store: never fewer references than there were.

    A row that is not newer than the stored one brings references only; what is gone in a
    newer one the feed will tell.
    """
    rows = list(rows)
    wanted: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        wanted[row.category].append(row.key)
    stored = {(row.category, row.key): row for row in load(session, source, wanted)}
    merged = (_merged(row, stored.get((row.category, row.key))) for row in rows)
    return [row for row in merged if row is not None]


def _merged(row: SourceRow, before: SourceRow | None) -> SourceRow | None:
    if before is None:
        return row
    newer = before.updated_at is None or (
        row.updated_at is not None and row.updated_at > before.updated_at
    )
    if before.deleted and not newer:
        return None
    if row.deleted:
        return row
    refs = {
        relation: tuple(
            dict.fromkeys([*before.refs.get(relation, ()), *row.refs.get(relation, ())])
        )
        for relation in {**before.refs, **row.refs}
    }
    return replace(row if newer else before, refs=refs, enclosure=before.enclosure)
