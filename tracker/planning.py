"""What goes into the outbox, and out of it again by a person's word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.instead import MARK as INSTEAD
from tracker.models import NoticeTable
from tracker.records import NoticeState, Ping


def enqueue(session: Session, pings: Sequence[Ping], now: datetime) -> int:
    """Plan notices in the caller's transaction; return how many are new (by key)."""
    rows = {
        ping.key: {
            "key": ping.key,
            "kind": ping.kind.value,
            "item_id": ping.item_id,
            "content": ping.content,
            "change_ids": list(ping.change_ids),
            "channel": ping.channel,
            "recipients": list(ping.recipients),
            "broadcast": ping.broadcast,
            "state": NoticeState.PLANNED.value,
            "attempts": 0,
            "repeats": 0,
            "due_at": ping.due_at or now,
            "message_id": "",
            "error": "",
            "created_at": now,
        }
        for ping in pings
    }
    known = session.exec(select(NoticeTable.key).where(col(NoticeTable.key).in_(list(rows))))
    fresh = rows.keys() - set(known)
    upsert(session, NoticeTable, [rows[key] for key in rows if key in fresh], ("key",), update=())
    return len(fresh)


def hurry(session: Session, ping: Ping, now: datetime) -> None:
    """Let earlier notices of the same item in the same channel go when this one may: they
    wait for a quiet time to end, and a thread keeps its order.
    """
    if ping.item_id is None:
        return
    due = ping.due_at or now
    session.connection().execute(
        update(NoticeTable)
        .where(
            col(NoticeTable.item_id) == ping.item_id,
            col(NoticeTable.channel) == ping.channel,
            col(NoticeTable.state) == NoticeState.PLANNED.value,
            col(NoticeTable.error) == "",
            col(NoticeTable.due_at) > due,
        )
        .values(due_at=due)
    )


def counts(session: Session) -> dict[NoticeState, int]:
    """Return how many notices are in each state."""
    rows = session.exec(select(NoticeTable.state, func.count()).group_by(NoticeTable.state))
    return {NoticeState(state): count for state, count in rows}


def revive(session: Session, now: datetime) -> int:
    """Plan failed notices again, after a person took away the cause; return how many.

    What was told in another way meanwhile is not told a second time.
    """
    other = aliased(NoticeTable)
    mark = col(NoticeTable.key) + INSTEAD
    told_otherwise = exists().where(func.substr(other.key, 1, func.length(mark)) == mark)
    result = session.connection().execute(
        update(NoticeTable)
        .where(col(NoticeTable.state) == NoticeState.FAILED.value, ~told_otherwise)
        .values(state=NoticeState.PLANNED.value, attempts=0, due_at=now, error="")
    )
    return int(result.rowcount)
