"""The Slack thread that holds the life of an item, and of the items that replace it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker import queries
from tracker.models import ChangeTable, ClassificationTable, NoticeTable, ThreadTable
from tracker.records import ChangeKind, ItemKind, NoticeState, StoredItem

_CHAIN = 8


def predecessors(session: Session, stored: StoredItem) -> tuple[int, ...]:
    """Return ids of the items this one takes the place of, nearest first."""
    found: list[int] = []
    source, keys = stored.item.source, stored.item.replaces
    for _ in range(_CHAIN):
        ids = [one for one in queries.item_ids(session, source, keys).values() if one not in found]
        if not ids:
            break
        found += sorted(ids)
        earlier = queries.stored_items(session, ids).values()
        keys = tuple(key for one in earlier for key in one.item.replaces)
    return tuple(found)


def is_announced(session: Session, stored: StoredItem) -> bool:
    """Say whether readers hear of this item through another one.

    A successor is announced by the change of what it replaces, a stemming by the outcome
    of what was voted on; if that other item is told of, and not left to a person.
    """
    item = stored.item
    if item.kind is ItemKind.STEMMING:
        subjects = queries.item_ids(session, item.source, item.related).values()
        return bool(_told_of(session, subjects))
    replaced = queries.item_ids(session, item.source, item.replaces).values()
    change = ChangeTable
    found = session.exec(
        select(change.id).where(
            col(change.item_id).in_(_told_of(session, replaced)),
            change.kind == ChangeKind.REPLACED.value,
            col(change.silent).is_(False),
        )
    ).first()
    return found is not None


def _told_of(session: Session, item_ids: Iterable[int]) -> list[int]:
    """Return those of the items that are surely relevant."""
    label = ClassificationTable
    rows = session.exec(
        select(label.item_id).where(
            col(label.item_id).in_(list(item_ids)),
            col(label.relevant).is_(True),
            col(label.certain).is_(True),
        )
    )
    return list(rows)


def find(session: Session, item_ids: Sequence[int], channel: str) -> str:
    """Return the top message of the first of these items that has one, or an empty text."""
    rows = session.exec(
        select(ThreadTable.item_id, ThreadTable.message_id).where(
            col(ThreadTable.item_id).in_(list(item_ids)), ThreadTable.channel == channel
        )
    )
    known = dict(rows.all())
    return next((known[item_id] for item_id in item_ids if item_id in known), "")


def after_sending(
    session: Session, item_id: int, channel: str, thread: str, message_id: str, now: datetime
) -> None:
    """Open a thread with the message just sent, or mark the top message of its thread stale."""
    own = session.get(ThreadTable, (item_id, channel))
    if own is None:
        top = thread or message_id
        session.add(
            ThreadTable(
                item_id=item_id,
                channel=channel,
                message_id=top,
                stale=bool(thread),
                opened_at=now,
            )
        )
    elif thread:
        own.stale = True
        session.add(own)


@dataclass(frozen=True, slots=True)
class StaleThread:
    """A top message that must be updated with what notice `notice_id` told."""

    channel: str
    message_id: str
    item_ids: tuple[int, ...]
    notice_id: int


def stale(session: Session, limit: int = 200) -> tuple[StaleThread, ...]:
    """Return top messages that do not show the present state yet."""
    tops = session.exec(
        select(ThreadTable.channel, ThreadTable.message_id)
        .where(col(ThreadTable.stale).is_(True))
        .distinct()
        .limit(limit)
    ).all()
    found: list[StaleThread] = []
    for channel, message_id in tops:
        ids = _items(session, channel, message_id)
        last = _last_notice(session, ids, channel)
        if last is not None:
            found.append(StaleThread(channel, message_id, ids, last))
    return tuple(found)


def _items(session: Session, channel: str, message_id: str) -> tuple[int, ...]:
    rows = session.exec(
        select(ThreadTable.item_id).where(
            ThreadTable.channel == channel, ThreadTable.message_id == message_id
        )
    )
    return tuple(sorted(rows))


def _last_notice(session: Session, item_ids: Iterable[int], channel: str) -> int | None:
    return session.exec(
        select(NoticeTable.id)
        .where(
            col(NoticeTable.item_id).in_(list(item_ids)),
            NoticeTable.channel == channel,
            NoticeTable.state == NoticeState.SENT.value,
        )
        .order_by(col(NoticeTable.id).desc())
    ).first()


def refreshed(session: Session, thread: StaleThread) -> None:
    """Note that the top message shows the present state, unless more was told meanwhile."""
    if _last_notice(session, thread.item_ids, thread.channel) != thread.notice_id:
        return
    session.connection().execute(
        update(ThreadTable)
        .where(
            col(ThreadTable.channel) == thread.channel,
            col(ThreadTable.message_id) == thread.message_id,
        )
        .values(stale=False)
    )
