"""How far people agree with the classifier, from what they judged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker.judgements import as_record
from tracker.models import ClassificationTable, FeedbackTable, ItemTable


@dataclass(slots=True)
class Tally:
    """Of one dossier: given and kept by a person, given and taken away, added."""

    kept: int = 0
    removed: int = 0
    added: int = 0

    @property
    def f1(self) -> float:
        """Return the F1 that these judgements come to."""
        total = 2 * self.kept + self.removed + self.added
        return round(2 * self.kept / total, 4) if total else 0.0


@dataclass(slots=True)
class Agreement:
    """Items judged since a moment; `right` are those whose dossiers stayed as they were."""

    judged: int = 0
    right: int = 0
    people: int = 0
    dossiers: dict[str, Tally] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Return which share of the judged items was right."""
        return round(self.right / self.judged, 4) if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Stock:
    """How much there is: items, those given a dossier, judged, waiting."""

    items: int
    relevant: int
    judged: int
    waiting: int


def agreement(session: Session, since: datetime) -> Agreement:
    """Return what people said since a moment: the last word on each item."""
    rows = session.exec(
        select(FeedbackTable)
        .where(col(FeedbackTable.withdrawn_at).is_(None), FeedbackTable.given_at >= since)
        .order_by(col(FeedbackTable.id))
    ).all()
    tallies: dict[str, Tally] = defaultdict(Tally)
    found = Agreement(people=len({row.by for row in rows}))
    for row in {row.item_id: row for row in rows}.values():
        given = as_record(row)
        before, right = set(given.before), set(given.dossiers)
        found.judged += 1
        found.right += before == right
        for slug in before | right:
            tally = tallies[slug]
            tally.kept += slug in before and slug in right
            tally.removed += slug not in right
            tally.added += slug not in before
    found.dossiers = dict(tallies)
    return found


def stock(session: Session) -> Stock:
    """Return how many live items there are and where they stand."""
    table = ClassificationTable
    count = columns(func.count()).select_from(ItemTable)
    alive = count.where(col(ItemTable.deleted_at).is_(None))
    said = alive.join(table, col(table.item_id) == col(ItemTable.id))
    statements = (
        alive,
        said.where(col(table.relevant).is_(True)),
        said.where(col(table.judged_by) != ""),
        said.where(col(table.certain).is_(False)),
    )
    connection = session.connection()
    return Stock(*(int(connection.execute(one).scalar_one()) for one in statements))
