"""Working days, and the hours in which nothing is told; pure, in Europe/Amsterdam."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from config.schema import RecessCalendar
from config.telling import Quiet
from tracker import dutch

_SATURDAY = 5
_LONGEST_QUIET = 120
"""Days that are looked ahead for the end of a quiet time; no reces is longer."""


def is_working_day(day: date, quiet: Quiet) -> bool:
    """Say whether people work on a day; reces counts as work."""
    return day.weekday() < _SATURDAY and day not in quiet.free_days


def working_days_before(day: date, count: int, quiet: Quiet) -> date:
    """Return the day that is `count` working days before `day`; 0 is the day itself."""
    return _step(day, count, -1, quiet)


def working_days_after(day: date, count: int, quiet: Quiet) -> date:
    """Return the day that is `count` working days after `day`."""
    return _step(day, count, 1, quiet)


def _step(day: date, count: int, direction: int, quiet: Quiet) -> date:
    while count > 0:
        day += timedelta(days=direction)
        count -= is_working_day(day, quiet)
    return day


def at(day: date, hour: time) -> datetime:
    """Return the moment of a time on an Amsterdam day, in UTC."""
    return datetime.combine(day, hour, dutch.AMSTERDAM).astimezone(UTC)


def _opening(day: date, quiet: Quiet, recess: RecessCalendar) -> time | None:
    """Return from when messages are told on a day, None when not at all."""
    if (quiet.weekend and day.weekday() >= _SATURDAY) or day in quiet.free_days:
        return None
    if quiet.recess == "normal" or recess.during(day) is None:
        return quiet.end
    return quiet.morning if quiet.recess == "next_morning" else None


def _is_open(now: datetime, quiet: Quiet, recess: RecessCalendar) -> bool:
    here = dutch.local(now)
    resting = quiet.recess != "normal" and recess.during(here.date()) is not None
    if resting or _opening(here.date(), quiet, recess) is None:
        return False
    if quiet.start <= quiet.end:
        return not quiet.start <= here.time() < quiet.end
    return quiet.end <= here.time() < quiet.start


def has_opened(now: datetime, quiet: Quiet, recess: RecessCalendar) -> bool:
    """Say whether `now` is in the hours of a day on which messages are told.

    In reces such a day opens at `morning`. What was found waits for the next morning then
    (`quiet_until`), but what belongs to this very day may be told.
    """
    here = dutch.local(now)
    opening = _opening(here.date(), quiet, recess)
    if opening is None or _is_open(now, quiet, recess):
        return opening is not None
    return quiet.start > quiet.end and opening <= here.time() < quiet.start


def quiet_until(now: datetime, quiet: Quiet, recess: RecessCalendar) -> datetime | None:
    """Return when the quiet time that `now` falls in ends, None when it falls in none."""
    if _is_open(now, quiet, recess):
        return None
    today = dutch.day_of(now)
    for ahead in range(_LONGEST_QUIET):
        day = today + timedelta(days=ahead)
        opening = _opening(day, quiet, recess)
        if opening is not None and at(day, opening) > now:
            return at(day, opening)
    return None
