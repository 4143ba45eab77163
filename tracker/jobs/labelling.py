"""Classify what the classifier has not seen, newest version only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice

from tracker import labels, queries
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import StoredItem

Progress = Callable[[int], None]
_BATCH = 1_000


def _quiet(_count: int) -> None:
    return None


def label(workshop: Workshop, stored: Sequence[StoredItem]) -> int:
    """Classify these items and keep the outcome; returns how many are relevant."""
    workshop.renew_classifier()
    inputs = [labels.classifier_input(one.id, one.item) for one in stored]
    said = list(workshop.classifier.classify_many(inputs))
    with session_scope(workshop.engine) as session:
        labels.store(session, list(zip(stored, said, strict=True)), workshop.clock())
    return sum(one.relevant for one in said)


def label_ids(workshop: Workshop, ids: Iterable[int]) -> int:
    """Classify the items with these ids; returns how many are relevant."""
    relevant = 0
    remaining = iter(ids)
    while chunk := list(islice(remaining, _BATCH)):
        with session_scope(workshop.engine) as session:
            stored = tuple(queries.stored_items(session, chunk).values())
        relevant += label(workshop, stored)
    return relevant


def label_pending(
    workshop: Workshop,
    window: tuple[datetime, datetime] | None = None,
    progress: Progress = _quiet,
) -> tuple[int, int]:
    """Classify all that waits, in `window` when given; returns (classified, relevant).

    Items whose judgement was undone come along, whatever their day.
    """
    with session_scope(workshop.engine) as session:
        freed = labels.freed(session)
    classified, relevant = len(freed), label_ids(workshop, freed)
    while True:
        with session_scope(workshop.engine) as session:
            ids = queries.ids_to_classify(session, window, _BATCH)
            stored = tuple(queries.stored_items(session, ids).values())
        if not stored:
            return classified, relevant
        relevant += label(workshop, stored)
        classified += len(stored)
        progress(len(stored))
