"""A day and a time as people in the Netherlands write them, and back; pure, safe at the
change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from tracker import dutch
from tracker.errors import HaagseZakenError

FRIDAY, AT = 4, time(16)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class MomentError(HaagseZakenError):
    """No such day or time; the message says so in Dutch."""


def moment_of(day: str, hour: str) -> datetime:
    """Return the moment that "2026-11-27" and "16:00" name in Amsterdam, in UTC.

    A time that the clock skips in March is refused; of one that comes twice in October the
    first counts.
    """
    try:
        wanted = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour))
    except ValueError:
        raise MomentError("Vul een dag en een tijd in, zoals 27-11-2026 en 16.00 uur.") from None
    if wanted.tzinfo is not None:
        raise MomentError("Vul de tijd in zoals de klok in Nederland hem aangeeft.")
    found = wanted.replace(tzinfo=dutch.AMSTERDAM, fold=0).astimezone(UTC)
    if found.astimezone(dutch.AMSTERDAM).replace(tzinfo=None) != wanted:
        raise MomentError(
            f"Op {dutch.day_long(wanted.date())} gaat de klok een uur vooruit: "
            f"{wanted:%H.%M} uur bestaat dan niet. Kies een andere tijd."
        )
    return found


def default(now: datetime) -> datetime:
    """Return the next Friday 16.00 in Amsterdam that is still to come, in UTC."""
    today = dutch.day_of(now)
    day = today + (FRIDAY - today.weekday()) % 7 * _DAY
    for _ in range(2):
        found = datetime.combine(day, AT, dutch.AMSTERDAM).astimezone(UTC)
        if found > now:
            break
        day += 7 * _DAY
    return found


def fields(at: datetime) -> tuple[str, str]:
    """Return what stands in the fields of a form for a moment: ISO day, "16:00"."""
    here = dutch.local(at)
    return here.date().isoformat(), here.strftime("%H:%M")


def words(at: datetime) -> str:
    """Return "vrijdag 27 november 2026, 16.00 uur"; an hour that comes twice says which."""
    here = dutch.local(at)
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    which = (" (zomertijd)" if here.fold == 0 else " (wintertijd)") if twice else ""
    return f"{dutch.moment_long(at)}{which}"


def until(at: datetime, now: datetime) -> str:
    """Return "over 3 uur", "over 2 dagen en 4 uur", or "nu" for what is due."""
    left = at - now
    if left <= timedelta(0):
        return "nu"
    if left < _HOUR:
        return f"over {dutch.duration(max(left, timedelta(minutes=1)))}"
    if left < _DAY:
        return f"over {dutch.duration(left)}"
    days, rest = left // _DAY, (left % _DAY) // _HOUR
    parts = [f"{days} {'dag' if days == 1 else 'dagen'}"] + ([f"{rest} uur"] if rest else [])
    return f"over {' en '.join(parts)}"
