"""The one door to what anybody may read: what concerns the provinces, and nothing internal.

The public agenda, the calendars, the feeds and the API ask here and nowhere else. Never
shown: what no province is concerned by, a besloten overleg, a term that we worked out
ourselves. What a person still has to judge counts: better shown than missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import dutch, naming, queries
from tracker.joining import is_joined
from tracker.meetings import HIDDEN_TITLE
from tracker.models import ChangeTable, ClassificationTable, ItemTable, LabelTable
from tracker.records import ChangeKind, ItemKind, Json, StoredChange, StoredItem

MEETINGS = (ItemKind.ACTIVITEIT, ItemKind.OVERLEG)
_CHUNK = 500
DEEPEST = 24
"""How often a debate may have become another activiteit and still be one in a calendar."""
_MOST_MOVES = 2_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page, calendar or feed is about: "" is every BAC, None every dossier."""

    bac: str = ""
    dossiers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items of a list are wanted; days are both included."""

    selection: Selection = Selection()
    kind: ItemKind | None = None
    first: date | None = None
    last: date | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """What happened to one item at one moment, in the order in which it was recorded."""

    stored: StoredItem
    changes: tuple[StoredChange, ...]


def _concerns_provinces() -> ColumnElement[bool]:
    table = ClassificationTable
    return exists().where(col(table.item_id) == col(ItemTable.id), col(table.relevant).is_(True))


def _is_open() -> ColumnElement[bool]:
    hidden = and_(
        col(ItemTable.kind) == ItemKind.OVERLEG.value, col(ItemTable.title) == HIDDEN_TITLE
    )
    return and_(col(ItemTable.kind) != ItemKind.TERMIJN.value, ~hidden)


def _selected(selection: Selection) -> ColumnElement[bool]:
    """Return the condition that an item has a label of this BAC and one of these dossiers."""
    found: ColumnElement[bool] = true()
    if selection.bac:
        in_bac = col(LabelTable.bac) == selection.bac
        found = and_(found, exists().where(col(LabelTable.item_id) == col(ItemTable.id), in_bac))
    if selection.dossiers is not None:
        slugs = col(LabelTable.slug).in_(selection.dossiers) if selection.dossiers else false()
        found = and_(found, col(ItemTable.id).in_(select(LabelTable.item_id).where(slugs)))
    return found


def _public(selection: Selection = Selection()) -> ColumnElement[bool]:
    return and_(_concerns_provinces(), _is_open(), ~is_joined(), _selected(selection))


def _load(session: Session, ids: Iterable[int | None]) -> tuple[StoredItem, ...]:
    """Return items in this order; a besloten overleg never, whatever it is called."""
    wanted = [one for one in ids if one is not None]
    stored = queries.stored_items(session, wanted)
    found = (stored[one] for one in wanted if one in stored)
    return tuple(
        one for one in found if not (one.item.kind is ItemKind.OVERLEG and one.item.closed)
    )


def _meeting() -> ColumnElement[bool]:
    return col(ItemTable.kind).in_([kind.value for kind in MEETINGS])


def meetings(
    session: Session,
    selection: Selection,
    start: datetime,
    end: datetime | None = None,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = 5_000,
) -> tuple[StoredItem, ...]:
    """Return debates and open overleggen that begin in [start, end), by time and id.

    What the source took away is among them, with `deleted_at`. `after` leaves out
    everything up to and including that moment and id.
    """
    table = ItemTable
    query = select(table.id).where(_meeting(), col(table.starts_at) >= start, _public(selection))
    if end is not None:
        query = query.where(col(table.starts_at) < end)
    if after is not None:
        at, item_id = after
        later = and_(col(table.starts_at) == at, col(table.id) > item_id)
        query = query.where(col(table.starts_at) >= at, or_(col(table.starts_at) > at, later))
    ordered = query.order_by(col(table.starts_at), col(table.id)).limit(limit)
    return _load(session, session.exec(ordered).all())


def departed(
    session: Session,
    selection: Selection,
    since: datetime,
    start: datetime,
    end: datetime | None = None,
    *,
    kinds: Sequence[ChangeKind] = (ChangeKind.MOVED, ChangeKind.UNDATED),
) -> tuple[StoredItem, ...]:
    """Return debates of which `since` then was told that they are not in [start, end) any more.

    They went to another day, or to none yet; where they are now is theirs to say.
    """
    table = ChangeTable
    rows = session.exec(
        select(table.item_id, table.old)
        .join(ItemTable, col(ItemTable.id) == col(table.item_id))
        .where(col(table.recorded_at) >= since, ~col(table.silent), _meeting(), _public(selection))
        .where(col(table.kind).in_([kind.value for kind in kinds]))
        .order_by(col(table.id).desc())
        .limit(_MOST_MOVES)
    ).all()
    left = {item_id for item_id, old in rows if _was_in(old, start, end)}
    return _load(session, sorted(left))


def _was_in(old: Json, start: datetime, end: datetime | None) -> bool:
    at = naming.parsed((old or {}).get("starts_at"))
    return at is not None and at >= start and (end is None or at < end)


def starts(
    session: Session, selection: Selection, start: datetime, end: datetime
) -> tuple[datetime, ...]:
    """Return when debates in [start, end) begin, for counting; those taken away left out."""
    table = ItemTable
    began = and_(col(table.starts_at) >= start, col(table.starts_at) < end)
    query = columns(col(table.starts_at)).where(
        _meeting(), began, col(table.deleted_at).is_(None), _public(selection)
    )
    return tuple(at for (at,) in session.connection().execute(query) if at is not None)


def changes_of(
    session: Session, ids: Iterable[int]
) -> tuple[dict[int, tuple[StoredChange, ...]], frozenset[int]]:
    """Return all changes of these items by item id, oldest first, and the ids of told ones."""
    wanted = sorted(set(ids))
    found: dict[int, list[StoredChange]] = defaultdict(list)
    told: set[int] = set()
    for start in range(0, len(wanted), _CHUNK):
        chunk = col(ChangeTable.item_id).in_(wanted[start : start + _CHUNK])
        silent = dict(session.exec(select(ChangeTable.id, ChangeTable.silent).where(chunk)).all())
        known = queries.changes_by_id(session, [one for one in silent if one is not None])
        for change_id in sorted(known):
            found[known[change_id].item_id].append(known[change_id])
        told.update(one for one, is_silent in silent.items() if one is not None and not is_silent)
    return {item_id: tuple(changes) for item_id, changes in found.items()}, frozenset(told)


def forebears(session: Session, found: Sequence[StoredItem]) -> dict[str, StoredItem]:
    """Return by key what these debates replace, and what those replaced in their turn."""
    known = {one.item.key: one for one in found}
    edge = list(found)
    for _ in range(DEEPEST):
        missing = {
            (one.item.source, key) for one in edge for key in one.item.replaces if key not in known
        }
        if not missing:
            break
        ids: list[int] = []
        for source in {source for source, _ in missing}:
            keys = [key for one, key in missing if one == source]
            ids += queries.item_ids(session, source, keys).values()
        edge = list(queries.stored_items(session, ids).values())
        known.update((one.item.key, one) for one in edge)
    return known


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, dutch.AMSTERDAM)


def _on(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Return the condition on the day of an item: it takes place, or was published, or is due."""
    table = ItemTable
    wanted: ColumnElement[bool] = true()
    day = (col(table.published_on), col(table.due_on))
    undated = col(table.starts_at).is_(None)
    for bound, is_first in ((first, True), (last, False)):
        if bound is None:
            continue
        at = _midnight(bound if is_first else bound + timedelta(days=1))
        held = col(table.starts_at) >= at if is_first else col(table.starts_at) < at
        in_time = [one >= bound if is_first else one <= bound for one in day]
        rest = or_(in_time[0], and_(day[0].is_(None), in_time[1]))
        wanted = and_(wanted, or_(held, and_(undated, rest)))
    return wanted


