"""Every reader ends as sent, failed or suppressed, nobody twice; a kill repeats one at most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import sending
from tests.faults.sending import AFTER_250, AFTER_DOT, BEFORE_DATA, DOT_SCRIPTS, EIGHT, Kills

READERS = 24


@pytest.mark.parametrize("name", EIGHT)
def test_a_fault_of_the_mail_server_loses_and_doubles_nobody(name: str, tmp_path: Path) -> None:
    found = sending.carry_out(name, READERS, tmp_path)

    assert found.is_good(), found
    assert found.progress.total == READERS
    assert found.progress.failed == (0 if name != "550" else found.progress.failed)
    assert name != "550" or 0 < found.progress.failed < READERS


@pytest.mark.parametrize(("name", "is_kept"), list(zip(DOT_SCRIPTS, (False, True), strict=True)))
def test_a_cut_after_the_final_dot_repeats_once_with_the_same_message_id(
    name: str, is_kept: bool, tmp_path: Path
) -> None:
    found = sending.carry_out(name, READERS, tmp_path)

    assert found.progress.sent == READERS
    assert found.progress.repeated > 0
    assert found.repeats == (found.progress.repeated if is_kept else 0)
    assert (found.others, found.lost) == (0, 0)


@pytest.fixture(scope="module")
def killing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kills]:
    with sending.kills(tmp_path_factory.mktemp("kills")) as made:
        yield made


@pytest.mark.parametrize(("point", "repeats"), [(BEFORE_DATA, 0), (AFTER_DOT, 1), (AFTER_250, 0)])
def test_a_killed_process_repeats_a_mail_only_when_the_server_had_it(
    killing: Kills, point: str, repeats: int
) -> None:
    found = killing.carry_out(point, nth=3, linger=0.0)

    assert found.is_good, found
    assert found.result.repeats == repeats
    assert found.result.progress.sent == found.result.readers
