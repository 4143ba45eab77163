"""Cron lines: two at once, and days that mean what a reader thinks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.loader import load_source, source_names
from tracker.cron import next_time, planned_time, trigger_of

FRIDAY = datetime(2026, 11, 20, 12, 50, tzinfo=UTC)
"""13.50 in Amsterdam."""


def test_two_lines_are_both_meant() -> None:
    cron = "40 7-21 * * mon-fri | 0,20 13-21 * * fri"

    assert next_time(cron, FRIDAY) == datetime(2026, 11, 20, 13, 0, tzinfo=UTC)
    assert next_time(cron, FRIDAY + timedelta(days=3)) == datetime(2026, 11, 23, 13, 40, tzinfo=UTC)
    before = planned_time(trigger_of(cron), FRIDAY, timedelta(hours=1))
    assert before == datetime(2026, 11, 20, 12, 40, tzinfo=UTC)


def test_a_line_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Wrong number of fields"):
        trigger_of("0 8 * *")


@pytest.mark.parametrize("name", source_names())
def test_a_source_names_its_days(name: str) -> None:
    days = [line.split()[4] for line in load_source(name).cron.split("|") if line.strip()]

    assert not any(sign.isdigit() for sign in "".join(days))
