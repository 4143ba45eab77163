"""Normalised keys that several sources use for one thing, and which items carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.models import ClassificationTable, IdentifierTable

_CHUNK = 500


def replace(session: Session, carried: Mapping[int, Iterable[str]]) -> None:
    """Write which identifiers each item carries, in place of what it carried before."""
    table, ids = IdentifierTable, list(carried)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        session.connection().execute(delete(table).where(col(table.item_id).in_(chunk)))
    rows = [
        {"identifier": identifier, "item_id": item_id}
        for item_id, identifiers in carried.items()
        for identifier in dict.fromkeys(identifiers)
    ]
    upsert(session, table, rows, ("identifier", "item_id"), update=())


def carriers(session: Session, identifiers: Iterable[str]) -> dict[str, list[int]]:
    """Return the ids of the items that carry each identifier, lowest first."""
    found: dict[str, list[int]] = {}
    wanted = sorted(set(identifiers))
    table = IdentifierTable
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        statement = (
            select(table.identifier, table.item_id)
            .where(col(table.identifier).in_(chunk))
            .order_by(col(table.identifier), col(table.item_id))
        )
        for identifier, item_id in session.exec(statement):
            found.setdefault(identifier, []).append(item_id)
    return found


def followed(session: Session, prefix: str) -> tuple[str, ...]:
    """Return the identifiers that start with `prefix` of items relevant to the provinces.

    A source of files that are followed one by one asks with "procedure:"; "" gives none.
    """
    if not prefix:
        return ()
    table, said = IdentifierTable, ClassificationTable
    statement = (
        select(table.identifier)
        .join(said, col(said.item_id) == col(table.item_id))
        .where(col(table.identifier).startswith(prefix), col(said.relevant).is_(True))
        .distinct()
        .order_by(col(table.identifier))
    )
    return tuple(session.exec(statement))
