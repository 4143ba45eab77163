"""One crawl of a source at a time, over all processes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tracker import runs
from tracker.database import session_scope
from tracker.jobs import crawling
from tracker.jobs.workshop import Workshop
from tracker.locks import only_one

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_a_source_that_is_being_crawled_is_not_crawled_again(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched(*_: object) -> None:
        raise AssertionError("a second crawl")

    monkeypatch.setattr(crawling, "run_spider", fetched)
    workshop = Workshop(read_settings(database_url=database_url), lambda: NOW)

    with only_one(engine, "crawl-tweedekamer"):
        report = crawling.crawl(workshop, "tweedekamer", NOW)

    workshop.engine.dispose()
    assert report is None
    with session_scope(engine) as session:
        assert runs.latest(session, "crawl-tweedekamer") is None
