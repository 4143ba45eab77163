"""Reads for the pages of judging: what was said of which item, by whom, and does it hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import queries
from tracker.judgements import as_record
from tracker.models import ClassificationTable, FeedbackTable
from tracker.records import Feedback, StoredItem


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgement with its item; `holds` when it is the word on that item now."""

    feedback: Feedback
    stored: StoredItem
    holds: bool
    withdrawn_by: str = ""
    withdrawn_at: datetime | None = None


def fingerprint(stored: StoredItem) -> str:
    """Return what changes when the item, its labels or its judge change: "3:anneke:wonen"."""
    said = stored.classification
    if said is None:
        return f"{stored.version}::"
    slugs = ",".join(match.slug for match in said.dossiers)
    return f"{stored.version}:{said.judged_by}:{slugs}"


def _with_items(session: Session, rows: Sequence[FeedbackTable]) -> tuple[Judged, ...]:
    items = queries.stored_items(session, [row.item_id for row in rows])
    table = ClassificationTable
    words = select(table.item_id, table.feedback_id).where(col(table.item_id).in_(list(items)))
    holding = dict(session.exec(words).all())
    return tuple(
        Judged(
            as_record(row), items[row.item_id], holding.get(row.item_id) == row.id,
            row.withdrawn_by, row.withdrawn_at,
        )
        for row in rows
        if row.item_id in items
    )  # fmt: skip


def by_event(session: Session, event_key: str) -> Feedback | None:
    """Return the judgement that this click gave, None when it gave none yet."""
    row = session.exec(select(FeedbackTable).where(FeedbackTable.event_key == event_key)).first()
    return None if row is None else as_record(row)


def find(session: Session, feedback_id: int) -> Judged | None:
    """Return a judgement, also a withdrawn one; None when there is none."""
    row = session.get(FeedbackTable, feedback_id)
    found = _with_items(session, [] if row is None else [row])
    return found[0] if found else None


def of_item(session: Session, item_id: int) -> tuple[Judged, ...]:
    """Return the judgements of one item that were not withdrawn, newest first."""
    rows = session.exec(
        select(FeedbackTable)
        .where(FeedbackTable.item_id == item_id, col(FeedbackTable.withdrawn_at).is_(None))
        .order_by(col(FeedbackTable.id).desc())
    ).all()
    return _with_items(session, rows)


def history(session: Session, limit: int = 50, offset: int = 0) -> tuple[Judged, ...]:
    """Return judgements, newest first, the withdrawn ones too."""
    rows = session.exec(
        select(FeedbackTable).order_by(col(FeedbackTable.id).desc()).limit(limit).offset(offset)
    ).all()
    return _with_items(session, rows)


def latest_of(session: Session, by: str, since: datetime) -> Judged | None:
    """Return this person's last judgement since a moment that was not withdrawn."""
    row = session.exec(
        select(FeedbackTable)
        .where(FeedbackTable.by == by, col(FeedbackTable.withdrawn_at).is_(None))
        .where(FeedbackTable.given_at >= since)
        .order_by(col(FeedbackTable.id).desc())
        .limit(1)
    ).first()
    found = _with_items(session, [] if row is None else [row])
    return found[0] if found and found[0].holds else None
