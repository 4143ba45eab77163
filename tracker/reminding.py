"""Which reminders and escalations are due now: each once, to whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from tracker import deadlines, dutch, queries, routing, threads, wording, worktime
from tracker.deadlines import Around, Deadline, DeadlineKind
from tracker.models import ActionTable, DigestEntryTable, ItemTable, NoticeTable
from tracker.records import Desk, ItemKind, NoticeKind, NoticeState, Ping, StoredItem
from tracker.routing import Rules

_MOST = 2_000


def _is_known() -> ColumnElement[bool]:
    """Return the condition that people know of an item: by message, digest or own action."""
    pinged = select(NoticeTable.item_id).where(
        NoticeTable.kind == NoticeKind.CHANGE.value,
        NoticeTable.state != NoticeState.FAILED.value,
    )
    return or_(
        col(ItemTable.id).in_(pinged),
        col(ItemTable.id).in_(select(DigestEntryTable.item_id)),
        col(ItemTable.id).in_(select(ActionTable.item_id)),
    )


def _known(session: Session, *conditions: ColumnElement[bool]) -> dict[int, bool]:
    """Return ids of items that people know of; True when a message named them."""
    ids = session.exec(
        select(ItemTable.id)
        .where(_is_known(), *conditions)
        .order_by(col(ItemTable.id))
        .limit(_MOST)
    ).all()
    found = [one for one in ids if one is not None]
    named = session.exec(
        select(NoticeTable.item_id).where(
            col(NoticeTable.item_id).in_(found), NoticeTable.kind == NoticeKind.CHANGE.value
        )
    )
    loud = set(named)
    return {one: one in loud for one in found}


def told_items(session: Session, now: datetime, until: datetime) -> dict[int, bool]:
    """Return ids of items in the period that people know of; True when a message named them."""
    first, last = dutch.day_of(now), dutch.day_of(until)
    starts = (col(ItemTable.starts_at) >= now) & (col(ItemTable.starts_at) < until)
    ends = (col(ItemTable.due_on) >= first) & (col(ItemTable.due_on) <= last)
    return _known(session, starts | ends, col(ItemTable.deleted_at).is_(None))


def replacing(session: Session, others: Sequence[StoredItem]) -> dict[int, tuple[int, ...]]:
    """Return which activiteiten take the place of others, with the ids of those."""
    found = {one.id: threads.predecessors(session, one) for one in others if one.item.replaces}
    return {item_id: chain for item_id, chain in found.items() if chain}


def with_successors(
    session: Session, told: Mapping[int, bool], chains: Mapping[int, Sequence[int]]
) -> dict[int, bool]:
    """Return the told items, and what takes the place of one that people know of: they heard
    of it through that one, so no message or digest need be about itself.
    """
    earlier = {one for chain in chains.values() for one in chain}
    known = _known(session, col(ItemTable.id).in_(sorted(earlier)))
    found = dict(told)
    for item_id, chain in chains.items():
        heard = [known[one] for one in chain if one in known]
        if heard:
            found[item_id] = found.get(item_id, False) or any(heard)
    return found


def surroundings(session: Session, now: datetime, until: datetime) -> tuple[StoredItem, ...]:
    """Return the activiteiten of the period, to find what belongs to a debate."""
    items = queries.items_between(session, now, until)
    return tuple(one for one in items if one.item.kind is ItemKind.ACTIVITEIT)


def _may_go(at: datetime, rules: Rules, now: datetime) -> bool:
    """Say whether it is no quiet time, or the deadline cannot wait for the end of it."""
    if worktime.has_opened(now, rules.telling.quiet, rules.recess):
        return True
    until = worktime.quiet_until(now, rules.telling.quiet, rules.recess)
    return until is None or at <= until


def _is_asleep(desk: Desk, now: datetime) -> bool:
    return desk.snoozed_until is not None and desk.snoozed_until > now


def reminders(
    stored: StoredItem, related: Around, desk: Desk, rules: Rules, now: datetime
) -> Iterator[Ping]:
    """Yield the reminders of an item that are due; none for what somebody dismissed or put
    away, except when it starts.
    """
    if desk.dismissed_by:
        return
    settings = rules.telling.reminders
    persons = routing.audience(rules.people, stored, desk, dutch.day_of(now))
    for one in deadlines.deadlines(stored, related, settings, rules.telling.quiet):
        waits = _is_asleep(desk, now) and one.kind is not DeadlineKind.DEBATE
        if one.is_due(now) and not waits and _may_go(one.at, rules, now):
            yield from (_reminder(stored, one, person, settings.livestream) for person in persons)


def _reminder(stored: StoredItem, one: Deadline, person: str, livestream: str) -> Ping:
    starts = one.kind is DeadlineKind.DEBATE
    lines = deadlines.start_lines(stored.item, livestream) if starts else ()
    name = wording.shorten(wording.name(stored.item), 70)
    return Ping(
        key=f"item:{stored.id}|reminder:{one.mark}|@{person}|reminder",
        item_id=stored.id,
        change_ids=(),
        channel=f"@{person}",
        recipients=(person,),
        kind=NoticeKind.REMINDER,
        content={"headline": f"{one.words}: {name}", "lines": list(lines)},
    )


def _date_of(stored: StoredItem) -> date | None:
    item = stored.item
    return dutch.day_of(item.starts_at) if item.starts_at else item.due_on


def escalations(stored: StoredItem, desk: Desk, rules: Rules, now: datetime) -> Iterator[Ping]:
    """Yield the messages to deputy and coordinator about what nobody took, close to its date."""
    telling, day = rules.telling, _date_of(stored)
    settings = telling.escalation
    handled = desk.taken_by or desk.dismissed_by or _is_asleep(desk, now)
    if day is None or handled or not deadlines.is_live(stored) or not _matters(stored, rules):
        return
    ends = stored.item.starts_at or worktime.at(day, telling.quiet.start)
    for stage, days in (
        ("deputy", settings.deputy_working_days),
        ("coordinator", settings.coordinator_working_days),
    ):
        since = worktime.at(
            worktime.working_days_before(day, days, telling.quiet), telling.reminders.at
        )
        if since <= now < ends and _may_go(ends, rules, now):
            for person in _next_in_line(stored, stage, desk, rules, now):
                yield _escalation(stored, stage, person, ends)


def _matters(stored: StoredItem, rules: Rules) -> bool:
    settings, labels = rules.telling.escalation, stored.classification
    if stored.item.kind.value not in settings.kinds or labels is None or not labels.relevant:
        return False
    return any(rules.priorities.get(one.slug) in settings.priorities for one in labels.dossiers)


def _next_in_line(
    stored: StoredItem, stage: str, desk: Desk, rules: Rules, now: datetime
) -> Sequence[str]:
    """Return who has to act when those who were told did not; only for the best dossier."""
    people, day = rules.people, dutch.day_of(now)
    labels = stored.classification
    matches = [one for one in labels.dossiers if one.bac in people.bacs] if labels else []
    if not matches:
        return ()
    match = matches[0]
    coordinator = people.bacs[match.bac].coordinator
    duty = people.dossiers.get(match.slug)
    chosen = duty.deputy if stage == "deputy" and duty else coordinator
    if stage == "deputy" and routing.is_away(people, chosen, day):
        return ()
    told = routing.audience(people, stored, desk, day)
    return () if chosen in told else (chosen,)


def _escalation(stored: StoredItem, stage: str, person: str, ends: datetime) -> Ping:
    name = wording.shorten(wording.name(stored.item), 70)
    return Ping(
        key=f"item:{stored.id}|escalation:{stage}:{ends:%Y%m%dT%H%M}|@{person}|escalation",
        item_id=stored.id,
        change_ids=(),
        channel=f"@{person}",
        recipients=(person,),
        kind=NoticeKind.ESCALATION,
        content={
            "headline": f"Nog niet opgepakt: {name}, {wording.when(stored.item)}",
            "lines": ["Niemand heeft dit opgepakt. Neemt u het over, of spreekt u iemand aan?"],
        },
    )
