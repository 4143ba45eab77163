"""Reminders and escalations: every quarter of an hour what is due, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from tracker import deadlines, desk, outbox, queries, reminding
from tracker.database import Session, session_scope
from tracker.jobs.telling import rules_of
from tracker.jobs.workshop import Workshop
from tracker.records import Desk, Ping

_AHEAD = timedelta(days=21)
"""No reminder comes longer before its date than this."""


def remind(workshop: Workshop) -> int:
    """Plan the reminders and escalations that are due now; returns how many are new.

    A key says which date it counts back from: the same reminder is never planned twice, and
    after a move there is a new one.
    """
    now, rules = workshop.clock(), rules_of(workshop)
    with session_scope(workshop.engine) as session:
        others = reminding.surroundings(session, now, now + _AHEAD)
        chains = reminding.replacing(session, others)
        told = reminding.told_items(session, now, now + _AHEAD)
        told = reminding.with_successors(session, told, chains)
        if not told:
            return 0
        desks = _desks(session, told, chains)
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


def _desks(
    session: Session, told: Mapping[int, bool], chains: Mapping[int, Sequence[int]]
) -> dict[int, Desk]:
    """Return where the items stand; who took a debate has the one that replaces it too."""
    earlier = [one for item_id in told for one in chains.get(item_id, ())]
    found = desk.desks(session, [*told, *earlier])
    return {
        item_id: desk.joined([found[one] for one in (item_id, *chains.get(item_id, ()))])
        for item_id in told
    }
