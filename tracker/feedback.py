"""What people say of the classifier's work: a judgement counts for its item at once.

A judgement whose reach is above the limit changes its own item only; alike items and the
training follow when a second person agrees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from config.schema import Taxonomy
from tracker import alike, labels, queries
from tracker.database import upsert
from tracker.errors import JudgementError
from tracker.judgements import (
    REACH_LIMIT,
    ToJudge,
    ToSecond,
    as_record,
    corrections,
    dump_answer,
    last_word,
    load_answer,
    of_item,
    standing_row,
    waiting,
    waiting_for_second,
)
from tracker.models import ClassificationTable, FeedbackTable, ItemTable, LabelTable
from tracker.records import Classification, Feedback, StoredItem, Verdict
from tracker.reopening import reopen
from tracker.search import marks

__all__ = [
    "REACH_LIMIT",
    "ToJudge",
    "ToSecond",
    "corrections",
    "give",
    "of_item",
    "second",
    "waiting",
    "waiting_for_second",
    "withdraw",
]
_NOTHING = Classification(relevant=False, relevance=0.0, certain=False)


def give(
    session: Session,
    *,
    item_id: int,
    verdict: Verdict,
    dossiers: Sequence[str],
    by: str,
    via: str,
    event_key: str,
    now: datetime,
    taxonomy: Taxonomy,
    note: str = "",
    limit: int = REACH_LIMIT,
) -> Feedback | None:
    """Store a judgement and apply it at once; None when `event_key` was handled before.

    ACCEPT without `dossiers` takes those the item has; REJECT takes none. Changes that
    nobody was told of because the item was uncertain are told by the next routing.
    Raises JudgementError for an unknown item or dossier, or a CHANGE without dossiers.
    """
    if not _is_new(session, event_key):
        return None
    labels.lock(session, [item_id])
    stored = _living(session, item_id)
    right = _right(verdict, dossiers, stored, taxonomy)
    before = _before(session, stored)
    row = FeedbackTable(
        event_key=event_key, item_id=item_id, version=stored.version, verdict=verdict.value,
        dossiers=right, before=dump_answer(before), model=before.model, by=by, via=via,
        seen=asdict(labels.classifier_input(item_id, stored.item)), note=note, given_at=now,
    )  # fmt: skip
    if not _insert(session, row):
        return None
    row.reach = alike.touched(session, stored, _correction(row))
    _apply(session, stored, right, row, now)
    if row.reach <= limit:
        _follow(session, stored, row, now)
    return as_record(row)


def second(session: Session, feedback_id: int, by: str, now: datetime) -> Feedback:
    """Note that a second person agrees: alike items and the training follow.

    Raises JudgementError for the person who gave the judgement, for one that was
    withdrawn or seconded already, and when the item was judged again since.
    """
    row = standing_row(session, feedback_id)
    if row.by.casefold() == by.casefold():
        raise JudgementError("U hebt dit zelf beoordeeld; een ander moet het bevestigen.")
    if row.seconded_by:
        raise JudgementError(f"Dit oordeel is al bevestigd door {row.seconded_by}.")
    labels.lock(session, [row.item_id])
    stored = _living(session, row.item_id)
    last = last_word(session, row.item_id)
    if last is None or last.id != row.id:
        raise JudgementError("Over dit stuk is intussen anders geoordeeld.")
    row.seconded_by, row.seconded_at = by, now
    session.add(row)
    _follow(session, stored, row, now)
    return as_record(row)


def withdraw(session: Session, feedback_id: int, by: str, now: datetime) -> tuple[int, ...]:
    """Undo a judgement; return the ids of items that the classifier must see again.

    The judgement before it holds again, else what the classifier had said. Alike items
    that followed are "te beoordelen" until the next round has classified them. Raises
    JudgementError when it is unknown or was withdrawn before.
    """
    row = standing_row(session, feedback_id)
    labels.lock(session, [row.item_id])
    row.withdrawn_at, row.withdrawn_by = now, by
    session.add(row)
    session.flush()
    judged = select(ClassificationTable).where(ClassificationTable.feedback_id == feedback_id)
    freed = []
    for said in session.exec(judged).all():
        earlier = last_word(session, said.item_id) if said.item_id == row.item_id else None
        stored = queries.stored_items(session, [said.item_id])[said.item_id]
        if earlier is not None:
            _apply(session, stored, earlier.dossiers, earlier, now)
            continue
        said.judged_by, said.judged_at, said.feedback_id = "", None, None
        said.certain = False
        if said.item_id == row.item_id:
            _restore(session, said, load_answer(row.before))
        freed.append(said.item_id)
    _classify_again(session, freed)
    return tuple(freed)


def _is_new(session: Session, event_key: str) -> bool:
    known = select(FeedbackTable.id).where(FeedbackTable.event_key == event_key)
    return session.exec(known).first() is None


def _insert(session: Session, row: FeedbackTable) -> bool:
    """Write the judgement, unless another process did so meanwhile."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _living(session: Session, item_id: int) -> StoredItem:
    stored = queries.stored_items(session, [item_id]).get(item_id)
    if stored is None or stored.deleted_at is not None:
        raise JudgementError("Dit stuk bestaat niet of is ingetrokken door de bron.")
    return stored


