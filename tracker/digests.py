"""What waits for each person's next digest: written with the notices, taken once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker import outbox
from tracker.database import upsert
from tracker.models import DigestEntryTable, NoticeTable
from tracker.records import Ping
from tracker.routing import Entry

NOBODY = "niemand"
UNFIT = "niet-relevant"
_DROPPED = 0
"""The `notice_id` of an entry that no digest will take; its `reason` says why."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry that no digest has taken yet."""

    id: int
    person: str
    item_id: int
    change_ids: tuple[int, ...]
    reason: str
    created_at: datetime


def add(session: Session, entries: Iterable[Entry], now: datetime) -> int:
    """Keep entries in the caller's transaction; returns how many are new (by key)."""
    rows = {
        entry.key: {
            "key": entry.key,
            "person": entry.person,
            "item_id": entry.item_id,
            "change_ids": list(entry.change_ids),
            "reason": entry.reason,
            "created_at": now,
        }
        for entry in entries
    }
    if not rows:
        return 0
    table = DigestEntryTable
    known = session.exec(select(table.key).where(col(table.key).in_(list(rows))))
    fresh = rows.keys() - set(known)
    upsert(session, table, [rows[key] for key in rows if key in fresh], ("key",), update=())
    return len(fresh)


def waiting(session: Session, limit: int = 5_000) -> dict[str, tuple[Waiting, ...]]:
    """Return what waits, by person, oldest first."""
    table = DigestEntryTable
    rows = session.exec(
        select(table).where(col(table.notice_id).is_(None)).order_by(col(table.id)).limit(limit)
    )
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in rows:
        assert row.id is not None
        found[row.person].append(
            Waiting(
                row.id, row.person, row.item_id, tuple(row.change_ids), row.reason, row.created_at
            )
        )
    return {person: tuple(entries) for person, entries in found.items()}


def _settle(session: Session, ids: Sequence[int], values: dict[str, object]) -> None:
    table = DigestEntryTable
    session.connection().execute(
        update(table)
        .where(col(table.id).in_(list(ids)), col(table.notice_id).is_(None))
        .values(**values)
    )


def take(session: Session, ping: Ping, entries: Sequence[Waiting], now: datetime) -> bool:
    """Plan a digest and mark what it holds, in the caller's transaction."""
    fresh = outbox.enqueue(session, [ping], now)
    notice = session.exec(select(NoticeTable.id).where(NoticeTable.key == ping.key)).one()
    _settle(session, [one.id for one in entries], {"notice_id": notice})
    return bool(fresh)


def drop(session: Session, entries: Sequence[Waiting], reason: str) -> None:
    """Mark entries that no digest will take, with the reason."""
    if entries:
        _settle(session, [one.id for one in entries], {"notice_id": _DROPPED, "reason": reason})
