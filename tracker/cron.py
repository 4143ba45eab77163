"""Cron lines in Europe/Amsterdam: when a job was and will be due; pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

TIMEZONE = "Europe/Amsterdam"


def trigger_of(cron: str, timezone: str = TIMEZONE) -> BaseTrigger:
    """Return when a job runs; ValueError for a cron line that is none.

    Two lines with "|" between them are both meant. Name the days (mon-fri): the numbers of
    this library start at Monday, those of cron at Sunday.
    """
    lines = [CronTrigger.from_crontab(line.strip(), timezone=timezone) for line in cron.split("|")]
    return lines[0] if len(lines) == 1 else OrTrigger(lines)


def planned_time(trigger: BaseTrigger, now: datetime, grace: timedelta) -> datetime | None:
    """Return the last planned time at or before `now` within `grace`, or None."""
    found: datetime | None = None
    fire = trigger.get_next_fire_time(None, now - grace)
    while fire is not None and fire <= now:
        found = fire
        # in UTC: local arithmetic forgets which of two equal hours it is, and never ends
        fire = trigger.get_next_fire_time(fire, fire.astimezone(UTC) + timedelta(microseconds=1))
    return found


def next_time(cron: str, now: datetime) -> datetime | None:
    """Return when a cron line is due next, in UTC; None when it never is."""
    found = trigger_of(cron).get_next_fire_time(None, now)
    return None if found is None else found.astimezone(UTC)