def items(
    session: Session, wanted: ItemFilter, *, before: int | None = None, limit: int = 50
) -> tuple[StoredItem, ...]:
    """Return items, what came in last first; `before` leaves out that id and all above it."""
    table = ItemTable
    query = select(table.id).where(
        _public(wanted.selection), col(table.deleted_at).is_(None), _on(wanted.first, wanted.last)
    )
    if wanted.kind is not None:
        query = query.where(table.kind == wanted.kind.value)
    for word in wanted.words:
        query = query.where(col(table.title).icontains(word, autoescape=True))
    if before is not None:
        query = query.where(col(table.id) < before)
    rows = session.exec(query.order_by(col(table.id).desc()).limit(limit)).all()
    return _load(session, rows)


def item(session: Session, item_id: int) -> StoredItem | None:
    """Return one item that anybody may read, or None."""
    query = select(ItemTable.id).where(
        ItemTable.id == item_id, col(ItemTable.deleted_at).is_(None), _public()
    )
    found = _load(session, session.exec(query).all())
    return found[0] if found else None


def readable(session: Session, ids: Iterable[int], *, removed: bool = False) -> frozenset[int]:
    """Return which of these items anybody may read at this moment.

    With `removed` also what the source took away: that it did may be told.
    """
    query = select(ItemTable.id, ItemTable.kind).where(col(ItemTable.id).in_(list(ids)), _public())
    if not removed:
        query = query.where(col(ItemTable.deleted_at).is_(None))
    found = {item_id: kind for item_id, kind in session.exec(query) if item_id is not None}
    held = [item_id for item_id, kind in found.items() if kind == ItemKind.OVERLEG]
    besloten = set(held) - {one.id for one in _load(session, held)} if held else set()
    return frozenset(found.keys() - besloten)


def news(session: Session, selection: Selection, limit: int = 50) -> tuple[News, ...]:
    """Return what was told last, newest first; changes found at one moment are one piece."""
    rows = session.exec(
        select(ChangeTable.id)
        .join(ItemTable, col(ItemTable.id) == col(ChangeTable.item_id))
        .where(~col(ChangeTable.silent), _public(selection))
        .order_by(col(ChangeTable.recorded_at).desc(), col(ChangeTable.id).desc())
        .limit(limit * 5)
    ).all()
    changes = queries.changes_by_id(session, [one for one in rows if one is not None])
    pieces: dict[tuple[int, int], list[StoredChange]] = {}
    for change_id in rows:
        if change_id in changes:
            one = changes[change_id]
            pieces.setdefault((one.item_id, one.version), []).append(one)
    first = list(pieces.items())[:limit]
    stored = {one.id: one for one in _load(session, {key[0] for key, _ in first})}
    return tuple(
        News(stored[item_id], tuple(sorted(found, key=lambda one: one.id)))
        for (item_id, _), found in first
        if item_id in stored
    )
