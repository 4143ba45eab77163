"""How long it takes from a change at the source to the message in Slack.

The source and Slack are stand-ins on loopback, the scheduler is the real `haagsezaken clock`
in a process of its own, with the real classifier. Nothing waits for a digest or a quiet time.
"""

from __future__ import annotations

import json
import math
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from config.settings import Settings
from tests.at_once import told_at_once
from tests.bench.measures import Figures
from tracker.database import session_scope
from tracker.jobs import crawling, cycle, telling
from tracker.jobs.labelling import label_pending
from tracker.jobs.transports import transport_for
from tracker.jobs.workshop import Workshop
from tracker.recording import set_tap
from tracker.sandbox.processes import stand_in
from tracker.sandbox.source.bulk import ROOMS, base_store, reservation
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store

SOURCE = "tweedekamer"
POLL_SECONDS = 60
_SCHEDULE = """timezone: Europe/Amsterdam
jobs:
  - {job: agenda, title: Agenda, cron: "* * * * *", grace_minutes: 1}
  - {job: deliver, title: Versturen, cron: "* * * * *", grace_minutes: 1, recorded: false}
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole chain, with an agenda that was imported in silence and the tap open."""

    workshop: Workshop
    store: Store
    home: Path
    environment: dict[str, str]

    def change(self, places: Sequence[int], room: str) -> float:
        """Give these activiteiten another room; returns when, in seconds."""
        for place in places:
            last = self.store.versions[-1].updated
            self.store.add(reservation(place, room), last + timedelta(milliseconds=5))
        return time.time()

    def posted(self) -> list[dict[str, Any]]:
        """Return all messages in Slack's journal, oldest first."""
        lines = (self.home / "slack" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry["message"] for line in lines if (entry := json.loads(line))["op"] == "post"]


def _configuration(folder: Path) -> Path:
    """Return a configuration that polls one source each minute and tells everything at once."""
    made = told_at_once(folder)
    for path in (made / "sources").glob("*.yaml"):
        if path.stem != SOURCE:
            path.unlink()
    (made / "schedule.yaml").write_text(_SCHEDULE, encoding="utf-8")
    return made


@contextmanager
def chain(folder: Path, activities: int, pace: float) -> Iterator[Chain]:
    """Import the agenda in silence, and open the tap."""
    store = base_store(activities)
    with (
        SourceServer(folder / "source", page_size=1_000, store=store) as source,
        stand_in("slack", folder / "slack") as slack,
    ):
        environment = {
            "DATABASE_URL": f"sqlite:///{folder / 'latency.db'}",
            "DATA_DIR": str(folder),
            "CONFIG_DIR": str(_configuration(folder)),
            "SYNCFEED_URL": f"{source.base_url}/SyncFeed/2.0",
            "ODATA_URL": f"{source.base_url}/OData/v4/2.0",
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_API_URL": f"{slack}/api/",
            "SLACK_PACE_SECONDS": str(pace),
        }
        values = {name.lower(): value for name, value in environment.items()}
        workshop = Workshop(Settings.model_validate(values))
        found = Chain(workshop, store, folder, environment)
        _cycle(workshop)
        with session_scope(workshop.engine) as session:
            set_tap(session, is_open=True, by="bench", now=workshop.clock())
        yield found


def _cycle(workshop: Workshop) -> None:
    with transport_for(workshop) as transport:
        cycle.cycle(workshop, [SOURCE], workshop.clock(), transport)


def processing(folder: Path, changes: int = 200) -> Figures:
    """Time each step of one poll that brings so many changes, until Slack has the messages.

    `seconds` is all that is done with what was fetched, until the messages stand in the
    outbox; `cpu_seconds` what this process itself was busy with, whatever else the machine
    did. Starting the crawl's process and fetching are apart, and so is sending, which Slack
    holds to one message a second per channel.
    """
    with chain(folder, changes, pace=0.0) as found:
        workshop, took = found.workshop, dict[str, float]()
        found.change(range(changes), ROOMS[1])
        timed = partial(_timed, took)
        spider = crawling.run_spider
        crawling.run_spider = timed("crawl", spider)
        timed("crawl_and_assemble", crawling.crawl)(workshop, SOURCE, workshop.clock())
        crawling.run_spider = spider
        now = workshop.clock()
        span = (now - timedelta(days=60), now + timedelta(days=400))
        timed("label", label_pending)(workshop, span, lambda _: None)
        planned = timed("route", telling.route)(workshop)
        with transport_for(workshop) as transport:
            report = timed("send", telling.deliver)(workshop, transport)
    for kind in ("", "_cpu"):
        took[f"assemble{kind}"] = took.pop(f"crawl_and_assemble{kind}") - took[f"crawl{kind}"]
    steps = ("assemble", "label", "route")
    figures = {f"{name}_seconds": value for name, value in took.items()}
    return {
        "items": changes,
        "planned": planned,
        "sent": report.sent,
        "seconds": sum(took[name] for name in steps),
        "cpu_seconds": sum(took[f"{name}_cpu"] for name in steps),
        **figures,
    }


