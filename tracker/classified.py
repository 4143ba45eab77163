"""What the classifier and people said of items, read for many items at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session, col

from tracker.models import ClassificationTable, LabelTable
from tracker.records import Classification, DossierMatch, Evidence

CHUNK = 500


def chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    """Yield the ids, sorted and each once, in lists of at most 500."""
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def _dossiers(session: Session, chunk: list[int]) -> dict[int, list[DossierMatch]]:
    """Return the labels of items in order; as plain rows, which cost a third of objects."""
    wanted = (
        select(
            col(LabelTable.item_id), col(LabelTable.slug), col(LabelTable.bac),
            col(LabelTable.score), col(LabelTable.evidence),
        )
        .where(col(LabelTable.item_id).in_(chunk))
        .order_by(col(LabelTable.item_id), col(LabelTable.position))
    )  # fmt: skip
    found: dict[int, list[DossierMatch]] = defaultdict(list)
    for item_id, slug, bac, score, evidence in session.execute(wanted):
        match = DossierMatch(slug, bac, score, tuple(Evidence(**entry) for entry in evidence))
        found[item_id].append(match)
    return found


def classifications(session: Session, ids: Iterable[int]) -> dict[int, Classification]:
    """Return what the classifier said, by item id."""
    found: dict[int, Classification] = {}
    said = ClassificationTable
    wanted = (
        col(said.item_id), col(said.relevant), col(said.relevance), col(said.certain),
        col(said.model), col(said.mentions), col(said.judged_by),
    )  # fmt: skip
    for chunk in chunks(ids):
        dossiers = _dossiers(session, chunk)
        rows = session.execute(select(*wanted).where(col(said.item_id).in_(chunk)))
        for item_id, relevant, relevance, certain, model, mentions, judged_by in rows:
            matches = tuple(dossiers.get(item_id, ()))
            found[item_id] = Classification(
                relevant=relevant,
                relevance=relevance,
                certain=certain,
                dossiers=matches,
                bacs=tuple(dict.fromkeys(match.bac for match in matches)),
                model=model,
                mentions=tuple(Evidence(**entry) for entry in mentions or ()),
                judged_by=judged_by,
            )
    return found
