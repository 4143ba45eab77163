"""Which stored items one correction touches, and what it makes of them.

Alike are items with a near-duplicate title or of the same Kamerstukdossier. A label that
is taken away touches those of them that carry it; a label that is added touches those
with a near-duplicate title that lack it. What a person judged is never touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker import queries
from tracker.labels import place
from tracker.models import ClassificationTable, ItemTable, LabelTable
from tracker.records import DossierMatch, StoredItem

Slugs = Sequence[str]


@dataclass(frozen=True, slots=True)
class Correction:
    """What a judgement takes away from the labels of an item and what it adds."""

    removed: tuple[str, ...]
    added: tuple[str, ...]


def correction(before: Slugs, right: Slugs) -> Correction:
    """Return the difference between what the classifier gave and what is right."""
    removed = tuple(slug for slug in before if slug not in right)
    return Correction(removed, tuple(slug for slug in right if slug not in before))


def _carries(slugs: Slugs) -> ColumnElement[bool]:
    return exists().where(
        col(LabelTable.item_id) == col(ClassificationTable.item_id), col(LabelTable.slug).in_(slugs)
    )


def _alike(stored: StoredItem, change: Correction) -> ColumnElement[bool] | None:
    """Return the condition that a correction of `stored` touches a row of classification."""
    table, where = ClassificationTable, place(stored)
    title = col(table.series) == where["series"] if where["series"] else None
    file = col(table.file_number) == where["file_number"] if where["file_number"] else None
    found = []
    near = [one for one in (title, file) if one is not None]
    if change.removed and near:
        found.append(and_(or_(*near), _carries(change.removed)))
    if change.added and title is not None:
        found += [and_(title, ~_carries([slug])) for slug in change.added]
    return or_(*found) if found else None


def _others(stored: StoredItem, alike: ColumnElement[bool]) -> ColumnElement[bool]:
    table = ClassificationTable
    alive = exists().where(
        col(ItemTable.id) == col(table.item_id), col(ItemTable.deleted_at).is_(None)
    )
    return and_(alike, col(table.item_id) != stored.id, col(table.judged_by) == "", alive)


def touched(session: Session, stored: StoredItem, change: Correction) -> int:
    """Return how many stored items the correction touches, the item itself among them."""
    alike = _alike(stored, change)
    if alike is None:
        return 1
    statement = columns(func.count()).where(_others(stored, alike))
    return 1 + int(session.connection().execute(statement).scalar_one())


def siblings(
    session: Session, stored: StoredItem, change: Correction
) -> Iterator[tuple[StoredItem, tuple[str, ...]]]:
    """Yield items of the same Kamerstukdossier that follow the correction, with their dossiers.

    An item with a near-duplicate title follows it in full. Another one only loses a label
    that rested on nothing but the title of the Kamerstukdossier, for what came in its place.
    """
    alike, where = _alike(stored, change), place(stored)
    if alike is None or not where["file_number"]:
        return
    table = ClassificationTable
    same_file = col(table.file_number) == where["file_number"]
    statement = select(table.item_id, table.series).where(_others(stored, alike), same_file)
    series = dict(session.exec(statement.order_by(col(table.item_id))).all())
    for other in queries.stored_items(session, series).values():
        matches = other.classification.dossiers if other.classification else ()
        if series[other.id] == where["series"]:
            taken: tuple[str, ...] = change.removed
        else:
            taken = tuple(one.slug for one in matches if _by_file(one, change.removed))
            if not taken:
                continue
        yield other, _after(matches, taken, change.added)


def _by_file(match: DossierMatch, removed: Slugs) -> bool:
    """Tell whether a label to take away rests on the title of the Kamerstukdossier alone."""
    fields = {evidence.field for evidence in match.evidence}
    return match.slug in removed and fields == {"file_title"}


def _after(matches: Sequence[DossierMatch], taken: Slugs, added: Slugs) -> tuple[str, ...]:
    kept = [match.slug for match in matches if match.slug not in taken]
    return tuple(dict.fromkeys([*kept, *added]))
