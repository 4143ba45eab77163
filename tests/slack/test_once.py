"""The same event in several hands at once, on both databases, counts once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.slack.desk_world import STIKSTOF, DeskWorld, desk_world
from tests.slack.stand_in import StandIn
from tracker.slack import reading


@pytest.fixture
def world(stand_in: StandIn, tmp_path: Path, database_url: str) -> Iterator[DeskWorld]:
    with desk_world(stand_in, tmp_path, database_url) as made:
        yield made


def test_eight_workers_on_the_same_events(world: DeskWorld) -> None:
    item_id = world.item()
    office = world.inbox.office
    events = [
        reading.from_interaction(
            {
                "type": "block_actions", "user": {"id": STIKSTOF}, "channel": {"id": "C1"},
                "container": {"message_ts": "1.1"},
                "actions": [{"action_id": action, "block_id": "desk", "action_ts": str(number),
                             "value": f'{{"item":{item_id},"by":""}}'}],
            }
        )
        for number, action in enumerate(["take", "newsletter_in"])
    ]  # fmt: skip
    with ThreadPoolExecutor(8) as crew:
        stored = list(crew.map(lambda one: office.store(one, world.now), events * 4))
        states = list(crew.map(lambda one: office.work(one.id), events * 4))

    assert sorted(stored) == [False] * 6 + [True] * 2
    assert sorted(states) == [""] * 6 + ["done"] * 2
    assert sorted(one.kind for one in world.actions()) == ["newsletter", "taken"]


def test_a_click_on_the_message_changes_it_on_both_databases(world: DeskWorld) -> None:
    item_id = world.item()

    world.click("take", redeliver=2)
    world.settled(1)

    assert world.desk(item_id).taken_by == "stikstof-natuur"
    assert len(world.actions()) == 1
