"""A running Slack stand-in for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.slack.stand_in import StandIn, start


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in in a process of its own, with an empty journal."""
    running = start(tmp_path / "slack")
    yield running
    running.kill()
