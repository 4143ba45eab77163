"""The workspace on a database of both engines, with the project's own taxonomy."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from jinja2 import Environment
from sqlalchemy import Engine

from config.loader import load_schedule, load_taxonomy
from config.schema import Schedule, Taxonomy
from config.settings import Settings
from tests.web.world import NOW, Kamer
from tracker.jobs.workshop import Workshop
from tracker.web.app import create_app
from tracker.web.site import environment


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def schedule() -> Schedule:
    return load_schedule()


@pytest.fixture
def workshop(engine: Engine, taxonomy: Taxonomy, tmp_path: Path) -> Workshop:
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url="sqlite://")
    workshop = Workshop(settings, lambda: NOW)
    workshop.engine = engine
    workshop.taxonomy = taxonomy
    return workshop


@pytest.fixture(scope="session")
def templates() -> Environment:
    """The templates, read once; compiling them takes longer than most tests."""
    return environment()


@pytest.fixture
def client(workshop: Workshop, schedule: Schedule, templates: Environment) -> TestClient:
    app = create_app(workshop)
    app.state.site.schedule = schedule
    app.state.site.templates = templates
    return TestClient(app)


@pytest.fixture
def kamer(engine: Engine) -> Kamer:
    return Kamer(engine)
