"""Files that belong to rows and were never fetched, because a run broke off before it could."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from tracker.models import RunTable, SetAsideTable, SourceRowTable
from tracker.records import Outcome, SourceRow
from tracker.rows import load

FILE = "bestand"
"""The category of a fetched file; its key is that of the row it belongs to."""


def unfetched(session: Session, source: str, categories: Collection[str]) -> tuple[SourceRow, ...]:
    """Return rows of these categories that name a file nobody fetched.

    Only rows that a crawl stored which did not end well; a file that the source refused
    was set aside and is not asked for again.
    """
    row, file, aside = SourceRowTable, aliased(SourceRowTable), SetAsideTable
    fetched = exists().where(
        col(file.source) == row.source, col(file.category) == FILE, col(file.key) == row.key
    )
    refused = exists().where(
        col(aside.source) == row.source,
        col(aside.category) == row.category,
        col(aside.key) == row.key,
    )
    statement = (
        select(col(row.category), col(row.key))
        .join(RunTable, col(RunTable.id) == col(row.run_id))
        .where(
            col(row.source) == source,
            col(row.category).in_(list(categories)),
            col(row.deleted).is_(False),
            col(RunTable.job).in_([f"crawl-{source}", f"reconcile-{source}"]),
            col(RunTable.outcome) != Outcome.COMPLETE.value,
            ~fetched,
            ~refused,
        )
    )
    keys: dict[str, list[str]] = {}
    for category, key in session.connection().execute(statement):
        keys.setdefault(category, []).append(key)
    return tuple(one for one in load(session, source, keys) if one.enclosure)
