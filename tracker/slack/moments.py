"""Pure: when *Later* can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tracker import dutch
from tracker.records import DatePrecision, ItemKind, ScrapedItem

WAKE = time(8, 30)
LONGEST = timedelta(days=400)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One moment to come back: how it is offered, and whether it follows the debate."""

    key: str
    label: str
    at: datetime


def _at(day: date) -> datetime:
    return datetime.combine(day, WAKE, dutch.AMSTERDAM)


def before_debate(item: ScrapedItem) -> datetime | None:
    """Return 08.30 on the working day before an activiteit; None when it has no day."""
    has_day = item.precision in {DatePrecision.TIME, DatePrecision.DAYS}
    if item.kind is not ItemKind.ACTIVITEIT or item.starts_at is None or not has_day:
        return None
    day = dutch.day_of(item.starts_at) - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return _at(day)


def choices(item: ScrapedItem, now: datetime) -> tuple[Choice, ...]:
    """Return the moments to offer, soonest first; each comes after `now`, on a working day."""
    today = dutch.day_of(now)
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    days = [
        ("tomorrow", "Morgen", _at(tomorrow)),
        ("monday", "Maandag", _at(monday)),
        ("week", "Over een week", _at(today + timedelta(days=7))),
    ]
    debate = before_debate(item)
    if debate is not None:
        days.append(("debate", "De werkdag voor het debat", debate))
    found: dict[datetime, Choice] = {}
    for key, label, at in sorted(days, key=lambda one: (one[0] != "debate", one[2])):
        if at > now and at.weekday() < _SATURDAY:
            found.setdefault(at, Choice(key, f"{label} ({dutch.moment(at)})", at))
    return tuple(sorted(found.values(), key=lambda one: one.at))


def chosen(key: str, item: ScrapedItem, now: datetime) -> datetime | None:
    """Return the moment of a choice, None when it is offered no longer."""
    return next((one.at for one in choices(item, now) if one.key == key), None)
