"""Reads for the pages of the workspace: bounded lists of what concerns the provinces.

What the classifier found relevant counts, also when a person still has to judge it:
for a lobbyist a doubtful debate is better shown than missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, exists, func, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import queries
from tracker.joining import is_joined
from tracker.models import (
    ChangeTable,
    ClassificationTable,
    ItemTable,
    LabelTable,
)
from tracker.records import ItemKind, Status, StoredChange, StoredItem

_MEETINGS = (ItemKind.ACTIVITEIT.value, ItemKind.OVERLEG.value)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which items a page is about; "" is every BAC or dossier.

    `everything` takes in what concerns no province too; `dossiers` are those of one person.
    """

    bac: str = ""
    dossier: str = ""
    everything: bool = False
    dossiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """One item with what happened to it in a period, oldest first."""

    stored: StoredItem
    changes: tuple[StoredChange, ...]


@dataclass(slots=True)
class DossierCounts:
    """Figures of one dossier: debates that come, open toezeggingen, recent changes."""

    coming: int = 0
    commitments: int = 0
    changes: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search or list; `more` tells whether another page follows."""

    items: tuple[StoredItem, ...] = field(default=())
    more: bool = False


def _labelled(scope: Scope, item_id: Any) -> ColumnElement[bool]:
    """Return the condition that an item has a label in scope; a dossier is looked up first."""
    if slugs := scope.dossiers or ((scope.dossier,) if scope.dossier else ()):
        ids = select(LabelTable.item_id).where(col(LabelTable.slug).in_(slugs))
        return and_(item_id.in_(ids))
    if scope.bac:
        in_bac = col(LabelTable.bac) == scope.bac
        return exists().where(col(LabelTable.item_id) == item_id, in_bac)
    return true()


def in_scope(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that an item is relevant, alive or not, and in scope."""
    item_id = col(ItemTable.id)
    if scope.dossier or scope.bac or scope.everything or scope.dossiers:
        return _labelled(scope, item_id)
    return exists().where(
        col(ClassificationTable.item_id) == item_id, col(ClassificationTable.relevant).is_(True)
    )


def alive() -> ColumnElement[bool]:
    """Return the condition that an item stands and is not shown as part of another one."""
    return and_(col(ItemTable.deleted_at).is_(None), ~is_joined())


def load(session: Session, ids: Sequence[int | None]) -> tuple[StoredItem, ...]:
    """Return the items with these ids, in this order."""
    wanted = [identity for identity in ids if identity is not None]
    stored = queries.stored_items(session, wanted)
    return tuple(stored[identity] for identity in wanted if identity in stored)


def activities_between(
    session: Session, start: datetime, end: datetime, scope: Scope, limit: int = 600
) -> tuple[StoredItem, ...]:
    """Return activiteiten and overleggen that begin in [start, end), by time; none deleted."""
    began = and_(col(ItemTable.starts_at) >= start, col(ItemTable.starts_at) < end)
    rows = session.exec(
        select(ItemTable.id)
        .where(col(ItemTable.kind).in_(_MEETINGS), began, alive(), in_scope(scope))
        .order_by(col(ItemTable.starts_at), col(ItemTable.id))
        .limit(limit)
    ).all()
    return load(session, rows)


def terms_between(
    session: Session, first: date, last: date, scope: Scope, limit: int = 200
) -> tuple[StoredItem, ...]:
    """Return open terms that end in [first, last], by day."""
    table = ItemTable
    rows = session.exec(
        select(table.id)
        .where(table.kind == ItemKind.TERMIJN.value, table.status == Status.OPEN.value)
        .where(col(table.due_on) >= first, col(table.due_on) <= last, alive(), in_scope(scope))
        .order_by(col(table.due_on), col(table.id))
        .limit(limit)
    ).all()
    return load(session, rows)


def changed_items(
    session: Session, since: datetime, scope: Scope, limit: int = 600
) -> tuple[ChangedItem, ...]:
    """Return items with changes recorded after `since`, latest change first; silent ones never."""
    rows = session.exec(
        select(ChangeTable.id, ChangeTable.item_id)
        .join(ItemTable, col(ItemTable.id) == col(ChangeTable.item_id))
        .where(ChangeTable.recorded_at > since, col(ChangeTable.silent).is_(False))
        .where(in_scope(scope))
        .order_by(col(ChangeTable.recorded_at).desc(), col(ChangeTable.id).desc())
        .limit(limit)
    ).all()
    by_item: dict[int, list[int]] = defaultdict(list)
    for change_id, item_id in rows:
        if change_id is not None:
            by_item[item_id].append(change_id)
    changes = queries.changes_by_id(session, [row[0] for row in rows if row[0] is not None])
    return tuple(
        ChangedItem(stored, tuple(changes[one] for one in sorted(by_item[stored.id])))
        for stored in load(session, list(by_item))
    )


