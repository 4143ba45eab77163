"""The process that delivers what stands in the outbox, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import structlog

from tracker.jobs.telling import deliver, route
from tracker.jobs.transports import transport_for
from tracker.jobs.workshop import Workshop

PAUSE_SECONDS = 5.0


@contextmanager
def in_background(workshop: Workshop) -> Iterator[None]:
    """Route and deliver beside something else, as long as this is open."""
    stop = threading.Event()
    thread = threading.Thread(target=run_forever, args=(workshop, stop), name="worker")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def run_forever(workshop: Workshop, stop: threading.Event | None = None) -> None:
    """Route and deliver every few seconds; SIGTERM lets the work in hand finish."""
    stopped = stop or threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    if stop is None:
        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
    log = structlog.get_logger().bind(process="worker")
    while not stopped.is_set():
        try:
            route(workshop)
            with transport_for(workshop) as transport:
                report = deliver(workshop, transport)
            if report.sent or report.failed:
                log.info("delivered", sent=report.sent, failed=report.failed)
        except Exception:
            log.exception("delivery stopped; the next round goes on")
        stopped.wait(PAUSE_SECONDS)
