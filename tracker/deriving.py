"""Keep the terms of relevant items: what follows from an item follows it when it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import or_
from sqlmodel import Session, col, select

from tracker import labels, queries
from tracker.models import ClassificationTable, ItemTable, SwitchTable
from tracker.recording import Recorder
from tracker.records import Classification, ScrapedItem, StoredItem
from tracker.terms import KINDS, SOURCE, terms_of

CURSOR = "terms"
_OLD = timedelta(days=120)
_BATCH = 500


def _since(session: Session) -> datetime | None:
    row = session.get(SwitchTable, CURSOR)
    return datetime.fromisoformat(row.value) if row else None


def _changed(session: Session, now: datetime) -> list[int]:
    """Return items of the last months that changed, or were judged, since the last time.

    The first time only relevant ones: nothing else can have a term yet.
    """
    item, said, since = ItemTable, ClassificationTable, _since(session)
    statement = (
        select(item.id)
        .join(said, col(said.item_id) == col(item.id))
        .where(
            col(item.kind).in_([kind.value for kind in KINDS]),
            or_(
                col(item.published_on) >= (now - _OLD).date(),
                col(item.starts_at) >= now - _OLD,
                col(item.due_on) >= (now - _OLD).date(),
            ),
        )
        .order_by(col(item.id))
    )
    if since is None:
        statement = statement.where(col(said.relevant).is_(True))
    else:
        fresh = (col(item.changed_at), col(said.classified_at), col(said.judged_at))
        statement = statement.where(or_(*(moment >= since for moment in fresh)))
    return [one for one in session.exec(statement) if one is not None]


def _pairs(stored: Sequence[StoredItem]) -> list[tuple[ScrapedItem, Classification]]:
    """Return the terms of relevant items, each with the labels of its item."""
    return [
        (term, one.classification)
        for one in stored
        if one.classification is not None and one.classification.relevant
        for term in terms_of(one.item)
    ]


def _gone(stored: Sequence[StoredItem]) -> list[str]:
    """Return the keys of terms of items that do not concern the provinces (any more)."""
    said = [one for one in stored if one.classification and not one.classification.relevant]
    return [term.key for one in said for term in terms_of(one.item)]


def derive(session: Session, now: datetime) -> int:
    """Record the terms of what changed, silently and with its labels; returns how many.

    A term of an item that was deleted stays as it is: the item's own page says what
    happened. A moved date is a change of the term too.
    """
    ids, total = _changed(session, now), 0
    recorder = Recorder(session, 0, now, silent=True)
    for start in range(0, len(ids), _BATCH):
        stored = queries.stored_items(session, ids[start : start + _BATCH])
        pairs = _pairs(list(stored.values()))
        terms = [term for term, _ in pairs]
        recorder.record(terms, _gone(list(stored.values())), source=SOURCE)
        _label(session, pairs, now)
        total += len(pairs)
    session.merge(SwitchTable(name=CURSOR, value=now.isoformat(), set_by="termijnen", set_at=now))
    return total


def _label(
    session: Session, pairs: Sequence[tuple[ScrapedItem, Classification]], now: datetime
) -> None:
    ids = queries.item_ids(session, SOURCE, [term.key for term, _ in pairs])
    stored = queries.stored_items(session, ids.values())
    labels.store(
        session,
        [
            (stored[ids[term.key]], _of_term(said))
            for term, said in pairs
        ],
        now,
    )  # fmt: skip


def _of_term(said: Classification) -> Classification:
    """Return the labels of an item for its term, whose words stand in other places.

    What a person has to judge is the item, not its term.
    """
    bare = tuple(replace(match, evidence=()) for match in said.dossiers)
    return replace(said, dossiers=bare, mentions=(), certain=True)
