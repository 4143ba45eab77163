"""Which items belong with an item: named by it, by its agenda or by the rows of its source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_
from sqlmodel import Session, col, select

from tracker import identifiers, joining, queries
from tracker.models import ItemTable, SourceLinkTable
from tracker.records import StoredItem

_LINKED = 200


def _source_links(session: Session, source: str, key: str) -> list[str]:
    """Return keys of items that the source's rows tie to this item, either way."""
    category, _, row_key = key.partition(":")
    table = SourceLinkTable
    here = and_(table.source == source, table.category == category, table.key == row_key)  # type: ignore[arg-type]
    there = and_(table.source == source, table.target == row_key)  # type: ignore[arg-type]
    outward = session.exec(select(table.relation, table.target).where(here).limit(_LINKED))
    inward = session.exec(select(table.category, table.key).where(there).limit(_LINKED))
    return [f"{kind}:{other}" for kind, other in [*outward, *inward]]


def related_items(session: Session, stored: StoredItem, limit: int = 60) -> tuple[StoredItem, ...]:
    """Return items that belong with this one, newest first: named by it or by the source."""
    item = stored.item
    keys = [*item.related, *item.replaces, *item.replaced_by, *item.continued_in]
    keys += _source_links(session, item.source, item.key)
    ids = queries.item_ids(session, item.source, keys)
    numbers = {number for point in item.agenda for number in point.numbers}
    statement = select(ItemTable.id).where(col(ItemTable.number).in_(sorted(numbers)[:_LINKED]))
    shared = identifiers.carriers(session, [*item.identifiers][:_LINKED])
    carried = (one for found in shared.values() for one in found[:_LINKED])
    found = {*ids.values(), *carried, *(one for one in session.exec(statement) if one is not None)}
    found -= joining.group_of(session, stored.id)
    loaded = queries.stored_items(session, sorted(found - {stored.id}, reverse=True)[:limit])
    alive = [one for one in loaded.values() if one.deleted_at is None]
    return tuple(sorted(alive, key=_day_of, reverse=True))


def _day_of(stored: StoredItem) -> date:
    item = stored.item
    return item.starts_at.date() if item.starts_at else item.published_on or date.min
