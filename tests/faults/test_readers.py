"""Scanners, mail programs and forgers, a few of each; `make faults` has the whole number."""

from __future__ import annotations

from pathlib import Path

from tests.faults import readers


def test_scanners_change_nothing_forgers_get_nothing_and_one_click_works(tmp_path: Path) -> None:
    result = readers.abuse(tmp_path / "office", 7, scans=60, clicks=10, forgeries=100)

    assert (result.changed, result.accepted, result.problems) == (0, 0, [])
    assert (result.scans, result.clicks, result.forgeries) == (60, 10, 100)
    # how fast it was is for the report; that it was in force right after the answer is not
    assert result.slowest > 0