def _timed(took: dict[str, float], name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def run(*arguments: Any, **named: Any) -> Any:
        began, busy = time.perf_counter(), time.process_time()
        result = work(*arguments, **named)
        took[name] = time.perf_counter() - began
        took[f"{name}_cpu"] = time.process_time() - busy
        return result

    return run


def modelled(folder: Path, times: int = 10, seed: int = 48) -> Figures:
    """Time one change through the whole chain, so many times, and add the wait for a poll.

    `seconds` is the median of what was measured: start the crawl, fetch, process, send;
    `cpu_seconds` how much of that was work of this process and the crawl, whatever else the
    machine did. The wait is not measured: at a random moment between two polls it is uniform
    over 60 seconds.
    """
    chance = random.Random(seed)
    took, busy = [], 0.0
    with chain(folder, 4 * times, pace=1.0) as found:
        for place in _told(found, range(4 * times))[:times]:
            before, at, spent = len(found.posted()), found.change([place], ROOMS[2]), _spent()
            _cycle(found.workshop)
            busy += _spent() - spent
            took += _waits({place: at}, found.posted()[before:])
    drawn = [chance.uniform(0, POLL_SECONDS) + chance.choice(took) for _ in range(100_000)]
    return {
        "items": len(took),
        "seconds": statistics.median(took),
        "slowest_seconds": max(took),
        "cpu_seconds": busy / len(took),
        "p95_with_wait_seconds": at_share(drawn, 0.95),
    }


def _spent() -> float:
    """Return the processor time of this process and its children that ended, in seconds."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def polled(folder: Path, changes: int = 20, minutes: float = 4.0, seed: int = 48) -> Figures:
    """Let the real scheduler poll each minute; time changes made at random moments."""
    chance = random.Random(seed)
    with chain(folder, 4 * changes, pace=1.0) as found:
        places = _told(found, range(4 * changes))
        chosen = chance.sample(places, min(changes, len(places)))
        moments = sorted(chance.uniform(0, 60 * minutes) for _ in chosen)
        before = len(found.posted())
        with _clock(found):
            changed = _publish(found, chosen, moments)
            _wait(lambda: len(found.posted()) >= before + len(chosen), 3 * POLL_SECONDS)
        waits = _waits(changed, found.posted()[before:])
    return {
        "items": len(changed),
        "told": len(waits),
        "seconds": statistics.median(waits),
        "p95_seconds": at_share(waits, 0.95),
        "worst_seconds": max(waits),
    }


def at_share(values: Sequence[float], share: float) -> float:
    """Return the smallest value that this share of all is not above."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _told(found: Chain, places: Sequence[int]) -> list[int]:
    """Return the activiteiten of which a change is told: the classifier is sure of them."""
    found.change(places, ROOMS[1])
    _cycle(found.workshop)
    text = "\n".join(json.dumps(message) for message in found.posted())
    return [place for place in places if f"({place})" in text]


def _publish(found: Chain, chosen: Sequence[int], moments: Sequence[float]) -> dict[int, float]:
    began, changed = time.time(), {}
    for place, moment in zip(chosen, moments, strict=True):
        time.sleep(max(0.0, began + moment - time.time()))
        changed[place] = found.change([place], ROOMS[2])
    return changed


def _waits(changed: dict[int, float], messages: Sequence[dict[str, Any]]) -> list[float]:
    waits = []
    for place, at in changed.items():
        about = [one for one in messages if f"({place})" in json.dumps(one)]
        waits += [float(about[0]["ts"]) - at] if about else []
    return waits


def _wait(until: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not until() and time.monotonic() < deadline:
        time.sleep(0.5)


@contextmanager
def _clock(found: Chain) -> Iterator[None]:
    """Run `haagsezaken clock`."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "clock"],
        env={**os.environ, **found.environment, "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
