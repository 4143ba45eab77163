"""A job runs once per planned time; a killed run is seen and closed."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker import runs
from tracker.database import session_scope
from tracker.records import Outcome


def test_a_planned_time_is_run_once(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        first = runs.begin(session, "crawl-tweedekamer", now, now)
    with session_scope(engine) as session:
        second = runs.begin(session, "crawl-tweedekamer", now, now + timedelta(seconds=5))
        other = runs.begin(session, "draft", now, now)

    assert first is not None
    assert second is None
    assert other is not None


def test_a_finished_run_keeps_outcome_reason_and_figures(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        run = runs.begin(session, "crawl-tweedekamer", now, now)
        assert run is not None
        runs.finish(session, run.id, Outcome.PARTIAL, now, {"rows": 12}, "bron gaf 503")

    with session_scope(engine) as session:
        seen = runs.latest(session, "crawl-tweedekamer")
        complete = runs.latest(session, "crawl-tweedekamer", Outcome.COMPLETE)
    assert seen is not None
    assert (seen.outcome, seen.reason, seen.stats) == (
        Outcome.PARTIAL,
        "bron gaf 503",
        {"rows": 12},
    )
    assert complete is None


def test_only_a_run_that_was_left_long_ago_is_closed(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        runs.begin(session, "old", now - timedelta(hours=5), now - timedelta(hours=5))
        runs.begin(session, "young", now, now)

    with session_scope(engine) as session:
        assert runs.close_abandoned(session, now) == 1
        old, young = runs.latest(session, "old"), runs.latest(session, "young")
    assert old is not None
    assert young is not None
    assert old.outcome is Outcome.FAILED
    assert young.outcome is Outcome.RUNNING
