"""The process under test: one cycle on the stand-ins, as `haagsezaken run` does it.

`python -m tests.faults.victim ORDER` runs one order (JSON, see `Order`) in a process that
starts from nothing; the nursery runs the same in a process that has its imports already.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from tests.faults.points import BY_SLUG, Events, Halt, count, install

if TYPE_CHECKING:
    from tracker.jobs.workshop import Workshop

NOW = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
"""Thursday 26 November 2026, 9.30 in Amsterdam: the clock at the start of a round."""
WEEK = "2026-W48"
SOURCE = "tweedekamer"


@dataclass(frozen=True, slots=True)
class Order:
    """What a process under test has to do.

    `task` is "cycle", "deliver", "revive", "import" (a cycle, then the tap opens) or
    "draft" (a cycle, then the draft). `minutes` is how far the clock is, `crawling` are
    settings of Scrapy that differ, `batch` how many marks are assembled in one go.
    """

    home: str
    source: str
    slack: str
    events: str
    task: str = "cycle"
    minutes: float = 0
    point: str = ""
    nth: int = 1
    linger: float = 0.0
    counting: bool = False
    batch: int = 25
    crawling: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self))


def run(order: Order, *, warm: bool = False) -> None:
    """Carry out an order and tell how it ended."""
    events = Events(Path(order.events))
    try:
        workshop = _workshop(order)
        progress = _prepare(order, workshop, events, warm=warm)
        events.tell("done", report=_work(order, workshop, progress))
    except BaseException:
        events.tell("error", text=traceback.format_exc()[-3_000:])
        raise


def halt_of(order: Order, events: Events) -> Halt:
    """Return where this order must come to a halt."""
    point = BY_SLUG[order.point or "anywhere"]
    gate = Path(order.home) / "go-on"
    return Halt(events, point, order.nth, order.linger, gate, order.slack)


def _workshop(order: Order) -> Workshop:
    from config.settings import Settings
    from tests.faults.light import LightClassifier
    from tracker.jobs.workshop import Workshop

    home = Path(order.home)
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{home / 'haagsezaken.db'}",
            "data_dir": home,
            "syncfeed_url": f"{order.source}/SyncFeed/2.0",
            "odata_url": f"{order.source}/OData/v4/2.0",
            "slack_bot_token": "xoxb-sandbox",
            "slack_api_url": f"{order.slack}/api/",
            "slack_pace_seconds": 0.0,
        }
    )
    began = time.monotonic()
    start = NOW + timedelta(minutes=order.minutes)
    workshop = Workshop(settings, lambda: start + timedelta(seconds=time.monotonic() - began))
    vars(workshop)["classifier"] = LightClassifier()
    return workshop


def _prepare(
    order: Order, workshop: Workshop, events: Events, *, warm: bool
) -> Callable[[str, int], None]:
    """Wrap what has to be wrapped; returns the progress callback of the cycle."""
    import crawler.run
    from crawler.kamer.assembly import assemble_pending
    from tests.faults import crawl
    from tracker.jobs import assembling

    assembling.assemble_pending = partial(assemble_pending, batch=order.batch)
    popen = partial(crawl.forked, order, workshop) if warm else partial(crawl.started, order)
    crawler.run.subprocess = SimpleNamespace(Popen=popen, PIPE=-1)
    halt = halt_of(order, events)
    if order.counting:
        count(events, "victim")
    elif order.point and halt.point.side == "victim" and not halt.point.is_progress:
        install(halt)

    def progress(stage: str, _count: int) -> None:
        if stage != "samenstellen":
            return
        if order.counting:
            events.tell("pass", point="batch-recorded")
        elif halt.point.is_progress and halt():
            halt.here()

    return progress


def _work(order: Order, workshop: Workshop, progress: Callable[[str, int], None]) -> dict[str, Any]:
    from tracker import outbox
    from tracker.database import session_scope
    from tracker.jobs.cycle import cycle
    from tracker.jobs.drafting import draft, write
    from tracker.jobs.telling import deliver
    from tracker.jobs.transports import transport_for
    from tracker.recording import set_tap

    with transport_for(workshop) as transport:
        if order.task == "revive":
            with session_scope(workshop.engine) as session:
                outbox.revive(session, workshop.clock())
        if order.task in {"deliver", "revive"}:
            return asdict(deliver(workshop, transport))
        report = cycle(workshop, [SOURCE], workshop.clock(), transport, progress=progress)
    if order.task == "import":
        with session_scope(workshop.engine) as session:
            set_tap(session, is_open=True, by="test", now=workshop.clock())
    if order.task == "draft":
        folder = workshop.data_dir / "editions"
        write(draft(workshop, WEEK), folder, workshop.settings.public_url)
    found = report.as_json()
    del found["sources"]
    return {**found, "reason": "; ".join(one.crawl.reason for one in report.crawls)}


def main() -> None:
    """Carry out the order on the command line."""
    from tests.faults.light import quiet

    quiet()
    run(Order(**json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
