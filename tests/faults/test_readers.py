"""Scanners, mail programs and forgers, a few of each; `make faults` has the whole number."""

from __future__ import annotations

from pathlib import Path

from tests.faults import reader_floods, readers


def test_scanners_change_nothing_forgers_get_nothing_and_one_click_works(tmp_path: Path) -> None:
    result = readers.abuse(tmp_path / "office", 7, scans=60, clicks=10, forgeries=100)

    assert (result.changed, result.accepted, result.problems) == (0, 0, [])
    assert (result.scans, result.clicks, result.forgeries) == (60, 10, 100)
    # how fast it was is for the report; that it was in force right after the answer is not
    assert result.slowest > 0


def test_a_flood_of_sign_ups_is_a_few_mails(tmp_path: Path) -> None:
    with readers.office(tmp_path / "office", 1) as place:
        result = reader_floods.flood(place, 150)

    assert 0 < result.mails <= reader_floods.MOST_MAILS
    assert 0 < result.let_in <= 60
    assert result.is_good
