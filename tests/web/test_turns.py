"""How often somebody may do a thing in an hour."""

from __future__ import annotations

from datetime import timedelta

from tests.web.world import NOW
from tracker.web.turns import Turns


def test_turns_are_counted_per_key_and_come_back_after_an_hour() -> None:
    turns = Turns(2)

    assert [turns.take("a", NOW) for _ in range(3)] == [1, 0, -1]
    assert turns.take("b", NOW) == 1
    assert turns.take("a", NOW + timedelta(minutes=59)) == -2
    assert turns.take("a", NOW + timedelta(hours=1)) == 1


def test_keys_without_end_do_not_fill_the_memory() -> None:
    turns = Turns(2)

    for number in range(10_050):
        turns.take(str(number), NOW)

    assert len(turns._seen) == 10_000
