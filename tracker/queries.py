"""Reads. They return records, never tables; every list is bounded or streamed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import contents
from tracker.classified import CHUNK, chunks, classifications
from tracker.models import ChangeTable, ItemTable
from tracker.records import (
    ChangeKind,
    Classification,
    ItemKind,
    StoredChange,
    StoredItem,
)


def _stored(row: ItemTable, classification: Classification | None) -> StoredItem:
    assert row.id is not None
    return StoredItem(
        id=row.id,
        item=contents.load(row.content),
        version=row.version,
        first_seen_at=row.first_seen_at,
        changed_at=row.changed_at,
        deleted_at=row.deleted_at,
        classification=classification,
    )


def _with_labels(session: Session, rows: Sequence[ItemTable]) -> tuple[StoredItem, ...]:
    labels = classifications(session, (row.id for row in rows if row.id is not None))
    return tuple(_stored(row, labels.get(row.id or 0)) for row in rows)


def stored_items(session: Session, ids: Iterable[int]) -> dict[int, StoredItem]:
    """Return items with their classification, by id; unknown ids are left out."""
    rows: list[ItemTable] = []
    for chunk in chunks(ids):
        rows += session.exec(select(ItemTable).where(col(ItemTable.id).in_(chunk)))
    return {stored.id: stored for stored in _with_labels(session, rows)}


def item_ids(session: Session, source: str, keys: Iterable[str]) -> dict[str, int]:
    """Return the ids of items of a source by their key; unknown keys are left out."""
    wanted = sorted(set(keys))
    found: dict[str, int] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = session.exec(
            select(ItemTable.key, ItemTable.id).where(
                ItemTable.source == source, col(ItemTable.key).in_(wanted[start : start + CHUNK])
            )
        )
        found.update({key: identity for key, identity in rows if identity is not None})
    return found


def item_by_number(session: Session, number: str) -> StoredItem | None:
    """Return the item with this public number, or None."""
    row = session.exec(select(ItemTable).where(ItemTable.number == number)).first()
    return None if row is None else _with_labels(session, [row])[0]


def _change(row: ChangeTable) -> StoredChange:
    assert row.id is not None
    return StoredChange(
        id=row.id,
        item_id=row.item_id,
        kind=ChangeKind(row.kind),
        field=row.field,
        old=row.old,
        new=row.new,
        version=row.version,
        recorded_at=row.recorded_at,
    )


def changes_of(session: Session, item_id: int) -> tuple[StoredChange, ...]:
    """Return all changes of one item, oldest first."""
    rows = session.exec(
        select(ChangeTable).where(ChangeTable.item_id == item_id).order_by(col(ChangeTable.id))
    )
    return tuple(_change(row) for row in rows)


def changes_by_id(session: Session, ids: Iterable[int]) -> dict[int, StoredChange]:
    """Return changes by id; unknown ids are left out."""
    found: dict[int, StoredChange] = {}
    for chunk in chunks(ids):
        rows = session.exec(select(ChangeTable).where(col(ChangeTable.id).in_(chunk)))
        found.update({row.id: _change(row) for row in rows if row.id is not None})
    return found


def changes_since(
    session: Session, since: datetime, limit: int = 5_000
) -> tuple[StoredChange, ...]:
    """Return told (not silent) changes recorded after `since`, the newest, oldest first."""
    rows = session.exec(
        select(ChangeTable)
        .where(ChangeTable.recorded_at > since, col(ChangeTable.silent).is_(False))
        .order_by(col(ChangeTable.id).desc())
        .limit(limit)
    ).all()
    return tuple(_change(row) for row in reversed(rows))


def unrouted_changes(session: Session, limit: int = 1_000) -> dict[int, list[StoredChange]]:
    """Return changes whose notices are not in the outbox yet, by item, oldest first.

    Whole items only: all unrouted changes of an item come together.
    """
    first = (
        select(ChangeTable.item_id)
        .where(col(ChangeTable.routed_at).is_(None))
        .order_by(col(ChangeTable.id))
        .limit(limit)
    )
    return _unrouted_of(session, list(dict.fromkeys(session.exec(first))))


def _unrouted_of(session: Session, item_ids: Sequence[int]) -> dict[int, list[StoredChange]]:
    found: dict[int, list[StoredChange]] = {item_id: [] for item_id in item_ids}
    for chunk in chunks(item_ids):
        rows = session.exec(
            select(ChangeTable)
            .where(col(ChangeTable.routed_at).is_(None), col(ChangeTable.item_id).in_(chunk))
            .order_by(col(ChangeTable.id))
        )
        for row in rows:
            found[row.item_id].append(_change(row))
    return found


def with_reopened(
    session: Session, waiting: Mapping[int, Sequence[StoredChange]]
) -> dict[int, list[StoredChange]]:
    """Return the same waiting changes, with older ones of these items that wait again."""
    newest = {item_id: max(change.id for change in found) for item_id, found in waiting.items()}
    return {
        item_id: [change for change in found if change.id <= newest[item_id]]
        for item_id, found in _unrouted_of(session, list(waiting)).items()
    }


def _window(
    kinds: Mapping[ItemKind, str], start: datetime, end: datetime, first: date, last: date
) -> ColumnElement[bool]:
    """Return the condition "in the window", by the date column that fits each kind."""
    by_moment = [kind for kind, column in kinds.items() if column == "starts_at"]
    by_day = [kind for kind, column in kinds.items() if column == "published_on"]
    by_term = [kind for kind, column in kinds.items() if column == "due_on"]
    return or_(
        and_(
            col(ItemTable.kind).in_(by_term),
            func.coalesce(col(ItemTable.due_on), col(ItemTable.published_on)) >= first,
            func.coalesce(col(ItemTable.due_on), col(ItemTable.published_on)) <= last,
        ),
        and_(
            col(ItemTable.kind).in_(by_moment),
            col(ItemTable.starts_at) >= start,
            col(ItemTable.starts_at) < end,
        ),
        and_(
            col(ItemTable.kind).in_(by_day),
            col(ItemTable.published_on) >= first,
            col(ItemTable.published_on) <= last,
        ),
    )


DATE_COLUMNS: Mapping[ItemKind, str] = {
    kind: "starts_at"
    if kind
    in {
        ItemKind.ACTIVITEIT,
        ItemKind.STEMMING,
        ItemKind.VERSLAG,
        ItemKind.OVERLEG,
        ItemKind.EU_PLANNING,
    }
    else "due_on"
    if kind in {ItemKind.TERMIJN, ItemKind.CONSULTATIE}
    else "published_on"
    for kind in ItemKind
}


def in_window(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Return the condition that an item takes place or was published in [start, end)."""
    return _window(DATE_COLUMNS, start, end, start.date(), end.date())


