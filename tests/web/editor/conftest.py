"""Two editors, each with a browser of their own, on one letter."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from config.schema import Schedule
from tests.web.editor import desk
from tests.web.editor.desk import Editor
from tracker.jobs.workshop import Workshop
from tracker.records import Role
from tracker.web.app import create_app


@pytest.fixture
def letter(workshop: Workshop) -> Workshop:
    desk.fill(workshop)
    return workshop


@pytest.fixture
def anneke(letter: Workshop, client: TestClient) -> Editor:
    """A redacteur."""
    return desk.editor(client, letter.engine, Role.REDACTEUR, "Anneke")


@pytest.fixture
def bea(letter: Workshop, schedule: Schedule) -> Editor:
    """An eindredacteur, in another browser."""
    app = create_app(letter)
    app.state.site.schedule = schedule
    return desk.editor(TestClient(app), letter.engine, Role.EINDREDACTEUR, "Bea")
