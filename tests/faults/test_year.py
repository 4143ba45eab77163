"""An item with a date ahead is told once, with its reminders; nothing comes daily."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.faults import year
from tests.faults.processes import Nursery

HELD, MOVED_TO = 10, 11


def test_a_debate_is_told_once_and_its_reminders_move_with_it(
    nursery: Nursery, tmp_path: Path
) -> None:
    with nursery.slack(tmp_path / "slack") as slack:
        half_an_hour = timedelta(minutes=30)
        lived = year.live(
            tmp_path, slack, days=13, held=HELD, moves={1: MOVED_TO}, step=half_an_hour
        )

    old, new = lived.debates
    reminders = lived.of("reminder")
    assert lived.polls == 13 * 48
    assert lived.digests == 1
    assert len(lived.of("change")) == 1
    assert [one.state for one in lived.messages] == ["sent"] * len(lived.messages)
    assert len(reminders) == 2
    assert all(year.counts_from(one, new) for one in reminders)
    assert not [one for one in reminders if year.counts_from(one, old)]
    assert new - timedelta(hours=1) < reminders[-1].at < new
    assert len(lived.of("escalation")) <= 2
    assert lived.twice() == []
