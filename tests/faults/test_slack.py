"""A Slack that fails: nothing lost, nothing doubled, no call before its time."""

from __future__ import annotations

import pytest

from tests.faults import slack_faults
from tests.faults.kills import Oracle
from tests.faults.slack_faults import FAULTS, SlackFault
from tests.faults.world import World

BY_NAME = {fault.name: fault for fault in FAULTS}
TROUBLE = SlackFault(
    "500, accepted and reset, refused and reset, no look-up",
    (
        {"kind": "status", "count": 2, "status": 500},
        {"kind": "reset", "count": 3},
        {"kind": "reset", "count": 2, "accept": False},
        {"kind": "reset", "count": 1, "method": "conversations.history"},
        {"kind": "status", "count": 1, "method": "chat.update"},
    ),
)
CHOSEN = (BY_NAME["429, Retry-After 120"], TROUBLE)


@pytest.mark.parametrize("fault", CHOSEN, ids=lambda fault: fault.name)
def test_all_is_told_once_when_slack_is_well_again(
    place: World, plain: Oracle, fault: SlackFault
) -> None:
    result = slack_faults.carry_out(place, fault, plain.ledger)

    assert result.verdict.is_good, result.verdict.describe()
    assert result.too_early == 0
    assert result.reasons == ()
