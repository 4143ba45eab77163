"""The Slack thread that holds the life of an item, and of the items that replace it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from tracker import joining, queries
from tracker.models import ActionTable, ChangeTable, ClassificationTable, NoticeTable, ThreadTable
from tracker.records import ChangeKind, ItemKind, NoticeKind, NoticeState, StoredItem

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
    of what was voted on, a letter by the same letter in another source; if that other item
    is told of, and not left to a person.
    """
    item = stored.item
    if _told_of(session, _earlier_twins(session, stored)):
        return True
    if item.kind is ItemKind.STEMMING:
        subjects = queries.item_ids(session, item.source, item.related).values()
        return bool(_told_of(session, subjects))
    replaced = queries.item_ids(session, item.source, item.replaces).values()
    told = _told_of(session, replaced)
    if not told:
        return False
    change = ChangeTable
    found = session.exec(
        select(change.id).where(
            col(change.item_id).in_(told),
            change.kind == ChangeKind.REPLACED.value,
            col(change.silent).is_(False),
        )
    ).first()
    return found is not None


def _earlier_twins(session: Session, stored: StoredItem) -> list[int]:
    """Return what is one thing with this item and came in before it."""
    return [other for other in joining.group_of(session, stored.id) if other < stored.id]


def _told_of(session: Session, item_ids: Iterable[int]) -> list[int]:
    """Return those of the items that are surely relevant."""
    ids = list(item_ids)
    if not ids:
        return []
    label = ClassificationTable
    rows = session.exec(
        select(label.item_id).where(
            col(label.item_id).in_(ids),
            col(label.relevant).is_(True),
            col(label.certain).is_(True),
        )
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a notice goes. Only changes in a channel have a thread: a person's own messages
    and other kinds of notices stand by themselves.
    """

    item_id: int | None
    channel: str
    kind: NoticeKind

    @property
    def is_threaded(self) -> bool:
        """Whether a message here opens the thread of its item, or continues it."""
        in_channel = not self.channel.startswith(("@", "mail:"))
        return self.item_id is not None and in_channel and self.kind is NoticeKind.CHANGE


def find(session: Session, item_ids: Sequence[int], channel: str) -> str:
    """Return the top message of the first of these items that has one, or an empty text."""
    rows = session.exec(
        select(ThreadTable.item_id, ThreadTable.message_id).where(
            col(ThreadTable.item_id).in_(list(item_ids)), ThreadTable.channel == channel
        )
    )
    known = dict(rows.all())
    return next((known[item_id] for item_id in item_ids if item_id in known), "")


def messages_of(session: Session, item_ids: Sequence[int]) -> dict[str, str]:
    """Return the top message of these items per channel; of the first item that has one."""
    table = ThreadTable
    rows = session.exec(
        select(table.item_id, table.channel, table.message_id).where(
            col(table.item_id).in_(list(item_ids))
        )
    ).all()
    ordered = sorted(rows, key=lambda row: list(item_ids).index(row[0]), reverse=True)
    return {channel: message_id for _, channel, message_id in ordered}


def is_open(session: Session, item_ids: Sequence[int], channel: str) -> bool:
    """Say whether one of these items has a message in the channel, or one on its way."""
    if find(session, item_ids, channel):
        return True
    coming = session.exec(
        select(NoticeTable.id).where(
            col(NoticeTable.item_id).in_(list(item_ids)),
            NoticeTable.channel == channel,
            NoticeTable.kind == NoticeKind.CHANGE.value,
            NoticeTable.state != NoticeState.FAILED.value,
        )
    ).first()
    return coming is not None


def after_sending(
    session: Session, place: Place, thread: str, message_id: str, now: datetime
) -> None:
    """Open a thread with the message just sent, or mark the top message of its thread stale."""
    if place.item_id is None or not place.is_threaded:
        return
    own = session.get(ThreadTable, (place.item_id, place.channel))
    if own is None:
        top = thread or message_id
        session.add(
            ThreadTable(
                item_id=place.item_id,
                channel=place.channel,
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
    """A top message that must be updated with what notice `notice_id` told.

    `action_id` is the last thing that somebody did with its items, 0 for none.
    """

    channel: str
    message_id: str
    item_ids: tuple[int, ...]
    notice_id: int
    action_id: int = 0


def stale(
    session: Session, limit: int = 200, item_id: int | None = None
) -> tuple[StaleThread, ...]:
    """Return top messages that do not show the present state yet; of one item when given."""
    wanted = select(ThreadTable.channel, ThreadTable.message_id).where(
        col(ThreadTable.stale).is_(True)
    )
    if item_id is not None:
        wanted = wanted.where(ThreadTable.item_id == item_id)
    tops = session.exec(wanted.distinct().limit(limit)).all()
    found: list[StaleThread] = []
    for channel, message_id in tops:
        ids = _items(session, channel, message_id)
        last = _last_notice(session, ids, channel)
        if last is not None:
            acted = _last_action(session, ids)
            found.append(StaleThread(channel, message_id, ids, last, acted))
    return tuple(found)


def apart(session: Session, item_id: int, limit: int = 20) -> tuple[StaleThread, ...]:
    """Return messages about an item that stand by themselves, as a reminder to a person does.

    Nothing remembers whether they show the present state; the newest ones come first.
    """
    row = NoticeTable
    rows = session.exec(
        select(row.id, row.channel, row.message_id)
        .where(
            row.item_id == item_id,
            row.state == NoticeState.SENT.value,
            (col(row.kind) != NoticeKind.CHANGE.value) | col(row.channel).startswith("@"),
            col(row.message_id).contains("/"),
        )
        .order_by(col(row.id).desc())
        .limit(limit)
    )
    return tuple(
        StaleThread(channel, message_id, (item_id,), notice_id)
        for notice_id, channel, message_id in rows
        if notice_id is not None
    )


def _last_action(session: Session, item_ids: Iterable[int]) -> int:
    ids = col(ActionTable.item_id).in_(list(item_ids))
    return session.exec(select(func.max(ActionTable.id)).where(ids)).one() or 0


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
            NoticeTable.kind == NoticeKind.CHANGE.value,
            NoticeTable.state == NoticeState.SENT.value,
        )
        .order_by(col(NoticeTable.id).desc())
    ).first()


def refreshed(session: Session, thread: StaleThread) -> None:
    """Note that the top message shows the present state.

    When more was told or done meanwhile, another process may have written over it: it is
    then stale again, whatever that one thought.
    """
    told = _last_notice(session, thread.item_ids, thread.channel)
    acted = _last_action(session, thread.item_ids)
    is_stale = (told, acted) != (thread.notice_id, thread.action_id)
    session.connection().execute(
        update(ThreadTable)
        .where(
            col(ThreadTable.channel) == thread.channel,
            col(ThreadTable.message_id) == thread.message_id,
        )
        .values(stale=is_stale)
    )
