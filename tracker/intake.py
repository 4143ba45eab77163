"""Record what a source gave: new, changed, unchanged, deleted.

Rows come in page by page, with the feed's token in the same transaction. Items are put
together from rows afterwards; each real difference becomes a change that waits to be
told. Nothing here sends anything, and nothing is concluded from what is absent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import and_, delete, insert
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.models import (
    PendingItemTable,
    SetAsideTable,
    SourceLinkTable,
    SourceRowTable,
    SyncTokenTable,
)
from tracker.records import Problem, SourceRow

Mark = tuple[str, str]
"""(category, key) of a row or of the item it belongs to."""

Known = tuple[bytes, datetime | None]
"""(content hash, the source's time stamp) of a stored row."""

_CHUNK = 800


@dataclass(frozen=True, slots=True)
class SyncToken:
    """How far a feed was read: `token` is opaque, `feed` a category or "all"."""

    feed: str
    token: str
    etag: str = ""


@dataclass(frozen=True, slots=True)
class PageResult:
    """What one page brought, in rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    set_aside: int = 0

    def __add__(self, other: PageResult) -> PageResult:
        return PageResult(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.set_aside + other.set_aside,
        )


@dataclass(slots=True)
class _Sorted:
    """Rows of one page by what they are to the database."""

    new: list[tuple[SourceRow, bytes, bytes]] = field(default_factory=list)
    changed: list[tuple[SourceRow, bytes, bytes]] = field(default_factory=list)
    deleted: list[tuple[SourceRow, bytes, bytes]] = field(default_factory=list)
    unchanged: int = 0


def _payload(row: SourceRow) -> bytes:
    content: dict[str, Any] = {"fields": row.fields}
    if row.refs:
        content["refs"] = row.refs
    if row.enclosure:
        content["enclosure"] = row.enclosure
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def _grouped(marks: Iterable[Mark]) -> Iterator[tuple[str, list[str]]]:
    """Yield the keys per category, so many at a time that a statement can name them."""
    keys: dict[str, list[str]] = {}
    for category, key in marks:
        keys.setdefault(category, []).append(key)
    for category, wanted in keys.items():
        for start in range(0, len(wanted), _CHUNK):
            yield category, wanted[start : start + _CHUNK]


def _known(session: Session, source: str, rows: Iterable[SourceRow]) -> dict[Mark, Known]:
    """Return hash and time stamp of each row that is in the database."""
    table = SourceRowTable
    found: dict[Mark, Known] = {}
    for category, keys in _grouped((row.category, row.key) for row in rows):
        statement = select(table.key, table.content_hash, table.updated_at).where(
            table.source == source, table.category == category, col(table.key).in_(keys)
        )
        for key, digest, updated_at in session.exec(statement):
            found[(category, key)] = (digest, updated_at)
    return found


def _is_older(row: SourceRow, than: datetime | None) -> bool:
    return row.updated_at is not None and than is not None and row.updated_at < than


def _newest(rows: Iterable[SourceRow]) -> list[SourceRow]:
    """Return each row once: the newer of two by its time stamp, the later one without."""
    found: dict[Mark, SourceRow] = {}
    for row in rows:
        mark = (row.category, row.key)
        if mark not in found or not _is_older(row, found[mark].updated_at):
            found[mark] = row
    return list(found.values())


def _sort(rows: Iterable[SourceRow], known: Mapping[Mark, Known]) -> _Sorted:
    """Sort rows out; one older than what is stored counts as unchanged."""
    result = _Sorted()
    for row in rows:
        payload = _payload(row)
        digest = hashlib.blake2b(payload + (b"-" if row.deleted else b""), digest_size=16).digest()
        before = known.get((row.category, row.key))
        if before and (before[0] == digest or _is_older(row, before[1])):
            result.unchanged += 1
        elif row.deleted:
            result.deleted.append((row, payload, digest))
        elif before is None:
            result.new.append((row, payload, digest))
        else:
            result.changed.append((row, payload, digest))
    return result


def _values(row: SourceRow, payload: bytes, digest: bytes, run_id: int) -> dict[str, Any]:
    return {
        "source": row.source,
        "category": row.category,
        "key": row.key,
        "content_hash": digest,
        "payload": payload,
        "deleted": row.deleted,
        "updated_at": row.updated_at,
        "run_id": run_id,
    }


def _write_rows(session: Session, page: _Sorted, run_id: int) -> None:
    keys = ("source", "category", "key")
    fresh = [_values(*entry, run_id) for entry in page.new + page.changed]
    upsert(session, SourceRowTable, fresh, keys)
    removed = [_values(*entry, run_id) for entry in page.deleted]
    kept = ("content_hash", "deleted", "updated_at", "run_id")
    upsert(session, SourceRowTable, removed, keys, update=kept)


def _links(rows: Iterable[SourceRow]) -> list[dict[str, str]]:
    return [
        {
            "source": row.source,
            "category": row.category,
            "key": row.key,
            "relation": relation,
            "target": target,
        }
        for row in rows
        for relation, targets in row.refs.items()
        for target in dict.fromkeys(targets)
    ]


def _replace_links(session: Session, source: str, page: _Sorted) -> list[Mark]:
    """Write the relations of changed rows; return what they pointed to before."""
    before: list[Mark] = []
    table = SourceLinkTable
    touched = ((row.category, row.key) for row, _, _ in page.changed + page.deleted)
    for category, keys in _grouped(touched):
        condition = and_(
            col(table.source) == source,
            col(table.category) == category,
            col(table.key).in_(keys),
        )
        old = session.exec(select(table.relation, table.target).where(condition))
        before += [(relation, target) for relation, target in old]
        session.connection().execute(delete(table).where(condition))
    fresh = _links(row for row, _, _ in page.new + page.changed)
    upsert(session, table, fresh, tuple(fresh[0]) if fresh else ())
    return before


def _mark_pending(session: Session, source: str, marks: Iterable[Mark]) -> None:
    rows = [
        {"source": source, "category": category.lower(), "key": key}
        for category, key in dict.fromkeys(marks)
    ]
    upsert(session, PendingItemTable, rows, ("source", "category", "key"))


def set_aside(session: Session, problems: Sequence[Problem], run_id: int, now: datetime) -> int:
    """Keep what could not be used, and signals about what could; return the former's count."""
    rows = [
        {
            "source": problem.source,
            "category": problem.category,
            "key": problem.key,
            "reason": problem.reason,
            "advice": problem.advice,
            "payload": problem.payload[:4_000],
            "fatal": problem.fatal,
            "run_id": run_id,
            "recorded_at": now,
        }
        for problem in problems
    ]
    if rows:
        session.connection().execute(insert(SetAsideTable), rows)
    return sum(problem.fatal for problem in problems)


def save_token(session: Session, source: str, token: SyncToken, now: datetime) -> None:
    """Remember how far a feed was read."""
    values = {**asdict(token), "source": source, "saved_at": now}
    upsert(session, SyncTokenTable, [values], ("source", "feed"))


def saved_token(session: Session, source: str, feed: str) -> SyncToken | None:
    """Return the token a feed was read to, or None when it never was."""
    row = session.get(SyncTokenTable, (source, feed))
    return None if row is None else SyncToken(row.feed, row.token, row.etag)


def saved_tokens(session: Session, source: str) -> dict[str, SyncToken]:
    """Return how far each feed of a source was read, by the name of the feed."""
    found = session.exec(select(SyncTokenTable).where(SyncTokenTable.source == source))
    return {row.feed: SyncToken(row.feed, row.token, row.etag) for row in found}


def store_page(
    session: Session,
    run_id: int,
    source: str,
    rows: Sequence[SourceRow],
    problems: Sequence[Problem],
    token: SyncToken | None,
    now: datetime,
) -> PageResult:
    """Store one page in the caller's transaction: rows, relations, pending items, token.

    A row that occurs twice counts once: the newer holds, by the source's time stamp. A
    deleted row keeps its last payload, so that a reader can be told what it was.
    """
    latest = _newest(rows)
    page = _sort(latest, _known(session, source, latest))
    _write_rows(session, page, run_id)
    before = _replace_links(session, source, page)
    marks = [(row.category, row.key) for row, _, _ in page.new + page.changed + page.deleted]
    _mark_pending(session, source, marks + before)
    aside = set_aside(session, problems, run_id, now)
    if token is not None:
        save_token(session, source, token, now)
    return PageResult(len(page.new), len(page.changed), page.unchanged, len(page.deleted), aside)


def pending(session: Session, source: str, limit: int) -> list[Mark]:
    """Return rows whose items must be put together again, in order of category and key."""
    table = PendingItemTable
    rows = session.exec(
        select(table.category, table.key)
        .where(table.source == source)
        .order_by(col(table.category), col(table.key))
        .limit(limit)
    )
    return [(category, key) for category, key in rows]


def clear_pending(session: Session, source: str, marks: Sequence[Mark]) -> None:
    """Forget marks, in the transaction that recorded their items."""
    table = PendingItemTable
    for category, keys in _grouped(marks):
        condition = and_(
            col(table.source) == source,
            col(table.category) == category,
            col(table.key).in_(keys),
        )
        session.connection().execute(delete(table).where(condition))
