"""The whole chain on both databases: a silent first import, then only what changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tracker import outbox, queries
from tracker.database import session_scope
from tracker.jobs.cycle import CycleReport, cycle
from tracker.jobs.transports import transport_for
from tracker.jobs.workshop import Workshop
from tracker.recording import set_tap
from tracker.records import NoticeState, Outcome
from tracker.sandbox.processes import stand_in

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


class World:
    """Stand-ins as processes, and a workshop that talks to them."""

    def __init__(self, workshop: Workshop, source: str) -> None:
        self.workshop = workshop
        self.source = source
        self.rounds = 0

    def round(self) -> CycleReport:
        self.rounds += 1
        with transport_for(self.workshop) as transport:
            planned_at = NOW + timedelta(minutes=self.rounds)
            return cycle(self.workshop, ["tweedekamer"], planned_at, transport)

    def step(self, name: str) -> None:
        with urlopen(Request(f"{self.source}/_scenario/{name}", method="POST"), timeout=30):
            return

    def open_tap(self) -> None:
        with session_scope(self.workshop.engine) as session:
            set_tap(session, is_open=True, by="test", now=NOW)

    def notices(self) -> dict[NoticeState, int]:
        with session_scope(self.workshop.engine) as session:
            return outbox.counts(session)


@pytest.fixture
def world(tmp_path: Path, database_url: str, engine: Engine) -> Iterator[World]:
    with (
        stand_in("source", tmp_path / "source") as source,
        stand_in("slack", tmp_path / "slack") as slack,
    ):
        settings = read_settings(
            database_url=database_url,
            data_dir=tmp_path,
            syncfeed_url=f"{source}/SyncFeed/2.0",
            slack_bot_token="xoxb-sandbox",
            slack_api_url=f"{slack}/api/",
            slack_pace_seconds=0,
        )
        workshop = Workshop(settings, lambda: NOW)
        yield World(workshop, source)
        workshop.engine.dispose()


def test_only_changes_after_the_tap_was_opened_are_told(world: World) -> None:
    first = world.round()
    assert first.outcome is Outcome.COMPLETE
    assert first.planned == 0

    world.step("debate-cancelled")
    closed = world.round()
    assert closed.crawls[0].recorded.changed == 1
    assert closed.planned == 0

    world.open_tap()
    world.step("debate-moves")
    told = world.round()
    assert told.crawls[0].recorded.changes == 1
    assert (told.planned, told.delivery.sent) == (1, 1)

    world.step("mass-republication")
    again = world.round()
    assert again.crawls[0].crawl.rows > 4_000
    assert again.crawls[0].recorded.changes == 0
    assert world.notices() == {NoticeState.SENT: 1}


def test_a_source_that_fails_concludes_nothing_and_catches_up(world: World) -> None:
    world.round()
    world.open_tap()
    with session_scope(world.workshop.engine) as session:
        before = queries.count_items(session)

    world.step("debate-moves")
    world.step("html-200")
    failed = world.round()

    assert failed.outcome is Outcome.FAILED
    assert failed.crawls[0].crawl.reason
    with session_scope(world.workshop.engine) as session:
        assert queries.count_items(session) == before
    assert world.notices() == {}

    world.step("normal")
    assert world.round().delivery.sent == 1
