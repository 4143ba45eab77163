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


def test_a_run_that_nobody_else_can_be_doing_is_closed_at_once(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        runs.begin(session, "crawl-tweedekamer", now, now)
        runs.begin(session, "draft", now, now)

    with session_scope(engine) as session:
        assert runs.close_abandoned(session, now, ["crawl-tweedekamer"]) == 1
        crawl, draft = runs.latest(session, "crawl-tweedekamer"), runs.latest(session, "draft")
    assert crawl is not None
    assert draft is not None
    assert (crawl.outcome, crawl.reason) == (Outcome.FAILED, runs.ABANDONED)
    assert draft.outcome is Outcome.RUNNING


def test_a_killed_run_is_begun_again_once_for_its_planned_time(
    engine: Engine, now: datetime
) -> None:
    later = now + timedelta(minutes=7)
    with session_scope(engine) as session:
        killed = runs.begin(session, "draft", now, now)

    with session_scope(engine) as session:
        runs.close_abandoned(session, later, ["draft"])
        again = runs.begin(session, "draft", now, later)
        third = runs.begin(session, "draft", now, later)

    assert killed is not None
    assert again is not None
    assert third is None
    assert (again.id, again.outcome, again.late) == (killed.id, Outcome.RUNNING, True)
    assert (again.started_at, again.reason) == (later, "")


def test_a_run_that_failed_by_itself_is_not_begun_again(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        run = runs.begin(session, "draft", now, now)
        assert run is not None
        runs.finish(session, run.id, Outcome.FAILED, now, reason="de bron is niet bereikbaar")
        assert runs.begin(session, "draft", now, now) is None


def test_how_long_a_source_has_not_reached_its_end(engine: Engine, now: datetime) -> None:
    job, moments = "crawl-tweedekamer", [now + timedelta(minutes=10 * n) for n in range(5)]
    endings: list[dict[str, bool]] = [{"ended": False}, {"ended": True}, {"ended": False}, {}]
    with session_scope(engine) as session:
        for moment, stats in zip(moments, endings, strict=False):
            run = runs.begin(session, job, moment, moment)
            assert run is not None
            runs.finish(session, run.id, Outcome.PARTIAL, moment, stats)
        last = runs.begin(session, job, moments[4], moments[4])
        other = runs.begin(session, "draft", moments[4], moments[4])

    assert last is not None
    assert other is not None
    with session_scope(engine) as session:
        assert runs.unended_since(session, [job], before=last.id) == moments[2]
        assert runs.unended_since(session, [job], before=last.id - 2) is None
        assert runs.unended_since(session, ["draft"], before=other.id) is None
