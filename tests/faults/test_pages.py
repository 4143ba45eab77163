"""Some of `python -m tests.faults pages`: every source against a few bad answers."""

from __future__ import annotations

from pathlib import Path

from tests.faults.pages import page_sources, run
from tracker.sandbox.pages.faults import FAULTS

FEW = ("200-challenge", "cut-half", "redirect-private", "gzip")


def test_no_source_loses_or_makes_up_anything_by_a_bad_answer(tmp_path: Path) -> None:
    found = list(run(tmp_path, page_sources(), FEW))

    assert {(one.source, one.fault) for one in found} == {
        (source, fault) for source in page_sources() for fault in FEW
    }
    assert [one for one in found if one.wrong] == []
    assert {one.outcome for one in found if one.fault == "200-challenge"} <= {"failed", "partial"}


def test_there_are_forty_bad_answers() -> None:
    assert len(FAULTS) >= 40
