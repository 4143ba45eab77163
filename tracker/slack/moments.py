"""Pure: when *Later* can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker import dutch
from tracker.records import ScrapedItem
from tracker.snoozing import BEFORE_DEBATE, before_debate, wake_time

LONGEST = timedelta(days=400)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One moment to come back: how it is offered, and whether it follows the debate."""

    key: str
    label: str
    at: datetime


def choices(item: ScrapedItem, now: datetime) -> tuple[Choice, ...]:
    """Return the moments to offer, soonest first; each comes after `now`, on a working day."""
    today = dutch.day_of(now)
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=7 - today.weekday())
    days = [
        ("tomorrow", "Morgen", wake_time(tomorrow)),
        ("monday", "Maandag", wake_time(monday)),
        ("week", "Over een week", wake_time(today + timedelta(days=7))),
    ]
    debate = before_debate(item)
    if debate is not None:
        days.append((BEFORE_DEBATE, "De werkdag voor het debat", debate))
    found: dict[datetime, Choice] = {}
    for key, label, at in sorted(days, key=lambda one: (one[0] != BEFORE_DEBATE, one[2])):
        if at > now and at.weekday() < _SATURDAY:
            found.setdefault(at, Choice(key, f"{label} ({dutch.moment(at)})", at))
    return tuple(sorted(found.values(), key=lambda one: one.at))


def chosen(key: str, item: ScrapedItem, now: datetime) -> datetime | None:
    """Return the moment of a choice, None when it is offered no longer."""
    return next((one.at for one in choices(item, now) if one.key == key), None)
