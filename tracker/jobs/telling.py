"""From changes to messages: route what waits, deliver what is in the outbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from tracker import (
    desk,
    digests,
    dutch,
    instead,
    noise,
    outbox,
    queries,
    reader_alerts,
    routing,
    snoozing,
    threads,
    urgency,
    worktime,
)
from tracker.database import Session, session_scope
from tracker.jobs.labelling import label_ids
from tracker.jobs.workshop import Workshop
from tracker.locks import margin, only_one
from tracker.recording import mark_routed
from tracker.records import Desk, Ping, StoredChange, StoredItem

if TYPE_CHECKING:
    from tracker.outbox import DeliveryReport, Transport

_BATCH = 500
_WAIT_SECONDS = 30


def rules_of(workshop: Workshop) -> routing.Rules:
    """Return what routing goes by now."""
    priorities = {one.slug: one.priority for one in workshop.taxonomy.dossiers}
    return routing.Rules(workshop.people, workshop.telling, workshop.recess, priorities)


def _standing(
    session: Session, stored: StoredItem, rules: routing.Rules, desk: Desk, told: Counter[str]
) -> routing.Standing:
    chain = [stored.id, *threads.predecessors(session, stored)]
    channel = routing.channel_of(rules.people, stored)
    return routing.Standing(
        announced=threads.is_announced(session, stored),
        has_thread=bool(channel) and threads.is_open(session, chain, channel),
        desk=desk,
        told_today=told,
    )


def _plan(
    session: Session, workshop: Workshop, waiting: Mapping[int, Sequence[StoredChange]]
) -> int:
    """Write the notices and digest entries of these changes; returns how many are new."""
    now, rules = workshop.clock(), rules_of(workshop)
    told = noise.named_since(session, worktime.at(dutch.day_of(now), time.min))
    desks = desk.desks(session, waiting)
    planned = 0
    entries: list[routing.Entry] = []
    urgent: list[reader_alerts.Urgent] = []
    for item_id, stored in queries.stored_items(session, waiting).items():
        standing = _standing(session, stored, rules, desks[item_id], told)
        routed = routing.plan(stored, waiting[item_id], rules, standing, now)
        entries += routed.entries
        urgent += _for_readers(stored, waiting[item_id], routed, rules, now)
        if routed.pings:
            mails = _by_mail(workshop, routed.pings)
            planned += outbox.enqueue(session, (*routed.pings, *mails), now)
        for ping in routed.pings:
            outbox.hurry(session, ping, now)
            told.update(ping.recipients)
    most = rules.telling.budget.reader_mails_per_day
    per_minute = workshop.settings.mail_per_minute
    pace = timedelta(minutes=1) / per_minute if per_minute else timedelta(0)
    planned += reader_alerts.plan(session, urgent, most, now, pace)
    return planned + digests.add(session, entries, now)


def _for_readers(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    routed: routing.Routed,
    rules: routing.Rules,
    now: datetime,
) -> list[reader_alerts.Urgent]:
    """Return what readers of the newsletter may be mailed at once, nothing or one.

    Also when lobbyists are told everything at once, readers only hear what is urgent.
    """
    if not routed.why:
        return []
    ping, telling = routed.pings[0], rules.telling
    told = tuple(one for one in changes if one.id in ping.change_ids)
    if not urgency.reason(stored, told, telling, rules.priorities, now):
        return []
    days = telling.budget.exempt_working_days
    near = urgency.is_near(stored, told, telling.quiet, days, now)
    return [reader_alerts.Urgent(stored, told, ping.due_at or now, near)]


def _by_mail(workshop: Workshop, pings: Sequence[Ping]) -> list[Ping]:
    """Return the same messages as mails to those they name who are not in Slack."""
    if workshop.settings.slack_bot_token is None:
        return []
    not_there = {one.slug for one in workshop.people.people if not one.slack_id}
    return [
        replace(ping, key=instead.mail_key(ping.key, slug), channel=f"mail:{slug}",
                recipients=(slug,), broadcast=False)
        for ping in pings
        for slug in ping.recipients
        if slug in not_there
    ]  # fmt: skip


def route(workshop: Workshop) -> int:
    """Turn waiting changes into notices and digest entries; returns how many are new.

    Items are classified first; then the notices and the mark that a change was routed
    are written in one transaction, so a process killed in between tells nobody twice.
    One process at a time: two that see different changes of an item would tell some twice.
    """
    with only_one(workshop.engine, "route", wait=_WAIT_SECONDS) as mine:
        return _route_all(workshop) if mine else 0


def _route_all(workshop: Workshop) -> int:
    planned = 0
    while True:
        with session_scope(workshop.engine) as session:
            waiting = queries.unrouted_changes(session, _BATCH)
        if not waiting:
            return planned
        label_ids(workshop, waiting)
        with session_scope(workshop.engine) as session:
            waiting = queries.with_reopened(session, waiting)
            planned += _plan(session, workshop, waiting)
            ids = [change.id for changes in waiting.values() for change in changes]
            mark_routed(session, ids, workshop.clock())


def deliver(workshop: Workshop, transport: Transport) -> DeliveryReport:
    """Look up what is uncertain, then send what is planned, in another way if it must.

    One process at a time: so a notice that is still marked as being sent belongs to a
    process that died, and is looked up (see `locks.margin`). Sends nothing while another
    one is busy.
    """
    engine, people, clock = workshop.engine, workshop.people, workshop.clock
    otherwise = partial(instead.pings, people=people)
    with only_one(engine, "deliver", wait=_WAIT_SECONDS) as mine:
        if not mine:
            return outbox.DeliveryReport()
        outbox.reconcile(
            engine, transport, clock(), margin(engine), people=people, instead=otherwise
        )
        with session_scope(engine) as session:
            snoozing.wake(session, clock())
        pace = workshop.settings.slack_pace_seconds
        return outbox.deliver(engine, transport, people, clock(), pace, instead=otherwise)
