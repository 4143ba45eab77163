"""Cron lines in Europe/Amsterdam: when a job was and will be due; pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

TIMEZONE = "Europe/Amsterdam"


def trigger_of(cron: str, timezone: str = TIMEZONE) -> CronTrigger:
    """Return when a job runs; ValueError for a cron line that is none."""
    return CronTrigger.from_crontab(cron, timezone=timezone)


def planned_time(trigger: CronTrigger, now: datetime, grace: timedelta) -> datetime | None:
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
