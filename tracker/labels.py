"""What the classifier says of an item: what it may see, and how its answer is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col

from tracker.database import upsert
from tracker.models import ClassificationTable, ItemTable, LabelTable
from tracker.records import Classification, ClassifierInput, ScrapedItem, StoredItem

_TEXT_LIMIT = 4_000


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
    )


def store(
    session: Session,
    found: Sequence[tuple[StoredItem, Classification]],
    now: datetime,
) -> None:
    """Keep classifications in place of earlier ones, in the caller's transaction."""
    if not found:
        return
    rows = [
        {
            "item_id": stored.id,
            "version": stored.version,
            "relevant": said.relevant,
            "relevance": said.relevance,
            "certain": said.certain,
            "model": said.model,
            "classified_at": now,
        }
        for stored, said in found
    ]
    upsert(session, ClassificationTable, rows, ("item_id",))
    ids = [stored.id for stored, _ in found]
    connection = session.connection()
    connection.execute(delete(LabelTable).where(col(LabelTable.item_id).in_(ids)))
    upsert(session, LabelTable, _labels(found), ("item_id", "slug"))
    statement = update(ItemTable).where(
        col(ItemTable.id) == bindparam("row_id"), col(ItemTable.version) == bindparam("seen")
    )
    seen = [{"row_id": stored.id, "seen": stored.version} for stored, _ in found]
    connection.execute(statement.values(classified_version=bindparam("seen")), seen)


def _labels(found: Sequence[tuple[StoredItem, Classification]]) -> list[dict[str, object]]:
    return [
        {
            "item_id": stored.id,
            "slug": match.slug,
            "bac": match.bac,
            "score": match.score,
            "position": position,
            "evidence": [asdict(evidence) for evidence in match.evidence],
        }
        for stored, said in found
        for position, match in enumerate(said.dossiers)
    ]
