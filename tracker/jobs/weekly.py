"""What goes out once a week: the account for operators, the list of what people ignored."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from tracker import accounting, dutch, letters, noise, outbox, queries, worktime
from tracker.accounting import Account
from tracker.database import Session, read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.letters import Ignored, Letter
from tracker.records import ItemKind, NoticeKind, Ping, StoredItem


def account_of(workshop: Workshop, week: str) -> Account:
    """Return the account of an ISO week, "2026-W47"; ValueError when there is no such week."""
    monday, sunday = dutch.week_days(week)
    start = worktime.at(monday, time.min)
    end = worktime.at(sunday + timedelta(days=1), time.min)
    with read_scope(workshop.engine) as session:
        return accounting.account(session, start, end)


def account(workshop: Workshop, week: str) -> Account:
    """Plan the account of a week for the operators' channel, once; returns it."""
    found = account_of(workshop, week)
    channel = workshop.settings.operators_channel
    ping = _ping(NoticeKind.ACCOUNT, week, channel, (), accounting.letter(found))
    with session_scope(workshop.engine) as session:
        outbox.enqueue(session, [ping], workshop.clock())
    return found


def ignored(workshop: Workshop, planned_at: datetime) -> int:
    """Plan for everyone the list of what they were told and never touched; returns how many."""
    budget, now = workshop.telling.budget, workshop.clock()
    since = now - timedelta(days=budget.ignored_days)
    names = {one.slug: one.name for one in workshop.people.people}
    week = dutch.week_of(dutch.day_of(planned_at))
    with session_scope(workshop.engine) as session:
        pings = []
        for person, ids in noise.ignored(session, since).items():
            if person in names and len(ids) >= budget.ignored_at_least:
                groups = _groups(session, workshop, ids)
                letter = letters.budget(names[person], groups, budget.ignored_days)
                pings.append(_ping(NoticeKind.BUDGET, week, f"@{person}", (person,), letter))
        return outbox.enqueue(session, pings, now)


def _groups(session: Session, workshop: Workshop, ids: tuple[int, ...]) -> list[Ignored]:
    names = {one.slug: one.name for one in workshop.taxonomy.dossiers}
    found: dict[tuple[str, ItemKind], list[StoredItem]] = defaultdict(list)
    for stored in queries.stored_items(session, ids).values():
        labels = stored.classification.dossiers if stored.classification else ()
        found[(labels[0].slug if labels else "", stored.item.kind)].append(stored)
    return [
        Ignored(names.get(slug, slug or "Zonder dossier"), slug, kind, tuple(items))
        for (slug, kind), items in found.items()
    ]


def _ping(
    kind: NoticeKind, week: str, channel: str, persons: tuple[str, ...], letter: Letter
) -> Ping:
    return Ping(
        key=f"{kind.value}:{week}|{channel}|{kind.value}",
        item_id=None,
        change_ids=(),
        channel=channel,
        recipients=persons,
        kind=kind,
        content=letter.to_json(),
    )
