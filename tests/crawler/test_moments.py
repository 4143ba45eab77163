"""Days and moments as sites write them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.moments import midnight, parse_clock, parse_day, parse_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 24 Nov 2026 23:30:00 GMT", datetime(2026, 11, 24, 23, 30, tzinfo=UTC)),
        ("2026-11-20T10:00:00+01:00", datetime(2026, 11, 20, 9, 0, tzinfo=UTC)),
        ("2026-11-20T10:00:00", datetime(2026, 11, 20, 9, 0, tzinfo=UTC)),
        ("gisteren", None),
        ("", None),
    ],
)
def test_every_spelling_of_a_moment_is_read(text: str, moment: datetime | None) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("Sluitingsdatum:  09-10-2026", date(2026, 10, 9)),
        ("Commissievergaderingen op dinsdag 1 December 2026", date(2026, 12, 1)),
        ("d.d. 1e maart 2027", date(2027, 3, 1)),
        ("31-02-2026", None),
        ("120-11-2026", None),
        ("binnenkort", None),
    ],
)
def test_every_spelling_of_a_day_is_read(text: str, day: date | None) -> None:
    assert parse_day(text) == day


def test_a_time_of_day_is_local_in_summer_and_winter() -> None:
    assert parse_clock("9.30 uur", date(2026, 12, 1)) == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)
    assert parse_clock("13:30", date(2026, 7, 7)) == datetime(2026, 7, 7, 11, 30, tzinfo=UTC)
    assert parse_clock("na afloop", date(2026, 7, 7)) is None


def test_a_day_starts_in_amsterdam() -> None:
    assert midnight(date(2026, 12, 1)) == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
