"""Two editors on one letter: through the routes, and in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config.schema import Schedule
from tests.web.accounts import add
from tests.web.chromium import launched, served
from tests.web.editor import desk
from tests.web.editor.desk import Editor
from tests.web.world import NOW, STIKSTOF, Kamer, debate
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter, with a redacteur and an eindredacteur; made once, tests take copies."""
    folder = tmp_path_factory.mktemp("letter")
    with served(folder, lambda: NOW) as (workshop, _):
        desk.fill(workshop)
        Kamer(workshop.engine).add(debate("Wolven in Drenthe", "activiteit:77"), STIKSTOF)
        add(workshop.engine, Role.REDACTEUR, "Anneke")
        add(workshop.engine, Role.EINDREDACTEUR, "Bea")
    return folder


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[tuple[Workshop, str]]:
    """That letter, served."""
    with served(tmp_path, lambda: NOW, filled) as (workshop, address):
        yield workshop, address + desk.PATH