def items_between(
    session: Session, start: datetime, end: datetime, limit: int = 20_000
) -> tuple[StoredItem, ...]:
    """Return items that take place or were published in [start, end), by id."""
    rows = session.exec(
        select(ItemTable).where(in_window(start, end)).order_by(col(ItemTable.id)).limit(limit)
    ).all()
    return _with_labels(session, rows)


def newest(session: Session, source: str, limit: int) -> tuple[StoredItem, ...]:
    """Return the items of a source that came last, newest first."""
    rows = session.exec(
        select(ItemTable)
        .where(ItemTable.source == source, col(ItemTable.deleted_at).is_(None))
        .order_by(col(ItemTable.id).desc())
        .limit(limit)
    ).all()
    return _with_labels(session, rows)


def open_commitments(session: Session, limit: int = 5_000) -> tuple[StoredItem, ...]:
    """Return toezeggingen that are not fulfilled, earliest due day first."""
    rows = session.exec(
        select(ItemTable)
        .where(ItemTable.kind == ItemKind.TOEZEGGING.value, ItemTable.status == "open")
        .order_by(col(ItemTable.due_on), col(ItemTable.id))
        .limit(limit)
    ).all()
    return _with_labels(session, rows)


def ids_to_classify(
    session: Session, window: tuple[datetime, datetime] | None = None, limit: int = 2_000
) -> tuple[int, ...]:
    """Return ids of items whose present version the classifier has not seen."""
    statement = select(ItemTable.id).where(
        ItemTable.classified_version < ItemTable.version, col(ItemTable.deleted_at).is_(None)
    )
    if window is not None:
        start, end = window
        statement = statement.where(
            _window(DATE_COLUMNS, start, end, start.date(), end.date())
            | (ItemTable.kind == ItemKind.TOEZEGGING.value)
        )
    rows = session.exec(statement.order_by(col(ItemTable.id)).limit(limit))
    return tuple(identity for identity in rows if identity is not None)


def count_items(session: Session) -> dict[str, int]:
    """Return how many live items there are of each kind."""
    statement = (
        columns(col(ItemTable.kind), func.count())
        .where(col(ItemTable.deleted_at).is_(None))
        .group_by(col(ItemTable.kind))
    )
    rows = session.connection().execute(statement)
    return {row[0]: row[1] for row in sorted(rows, key=str)}
