"""Record items as put together from a source: versions and changes, once.

A new version and its changes are written in one transaction. A change that waits to
be told has `routed_at` None; a silent one (first import, closed tap) never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import contents, identifiers
from tracker.changes import diff
from tracker.models import ChangeTable, ItemTable, ItemVersionTable, SwitchTable
from tracker.records import ChangeKind, FieldChange, ScrapedItem
from tracker.search import marks

TAP = "tap"
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What a batch of items came to, in items; `changes` counts differences."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    changes: int = 0

    def __add__(self, other: RecordResult) -> RecordResult:
        return RecordResult(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.deleted + other.deleted,
            self.changes + other.changes,
        )


@dataclass(frozen=True, slots=True)
class _Known:
    id: int
    version: int
    digest: bytes
    deleted_at: datetime | None


@dataclass(slots=True)
class _Batch:
    """What will be written for one batch."""

    new: list[dict[str, Any]] = field(default_factory=list)
    updated: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    identified: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unchanged: int = 0
    changed: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Recorder:
    """Records items of one run at one moment; `silent` when nobody is to be told."""

    session: Session
    run_id: int
    now: datetime
    silent: bool

    def record(
        self, items: Sequence[ScrapedItem], gone: Sequence[str] = (), *, source: str = "tweedekamer"
    ) -> RecordResult:
        """Record items of one source, and the keys of items whose rows were deleted."""
        if not items and not gone:
            return RecordResult()
        known = self._known(source, [item.key for item in items] + list(gone))
        batch = _Batch()
        for item in items:
            self._sort(item, known.get(item.key), batch)
        for key in gone:
            self._remove(known.get(key), batch)
        self._write(source, batch)
        return RecordResult(
            len(batch.new), batch.changed, batch.unchanged, batch.deleted, len(batch.changes)
        )

    def _known(self, source: str, keys: Sequence[str]) -> dict[str, _Known]:
        table = ItemTable
        found: dict[str, _Known] = {}
        for start in range(0, len(keys), _CHUNK):
            statement = columns(
                col(table.key),
                col(table.id),
                col(table.version),
                col(table.content_hash),
                col(table.deleted_at),
            ).where(col(table.source) == source, col(table.key).in_(keys[start : start + _CHUNK]))
            for row in self.session.connection().execute(statement):
                found[row[0]] = _Known(row[1] or 0, row[2], row[3], row[4])
        return found

    def _sort(self, item: ScrapedItem, known: _Known | None, batch: _Batch) -> None:
        content, digest = contents.dump_and_hash(item)
        if known is None:
            batch.new.append(self._row(item, content, digest))
            if item.identifiers:
                batch.identified[item.key] = item.identifiers
        elif known.digest == digest and known.deleted_at is None:
            batch.unchanged += 1
        else:
            self._change(item, known, content, digest, batch)

    def _row(self, item: ScrapedItem, content: bytes, digest: bytes) -> dict[str, Any]:
        return {
            "source": item.source,
            "key": item.key,
            "kind": item.kind.value,
            "number": item.number,
            "title": item.title,
            "status": item.status.value,
            "starts_at": item.starts_at,
            "published_on": item.published_on,
            "due_on": item.due_on,
            "content": content,
            "content_hash": digest,
            "version": 1,
            "classified_version": 0,
            "first_seen_at": self.now,
            "changed_at": self.now,
            "deleted_at": None,
            "run_id": self.run_id,
        }

    def _change(
        self, item: ScrapedItem, known: _Known, content: bytes, digest: bytes, batch: _Batch
    ) -> None:
        old = self.session.exec(select(ItemTable.content).where(ItemTable.id == known.id)).one()
        before = contents.load(old)
        if before.identifiers != item.identifiers:
            batch.identified[item.key] = item.identifiers
        found = diff(before, item)
        if known.deleted_at is not None:
            found = (FieldChange(ChangeKind.RESTORED, "deleted"), *found)
        version = known.version + 1
        batch.versions.append(
            {
                "item_id": known.id,
                "version": known.version,
                "content": old,
                "replaced_at": self.now,
            }
        )
        row = self._row(item, content, digest)
        for name in ("source", "key", "first_seen_at", "classified_version"):
            del row[name]
        batch.updated.append({**row, "version": version, "row_id": known.id})
        batch.changes += self._changes(known.id, version, found)
        if found:
            batch.changed += 1
        else:
            batch.unchanged += 1

    def _remove(self, known: _Known | None, batch: _Batch) -> None:
        if known is None or known.deleted_at is not None:
            return
        version = known.version + 1
        statement = update(ItemTable).where(col(ItemTable.id) == known.id)
        self.session.connection().execute(
            statement.values(deleted_at=self.now, changed_at=self.now, version=version)
        )
        removed = (FieldChange(ChangeKind.DELETED, "deleted"),)
        batch.changes += self._changes(known.id, version, removed)
        marks.mark(self.session, [known.id])
        batch.deleted += 1

    def _changes(
        self, item_id: int, version: int, found: Iterable[FieldChange]
    ) -> Iterator[dict[str, Any]]:
        for position, change in enumerate(found):
            yield {
                "item_id": item_id,
                "version": version,
                "position": position,
                "kind": change.kind.value,
                "field": change.field,
                "old": change.old,
                "new": change.new,
                "silent": self.silent,
                "recorded_at": self.now,
                "routed_at": self.now if self.silent else None,
                "run_id": self.run_id,
            }

    def _identify(self, source: str, batch: _Batch) -> None:
        known = self._known(source, list(batch.identified))
        carried = {known[key].id: value for key, value in batch.identified.items()}
        identifiers.replace(self.session, carried)

    def _write(self, source: str, batch: _Batch) -> None:
        connection = self.session.connection()
        if batch.new:
            last = marks.last_item(self.session)
            connection.execute(insert(ItemTable), batch.new)
            marks.mark_after(self.session, last)
            if not self.silent:
                ids = self._known(source, [row["key"] for row in batch.new])
                for known in ids.values():
                    batch.changes += self._changes(
                        known.id, 1, (FieldChange(ChangeKind.NEW, "item"),)
                    )
        if batch.versions:
            connection.execute(insert(ItemVersionTable), batch.versions)
        self._identify(source, batch)
        if batch.updated:
            statement = update(ItemTable).where(col(ItemTable.id) == bindparam("row_id"))
            connection.execute(statement, batch.updated)
            marks.mark(self.session, [row["row_id"] for row in batch.updated])
        if batch.changes:
            connection.execute(insert(ChangeTable), batch.changes)


def tap_is_open(session: Session) -> bool:
    """Tell whether changes are told; closed until a person opens the tap."""
    switch = session.get(SwitchTable, TAP)
    return switch is not None and switch.value == "open"


def set_tap(session: Session, *, is_open: bool, by: str, now: datetime) -> None:
    """Open or close the tap; what was recorded before stays untold."""
    session.merge(
        SwitchTable(name=TAP, value="open" if is_open else "closed", set_by=by, set_at=now)
    )


def mark_routed(session: Session, change_ids: Sequence[int], now: datetime) -> None:
    """Remember that the notices of these changes stand in the outbox."""
    statement = update(ChangeTable).where(col(ChangeTable.id) == bindparam("row_id"))
    rows = [{"row_id": change_id} for change_id in change_ids]
    if rows:
        session.connection().execute(statement.values(routed_at=now), rows)