def _right(
    verdict: Verdict, dossiers: Sequence[str], stored: StoredItem, taxonomy: Taxonomy
) -> list[list[str]]:
    """Return the dossiers that are right as [slug, BAC], in the order given."""
    said = stored.classification or _NOTHING
    wanted = list(dict.fromkeys(dossiers))
    if verdict is Verdict.REJECT:
        wanted = []
    elif verdict is Verdict.ACCEPT and not wanted:
        wanted = [match.slug for match in said.dossiers]
    elif not wanted:
        raise JudgementError("Kies ten minste één dossier, of kies 'niet relevant'.")
    bacs = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}
    unknown = [slug for slug in wanted if slug not in bacs]
    if unknown:
        raise JudgementError(f"Onbekend dossier: {', '.join(unknown)}.")
    return [[slug, bacs[slug]] for slug in wanted]


def _before(session: Session, stored: StoredItem) -> Classification:
    """Return what the classifier said, also of an item that a person judged before."""
    last = last_word(session, stored.id)
    judged = stored.classification is not None and stored.classification.judged_by
    if last is not None and judged:
        return load_answer(last.before)
    return stored.classification or _NOTHING


def _correction(row: FeedbackTable) -> alike.Correction:
    before = [match.slug for match in load_answer(row.before).dossiers]
    return alike.correction(before, [slug for slug, _bac in row.dossiers])


def _apply(
    session: Session,
    stored: StoredItem,
    right: Sequence[Sequence[str]],
    row: FeedbackTable,
    now: datetime,
) -> None:
    """Make the person's word the word on an item, and tell what was never told."""
    said = session.get(ClassificationTable, stored.id)
    was_told = said is not None and said.relevant and said.certain
    if said is None:
        said = ClassificationTable(
            item_id=stored.id, version=stored.version, relevant=False, relevance=0.0,
            certain=True, model=row.model, classified_at=now, mentions=[],
        )  # fmt: skip
    where = labels.place(stored)
    said.series, said.file_number = where["series"], where["file_number"]
    said.version, said.relevant, said.certain = stored.version, bool(right), True
    said.relevance = 1.0 if right else 0.0
    said.judged_by, said.judged_at, said.feedback_id = row.by, now, row.id
    session.add(said)
    evidence = _remove_labels(session, stored.id)
    for position, (slug, bac) in enumerate(right):
        words = evidence.get(slug, [])
        session.add(
            LabelTable(
                item_id=stored.id, slug=slug, bac=bac, score=1.0, position=position, evidence=words
            )
        )
    item = session.get_one(ItemTable, stored.id)
    item.classified_version = stored.version
    session.add(item)
    session.flush()
    marks.mark(session, [stored.id])
    if right and not was_told:
        reopen(session, [stored.id], now)


def _remove_labels(session: Session, item_id: int) -> Mapping[str, list[object]]:
    """Remove the labels of an item; return their evidence by slug."""
    rows = session.exec(select(LabelTable).where(LabelTable.item_id == item_id)).all()
    evidence = {row.slug: row.evidence for row in rows}
    for row in rows:
        session.delete(row)
    session.flush()
    return evidence


def _follow(session: Session, stored: StoredItem, row: FeedbackTable, now: datetime) -> None:
    """Let items of the same Kamerstukdossier that are alike follow a judgement."""
    bacs = dict(row.dossiers)
    for other, slugs in list(alike.siblings(session, stored, _correction(row))):
        said = other.classification or _NOTHING
        known = bacs | {match.slug: match.bac for match in said.dossiers}
        _apply(session, other, [[slug, known[slug]] for slug in slugs], row, now)


def _restore(session: Session, said: ClassificationTable, before: Classification) -> None:
    """Put back what the classifier had said."""
    said.relevant, said.relevance = before.relevant, before.relevance
    said.certain, said.model = before.certain, before.model
    session.add(said)
    _remove_labels(session, said.item_id)
    upsert(session, LabelTable, labels.label_rows(said.item_id, before), ("item_id", "slug"))
    marks.mark(session, [said.item_id])


def _classify_again(session: Session, item_ids: Sequence[int]) -> None:
    rows = session.exec(select(ItemTable).where(col(ItemTable.id).in_(item_ids)))
    for item in rows.all():
        item.classified_version = 0
        session.add(item)
    session.flush()
