"""Slack refuses: what passes comes later, what stays is told in another way, others go on."""

from __future__ import annotations

import pytest

from tests.faults import errors
from tests.faults.errors import KINDS, ErrorKind
from tests.faults.world import World

BY_NAME = {kind.name: kind for kind in KINDS}
WAYS = {
    "503": set(),
    "is_archived": {"own messages"},
    "invalid_blocks": {"mail"},
    "user deactivated": {"deputy", "mail"},
}


@pytest.mark.parametrize("name", WAYS)
def test_every_message_is_told_once_in_one_way_or_another(place: World, name: str) -> None:
    kind: ErrorKind = BY_NAME[name]

    result = errors.carry_out(place, kind, 6)

    assert (result.lost, result.doubled, result.tried, result.late) == (0, 0, 0, 0)
    assert set(result.ways) == WAYS[name]
    assert result.alarms == result.causes
    assert bool(result.alarms) != kind.passes
