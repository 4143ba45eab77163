"""Reminders and escalations: every quarter of an hour what is due, each once."""

from __future__ import annotations

from datetime import timedelta

from tracker import deadlines, desk, outbox, queries, reminding
from tracker.database import session_scope
from tracker.jobs.telling import rules_of
from tracker.jobs.workshop import Workshop
from tracker.records import Ping

_AHEAD = timedelta(days=21)
"""No reminder comes longer before its date than this."""


def remind(workshop: Workshop) -> int:
    """Plan the reminders and escalations that are due now; returns how many are new.

    A key says which date it counts back from: the same reminder is never planned twice, and
    after a move there is a new one.
    """
    now, rules = workshop.clock(), rules_of(workshop)
    with session_scope(workshop.engine) as session:
        told = reminding.told_items(session, now, now + _AHEAD)
        if not told:
            return 0
        others = reminding.surroundings(session, now, now + _AHEAD)
        desks = desk.desks(session, told)
        pings: list[Ping] = []
        for item_id, stored in queries.stored_items(session, told).items():
            labels = stored.classification
            if labels is None or not labels.relevant or not labels.certain:
                continue
            related = deadlines.around(stored, others)
            pings += reminding.reminders(stored, related, desks[item_id], rules, now)
            if told[item_id]:
                pings += reminding.escalations(stored, desks[item_id], rules, now)
        return outbox.enqueue(session, pings, now)
