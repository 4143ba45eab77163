"""Day and time in Amsterdam, also when the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tracker.web.approval.planning import MomentError, default, fields, moment_of, until, words


def utc(month: int, day: int, hour: int, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        ("2026-11-27", "16:00", utc(11, 27, 15)),
        ("2026-07-03", "16:00", utc(7, 3, 14)),
        ("2026-10-25", "02:30", utc(10, 25, 0, 30)),
        ("2026-03-29", "03:00", utc(3, 29, 1)),
        ("2026-12-31", "23:59", utc(12, 31, 22, 59)),
    ],
)
def test_a_day_and_a_time_are_those_of_amsterdam(day: str, hour: str, expected: datetime) -> None:
    assert moment_of(day, hour) == expected
    assert fields(expected) == (day, hour)


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        ("2026-02-30", "16:00"),
        ("", ""),
        ("morgen", "16:00"),
        ("2026-11-27", "25:00"),
        ("2026-11-27", "16:00+05:00"),
    ],
)
def test_what_is_no_moment_is_refused(day: str, hour: str) -> None:
    with pytest.raises(MomentError, match="Vul"):
        moment_of(day, hour)


def test_an_hour_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(MomentError, match=r"zondag 29 maart 2026 gaat.*02\.30 uur bestaat"):
        moment_of("2026-03-29", "02:30")


def test_an_hour_that_comes_twice_says_which() -> None:
    assert words(utc(10, 25, 0, 30)).endswith("02.30 uur (zomertijd)")
    assert words(utc(10, 25, 1, 30)).endswith("02.30 uur (wintertijd)")
    assert words(utc(11, 27, 15)) == "vrijdag 27 november 2026, 16.00 uur"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (utc(11, 23, 8), utc(11, 27, 15)),
        (utc(11, 27, 14, 59), utc(11, 27, 15)),
        (utc(11, 27, 15), utc(12, 4, 15)),
        (utc(10, 23, 15), utc(10, 30, 15)),
        (utc(3, 27, 16), utc(4, 3, 14)),
    ],
)
def test_the_default_is_the_next_friday_at_four(now: datetime, expected: datetime) -> None:
    assert default(now) == expected


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(hours=3), "over 3 uur"),
        (timedelta(minutes=20), "over 20 minuten"),
        (timedelta(seconds=5), "over 1 minuut"),
        (timedelta(days=2, hours=4), "over 2 dagen en 4 uur"),
        (timedelta(days=1), "over 1 dag"),
        (timedelta(0), "nu"),
    ],
)
def test_how_long_it_still_takes(left: timedelta, expected: str) -> None:
    assert until(utc(11, 27, 15) + left, utc(11, 27, 15)) == expected


def test_three_hours_are_three_hours_when_the_clock_goes_back() -> None:
    night = utc(10, 24, 22)

    assert until(moment_of("2026-10-25", "02:30"), night) == "over 2 uur en 30 minuten"
    assert until(moment_of("2026-10-25", "03:00"), night) == "over 4 uur"
