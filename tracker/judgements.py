"""Judgements as they are stored, and the lists of what still has to be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists
from sqlmodel import Session, col, select

from tracker import queries
from tracker.errors import JudgementError
from tracker.models import ClassificationTable, FeedbackTable, ItemTable, LabelTable
from tracker.records import (
    Classification,
    ClassifierInput,
    DossierMatch,
    Evidence,
    Feedback,
    ItemKind,
    Json,
    StoredItem,
    Verdict,
)

REACH_LIMIT = 25
"""Stored items that one person's correction may touch (setting CORRECTION_REACH)."""
_INPUT_TUPLES = ("concepts", "actors")


@dataclass(frozen=True, slots=True)
class ToJudge:
    """One page of items that wait for a judgement; `more` tells whether another follows."""

    items: tuple[StoredItem, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class ToSecond:
    """A judgement that waits for a second person, with its item."""

    feedback: Feedback
    stored: StoredItem


def dump_answer(said: Classification) -> Json:
    """Return what the classifier said as JSON, evidence and all."""
    return asdict(said)


def load_answer(value: Json) -> Classification:
    """Return what `dump_answer` wrote."""
    matches = tuple(
        DossierMatch(
            one["slug"], one["bac"], one["score"], tuple(Evidence(**e) for e in one["evidence"])
        )
        for one in value["dossiers"]
    )
    mentions = tuple(Evidence(**mention) for mention in value["mentions"])
    given = {name: value[name] for name in ("relevant", "relevance", "certain", "model")}
    return Classification(**given, dossiers=matches, bacs=tuple(value["bacs"]), mentions=mentions)


def as_record(row: FeedbackTable) -> Feedback:
    """Return a stored judgement."""
    assert row.id is not None
    seen: dict[str, Any] = dict(row.seen)
    seen |= {name: tuple(seen[name]) for name in _INPUT_TUPLES if name in seen}
    return Feedback(
        id=row.id,
        item_id=row.item_id,
        version=row.version,
        verdict=Verdict(row.verdict),
        dossiers=tuple(slug for slug, _bac in row.dossiers),
        before=tuple(match.slug for match in load_answer(row.before).dossiers),
        seen=ClassifierInput(**seen),
        model=row.model,
        by=row.by,
        via=row.via,
        given_at=row.given_at,
        note=row.note,
        reach=row.reach,
        seconded_by=row.seconded_by,
    )


def standing_row(session: Session, feedback_id: int) -> FeedbackTable:
    """Return a judgement that was not withdrawn; JudgementError when there is none."""
    row = session.get(FeedbackTable, feedback_id)
    if row is None:
        raise JudgementError("Dit oordeel bestaat niet.")
    if row.withdrawn_at is not None:
        raise JudgementError("Dit oordeel is al ingetrokken.")
    return row


def last_word(session: Session, item_id: int) -> FeedbackTable | None:
    """Return the newest judgement of an item that was not withdrawn."""
    return session.exec(
        select(FeedbackTable)
        .where(FeedbackTable.item_id == item_id, col(FeedbackTable.withdrawn_at).is_(None))
        .order_by(col(FeedbackTable.id).desc())
        .limit(1)
    ).first()


def of_item(session: Session, item_id: int) -> tuple[Feedback, ...]:
    """Return the judgements of one item that were not withdrawn, newest first."""
    rows = session.exec(
        select(FeedbackTable)
        .where(FeedbackTable.item_id == item_id, col(FeedbackTable.withdrawn_at).is_(None))
        .order_by(col(FeedbackTable.id).desc())
    )
    return tuple(as_record(row) for row in rows)


def _in_scope(bac: str, dossier: str) -> ColumnElement[bool] | None:
    if not bac and not dossier:
        return None
    wanted = col(LabelTable.slug) == dossier if dossier else col(LabelTable.bac) == bac
    return exists().where(col(LabelTable.item_id) == col(ClassificationTable.item_id), wanted)


def waiting(
    session: Session,
    now: datetime,
    *,
    bac: str = "",
    dossier: str = "",
    limit: int = 20,
    offset: int = 0,
) -> ToJudge:
    """Return items for a person to judge, most important first.

    First relevant activiteiten that are still to come, soonest first; then what has a
    dossier, the surest first; then the rest.
    """
    table, item = ClassificationTable, ItemTable
    is_debate = and_(item.kind == ItemKind.ACTIVITEIT.value, col(item.starts_at) > now)  # type: ignore[arg-type]
    coming = and_(is_debate, col(table.relevant).is_(True))
    statement = (
        select(table.item_id)
        .join(item, col(item.id) == col(table.item_id))
        .where(col(table.certain).is_(False), col(item.deleted_at).is_(None))
        .order_by(
            case((coming, 0), else_=1),
            case((coming, col(item.starts_at)), else_=""),
            col(table.relevant).desc(),
            col(table.relevance).desc(),
            col(table.item_id).desc(),
        )
    )
    scope = _in_scope(bac, dossier)
    if scope is not None:
        statement = statement.where(scope)
    ids = session.exec(statement.limit(limit + 1).offset(offset)).all()
    found = queries.stored_items(session, ids[:limit])
    return ToJudge(tuple(found[one] for one in ids[:limit] if one in found), len(ids) > limit)


def waiting_for_second(
    session: Session, *, limit: int = REACH_LIMIT, most: int = 200
) -> tuple[ToSecond, ...]:
    """Return judgements with a reach above `limit` that need a second person, newest first."""
    said = ClassificationTable
    rows = session.exec(
        select(FeedbackTable)
        .join(said, col(said.item_id) == col(FeedbackTable.item_id))
        .where(
            col(FeedbackTable.withdrawn_at).is_(None),
            FeedbackTable.seconded_by == "",
            FeedbackTable.reach > limit,
            col(said.feedback_id) == col(FeedbackTable.id),
        )
        .order_by(col(FeedbackTable.id).desc())
        .limit(most)
    ).all()
    found = queries.stored_items(session, [row.item_id for row in rows])
    return tuple(
        ToSecond(as_record(row), found[row.item_id]) for row in rows if row.item_id in found
    )


def corrections(session: Session, *, limit: int = REACH_LIMIT) -> tuple[Feedback, ...]:
    """Return judgements to learn from: the last word on each item, oldest first.

    What waits for a second person, or was withdrawn, does not count.
    """
    rows: Sequence[FeedbackTable] = session.exec(
        select(FeedbackTable)
        .where(col(FeedbackTable.withdrawn_at).is_(None))
        .order_by(col(FeedbackTable.id))
    ).all()
    last = {row.item_id: row for row in rows}
    counted = (row for row in last.values() if row.reach <= limit or row.seconded_by)
    return tuple(as_record(row) for row in sorted(counted, key=lambda row: row.id or 0))
