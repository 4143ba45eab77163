"""Each real change of the agenda is told once, in its thread, with its values; a no-op is not."""

from __future__ import annotations

from pathlib import Path

from tests.faults import bulk
from tests.faults.processes import Nursery, post


def test_each_change_is_told_once_while_slack_resets(nursery: Nursery, tmp_path: Path) -> None:
    with bulk.bulk(tmp_path, nursery, 40, 12) as made:
        threads = sum(map(len, made.before.values()))
        post(f"{made.round.slack}/_faults", {"kind": "reset", "count": 4})
        made.round.run(batch=2_000)
        made.round.until_quiet("deliver", minutes=10)
        made.round.run(minutes=120)
        verdict = bulk.judge(made)
        again = made.again(7, 2)

    assert threads >= 36
    assert verdict.is_good, verdict
    assert verdict.told == 40
    assert again == 0
