"""The digest: one message per person with what could wait, twice a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time

from config.schema import People
from tracker import digests, dutch, letters, queries, routing
from tracker.database import Session, session_scope
from tracker.digests import Waiting
from tracker.jobs.workshop import Workshop
from tracker.letters import DigestItem
from tracker.locks import only_one
from tracker.records import NoticeKind, Ping, StoredChange, StoredItem

_WAIT_SECONDS = 30
_NOON = time(12)


def digest(workshop: Workshop, planned_at: datetime) -> int:
    """Plan the digest of everyone for whom something waits; returns how many.

    The notice is written and the entries are marked in one transaction, so a process that
    is killed sends nothing twice. In reces there is only the one of the morning.
    """
    if _rests(workshop, planned_at):
        return 0
    with only_one(workshop.engine, "digest", wait=_WAIT_SECONDS) as mine:
        if not mine:
            return 0
        with session_scope(workshop.engine) as session:
            return _plan(session, workshop, planned_at)


def _rests(workshop: Workshop, planned_at: datetime) -> bool:
    here = dutch.local(planned_at)
    if here.date() in workshop.telling.quiet.free_days:
        return True
    if here.time() < _NOON or workshop.telling.digest.afternoon_in_recess:
        return False
    return workshop.recess.during(here.date()) is not None


def _plan(session: Session, workshop: Workshop, planned_at: datetime) -> int:
    waiting = [one for entries in digests.waiting(session).values() for one in entries]
    stored = queries.stored_items(session, {one.item_id for one in waiting})
    changes = queries.changes_by_id(session, {one for some in waiting for one in some.change_ids})
    people, now = workshop.people, workshop.clock()
    unfit = [one for one in waiting if not _is_wanted(stored.get(one.item_id))]
    digests.drop(session, unfit, digests.UNFIT)
    fit = [one for one in waiting if _is_wanted(stored.get(one.item_id))]
    by_person = _by_person(fit, stored, people, now)
    digests.drop(session, by_person.pop("", []), digests.NOBODY)
    planned = 0
    for person, entries in by_person.items():
        items = _items(entries, stored, changes, workshop)
        ping = _ping(workshop, person, items, planned_at, entries[0].id)
        planned += digests.take(session, ping, entries, now)
    return planned


def _is_wanted(stored: StoredItem | None) -> bool:
    """Say whether an item may stand in a digest; a person may have said that it is not ours."""
    return stored is not None and (stored.classification is None or stored.classification.relevant)


def _by_person(
    entries: Iterable[Waiting], stored: Mapping[int, StoredItem], people: People, now: datetime
) -> dict[str, list[Waiting]]:
    """Return entries by who reads them today: a deputy for who is away or left; "" nobody."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    for entry in entries:
        found[_reader(entry, stored[entry.item_id], people, now)].append(entry)
    return found


def _reader(entry: Waiting, stored: StoredItem, people: People, now: datetime) -> str:
    day, known = dutch.day_of(now), {one.slug for one in people.people}
    if entry.person in known and not routing.is_away(people, entry.person, day):
        return entry.person
    labels = stored.classification
    for match in labels.dossiers if labels else ():
        if found := routing.responsible(people, match, day):
            return found
    return entry.person if entry.person in known else ""


def _items(
    entries: Iterable[Waiting],
    stored: Mapping[int, StoredItem],
    changes: Mapping[int, StoredChange],
    workshop: Workshop,
) -> list[DigestItem]:
    """Return each item once with all that happened to it."""
    names = {one.slug: one.name for one in workshop.taxonomy.dossiers}
    found: dict[int, DigestItem] = {}
    for entry in entries:
        item = stored[entry.item_id]
        labels = item.classification.dossiers if item.classification else ()
        first = names.get(labels[0].slug, labels[0].slug) if labels else ""
        known = found.get(entry.item_id, DigestItem(item, (), first))
        ids = dict.fromkeys([*(one.id for one in known.changes), *entry.change_ids])
        found[entry.item_id] = replace(
            known,
            changes=tuple(changes[one] for one in ids if one in changes),
            over_budget=known.over_budget or entry.reason == routing.BUDGET,
        )
    return list(found.values())


def _ping(
    workshop: Workshop, person: str, items: list[DigestItem], planned_at: datetime, first: int
) -> Ping:
    """Return the notice; `first` is its first entry, so that each digest has its own key."""
    name = next(one.name for one in workshop.people.people if one.slug == person)
    largest = workshop.telling.digest.largest
    letter = letters.digest(name, items, dutch.local(planned_at), largest)
    moment = planned_at.astimezone(UTC).strftime("%Y%m%dT%H%MZ")
    return Ping(
        key=f"digest:{moment}.{first}|{person}|@{person}|digest",
        item_id=None,
        change_ids=tuple(sorted({change.id for one in items for change in one.changes})),
        channel=f"@{person}",
        recipients=(person,),
        kind=NoticeKind.DIGEST,
        content=letter.to_json(),
    )
