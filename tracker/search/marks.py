"""Which items changed since they were indexed; written with the change itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, text
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.models import ItemTable, SearchedEditionTable, SearchPendingTable

_NEW = text(
    "INSERT INTO search_pending (item_id) SELECT id FROM item WHERE id > :last "
    "ON CONFLICT (item_id) DO NOTHING"
)
_CHUNK = 500


def mark(session: Session, item_ids: Iterable[int]) -> None:
    """Let these items be indexed again."""
    rows = [{"item_id": one} for one in sorted(set(item_ids))]
    upsert(session, SearchPendingTable, rows, ("item_id",))


def last_item(session: Session) -> int:
    """Return the highest id of an item, 0 without any."""
    return session.exec(select(func.max(ItemTable.id))).one() or 0


def mark_after(session: Session, last: int) -> None:
    """Let all items with an id above `last` be indexed: those that were just inserted."""
    session.connection().execute(_NEW, {"last": last})


def mark_all(session: Session) -> None:
    """Let everything be indexed again, editions too."""
    mark_after(session, 0)
    session.connection().execute(delete(SearchedEditionTable))


def take(session: Session, limit: int) -> Sequence[int]:
    """Return items that wait, oldest id first, and forget that they did."""
    table = SearchPendingTable
    ids = session.exec(select(table.item_id).order_by(col(table.item_id)).limit(limit)).all()
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        session.connection().execute(delete(table).where(col(table.item_id).in_(chunk)))
    return ids
