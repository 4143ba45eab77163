"""When jobs run: once per planned time, late but not lost, at rest during reces."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from config.loader import load_schedule
from config.settings import CONFIG_DIR, read_settings
from tracker import runs
from tracker.cron import planned_time
from tracker.database import session_scope
from tracker.jobs.catalogue import JOBS
from tracker.jobs.workshop import Workshop
from tracker.records import Outcome
from tracker.scheduler import PlannedJob, fill, planned_jobs

THURSDAY = CronTrigger.from_crontab("0 16 * * thu", timezone="Europe/Amsterdam")
TEN_MINUTES = CronTrigger.from_crontab("*/10 6-22 * * mon-fri", timezone="Europe/Amsterdam")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock(utc(2026, 11, 26, 15, 0, 20))


@pytest.fixture
def workshop(database_url: str, engine: object, clock: Clock) -> Iterator[Workshop]:
    workshop = Workshop(read_settings(database_url=database_url), clock)
    yield workshop
    workshop.engine.dispose()


def job(workshop: Workshop, name: str = "draft") -> tuple[PlannedJob, list[tuple[datetime, bool]]]:
    """The job of this name, with work that only notes when it was asked."""
    seen: list[tuple[datetime, bool]] = []
    planned = next(one for one in planned_jobs(workshop) if one.plan.job == name)
    return replace(planned, work=lambda _w, at, late: seen.append((at, late))), seen


def test_every_job_of_the_schedule_can_be_run() -> None:
    assert {plan.job for plan in load_schedule().jobs} <= set(JOBS)


@pytest.mark.parametrize(
    ("now", "planned"),
    [
        (utc(2026, 11, 26, 15, 0), utc(2026, 11, 26, 15, 0)),
        (utc(2026, 11, 26, 20, 0), utc(2026, 11, 26, 15, 0)),
        (utc(2026, 11, 27, 16, 0), None),
        (utc(2026, 7, 2, 14, 30), utc(2026, 7, 2, 14, 0)),
        (utc(2026, 12, 31, 15, 1), utc(2026, 12, 31, 15, 0)),
    ],
    ids=["on time", "five hours late", "too late", "summer time", "week 53"],
)
def test_the_planned_time_is_local_and_within_its_grace(
    now: datetime, planned: datetime | None
) -> None:
    assert planned_time(THURSDAY, now, timedelta(days=1)) == planned


def test_only_the_last_of_several_missed_times_is_run() -> None:
    found = planned_time(TEN_MINUTES, utc(2026, 11, 26, 15, 59), timedelta(hours=2))

    assert found == utc(2026, 11, 26, 15, 50)


@pytest.mark.parametrize(
    ("now", "planned"),
    [
        (utc(2026, 10, 25, 0, 45), utc(2026, 10, 25, 0, 30)),
        (utc(2026, 10, 25, 3, 0), utc(2026, 10, 25, 1, 30)),
        (utc(2026, 3, 29, 3, 0), utc(2026, 3, 29, 1, 30)),
    ],
    ids=["the hour that comes twice", "after it", "the hour that is left out"],
)
def test_the_night_job_is_planned_when_the_clock_changes(now: datetime, planned: datetime) -> None:
    night = CronTrigger.from_crontab("30 2 * * *", timezone="Europe/Amsterdam")

    found = planned_time(night, now, timedelta(hours=4))

    assert found is not None
    assert found.astimezone(UTC) == planned


def test_a_job_runs_once_for_a_planned_time(workshop: Workshop) -> None:
    draft, seen = job(workshop)

    draft.fire()
    draft.fire()

    assert seen == [(utc(2026, 11, 26, 15, 0), False)]
    with session_scope(workshop.engine) as session:
        run = runs.latest(session, "draft")
    assert run is not None
    assert (run.outcome, run.late) == (Outcome.COMPLETE, False)


def test_a_job_that_was_missed_runs_once_and_says_it_was_late(
    workshop: Workshop, clock: Clock
) -> None:
    clock.at = utc(2026, 11, 26, 21, 0)
    draft, seen = job(workshop)

    draft.fire()

    assert seen == [(utc(2026, 11, 26, 15, 0), True)]
    with session_scope(workshop.engine) as session:
        run = runs.latest(session, "draft")
    assert run is not None
    assert run.late


def test_the_draft_rests_during_reces(workshop: Workshop, clock: Clock) -> None:
    clock.at = utc(2026, 7, 23, 14, 0, 5)
    draft, seen = job(workshop)

    draft.fire()

    assert seen == []


def test_a_job_that_fails_is_noted_and_does_not_stop_the_scheduler(workshop: Workshop) -> None:
    draft, _ = job(workshop)

    def fail(_workshop: Workshop, _at: datetime, _late: bool) -> None:
        raise RuntimeError("bron weg")

    replace(draft, work=fail).fire()

    with session_scope(workshop.engine) as session:
        run = runs.latest(session, "draft")
    assert run is not None
    assert run.outcome is Outcome.FAILED


def test_a_job_of_every_minute_leaves_no_row(workshop: Workshop) -> None:
    deliver, seen = job(workshop, "deliver")

    deliver.fire()

    assert len(seen) == 1
    with session_scope(workshop.engine) as session:
        assert runs.latest(session, "deliver") is None


def test_a_job_of_every_minute_that_fails_is_noted_until_it_goes_well_again(
    workshop: Workshop, clock: Clock
) -> None:
    remind, _ = job(workshop, "remind")

    def fail(_workshop: Workshop, _at: datetime, _late: bool) -> None:
        raise RuntimeError("kapot item")

    outcomes = []
    for broken in (True, True, False, False):
        clock.at += timedelta(minutes=15)
        (replace(remind, work=fail) if broken else remind).fire()
        with session_scope(workshop.engine) as session:
            outcomes.append([run.outcome for run in runs.recent(session)])

    assert outcomes == [
        [Outcome.FAILED], [Outcome.FAILED],
        [Outcome.COMPLETE, Outcome.FAILED], [Outcome.COMPLETE, Outcome.FAILED],
    ]  # fmt: skip


def test_a_start_after_a_pause_catches_up_what_is_within_its_grace(workshop: Workshop) -> None:
    scheduler = fill(BackgroundScheduler(timezone="Europe/Amsterdam"), workshop)

    names = [entry.name for entry in scheduler.get_jobs()]

    assert names.count("Concept van Haagse Zaken maken") == 1
    assert "Concept van Haagse Zaken maken (inhalen)" in names
    assert not any(name.startswith("Wachtende berichten versturen (") for name in names)


def test_a_start_takes_up_the_run_whose_process_was_killed(
    workshop: Workshop, clock: Clock
) -> None:
    planned = utc(2026, 11, 26, 15, 0)
    with session_scope(workshop.engine) as session:
        runs.begin(session, "draft", planned, planned)
    draft, seen = job(workshop)
    draft.fire()
    assert seen == []

    clock.at = utc(2026, 11, 26, 15, 20)
    fill(BackgroundScheduler(timezone="Europe/Amsterdam"), workshop)
    draft.fire()
    draft.fire()

    assert seen == [(planned, True)]
    with session_scope(workshop.engine) as session:
        run = runs.latest(session, "draft")
    assert run is not None
    assert (run.outcome, run.late) == (Outcome.COMPLETE, True)


def test_a_job_that_nobody_wrote_stops_the_start(
    tmp_path: Path, database_url: str, engine: object
) -> None:
    folder = Path(shutil.copytree(CONFIG_DIR, tmp_path / "config"))
    schedule = folder / "schedule.yaml"
    schedule.write_text(schedule.read_text().replace("job: draft", "job: dream"))

    with pytest.raises(KeyError, match="dream"):
        planned_jobs(Workshop(read_settings(database_url=database_url, config_dir=folder)))


def test_an_urgent_ping_does_not_wait_for_a_letter_to_a_thousand_readers(
    workshop: Workshop,
) -> None:
    scheduler = fill(BackgroundScheduler(timezone="Europe/Amsterdam"), workshop)

    places = {job.id: job.executor for job in scheduler.get_jobs()}

    assert places["send"] != places["deliver"] == places["alarms"]
