"""Many messages that wait in the outbox, and deliveries once a minute until none is left.

Only waiting is skipped: between two deliveries the clocks of the process and of the Slack
stand-in are put ahead to the next whole minute. Within a delivery time goes as fast as ever.
"""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.faults.processes import post
from tests.faults.victim import NOW
from tests.faults.world import Round, World

POST = "chat.postMessage"
WINDOW = 10.0
"""Seconds in which a channel may get so many messages, one a second."""


def channel_names(count: int) -> tuple[str, ...]:
    return tuple(f"#proef-{number:02d}" for number in range(1, count + 1))


def started(home: Any) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{home / 'haagsezaken.db'}?mode=ro", uri=True)


def ask(home: Any, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the database of a round."""
    database = started(home)
    try:
        return database.execute(query, values).fetchall()
    finally:
        database.close()


@dataclass
class Office:
    """A round with messages in its outbox; `keys` is what must be told."""

    round: Round
    keys: tuple[str, ...]
    pace: float
    minute: int = 0
    deliveries: int = 0
    reports: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ahead(self) -> float:
        """Seconds between the machine's clock and the one of this round."""
        return (NOW.timestamp() + 60 * self.minute) - time.time()

    def deliver(self, task: str = "deliver") -> dict[str, Any]:
        """Run the job of this minute, then wait for the next whole minute."""
        ahead, began = self.ahead, time.time()
        post(f"{self.round.slack}/_app", {"ahead": ahead})
        report = self.round.run(task, ahead=ahead, pace=self.pace)
        self.minute += max(1, math.ceil((time.time() - began) / 60))
        self.deliveries += 1
        self.reports.append(report)
        return report

    def until_done(self, at_most: int, wanted: Sequence[str] = ("sent",)) -> None:
        """Deliver each minute until every message is in one of these states."""
        for _ in range(at_most):
            if self.open(wanted) == 0:
                return
            self.deliver()

    def open(self, wanted: Sequence[str] = ("sent",)) -> int:
        """Count the messages that are in none of these states."""
        marks = ", ".join("?" for _ in wanted)
        query = f"SELECT count(*) FROM notice WHERE key LIKE 'proef:%' AND state NOT IN ({marks})"
        return int(ask(self.round.home, query, *wanted)[0][0])

    def states(self) -> Counter[tuple[str, str]]:
        """Count the messages by channel and state."""
        query = "SELECT channel, state FROM notice WHERE key LIKE 'proef:%'"
        return Counter(ask(self.round.home, query))  # type: ignore[arg-type]

    def lines(self, op: str) -> Iterator[dict[str, Any]]:
        """Yield the lines of Slack's journal of one sort."""
        path = self.round.home / "slack" / "journal.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["op"] == op:
                yield entry

    def posts(self) -> list[dict[str, Any]]:
        """Return all messages that were posted, oldest first."""
        return [entry["message"] for entry in self.lines("post")]

    def told(self) -> Counter[str]:
        """Count how often each key was told."""
        keys = (one["metadata"]["event_payload"]["key"] for one in self.posts())
        return Counter(key for key in keys if key.startswith("proef:"))

    def lost(self) -> int:
        told = self.told()
        return sum(1 for key in self.keys if key not in told)

    def doubled(self) -> int:
        return sum(count - 1 for count in self.told().values())

    def too_early(self) -> int:
        """Count calls of a method before the time that Slack asked for was over."""
        return sum(1 for call in self.lines("call") if call["early"] > 0)

    def too_fast(self) -> int:
        """Count messages that were more than one a second over some ten seconds."""
        by_channel: dict[str, list[float]] = {}
        for message in self.posts():
            by_channel.setdefault(message["channel"], []).append(float(message["ts"]))
        return sum(above_pace(times) for times in by_channel.values())

    def closest(self) -> float:
        """Return the shortest time between two messages in one channel, in seconds."""
        times: dict[str, list[float]] = {}
        for message in self.posts():
            times.setdefault(message["channel"], []).append(float(message["ts"]))
        gaps = [later - earlier for some in times.values() for earlier, later in pairwise(some)]
        return min(gaps, default=math.inf)


def above_pace(times: Sequence[float]) -> int:
    """Count moments after which more than ten messages fall within ten seconds."""
    return sum(
        1
        for place, begin in enumerate(times)
        if sum(1 for at in times[place:] if at < begin + WINDOW) > WINDOW
    )


@contextmanager
def office(
    world: World, channels: Sequence[str], each: int, pace: float = 1.0, to: str = ""
) -> Iterator[Office]:
    """A round in which each of these channels must get `each` messages, that name `to`."""
    with world.round(channels=[one for one in channels if one.startswith("#")]) as found:
        details = {"channels": list(channels), "each": each, "to": to}
        report = found.run("fill", details=details)
        yield Office(found, tuple(report["keys"]), pace)
