"""Classify the archive again, silently; a run that was cut short goes on where it was.

What is done is seen in the rows themselves: each batch is stored with the model that
classified it, so a process killed at any moment loses at most one batch of work.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import labels, queries
from tracker.database import read_scope, session_scope
from tracker.errors import HaagseZakenError
from tracker.locks import only_one
from tracker.models import ClassificationTable, ItemTable, LabelTable, SwitchTable
from tracker.records import Classification, ClassifierInput, StoredItem

if TYPE_CHECKING:
    from tracker.jobs.workshop import Workshop

Progress = Callable[[int], None]
SWITCH = "reclassify"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Part:
    """Which items: those that carry `dossier` now, those seen first or dated since a day.

    With `afresh` also what the present model classified before, for changed terms.
    """

    dossier: str = ""
    since: date | None = None
    afresh: bool = False

    def key(self, model: str) -> str:
        """Return what tells a run from another one."""
        since = self.since.isoformat() if self.since else ""
        return json.dumps([model, self.dossier, since, self.afresh])


@dataclass(frozen=True, slots=True)
class Reclassified:
    """What a run did, in items; `resumed` when it went on with one that was cut short."""

    model: str
    items: int
    relevant: int
    changed: int
    resumed: bool


def reclassify(
    workshop: Workshop,
    part: Part = Part(),
    processes: int = 1,
    progress: Progress = lambda _count: None,
) -> Reclassified:
    """Classify stored items again by the model in use; what people judged stays as it is.

    Nobody is told of what becomes relevant, but for activiteiten still to come. Raises
    HaagseZakenError for an unknown dossier or when such a run is going on already.
    """
    if part.dossier and part.dossier not in {one.slug for one in workshop.taxonomy.dossiers}:
        raise HaagseZakenError(f"Onbekend dossier: {part.dossier}.")
    with only_one(workshop.engine, SWITCH) as mine:
        if not mine:
            raise HaagseZakenError("Er loopt al een herclassificatie; wacht tot die klaar is.")
        workshop.renew_classifier()
        return _Run(workshop, part, processes, progress).run()


def remaining(workshop: Workshop, part: Part = Part()) -> int:
    """Return how many items the model in use has not classified yet."""
    condition = _todo(workshop.classifier.model, part, None)
    statement = columns(func.count()).select_from(ItemTable).where(condition)
    with read_scope(workshop.engine) as session:
        return int(session.connection().execute(statement).scalar_one())


class _Run:
    """One run over the archive; batches are read ahead of the classifier."""

    def __init__(self, workshop: Workshop, part: Part, processes: int, progress: Progress) -> None:
        self._workshop = workshop
        self._part = part
        self._processes = processes
        self._progress = progress
        self._model = workshop.classifier.model
        self._read: deque[StoredItem] = deque()
        self._relevant = self._changed = 0

    def run(self) -> Reclassified:
        started, resumed = self._begin()
        done = 0
        batch: list[tuple[StoredItem, Classification]] = []
        inputs = self._inputs(started)
        for said in self._workshop.classifier.classify_many(inputs, self._processes):
            batch.append((self._read.popleft(), said))
            if len(batch) == _BATCH:
                done += self._store(batch)
                batch = []
        done += self._store(batch)
        self._finish()
        return Reclassified(self._model, done, self._relevant, self._changed, resumed)

    def _begin(self) -> tuple[datetime | None, bool]:
        """Return the moment before which a classification is old, and if this is a resumption."""
        now, key = self._workshop.clock(), self._part.key(self._model)
        with session_scope(self._workshop.engine) as session:
            switch = session.get(SwitchTable, SWITCH)
            if switch is not None and switch.value == key:
                return (switch.set_at if self._part.afresh else None), True
            session.merge(SwitchTable(name=SWITCH, value=key, set_by="reclassify", set_at=now))
        return (now if self._part.afresh else None), False

    def _finish(self) -> None:
        with session_scope(self._workshop.engine) as session:
            switch = session.get(SwitchTable, SWITCH)
            if switch is not None:
                session.delete(switch)

    def _inputs(self, started: datetime | None) -> Iterator[ClassifierInput]:
        last = 0
        while found := self._next(last, started):
            last = found[-1].id
            for stored in found:
                self._read.append(stored)
                yield labels.classifier_input(stored.id, stored.item)

    def _next(self, last: int, started: datetime | None) -> list[StoredItem]:
        statement = (
            select(ItemTable.id)
            .where(col(ItemTable.id) > last, _todo(self._model, self._part, started))
            .order_by(col(ItemTable.id))
            .limit(_BATCH)
        )
        with read_scope(self._workshop.engine) as session:
            ids = [one for one in session.exec(statement) if one is not None]
            stored = queries.stored_items(session, ids)
        return [stored[one] for one in ids]

    def _store(self, batch: list[tuple[StoredItem, Classification]]) -> int:
        if not batch:
            return 0
        with session_scope(self._workshop.engine) as session:
            labels.store(session, batch, self._workshop.clock(), silent=True)
        self._relevant += sum(said.relevant for _, said in batch)
        self._changed += sum(
            _slugs(stored.classification) != _slugs(said) for stored, said in batch
        )
        self._progress(len(batch))
        return len(batch)


def _slugs(said: Classification | None) -> set[str]:
    return {match.slug for match in said.dossiers} if said else set()


def _todo(model: str, part: Part, started: datetime | None) -> ColumnElement[bool]:
    """Return the condition that an item is alive, in this part, and not done yet."""
    table, item = ClassificationTable, ItemTable
    mine = col(table.item_id) == col(item.id)
    fresh: ColumnElement[bool] = col(table.model) == model
    if started is not None:
        fresh = and_(fresh, col(table.classified_at) >= started)
    seen = col(item.classified_version) > 0
    done = exists().where(mine, or_(col(table.judged_by) != "", and_(fresh, seen)))
    conditions = [col(item.deleted_at).is_(None), ~done]
    if part.dossier:
        carries = and_(col(LabelTable.item_id) == col(item.id), LabelTable.slug == part.dossier)  # type: ignore[arg-type]
        conditions.append(exists().where(carries))
    if part.since is not None:
        conditions.append(_since(part.since))
    return and_(*conditions)


def _since(day: date) -> ColumnElement[bool]:
    moment = datetime.combine(day, time(), UTC)
    item = ItemTable
    return or_(
        col(item.starts_at) >= moment,
        col(item.published_on) >= day,
        and_(
            col(item.starts_at).is_(None),
            col(item.published_on).is_(None),
            col(item.first_seen_at) >= moment,
        ),
    )


def model_counts(session: Session) -> dict[str, int]:
    """Return how many items each model classified last, the most first."""
    table = ClassificationTable
    statement = columns(col(table.model), func.count()).group_by(col(table.model))
    rows = session.connection().execute(statement).all()
    return {row[0]: row[1] for row in sorted(rows, key=lambda row: -row[1])}
