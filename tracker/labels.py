"""What the classifier says of an item: what it may see, and how its answer is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, delete, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.models import ClassificationTable, ItemTable, LabelTable
from tracker.records import Classification, ClassifierInput, ItemKind, ScrapedItem, StoredItem
from tracker.reopening import reopen
from tracker.search import marks
from tracker.siblings import series_of

_TEXT_LIMIT = 200_000
Answer = tuple[StoredItem, Classification]


def classifier_input(stored_id: int, item: ScrapedItem) -> ClassifierInput:
    """Return what the classifier may look at; agenda titles count as text."""
    agenda = "; ".join(point.title for point in item.agenda)
    text = " ".join(part for part in (item.text, agenda) if part)
    return ClassifierInput(
        id=str(stored_id),
        title=item.title,
        kind=item.subtype or item.kind.value,
        committee=item.committee_name or item.committee,
        text=text[:_TEXT_LIMIT],
        source=item.source,
        file_title=item.file_title,
        language=item.language,
        concepts=item.concepts,
        actors=tuple(actor.name for actor in item.actors),
    )


def store(
    session: Session, found: Sequence[Answer], now: datetime, *, silent: bool = False
) -> None:
    """Keep classifications in place of earlier ones, in the caller's transaction.

    An item that a person judged keeps the person's labels; its version is marked as seen.
    Changes of an item that becomes relevant and certain are told now, if they never were;
    with `silent` (re-classification of the archive) only those of coming activiteiten.
    """
    if not found:
        return
    earlier = _earlier(session, [stored.id for stored, _ in found])
    ours = [
        (stored, said)
        for stored, said in found
        if (was := earlier.get(stored.id)) is None or was.yields_to(stored.version)
    ]
    _replace(session, ours, now)
    _mark_seen(session, [stored for stored, _ in found])
    turned = [
        stored.id
        for stored, said in ours
        if stored.id in earlier
        and said.relevant
        and said.certain
        and not earlier[stored.id].told
        and not (silent and not _is_coming(stored, now))
    ]
    reopen(session, turned, now)


def place(stored: StoredItem) -> dict[str, str]:
    """Return the columns by which items that are alike are found."""
    return {
        "series": series_of(stored.item.title),
        "file_number": stored.item.file_number[:60],
    }


def label_rows(item_id: int, said: Classification) -> list[dict[str, object]]:
    """Return the rows of table `label` for one item."""
    return [
        {
            "item_id": item_id,
            "slug": match.slug,
            "bac": match.bac,
            "score": match.score,
            "position": position,
            "evidence": [asdict(evidence) for evidence in match.evidence],
        }
        for position, match in enumerate(said.dossiers)
    ]


def freed(session: Session, limit: int = 2_000) -> tuple[int, ...]:
    """Return ids of items that lost a person's judgement and wait for the classifier's."""
    said = ClassificationTable
    rows = session.exec(
        select(said.item_id)
        .join(ItemTable, col(ItemTable.id) == col(said.item_id))
        .where(col(said.certain).is_(False), ItemTable.classified_version == 0)
        .where(col(ItemTable.deleted_at).is_(None))
        .order_by(col(said.item_id))
        .limit(limit)
    )
    return tuple(rows)


def lock(session: Session, item_ids: Sequence[int]) -> None:
    """Keep others from labelling these items until the transaction ends (PostgreSQL)."""
    ids = select(ItemTable.id).where(col(ItemTable.id).in_(item_ids))
    session.exec(ids.order_by(col(ItemTable.id)).with_for_update()).all()


@dataclass(frozen=True, slots=True)
class _Earlier:
    """What was said before: whether it was told, whether a person said it, of which version."""

    told: bool
    judged: bool
    version: int

    def yields_to(self, version: int) -> bool:
        """Tell whether a new word on `version` takes the place of this one."""
        return not self.judged and self.version <= version


def _earlier(session: Session, ids: Sequence[int]) -> Mapping[int, _Earlier]:
    lock(session, ids)
    table = ClassificationTable
    told = and_(col(table.relevant), col(table.certain))
    statement = columns(col(table.item_id), told, col(table.judged_by), col(table.version))
    rows = session.connection().execute(statement.where(col(table.item_id).in_(ids)))
    return {row[0]: _Earlier(bool(row[1]), bool(row[2]), row[3]) for row in rows}


def _is_coming(stored: StoredItem, now: datetime) -> bool:
    item = stored.item
    return item.kind is ItemKind.ACTIVITEIT and item.starts_at is not None and item.starts_at > now


def _replace(session: Session, found: Sequence[Answer], now: datetime) -> None:
    rows = [
        {
            "item_id": stored.id,
            "version": stored.version,
            "relevant": said.relevant,
            "relevance": said.relevance,
            "certain": said.certain,
            "model": said.model,
            "classified_at": now,
            "mentions": [asdict(mention) for mention in said.mentions],
            **place(stored),
        }
        for stored, said in found
    ]
    upsert(session, ClassificationTable, rows, ("item_id",))
    ids = [stored.id for stored, _ in found]
    session.connection().execute(delete(LabelTable).where(col(LabelTable.item_id).in_(ids)))
    labels = [row for stored, said in found for row in label_rows(stored.id, said)]
    upsert(session, LabelTable, labels, ("item_id", "slug"))
    marks.mark(session, ids)


def _mark_seen(session: Session, found: Sequence[StoredItem]) -> None:
    statement = update(ItemTable).where(
        col(ItemTable.id) == bindparam("row_id"), col(ItemTable.version) == bindparam("seen")
    )
    seen = [{"row_id": stored.id, "seen": stored.version} for stored in found]
    session.connection().execute(statement.values(classified_version=bindparam("seen")), seen)
