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
AFTERNOON = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
"""When the second digest of that day is made."""
AFTERNOON_MINUTES = (AFTERNOON - NOW).total_seconds() / 60
WEEK = "2026-W48"
SOURCE = "tweedekamer"


@dataclass(frozen=True, slots=True)
class Order:
    """What a process under test has to do.

    `task` is "cycle", "deliver", "digest" (the one of the afternoon, and a delivery),
    "revive", "import" (a cycle, then the tap opens), "draft" (a cycle, then the draft) or
    "fill" (messages that wait, see `fill`).
    `minutes` is how far the clock is; with `ahead` it is the machine's, so many seconds
    ahead. `crawling` are settings of Scrapy that differ, `batch` how many marks are assembled
    in one go, `config` another folder of configuration, `pace` the seconds between messages.
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
    ahead: float | None = None
    pace: float = 0.0
    config: str = ""
    details: dict[str, Any] = field(default_factory=dict)
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
            "slack_pace_seconds": order.pace,
            **({"config_dir": Path(order.config)} if order.config else {}),
        }
    )
    workshop = Workshop(settings, clock_of(order))
    vars(workshop)["classifier"] = LightClassifier()
    return workshop


def clock_of(order: Order) -> Callable[[], datetime]:
    """Return the clock of a process."""
    if order.ahead is not None:
        ahead = timedelta(seconds=order.ahead)
        return lambda: datetime.now(UTC) + ahead
    began = time.monotonic()
    start = NOW + timedelta(minutes=order.minutes)
    return lambda: start + timedelta(seconds=time.monotonic() - began)


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
    from tracker.jobs.digests import digest
    from tracker.jobs.drafting import draft, write
    from tracker.jobs.telling import deliver
    from tracker.jobs.transports import transport_for
    from tracker.recording import set_tap

    if order.task == "fill":
        return {"keys": fill(workshop, **order.details)}
    if order.task == "watch":
        return _watch(workshop)
    with transport_for(workshop) as transport:
        if order.task == "revive":
            with session_scope(workshop.engine) as session:
                outbox.revive(session, workshop.clock())
        if order.task == "digest":
            digest(workshop, AFTERNOON)
        if order.task in {"deliver", "digest", "revive"}:
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


def _watch(workshop: Workshop) -> dict[str, Any]:
    """Look whether anything stands still, as its job does, and tell the operators."""
    from tracker.jobs.catalogue import JOBS

    for name in ("alarms", "deliver"):
        if name in JOBS:
            JOBS[name](workshop, workshop.clock(), False)
    return {}


def fill(workshop: Workshop, channels: list[str], each: int, to: str = "") -> list[str]:
    """Plan `each` messages about stored items in each of these channels; return their keys.

    `to` is who is named in them, a slug of people.yaml.
    """
    from sqlmodel import col, select

    from tracker import outbox
    from tracker.database import session_scope
    from tracker.models import ItemTable
    from tracker.records import Ping

    with session_scope(workshop.engine) as session:
        items = session.exec(select(ItemTable.id).order_by(col(ItemTable.id)).limit(each)).all()
        pings = [
            Ping(f"proef:{channel}:{item}", item, (), channel, (to,) if to else ())
            for item in items
            if item is not None
            for channel in channels
        ]
        outbox.enqueue(session, pings, workshop.clock())
    return [ping.key for ping in pings]


def main() -> None:
    """Carry out the order on the command line."""
    from tests.faults.light import quiet

    quiet()
    run(Order(**json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)
