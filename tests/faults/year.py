"""A year in the life of one debate: polled every 15 minutes, told once, reminded as planned.

The jobs are those of the schedule, at their own times, on a clock that is put ahead; only
the crawl is left out, in its place the same item is recorded again at each poll.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import col, select

from config.loader import load_schedule
from config.settings import Settings
from tests.faults.light import LightClassifier
from tracker import dutch, worktime
from tracker.cron import trigger_of
from tracker.database import read_scope, session_scope
from tracker.jobs.catalogue import JOBS
from tracker.jobs.telling import route
from tracker.jobs.workshop import Workshop
from tracker.models import NoticeTable
from tracker.recording import Recorder
from tracker.records import DatePrecision, ItemKind, ScrapedItem, Status

START = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
"""A Monday in March, 9.00 in Amsterdam."""
STEP = timedelta(minutes=15)
TELLING = ("deliver", "digest", "remind", "escal", "alarms", "ignored", "account")
"""How the names of the jobs begin that tell something."""
DELIVER = "deliver"
"""Comes last of what is due: in real life it runs each minute."""
SENT = "sent"


def counts_from(message: Message, debate: datetime) -> bool:
    """Say whether a reminder counts back from this debate: from its hour, or from its day."""
    midnight = worktime.at(dutch.day_of(debate), time.min)
    return any(f":{at:%Y%m%dT%H%M}:" in message.key for at in (debate, midnight))


@dataclass(frozen=True, slots=True)
class Message:
    """One notice about the debate, and when it was to be sent."""

    key: str
    kind: str
    channel: str
    at: datetime
    state: str


@dataclass
class Year:
    """What was told in that time; `debates` are the starts of the debate, in turn."""

    debates: list[datetime]
    polls: int = 0
    messages: list[Message] = field(default_factory=list)
    digests: int = 0

    def of(self, kind: str) -> list[Message]:
        return [one for one in self.messages if one.kind == kind]

    def stale_reminders(self) -> list[Message]:
        """Return reminders of a day on which the debate no longer was when they came."""
        return [one for one in self.of("reminder") if not counts_from(one, self.debates[-1])]

    def busiest_week(self) -> int:
        """Return the most messages in any seven days, the fortnight before a debate and the
        first three days left out.
        """
        ends = [(at - timedelta(days=21), at + timedelta(days=7)) for at in self.debates]
        quiet = sorted(
            one.at
            for one in self.messages
            if one.at > START + timedelta(days=3)
            and not any(first <= one.at <= last for first, last in ends)
        )
        return max((_within(quiet, at, 7) for at in quiet), default=0)

    def twice(self) -> list[str]:
        """Return what was told more than once on one day, in one place and of one kind."""
        seen = Counter(
            (dutch.day_of(one.at), one.kind, one.channel, one.key.split("|")[-1])
            for one in self.messages
        )
        return [str(what) for what, count in seen.items() if count > 1]


def _within(moments: Sequence[datetime], begin: datetime, days: int) -> int:
    return sum(1 for at in moments if begin <= at < begin + timedelta(days=days))


@dataclass
class Simulation:
    """One workshop with a clock of its own, and an item that is polled."""

    home: Path
    slack: str
    now: datetime = START

    def workshop(self) -> Workshop:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{self.home / 'haagsezaken.db'}",
                "data_dir": self.home,
                "slack_bot_token": "xoxb-sandbox",
                "slack_api_url": f"{self.slack}/api/",
                "slack_pace_seconds": 0.0,
            }
        )
        made = Workshop(settings, lambda: self.now)
        vars(made)["classifier"] = LightClassifier()
        event.listen(made.engine, "connect", _hasty)
        made.engine.dispose()
        return made


def _hasty(connection: Any, _record: Any) -> None:
    """Do not wait for the disk: nobody pulls the plug in this year."""
    connection.execute("PRAGMA synchronous = OFF")


def debate(at: datetime) -> ScrapedItem:
    return ScrapedItem(
        source="tweedekamer",
        key="activiteit:jaar",
        kind=ItemKind.ACTIVITEIT,
        title="Stikstof",
        subtype="Commissiedebat",
        number="2026A00001",
        url="https://www.tweedekamer.nl/debat/2026A00001",
        committee="LVVN",
        status=Status.PLANNED,
        starts_at=at,
        ends_at=at + timedelta(hours=3),
        precision=DatePrecision.TIME,
    )


def _jobs(workshop: Workshop) -> Iterator[tuple[Any, Callable[..., None], str]]:
    """Yield (trigger, work, name) of the jobs that tell something."""
    schedule = load_schedule(workshop.settings.config_dir)
    for plan in sorted(schedule.jobs, key=lambda plan: plan.job == DELIVER):
        if plan.job.startswith(TELLING):
            yield trigger_of(plan.cron, schedule.timezone), JOBS[plan.job], plan.job


def live(
    home: Path, slack: str, days: int, held: int, moves: dict[int, int], step: timedelta = STEP
) -> Year:
    """Poll for so many days, each `step`. The debate is on day `held`; on each day in `moves`
    it moves to another day.
    """
    simulation = Simulation(home, slack)
    workshop = simulation.workshop()
    item = debate(START + timedelta(days=held, hours=2))
    year = Year([item.starts_at] if item.starts_at else [])
    jobs = list(_jobs(workshop))
    fires = {name: trigger.get_next_fire_time(None, START) for trigger, _, name in jobs}
    moving = {START + timedelta(days=day): to for day, to in moves.items()}
    while simulation.now < START + timedelta(days=days):
        if simulation.now in moving:
            at = START + timedelta(days=moving[simulation.now], hours=2)
            item = replace(item, starts_at=at, ends_at=at + timedelta(hours=3))
            year.debates.append(at)
        _poll(workshop, item, simulation.now)
        year.polls += 1
        for trigger, work, name in jobs:
            _fire(workshop, trigger, work, name, fires, simulation.now)
        simulation.now += step
    year.messages, year.digests = _told(workshop)
    workshop.engine.dispose()
    return year


def _poll(workshop: Workshop, item: ScrapedItem, now: datetime) -> None:
    with session_scope(workshop.engine) as session:
        result = Recorder(session, 1, now, silent=False).record([item])
    if result.changes:
        route(workshop)


def _fire(
    workshop: Workshop,
    trigger: Any,
    work: Callable[..., None],
    name: str,
    fires: dict[str, datetime],
    now: datetime,
) -> None:
    """Run a job when its time has come; a delivery only when something may go."""
    planned = fires[name]
    if planned > now:
        return
    fires[name] = trigger.get_next_fire_time(None, now + timedelta(seconds=1))
    if name == "deliver" and not _is_due(workshop, now):
        return
    work(workshop, planned, False)


def _is_due(workshop: Workshop, now: datetime) -> bool:
    with read_scope(workshop.engine) as session:
        found = session.exec(
            select(NoticeTable.id).where(NoticeTable.state != SENT, col(NoticeTable.due_at) <= now)
        ).first()
    return found is not None


def _told(workshop: Workshop) -> tuple[list[Message], int]:
    with read_scope(workshop.engine) as session:
        rows = session.exec(select(NoticeTable).order_by(col(NoticeTable.due_at))).all()
        found = [
            Message(row.key, row.kind, row.channel, row.sent_at or row.due_at, row.state)
            for row in rows
        ]
    about = [one for one in found if one.kind != "digest"]
    return about, len(found) - len(about)
