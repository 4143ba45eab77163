"""Forged, repeated and late: what comes in from Slack counts once or not at all."""

from __future__ import annotations

from tests.faults import inbound
from tests.faults.world import World


def test_forged_replayed_and_redelivered_clicks_with_a_slow_database(place: World) -> None:
    result = inbound.abuse(place, 7, total=50, kills=1)

    assert (result.lost, result.doubled, result.taken, result.problems) == (0, 0, 0, [])
    assert result.kills == 1
    assert set(result.cases) == set(inbound.SHARES)
