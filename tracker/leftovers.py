"""Items of a week that its edition does not have: an editor may put them in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, and_, col, exists, or_, select

from tracker import queries
from tracker.joining import is_joined
from tracker.models import BlockTable, ClassificationTable, EditionTable, ItemTable
from tracker.records import StoredItem


def left_out(
    session: Session,
    week: str,
    words: Sequence[str],
    start: datetime,
    end: datetime,
    limit: int = 20,
) -> tuple[StoredItem, ...]:
    """Return relevant items of [start, end) without a block in the letter, newest first.

    The title holds all words, or the number starts with the one word; without words all
    count. One whose block was dropped is left out too: that block comes back instead.
    """
    item_id = col(ItemTable.id)
    used = select(BlockTable.item_id).join(
        EditionTable, col(EditionTable.id) == col(BlockTable.edition_id)
    )
    used = used.where(EditionTable.week == week, col(BlockTable.item_id).is_not(None))
    relevant = exists().where(
        col(ClassificationTable.item_id) == item_id, col(ClassificationTable.relevant).is_(True)
    )
    wanted = select(ItemTable.id).where(
        queries.in_window(start, end), col(ItemTable.deleted_at).is_(None), ~is_joined(), relevant
    )
    wanted = wanted.where(item_id.not_in(used))
    if words:
        title = and_(*(col(ItemTable.title).icontains(word, autoescape=True) for word in words))
        number = col(ItemTable.number).startswith(words[0].upper(), autoescape=True)
        wanted = wanted.where(or_(title, number) if len(words) == 1 else title)
    dated = func.coalesce(col(ItemTable.published_on), func.date(col(ItemTable.starts_at)))
    rows = session.exec(wanted.order_by(dated.desc(), item_id.desc()).limit(limit)).all()
    ids = [one for one in rows if one is not None]
    found = queries.stored_items(session, ids)
    return tuple(found[one] for one in ids if one in found)
