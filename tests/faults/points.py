"""The points of the chain at which a process is killed, and how it is brought to a halt there.

The product has no hooks for this. A point names a function of it; the process under test
wraps that function before it starts, and says on a pipe that it got there.
"""

from __future__ import annotations

import importlib
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

Announce = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Point:
    """One point: `target` is "module:name" of the function, in the process `side`.

    `when` says whether the halt is before or after the call of it. `linger` is how many
    seconds the process may go on after it said that it is here (0: it waits to be killed).
    `stall` lets the Slack stand-in take the message (True) or not (False), and not answer.
    """

    slug: str
    title: str
    target: str
    when: str = "before"
    side: str = "victim"
    linger: float = 0.0
    draft: bool = False
    digest: bool = False
    slow_source: bool = False
    stall: bool | None = None

    @property
    def is_progress(self) -> bool:
        """Whether the point is the cycle's own report of its progress."""
        return self.target.startswith("progress:")


SEND = "tracker.slack.transport:SlackTransport.send"
UPDATE = "tracker.slack.transport:SlackTransport.update"
STORE = "crawler.pipelines.store:store_page"
STORED = "crawler.pipelines.store:StorePipeline._store"
ASSEMBLY = "crawler.kamer.assembly"
DIGEST = "tracker.digests:take"
DELIVER = "tracker.outbox:deliver"
POINTS = (
    Point("before-fetch", "before the fetch", "tracker.jobs.crawling:run_spider"),
    Point(
        "during-fetch",
        "during the fetch, the source is slow",
        "crawler.middlewares:AllowedOrigins.process_request",
        "after",
        "crawl",
        linger=0.3,
        slow_source=True,
    ),
    Point("page-half-stored", "page written, not committed", STORE, "after", "crawl"),
    Point("page-stored", "after a page was stored", STORED, "after", "crawl"),
    Point("assembling", "during assembly", f"{ASSEMBLY}:load_bundle", "after"),
    Point("version-written", "version written, not committed", f"{ASSEMBLY}:clear_pending"),
    Point("batch-recorded", "after a batch of versions", "progress:samenstellen"),
    Point("classifying", "during classification", "tracker.labels:store", "after"),
    Point("routing", "before routing commits", "tracker.jobs.telling:mark_routed", "after"),
    Point("routed", "after routing committed", "tracker.jobs.cycle:deliver"),
    Point("before-call", "before the Slack call", SEND),
    Point("call-lost", "during the call, Slack did not take it", SEND, stall=False),
    Point("call-taken", "during the call, Slack took it", SEND, stall=True),
    Point("after-accept", "Slack accepted, not marked sent", SEND, "after"),
    Point("before-update", "reply sent, top message not updated", UPDATE),
    Point("after-update", "top message updated, not marked", UPDATE, "after"),
    Point("digest-taken", "digest written, not committed", DIGEST, "after", digest=True),
    Point("digest-planned", "digest planned, not sent", DELIVER, digest=True),
    Point("draft-storing", "draft half stored", "tracker.editions:_merge", "after", draft=True),
    Point("draft-writing", "draft stored, files not yet", "newsletter.render:text", draft=True),
)
ANYWHERE = Point("anywhere", "at a random moment", "")
ORPHAN = Point("orphan", "only the parent, its crawl lives on", "")
CORE = frozenset(
    {
        "before-fetch",
        "during-fetch",
        "page-half-stored",
        "page-stored",
        "version-written",
        "classifying",
        "routing",
        "routed",
        "before-call",
        "call-lost",
        "call-taken",
        "after-accept",
    }
)
"""The twelve stages from the fetch until after Slack's answer; the others are killed less."""
BY_SLUG = {point.slug: point for point in (*POINTS, ANYWHERE, ORPHAN)}


class Events:
    """Lines of JSON to the one who kills; a line is written in one go."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_WRONLY)

    def tell(self, event: str, **details: Any) -> None:
        line = json.dumps({"event": event, **details})
        os.write(self.descriptor, line.encode() + b"\n")


@dataclass
class Halt:
    """Stops this process at the n-th time it passes a point.

    With a `linger` below 0 it goes on once the file `gate` is there.
    """

    events: Events
    point: Point
    nth: int
    linger: float
    gate: Path
    slack: str = ""
    passed: int = 0

    def __call__(self) -> bool:
        """Note a pass; True when this is the one."""
        self.passed += 1
        return self.passed == self.nth

    def here(self) -> None:
        self.events.tell("at", point=self.point.slug)
        if self.linger == 0:
            time.sleep(3600)
        while self.linger < 0 and not self.gate.exists():
            time.sleep(0.01)

    def stall(self) -> None:
        """Let Slack's stand-in hang on the next call, and say so once it does."""
        order = {"kind": "stall", "count": 1, "seconds": 60, "accept": self.point.stall}
        headers = {"Content-Type": "application/json"}
        urlopen(Request(f"{self.slack}/_faults", json.dumps(order).encode(), headers), timeout=30)
        threading.Thread(target=self._when_stalled, daemon=True).start()

    def _when_stalled(self) -> None:
        while True:
            with urlopen(f"{self.slack}/_calls", timeout=30) as answer:
                if any(outcome == "stall" for _, _, outcome in json.load(answer)):
                    break
            time.sleep(0.02)
        time.sleep(0.05)
        self.events.tell("at", point=self.point.slug)


def wrap(target: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    """Put `before` and `after` around a function of the product, in this process."""
    module, _, path = target.partition(":")
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for step in owners:
        owner = getattr(owner, step)
    original = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        before()
        result = original(*args, **kwargs)
        after()
        return result

    setattr(owner, name, wrapped)


def install(halt: Halt) -> None:
    """Halt this process at its point."""

    def here() -> None:
        if halt():
            halt.here()

    def stall() -> None:
        if halt():
            halt.stall()

    if halt.point.stall is not None:
        wrap(halt.point.target, stall, lambda: None)
    elif halt.point.when == "before":
        wrap(halt.point.target, here, lambda: None)
    else:
        wrap(halt.point.target, lambda: None, here)


def count(events: Events, side: str) -> None:
    """Only tell how often each point of this side is passed."""
    for point in POINTS:
        if point.side == side and not point.is_progress:
            tell = _teller(events, point.slug)
            early = point.when == "before"
            wrap(point.target, tell if early else _nothing, _nothing if early else tell)


def _teller(events: Events, slug: str) -> Callable[[], None]:
    return lambda: events.tell("pass", point=slug)


def _nothing() -> None:
    return None
