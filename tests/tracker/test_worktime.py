"""Working days and quiet hours, over weekends, free days, reces and both clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import load_recess
from config.telling import Quiet
from tracker.worktime import (
    at,
    has_opened,
    quiet_until,
    working_days_after,
    working_days_before,
)

RECESS = load_recess()
QUIET = Quiet()


def local(text: str) -> datetime:
    day, hour = text.split(" ")
    return at(date.fromisoformat(day), time.fromisoformat(hour))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24 07:29", "2026-11-24 07:30"),
        ("2026-11-24 07:30", ""),
        ("2026-11-24 19:59", ""),
        ("2026-11-24 20:00", "2026-11-25 07:30"),
        ("2026-11-27 20:00", "2026-11-30 07:30"),
        ("2026-11-28 12:00", "2026-11-30 07:30"),
        ("2026-12-18 10:00", "2026-12-21 08:30"),
        ("2026-12-21 08:29", "2026-12-21 08:30"),
        ("2027-01-11 09:00", "2027-01-12 07:30"),
        ("2027-03-28 03:30", "2027-03-29 07:30"),
    ],
)
def test_the_quiet_time_ends_on_a_working_day(now: str, until: str) -> None:
    assert quiet_until(local(now), QUIET, RECESS) == (local(until) if until else None)


def test_a_free_day_and_a_reces_can_be_waited_out_or_ignored() -> None:
    king = Quiet(free_days=(date(2027, 4, 27),), recess="normal")
    assert quiet_until(local("2027-04-27 12:00"), king, RECESS) == local("2027-04-28 07:30")
    assert quiet_until(local("2026-12-21 12:00"), king, RECESS) is None

    waits = Quiet(recess="wait")
    assert quiet_until(local("2026-12-21 12:00"), waits, RECESS) == local("2027-01-12 07:30")


def test_quiet_hours_may_lie_within_a_day() -> None:
    lunch = Quiet(start=time(12), end=time(13))
    assert quiet_until(local("2026-11-24 12:15"), lunch, RECESS) == local("2026-11-24 13:00")
    assert quiet_until(local("2026-11-24 22:00"), lunch, RECESS) is None


@pytest.mark.parametrize(
    ("now", "opened"),
    [
        ("2026-11-24 07:29", False),
        ("2026-11-24 07:30", True),
        ("2026-11-24 20:00", False),
        ("2026-11-28 12:00", False),
        ("2026-12-21 08:29", False),
        ("2026-12-21 08:30", True),
        ("2026-12-21 20:00", False),
        ("2026-12-26 12:00", False),
    ],
)
def test_what_belongs_to_a_day_is_told_in_its_hours_in_reces_too(now: str, opened: bool) -> None:
    assert has_opened(local(now), QUIET, RECESS) is opened
    assert not has_opened(local("2026-12-21 12:00"), Quiet(recess="wait"), RECESS)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))
def test_what_waits_comes_later_and_then_it_is_never_quiet_for_long(now: datetime) -> None:
    until = quiet_until(now, QUIET, RECESS)

    if until is not None:
        assert until > now
        assert until.astimezone(UTC).weekday() < 5


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.integers(0, 30))
def test_working_days_there_and_back(day: date, count: int) -> None:
    later = working_days_after(day, count, QUIET)
    assert later >= day
    if count:
        assert later.weekday() < 5
    if day.weekday() < 5:
        assert working_days_before(later, count, QUIET) == day
