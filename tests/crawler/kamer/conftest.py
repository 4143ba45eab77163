"""A Kamer whose rows land in an empty database."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.crawler.kamer.assembly_world import Kamer


@pytest.fixture
def kamer(engine: Engine) -> Kamer:
    return Kamer(engine)
