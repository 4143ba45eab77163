"""Toezeggingen and aangenomen moties, to follow until somebody did what was asked.

A toezegging has a term and a state of its own. A motie has neither: the Kamer calls every
motie done once it was voted on, so what became of it are the letters tied to it since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, LargeBinary, and_, func, literal, or_, true, type_coerce
from sqlmodel import Session, col, select

from tracker import overview, queries
from tracker.models import ItemTable, SourceLinkTable
from tracker.overview import Found, Scope
from tracker.records import ItemKind, Status, StoredItem

SOON = timedelta(days=31)
"""A term within a month is near."""
_ADOPTED = b'"outcome":"aangenomen'
_KEYS_AT_ONCE = 400
_CATEGORY = "zaak"


class Stage(StrEnum):
    """How far a toezegging is, as it stands in the address of the page."""

    OPEN = "open"
    LATE = "over-de-termijn"
    SOON = "binnenkort"
    KEPT = "nagekomen"
    ALL = "alle"


def stage_of(stored: StoredItem, today: date) -> Stage | None:
    """Return the stage of a toezegging; None for one that lapsed or of which nobody says."""
    due = stored.item.due_on
    if stored.item.status is Status.DONE:
        return Stage.KEPT
    if stored.item.status is not Status.OPEN:
        return None
    if due is None or due > today + SOON:
        return Stage.OPEN
    return Stage.LATE if due < today else Stage.SOON


def _in_stage(stage: Stage, today: date) -> ColumnElement[bool]:
    due, is_open = col(ItemTable.due_on), col(ItemTable.status) == Status.OPEN.value
    conditions: dict[Stage, ColumnElement[bool]] = {
        Stage.OPEN: is_open,
        Stage.LATE: and_(is_open, due < today),
        Stage.SOON: and_(is_open, due >= today, due <= today + SOON),
        Stage.KEPT: col(ItemTable.status) == Status.DONE.value,
    }
    return conditions.get(stage, true())


def commitments(
    session: Session, scope: Scope, stage: Stage, today: date, limit: int = 50, offset: int = 0
) -> Found:
    """Return toezeggingen by their day, those without a day last; what was kept newest first."""
    due = col(ItemTable.due_on)
    by_day = due.desc() if stage is Stage.KEPT else due
    rows = session.exec(
        select(ItemTable.id)
        .where(ItemTable.kind == ItemKind.TOEZEGGING.value, _in_stage(stage, today))
        .where(overview.alive(), overview.in_scope(scope))
        .order_by(due.is_(None), by_day, col(ItemTable.id))
        .limit(limit + 1)
        .offset(offset)
    ).all()
    return Found(overview.load(session, rows[:limit]), len(rows) > limit)


def _was_adopted(session: Session) -> ColumnElement[bool]:
    """Return the condition that the stored content says "aangenomen"; both are bytes."""
    content = type_coerce(col(ItemTable.content), LargeBinary)
    mark = literal(_ADOPTED, LargeBinary)
    if session.get_bind().dialect.name == "postgresql":
        return func.pg_catalog.position(content, mark) > 0
    return func.instr(content, mark) > 0


def adopted(
    session: Session, scope: Scope, since: date, limit: int = 200
) -> tuple[StoredItem, ...]:
    """Return moties moved since a day and adopted, newest first."""
    rows = session.exec(
        select(ItemTable.id)
        .where(ItemTable.kind == ItemKind.MOTIE.value, col(ItemTable.published_on) >= since)
        .where(overview.alive(), overview.in_scope(scope), _was_adopted(session))
        .order_by(col(ItemTable.published_on).desc(), col(ItemTable.id).desc())
        .limit(limit)
    ).all()
    return overview.load(session, rows)


def letters_about(
    session: Session, motions: Iterable[StoredItem]
) -> dict[int, tuple[StoredItem, ...]]:
    """Return per motie the letters since that the source ties to it, oldest first."""
    by_key = {one.item.key.partition(":")[2]: one for one in motions}
    tied = _tied(session, by_key)
    keys = {f"{_CATEGORY}:{key}" for keys in tied.values() for key in keys}
    ids = queries.item_ids(session, _source(by_key.values()), keys)
    found = queries.stored_items(session, ids.values())
    letters = {
        key: found[ids[key]]
        for key in ids
        if ids[key] in found and found[ids[key]].item.kind is ItemKind.KAMERBRIEF
    }
    return {
        motion.id: _since(motion, [letters.get(f"{_CATEGORY}:{other}") for other in tied[key]])
        for key, motion in by_key.items()
    }


def _source(motions: Iterable[StoredItem]) -> str:
    return next((one.item.source for one in motions), "")


def _since(motion: StoredItem, found: Sequence[StoredItem | None]) -> tuple[StoredItem, ...]:
    moved = motion.item.published_on or date.min
    later = {
        one.id: one for one in found
        if one and one.deleted_at is None and (one.item.published_on or date.min) > moved
    }  # fmt: skip
    return tuple(sorted(later.values(), key=lambda one: one.item.published_on or date.min))


def _tied(session: Session, by_key: dict[str, StoredItem]) -> dict[str, set[str]]:
    """Return the row keys that the source ties to each row of a motie, either way."""
    table, found = SourceLinkTable, defaultdict[str, set[str]](set)
    keys = sorted(by_key)
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        chunk = keys[start : start + _KEYS_AT_ONCE]
        own = and_(col(table.category) == _CATEGORY, col(table.key).in_(chunk))
        rows = session.exec(
            select(table.key, table.target).where(
                table.source == _source(by_key.values()), or_(own, col(table.target).in_(chunk))
            )
        )
        for key, target in rows:
            for one, other in ((key, target), (target, key)):
                if one in by_key:
                    found[one].add(other)
    return found
