"""From changes to messages: route what waits, deliver what is in the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from tracker import outbox, queries, threads
from tracker.database import Session, session_scope
from tracker.jobs.labelling import label_ids
from tracker.jobs.workshop import Workshop
from tracker.locks import only_one
from tracker.recording import mark_routed
from tracker.records import Ping, StoredChange
from tracker.routing import pings_for

if TYPE_CHECKING:
    from tracker.outbox import DeliveryReport, Transport

_BATCH = 500
_WAIT_SECONDS = 30


def _pings(
    session: Session, workshop: Workshop, waiting: Mapping[int, Sequence[StoredChange]]
) -> list[Ping]:
    now = workshop.clock()
    pings: list[Ping] = []
    for item_id, stored in queries.stored_items(session, waiting).items():
        announced = threads.is_announced(session, stored)
        changes = waiting[item_id]
        pings += pings_for(stored, changes, workshop.people, now, announced=announced)
    return pings


def route(workshop: Workshop) -> int:
    """Turn waiting changes into notices in the outbox; returns how many are new.

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
            pings = _pings(session, workshop, waiting)
            planned += outbox.enqueue(session, pings, workshop.clock())
            ids = [change.id for changes in waiting.values() for change in changes]
            mark_routed(session, ids, workshop.clock())


def deliver(workshop: Workshop, transport: Transport) -> DeliveryReport:
    """Look up what is uncertain, then send what is planned.

    One process at a time: so a notice that is still marked as being sent belongs to a
    process that died, and is looked up at once. Sends nothing while another one is busy.
    """
    engine, people, clock = workshop.engine, workshop.people, workshop.clock
    with only_one(engine, "deliver", wait=_WAIT_SECONDS) as mine:
        if not mine:
            return outbox.DeliveryReport()
        outbox.reconcile(engine, transport, clock(), stuck_after=timedelta(0))
        pace = workshop.settings.slack_pace_seconds
        return outbox.deliver(engine, transport, people, clock(), pace)