def _waits(scope: Scope) -> ColumnElement[bool]:
    in_scope = _labelled(scope, col(ClassificationTable.item_id))
    return and_(col(ClassificationTable.certain).is_(False), in_scope)


def count_waiting(session: Session, scope: Scope, most: int = 1_000) -> int:
    """Return how many items wait for a person's judgement; `most` + 1 is "more than most"."""
    some = (
        columns(col(ClassificationTable.item_id))
        .join(ItemTable, col(ItemTable.id) == col(ClassificationTable.item_id))
        .where(_waits(scope), alive())
        .limit(most + 1)
        .subquery()
    )
    statement = columns(func.count()).select_from(some)
    return int(session.connection().execute(statement).scalar_one())


def waiting(session: Session, scope: Scope, limit: int = 25, offset: int = 0) -> Found:
    """Return items that wait for a person's judgement, those with a dossier first.

    A page is shorter than `limit` when the Kamer deleted an item of it.
    """
    rows = session.exec(
        select(ClassificationTable.item_id)
        .where(_waits(scope))
        .order_by(
            col(ClassificationTable.relevant).desc(),
            col(ClassificationTable.relevance).desc(),
            col(ClassificationTable.item_id).desc(),
        )
        .limit(limit + 1)
        .offset(offset)
    ).all()
    standing = (one for one in load(session, rows[:limit]) if one.deleted_at is None)
    return Found(tuple(standing), len(rows) > limit)


def _dated() -> ColumnElement[str]:
    """Return the day an item belongs to as text that sorts, of both kinds of dates."""
    return func.coalesce(
        cast(col(ItemTable.starts_at), String), cast(col(ItemTable.published_on), String), ""
    )


def happened(session: Session, scope: Scope, before: datetime, limit: int = 40) -> Found:
    """Return items in scope that took place or were published before a moment, newest first."""
    past = or_(
        col(ItemTable.starts_at) < before,
        and_(col(ItemTable.starts_at).is_(None), col(ItemTable.published_on) <= before.date()),
    )
    rows = session.exec(
        select(ItemTable.id)
        .where(past, alive(), in_scope(scope), ItemTable.kind != ItemKind.TOEZEGGING.value)
        .order_by(_dated().desc(), col(ItemTable.id).desc())
        .limit(limit + 1)
    ).all()
    return Found(load(session, rows[:limit]), len(rows) > limit)


def latest(
    session: Session, kind: ItemKind, scope: Scope, limit: int = 8
) -> tuple[StoredItem, ...]:
    """Return the items of a kind in scope that were published last, newest first."""
    rows = session.exec(
        select(ItemTable.id)
        .where(ItemTable.kind == kind.value, col(ItemTable.published_on).is_not(None))
        .where(alive(), in_scope(scope))
        .order_by(col(ItemTable.published_on).desc(), col(ItemTable.id).desc())
        .limit(limit)
    ).all()
    return load(session, rows)


def open_commitments(session: Session, scope: Scope, limit: int = 100) -> tuple[StoredItem, ...]:
    """Return open toezeggingen in scope, earliest due day first, without a day last."""
    rows = session.exec(
        select(ItemTable.id)
        .where(ItemTable.kind == ItemKind.TOEZEGGING.value, ItemTable.status == "open")
        .where(alive(), in_scope(scope))
        .order_by(col(ItemTable.due_on).is_(None), col(ItemTable.due_on), col(ItemTable.id))
        .limit(limit)
    ).all()
    return load(session, rows)


def dossier_counts(session: Session, now: datetime, since: datetime) -> dict[str, DossierCounts]:
    """Return figures per dossier slug: what comes after `now`, what changed after `since`."""
    found: dict[str, DossierCounts] = defaultdict(DossierCounts)
    standing = select(ItemTable.id).where(alive())
    coming = standing.where(
        ItemTable.kind == ItemKind.ACTIVITEIT.value, col(ItemTable.starts_at) >= now
    )
    promised = standing.where(
        ItemTable.kind == ItemKind.TOEZEGGING.value, ItemTable.status == "open"
    )
    changed = select(ChangeTable.item_id).where(
        ChangeTable.recorded_at > since, col(ChangeTable.silent).is_(False)
    )
    for slug, count in _per_dossier(session, coming):
        found[slug].coming = count
    for slug, count in _per_dossier(session, promised):
        found[slug].commitments = count
    for slug, count in _per_dossier(session, changed):
        found[slug].changes = count
    return found


def _per_dossier(session: Session, ids: Any) -> Sequence[tuple[str, int]]:
    """Return (dossier slug, how many of these items carry it)."""
    statement = (
        columns(col(LabelTable.slug), func.count())
        .where(col(LabelTable.item_id).in_(ids))
        .group_by(col(LabelTable.slug))
    )
    return session.connection().execute(statement).all()
