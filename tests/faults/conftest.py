"""One nursery, one base and one fault-free round for all tests of faults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults import kills
from tests.faults.kills import Oracle
from tests.faults.processes import Nursery
from tests.faults.world import World, world


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """A process that forks the processes under test."""
    with Nursery() as found:
        yield found


@pytest.fixture(scope="session")
def place(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The example week after a silent first import, with news to tell."""
    with world(tmp_path_factory.mktemp("faults"), nursery) as found:
        yield found


@pytest.fixture(scope="session")
def plain(place: World) -> Oracle:
    """What a round tells in which nothing goes wrong."""
    return kills.oracle(place, draft=False)
