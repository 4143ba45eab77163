"""Many messages: no call before its time, one a second per channel, none lost or doubled."""

from __future__ import annotations

import pytest

from tests.faults import mail
from tests.faults.mail import above_pace
from tests.faults.processes import post
from tests.faults.world import World


def test_what_slack_asks_to_wait_is_waited_and_a_channel_gets_one_message_a_second(
    place: World,
) -> None:
    with mail.office(place, mail.channel_names(3), 4) as office:
        assert len(office.keys) == 12
        for seconds in (1, 120, 30):
            fault = {"kind": "rate_limited", "retry_after": seconds, "hold": True, "chance": 0.4}
            post(f"{office.round.slack}/_faults", fault)
        office.until_done(12)

        assert (office.lost(), office.doubled()) == (0, 0)
        assert office.too_early() == office.too_fast() == 0
        assert sum(1 for one in office.lines("call") if one["outcome"] == "rate_limited") == 3


def test_what_was_accepted_before_the_connection_was_reset_is_found_again(place: World) -> None:
    with mail.office(place, mail.channel_names(2), 3, pace=0) as office:
        post(f"{office.round.slack}/_faults", {"kind": "reset", "count": 6})
        office.until_done(8)

        assert (office.lost(), office.doubled()) == (0, 0)
        assert office.open() == 0


@pytest.mark.parametrize(
    ("times", "above"),
    [
        ([0.0, 1.0, 2.0], 0),
        ([float(one) for one in range(30)], 0),
        ([one * 0.9 for one in range(12)], 2),
        ([0.0] * 11, 1),
    ],
)
def test_more_than_ten_in_ten_seconds_is_too_fast(times: list[float], above: int) -> None:
    assert above_pace(times) == above
