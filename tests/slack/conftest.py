"""A running Slack stand-in, or the whole desk around it, for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.desk_world import DeskWorld, desk_world
from tests.slack.stand_in import StandIn, start


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in in a process of its own, with an empty journal."""
    running = start(tmp_path / "slack")
    yield running
    running.kill()


@pytest.fixture
def world(stand_in: StandIn, tmp_path: Path) -> Iterator[DeskWorld]:
    """The desk on one engine, with its own stand-in."""
    with desk_world(stand_in, tmp_path) as made:
        yield made
