"""Debates out of the database, with all that is needed to say how they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from tracker import dutch, published
from tracker.database import Session
from tracker.published import Selection
from tracker.records import ChangeKind, StoredItem
from tracker.web.public.debates import Debate, debates
from tracker.web.public.past import Past
from tracker.web.public.states import MOVED

LOOK_BACK = timedelta(weeks=8)
"""How far back a calendar goes, from the Monday of this week."""


def assembled(
    session: Session, found: Sequence[StoredItem], now: datetime, *, once: bool = True
) -> tuple[Debate, ...]:
    """Return stored debates as anybody may see them, by time.

    With `once` of what became another activiteit only the later one is there.
    """
    forebears = published.forebears(session, found)
    ids = {one.id for one in (*found, *forebears.values())}
    changes, told = published.changes_of(session, ids)
    return debates(found, Past(forebears, changes, told), now, once=once)


def week_bounds(week: str) -> tuple[datetime, datetime]:
    """Return the first moment of an ISO week and of the next one, in Amsterdam."""
    first, last = dutch.week_days(week)
    start = datetime.combine(first, time.min, dutch.AMSTERDAM)
    return start, datetime.combine(last + timedelta(days=1), time.min, dutch.AMSTERDAM)


def of_week(
    session: Session, week: str, selection: Selection, now: datetime
) -> tuple[tuple[Debate, ...], tuple[Debate, ...]]:
    """Return the debates of a week, and those that stood in it until lately and left it."""
    start, end = week_bounds(week)
    here = published.meetings(session, selection, start, end)
    away = published.departed(session, selection, now - MOVED, start, end)
    known = {one.id for one in here}
    rest = tuple(one for one in away if one.id not in known)
    found = assembled(session, [*here, *rest], now)
    return (
        tuple(one for one in found if one.id in known and _is_worth(one, now)),
        tuple(one for one in found if one.id not in known and one.left(start, end)),
    )


def _is_worth(one: Debate, now: datetime) -> bool:
    """Leave out what the source took away long ago."""
    return not one.removed or now - one.changed_at <= MOVED


def of_calendar(session: Session, selection: Selection, now: datetime) -> tuple[Debate, ...]:
    """Return the debates of the last eight weeks and all that come, also what lost its day."""
    start, _ = week_bounds(dutch.week_of(now))
    since = start - LOOK_BACK
    found = published.meetings(session, selection, since)
    lost = published.departed(session, selection, since, since, kinds=(ChangeKind.UNDATED,))
    undated = [one for one in lost if one.item.starts_at is None]
    every = assembled(session, [*found, *undated], now)
    return tuple(one for one in every if one.starts_at >= since)


def counts(session: Session, selection: Selection, weeks: Sequence[str]) -> dict[str, int]:
    """Return how many debates each of these weeks, one after the other, has."""
    start, end = week_bounds(weeks[0])[0], week_bounds(weeks[-1])[1]
    found = dict.fromkeys(weeks, 0)
    for at in published.starts(session, selection, start, end):
        week = dutch.week_of(at)
        found[week] = found.get(week, 0) + 1
    return found
