"""Pure: which changes of an item reach whom, in which channel, at once or in a digest.

Dossier → lobbyist, the deputy during an absence, the coordinator of the BAC as last
resort, and who follows the item or its dossier. One ping for all changes of an item that
were found together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import orjson

from config.schema import Level, People, RecessCalendar
from config.telling import Telling
from tracker import dutch, urgency, worktime
from tracker.desk import holder
from tracker.records import (
    ChangeKind,
    Desk,
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
BUDGET = "budget"
"""Why an urgent message is in a digest: the person had enough that day."""
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


def _is_over(stored: StoredItem, changes: Sequence[StoredChange], now: datetime) -> bool:
    """Say whether an activiteit is long gone: the Kamer tidies its old rows."""
    if stored.item.kind is not ItemKind.ACTIVITEIT:
        return False
    return max(urgency.moments(stored, changes), default=now) < now - OLD_ACTIVITY


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


@dataclass(frozen=True, slots=True)
class Rules:
    """What routing goes by: who is responsible, what is urgent, when it is quiet."""

    people: People
    telling: Telling
    recess: RecessCalendar
    priorities: Mapping[str, Level]


@dataclass(frozen=True, slots=True)
class Standing:
    """How an item stands when its changes are routed.

    `announced`: readers hear of it through another item, which this one replaces or is a
    vote on. `has_thread`: a message about it stands in its channel, or will.
    `told_today` is how many urgent messages each person had today.
    """

    announced: bool = False
    has_thread: bool = False
    desk: Desk = field(default_factory=Desk)
    told_today: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something for the next digest of a person; `reason` is "" or BUDGET."""

    key: str
    person: str
    item_id: int
    change_ids: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Routed:
    """What comes of the changes of one item; `why` they are urgent, "" when they are not."""

    pings: tuple[Ping, ...] = ()
    entries: tuple[Entry, ...] = ()
    why: str = ""


def channel_of(people: People, stored: StoredItem) -> str:
    """Return the channel of the BAC of an item's best dossier, "" when it has none."""
    labels = stored.classification
    for match in labels.dossiers if labels else ():
        if match.bac in people.bacs:
            return people.bacs[match.bac].channel
    return ""


def audience(people: People, stored: StoredItem, desk: Desk, day: date) -> tuple[str, ...]:
    """Return who must hear of an item on `day`, each once: who took it, else who handles its
    dossiers; then its followers who are not away.
    """
    labels = stored.classification
    matches = [one for one in labels.dossiers if one.bac in people.bacs] if labels else []
    known = {one.slug for one in people.people}
    mine = holder(desk)
    handlers = [responsible(people, match, day) for match in matches]
    if mine in known and not is_away(people, mine, day):
        handlers = [mine]
    followers = [one for one in desk.followers if one in known and not is_away(people, one, day)]
    return tuple(dict.fromkeys(one for one in (*handlers, *followers) if one))


def plan(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    rules: Rules,
    standing: Standing,
    now: datetime,
) -> Routed:
    """Return the messages and digest entries for these changes, or nothing when nobody has to
    know. Items that are not relevant or not certain give none.

    What is urgent goes to the channel and names everyone, after the quiet time. The rest
    goes to each one's digest, and without a mention under the message that the channel has.
    """
    labels = stored.classification
    if labels is None or not labels.relevant or not labels.certain:
        return Routed()
    worth = told(stored, changes, now, announced=standing.announced)
    channel = channel_of(rules.people, stored)
    if not worth or not channel:
        return Routed()
    why = urgency.why(stored, worth, rules.telling, rules.priorities, now)
    due = told_at(stored, worth, rules, now)
    day = dutch.day_of(due if why else now)
    persons = audience(rules.people, stored, standing.desk, day)
    if standing.desk.dismissed_by:
        why, persons = "", tuple(one for one in persons if one in standing.desk.followers)
    named = _within_budget(stored, worth, rules.telling, standing, persons, now) if why else ()
    ping = _ping(stored, worth, channel, named)
    ping = replace(ping, due_at=due, broadcast=ping.broadcast and bool(why))
    entries = tuple(
        _entry(ping, person, BUDGET if why else "") for person in persons if person not in named
    )
    return Routed((ping,) if why or standing.has_thread else (), entries, why)


def told_at(
    stored: StoredItem, changes: Sequence[StoredChange], rules: Rules, now: datetime
) -> datetime:
    """Return when a message may go: after the quiet time, or now when the item cannot wait."""
    quiet = rules.telling.quiet
    until = worktime.quiet_until(now, quiet, rules.recess)
    if until is None:
        return now
    lead = until + timedelta(hours=quiet.lead_hours)
    starts = (at for at in urgency.moments(stored, changes) if at > now)
    return now if min(starts, default=lead) < lead else until


def _within_budget(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    telling: Telling,
    standing: Standing,
    persons: Sequence[str],
    now: datetime,
) -> tuple[str, ...]:
    """Return who may still be named today; what is near is always told, and without a digest
    everything is.
    """
    budget = telling.budget
    if telling.urgent.everything or urgency.is_near(
        stored, changes, telling.quiet, budget.exempt_working_days, now
    ):
        return tuple(persons)
    most = budget.urgent_per_day
    return tuple(one for one in persons if standing.told_today.get(one, 0) < most)


def _ping(
    stored: StoredItem, worth: Sequence[StoredChange], channel: str, persons: tuple[str, ...]
) -> Ping:
    mark = fingerprint(stored, worth)
    return Ping(
        key=f"item:{stored.id}|change:{mark}|{channel}|{worth[0].kind.value}",
        item_id=stored.id,
        change_ids=tuple(sorted(change.id for change in worth)),
        channel=channel,
        recipients=persons,
        broadcast=any(change.kind in BROADCAST for change in worth),
    )


def _entry(ping: Ping, person: str, reason: str) -> Entry:
    assert ping.item_id is not None
    start = ping.key.split("|", 2)
    return Entry(
        key=f"{start[0]}|{start[1]}|@{person}|digest",
        person=person,
        item_id=ping.item_id,
        change_ids=ping.change_ids,
        reason=reason,
    )
