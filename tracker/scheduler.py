"""When jobs run: one scheduler process, the schedule from YAML, a run row per planned time.

A job that was missed, because the machine slept or the process was down, runs once when
the scheduler is back within its grace time, and its run says that it was late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.base import BaseTrigger

from config.loader import load_schedule
from config.schema import JobPlan
from tracker import runs
from tracker.cron import planned_time, trigger_of
from tracker.database import read_scope, session_scope
from tracker.jobs.catalogue import rounds, work_of
from tracker.jobs.workshop import Workshop
from tracker.records import Outcome

LATE_AFTER = timedelta(seconds=90)
Job = Callable[[Workshop, datetime, bool], None]


_LETTERS = frozenset({"send", "bounces"})
"""Jobs that a slow mail server may keep busy."""


@dataclass(frozen=True, slots=True)
class PlannedJob:
    """One job of the schedule, tied to a workshop."""

    workshop: Workshop
    plan: JobPlan
    trigger: BaseTrigger
    work: Job

    def fire(self) -> None:
        """Run the job for its last planned time, once; the outermost frame of a job."""
        now = self.workshop.clock()
        planned_at = planned_time(self.trigger, now, timedelta(minutes=self.plan.grace_minutes))
        if planned_at is None or self._resting(planned_at):
            return
        log = structlog.get_logger().bind(job=self.plan.job, planned_at=planned_at.isoformat())
        late = now - planned_at > LATE_AFTER
        try:
            self._once(planned_at, late)
        except Exception:
            log.exception("job failed", late=late)
        else:
            log.info("job done", late=late)

    def _resting(self, planned_at: datetime) -> bool:
        """Tell whether the Kamer is on reces and this job rests with it."""
        if not self.plan.sitting_weeks_only:
            return False
        return self.workshop.recess.during(planned_at.date()) is not None

    def _once(self, planned_at: datetime, late: bool) -> None:
        if not self.plan.recorded:
            self._unrecorded(planned_at, late)
            return
        engine, clock = self.workshop.engine, self.workshop.clock
        with session_scope(engine) as session:
            run = runs.begin(session, self.plan.job, planned_at, clock(), late=late)
        if run is None:
            return
        outcome, reason = Outcome.FAILED, "zie het logboek"
        try:
            self.work(self.workshop, planned_at, late)
            outcome, reason = Outcome.COMPLETE, ""
        finally:
            with session_scope(engine) as session:
                runs.finish(session, run.id, outcome, clock(), reason=reason)

    def _unrecorded(self, planned_at: datetime, late: bool) -> None:
        """Run a job that leaves a row only when it fails, and when it goes well again: that is
        what operators are told of.
        """
        outcome, reason = Outcome.FAILED, "zie het logboek"
        try:
            self.work(self.workshop, planned_at, late)
            outcome, reason = Outcome.COMPLETE, ""
        finally:
            self._note_turn(planned_at, outcome, reason, late=late)

    def _note_turn(
        self, planned_at: datetime, outcome: Outcome, reason: str, *, late: bool
    ) -> None:
        engine, now = self.workshop.engine, self.workshop.clock()
        with read_scope(engine) as session:
            last = runs.latest(session, self.plan.job)
        before = last.outcome if last else Outcome.COMPLETE
        if (outcome is Outcome.FAILED) == (before is Outcome.FAILED):
            return
        with session_scope(engine) as session:
            run = runs.begin(session, self.plan.job, planned_at, now, late=late)
            if run is not None:
                runs.finish(session, run.id, outcome, now, reason=reason)


def planned_jobs(workshop: Workshop) -> tuple[PlannedJob, ...]:
    """Return all jobs of the schedule and the rounds of the sources.

    Raises KeyError for a job that nobody wrote.
    """
    schedule = load_schedule(workshop.settings.config_dir)
    return tuple(
        PlannedJob(workshop, plan, trigger_of(plan.cron, schedule.timezone), work_of(plan.job))
        for plan in (*schedule.jobs, *rounds(workshop))
    )


def _executor(plan: JobPlan) -> str:
    if plan.recorded:
        return "default"
    return "letters" if plan.job in _LETTERS else "deliveries"


def fill(scheduler: BaseScheduler, workshop: Workshop) -> BaseScheduler:
    """Add all jobs: crawls one after another, deliveries beside them, and mail to readers apart.

    A letter to a thousand readers takes minutes; an urgent ping does not wait for it.
    There is one scheduler: a run that is open when it starts was killed, and is caught up.
    """
    scheduler.add_executor(ThreadPoolExecutor(1), "default")
    scheduler.add_executor(ThreadPoolExecutor(1), "deliveries")
    scheduler.add_executor(ThreadPoolExecutor(1), "letters")
    now = workshop.clock()
    jobs = planned_jobs(workshop)
    with session_scope(workshop.engine) as session:
        runs.close_abandoned(session, now, [job.plan.job for job in jobs])
    for job in jobs:
        grace = timedelta(minutes=job.plan.grace_minutes)
        scheduler.add_job(
            job.fire,
            job.trigger,
            id=job.plan.job,
            name=job.plan.title,
            executor=_executor(job.plan),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=int(grace.total_seconds()),
        )
        if job.plan.recorded and planned_time(job.trigger, now, grace) is not None:
            scheduler.add_job(job.fire, name=f"{job.plan.title} (inhalen)")
    return scheduler


def run_forever(workshop: Workshop) -> None:
    """Run the schedule in this process until it is stopped."""
    fill(BlockingScheduler(timezone="Europe/Amsterdam"), workshop).start()


@contextmanager
def start_in_background(workshop: Workshop) -> Iterator[BaseScheduler]:
    """Run the schedule in threads beside the web pages, on one machine."""
    scheduler = fill(BackgroundScheduler(timezone="Europe/Amsterdam"), workshop)
    scheduler.start()
    try:
        yield scheduler
    finally:
        scheduler.shutdown(wait=True)
