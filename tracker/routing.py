"""Pure: which changes of an item reach whom, and in which channel.

Dossier → lobbyist, the deputy during an absence, the coordinator of the BAC as last
resort. One ping for all changes of an item that were found together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import orjson

from config.schema import People
from tracker import dutch
from tracker.records import (
    ChangeKind,
    DossierMatch,
    ItemKind,
    Ping,
    StoredChange,
    StoredItem,
)
from tracker.wording import by_importance

QUIET = frozenset({ChangeKind.HELD, ChangeKind.TEXT, ChangeKind.STATUS})
"""Recorded, shown on the item's page, told to nobody."""
QUIET_REPORT = QUIET | {
    ChangeKind.OUTCOME,
    ChangeKind.DOCUMENT_ADDED,
    ChangeKind.DOCUMENT_WITHDRAWN,
    ChangeKind.TIME,
}
"""A verslag that is corrected later is no news; each version is a document of its own, and
the hour at which the sitting closed comes later too."""
BROADCAST = frozenset(
    {ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.REPLACED, ChangeKind.LAPSED}
)
"""Also shown in the channel itself, not only in the thread of the item."""
LASTING = frozenset(
    {
        ChangeKind.DOCUMENT_ADDED,
        ChangeKind.ANSWERED,
        ChangeKind.OUTCOME,
        ChangeKind.CONTINUED,
        ChangeKind.DUE,
        ChangeKind.APPRECIATION,
    }
)
"""Worth telling long after an activiteit was held."""
OLD_DOCUMENT = timedelta(days=14)
OLD_ACTIVITY = timedelta(days=7)


def is_away(people: People, person: str, day: date) -> bool:
    """Say whether `person` is absent on `day` (Amsterdam)."""
    return any(
        absence.person == person and absence.from_on <= day <= absence.until_on
        for absence in people.absences
    )


def responsible(people: People, match: DossierMatch, day: date) -> str | None:
    """Return who handles a dossier on `day`; None when neither dossier nor BAC is known."""
    desk = people.bacs.get(match.bac)
    candidates = people.dossiers.get(match.slug)
    if candidates is not None:
        for person in (candidates.lobbyist, candidates.deputy):
            if not is_away(people, person, day):
                return person
    return desk.coordinator if desk else None


def _is_past(stored: StoredItem, now: datetime) -> bool:
    """Say whether something new is no news: it started, or was published weeks ago."""
    item = stored.item
    if item.kind is ItemKind.ACTIVITEIT:
        return item.starts_at is not None and item.starts_at < now
    if item.published_on is None:
        return False
    return item.published_on < dutch.day_of(now - OLD_DOCUMENT)


def _moments(stored: StoredItem, changes: Iterable[StoredChange]) -> Iterable[datetime]:
    item = stored.item
    yield from (at for at in (item.starts_at, item.ends_at, item.moved_to) if at is not None)
    for change in changes:
        for value in (change.old, change.new):
            if isinstance(value, dict) and value.get("starts_at"):
                yield datetime.fromisoformat(value["starts_at"])


def _is_over(stored: StoredItem, changes: Sequence[StoredChange], now: datetime) -> bool:
    """Say whether an activiteit is long gone: the Kamer tidies its old rows."""
    if stored.item.kind is not ItemKind.ACTIVITEIT:
        return False
    return max(_moments(stored, changes), default=now) < now - OLD_ACTIVITY


def told(
    stored: StoredItem, changes: Sequence[StoredChange], now: datetime, *, announced: bool = False
) -> tuple[StoredChange, ...]:
    """Return the changes that are worth a message, most important first.

    `announced`: readers hear it of another item, which this one replaces or is a vote on.
    """
    kinds = {change.kind for change in changes}
    if ChangeKind.NEW in kinds and (announced or _is_past(stored, now)):
        return ()
    if announced and stored.item.kind is ItemKind.STEMMING:
        return ()
    quiet = QUIET_REPORT if stored.item.kind is ItemKind.VERSLAG else QUIET
    loud = [change for change in changes if change.kind not in quiet]
    if _is_over(stored, loud, now):
        loud = [change for change in loud if change.kind in LASTING]
    return by_importance(loud)


def fingerprint(stored: StoredItem, changes: Sequence[StoredChange]) -> str:
    """Return 20 hex digits that stand for these changes of this item, on any database."""
    ordered = sorted(changes, key=lambda change: change.id)
    content = [
        stored.item.source,
        stored.item.key,
        [[one.version, one.kind.value, one.field, one.old, one.new] for one in ordered],
    ]
    return hashlib.blake2b(
        orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=10
    ).hexdigest()


def pings_for(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    people: People,
    now: datetime,
    *,
    announced: bool = False,
) -> tuple[Ping, ...]:
    """Return the ping for these changes, or nothing when nobody has to know.

    It goes to the channel of the BAC of the best dossier and names everyone who handles
    one of the item's dossiers today. Items that are not relevant or not certain give none.
    """
    labels = stored.classification
    if labels is None or not labels.relevant or not labels.certain:
        return ()
    worth = told(stored, changes, now, announced=announced)
    matches = [match for match in labels.dossiers if match.bac in people.bacs]
    if not worth or not matches:
        return ()
    day = dutch.day_of(now)
    persons = (responsible(people, match, day) for match in matches)
    channel = people.bacs[matches[0].bac].channel
    kind = worth[0].kind
    mark = fingerprint(stored, worth)
    return (
        Ping(
            key=f"item:{stored.id}|change:{mark}|{channel}|{kind.value}",
            item_id=stored.id,
            change_ids=tuple(sorted(change.id for change in worth)),
            channel=channel,
            recipients=tuple(dict.fromkeys(person for person in persons if person)),
            broadcast=any(change.kind in BROADCAST for change in worth),
        ),
    )
