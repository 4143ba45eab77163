"""A lobbyist who judges, on one engine; `tests/tracker/test_feedback.py` runs on both."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import add, enter
from tests.web.judging.desk import Desk
from tracker.records import Role


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: judgements are tested on both in `test_feedback`."""
    return sqlite_url


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> Desk:
    account = add(engine, Role.LOBBYIST, "Anneke", person="energie")
    return Desk(client, engine, enter(client, engine, account))
