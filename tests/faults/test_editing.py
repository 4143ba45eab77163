"""A few of the 200 rounds of `make faults`: two editors, regenerate, approval, sending."""

from __future__ import annotations

from pathlib import Path

from tests.faults import editing


def test_no_paragraph_is_lost_and_what_is_sent_was_approved(
    database_url: str, tmp_path: Path
) -> None:
    tally = editing.run(tmp_path, database_url, rounds=4, seed=7)

    assert tally.problems == []
    assert tally.rounds == 4
    assert tally.paragraphs > 10
    assert tally.deeds["approved"] >= 4
    assert tally.deeds["mails"] == 4 * len(editing.READERS)
