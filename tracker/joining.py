"""Store which items are one thing, and undo it when a person says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from tracker import contents, dutch, identifiers
from tracker.database import upsert
from tracker.errors import HaagseZakenError
from tracker.matching import (
    FAR,
    PAPERS,
    Candidate,
    Join,
    identifiers_of,
    join,
    plain_title,
    same_thing,
)
from tracker.models import ItemTable, JoinTable
from tracker.search import marks

_CHUNK = 500
_DEEPEST = 5
_OLD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class StoredJoin:
    """A join as stored; `undone_by` is "" while it stands."""

    item_id: int
    into_id: int
    rule: str
    evidence: str
    joined_at: datetime
    undone_by: str


def is_joined() -> ColumnElement[bool]:
    """Return the condition that an item is shown as part of another one."""
    table = JoinTable
    return exists().where(col(table.item_id) == col(ItemTable.id), col(table.undone_at).is_(None))


def _candidate(row: ItemTable) -> Candidate:
    assert row.id is not None
    item = contents.load(row.content)
    return Candidate(
        row.id, item.source, item.kind, item.title, item.number, item.published_on,
        identifiers_of(item),
    )  # fmt: skip


def _candidates(session: Session, ids: Iterable[int]) -> list[Candidate]:
    wanted, found = sorted(set(ids)), []
    for start in range(0, len(wanted), _CHUNK):
        rows = session.exec(
            select(ItemTable).where(
                col(ItemTable.id).in_(wanted[start : start + _CHUNK]),
                col(ItemTable.deleted_at).is_(None),
            )
        )
        found += [_candidate(row) for row in rows]
    return found


def fresh_ids(session: Session, run_id: int, now: datetime) -> list[int]:
    """Return the items that a run made or changed and that may be a paper elsewhere.

    What is older than two months stays as it is: a first import joins nothing of old.
    """
    table = ItemTable
    rows = session.exec(
        select(table.id).where(
            table.run_id == run_id,
            col(table.kind).in_([kind.value for kind in PAPERS]),
            col(table.published_on) >= dutch.day_of(now - _OLD),
        )
    )
    return [one for one in rows if one is not None]


def _with_title(session: Session, fresh: Sequence[Candidate]) -> dict[str, list[int]]:
    """Return the papers around the days of `fresh` by their plain title, of every source."""
    days = [one.day for one in fresh if one.day]
    if not days:
        return {}
    table = ItemTable
    rows = session.exec(
        select(table.id, table.title).where(
            col(table.kind).in_([kind.value for kind in PAPERS]),
            col(table.published_on) >= min(days) - FAR,
            col(table.published_on) <= max(days) + FAR,
        )
    )
    found: dict[str, list[int]] = {}
    for item_id, title in rows:
        if item_id is not None:
            found.setdefault(plain_title(title), []).append(item_id)
    return found


def _neighbours(session: Session, fresh: Sequence[Candidate]) -> dict[int, list[Candidate]]:
    """Return for each item the others that a rule could join it with."""
    named = identifiers.carriers(
        session, (name for one in fresh for name in same_thing(one.identifiers))
    )
    titled = _with_title(session, fresh)
    wanted = {
        one.id: {
            *titled.get(plain_title(one.title), ()),
            *(other for name in same_thing(one.identifiers) for other in named.get(name, ())),
        }
        for one in fresh
    }
    loaded = {
        one.id: one for one in _candidates(session, (i for ids in wanted.values() for i in ids))
    }
    return {
        one: [loaded[other] for other in sorted(others) if other in loaded]
        for one, others in wanted.items()
    }


def join_fresh(session: Session, ids: Sequence[int], now: datetime) -> int:
    """Join items with what they are in other sources; returns how many joins are new.

    A join that a person undid is never made again.
    """
    fresh = _candidates(session, ids)
    neighbours = _neighbours(session, fresh)
    found = (join(one, neighbours[one.id]) for one in fresh)
    return _store(session, [one for one in found if one is not None], now)


def _store(session: Session, found: Sequence[Join], now: datetime) -> int:
    known = joins_of(session, {one.item_id for one in found})
    rows = {
        (one.item_id, one.into_id): {
            "item_id": one.item_id,
            "into_id": one.into_id,
            "rule": one.rule,
            "evidence": one.evidence,
            "joined_at": now,
            "undone_by": "",
            "undone_at": None,
        }
        for one in found
        if not any(
            old.into_id == one.into_id or not old.undone_by
            for old in known.get(one.item_id, ())
            if old.item_id == one.item_id
        )
    }
    upsert(session, JoinTable, list(rows.values()), ("item_id", "into_id"), update=())
    marks.mark(session, [item_id for item_id, _ in rows])
    return len(rows)


def joins_of(session: Session, ids: Iterable[int]) -> dict[int, list[StoredJoin]]:
    """Return the joins in which these items take part, undone ones too, by item id."""
    wanted = sorted(set(ids))
    found: dict[int, list[StoredJoin]] = {}
    table = JoinTable
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = session.exec(
            select(table).where(or_(col(table.item_id).in_(chunk), col(table.into_id).in_(chunk)))
        )
        for row in rows:
            stored = StoredJoin(
                row.item_id, row.into_id, row.rule, row.evidence, row.joined_at, row.undone_by
            )
            for one in {row.item_id, row.into_id} & set(chunk):
                found.setdefault(one, []).append(stored)
    return found


def group_of(session: Session, item_id: int) -> frozenset[int]:
    """Return the ids of everything that is one thing with this item, itself included."""
    group, edge = {item_id}, {item_id}
    for _ in range(_DEEPEST):
        found = joins_of(session, edge)
        standing = [one for joins in found.values() for one in joins if not one.undone_by]
        edge = {end for one in standing for end in (one.item_id, one.into_id)} - group
        if not edge:
            break
        group |= edge
    return frozenset(group)


def joined_ids(session: Session, ids: Iterable[int]) -> set[int]:
    """Return those of these items that are shown as part of another one."""
    found: Mapping[int, list[StoredJoin]] = joins_of(session, ids)
    return {
        item_id
        for item_id, joins in found.items()
        if any(one.item_id == item_id and not one.undone_by for one in joins)
    }


def undo(session: Session, item_id: int, into_id: int, by: str, now: datetime) -> None:
    """Take two items apart again; HaagseZakenError when they are not joined."""
    row = session.get(JoinTable, (item_id, into_id))
    if row is None or row.undone_at is not None:
        raise HaagseZakenError("Deze twee stukken zijn niet (meer) samengevoegd.")
    row.undone_by, row.undone_at = by, now
    session.add(row)
    marks.mark(session, [item_id])
