"""How long a source was silent, counted in the hours in which it is asked; pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tracker import dutch

_OPENS, _CLOSES = time(6, 0), time(22, 0)
_FRIDAY = 4
_LONGEST = 31


def _open_hours(day: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, _OPENS, dutch.AMSTERDAM),
        datetime.combine(day, _CLOSES, dutch.AMSTERDAM),
    )


def working_time(since: datetime, now: datetime) -> timedelta:
    """Return the time between two moments on working days from 6 to 22 in Amsterdam.

    Nights and weekends do not count: then the Kamer is asked only once. More than a month
    is counted as a month.
    """
    day, last = dutch.day_of(since), dutch.day_of(now)
    day = max(day, last - timedelta(days=_LONGEST))
    total = timedelta()
    while day <= last:
        if day.weekday() <= _FRIDAY:
            opens, closes = _open_hours(day)
            total += max(min(now, closes) - max(since, opens), timedelta())
        day += timedelta(days=1)
    return total
