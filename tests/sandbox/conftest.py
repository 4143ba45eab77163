"""A source server per test, and one shared store of the example."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.sandbox.example import build
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store


@pytest.fixture(scope="session")
def example_store() -> Store:
    """The example week; do not add to it."""
    return build()


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SourceServer]:
    """A server on the example week with its own state folder."""
    with SourceServer(tmp_path / "source") as server:
        yield server


@pytest.fixture(scope="session")
def shared(
    example_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SourceServer]:
    """One server for tests that only read; take no steps on it."""
    with SourceServer(tmp_path_factory.mktemp("shared"), store=example_store) as server:
        yield server
