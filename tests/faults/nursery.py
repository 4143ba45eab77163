"""`python -m tests.faults.nursery`: has all imports done, and forks processes on request.

Reads lines of JSON on standard input and answers each with one line. Starting Python
and Scrapy takes seconds; a fork is a process of its own without those. It has one
thread and no open database, so that a fork is safe.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.light import quiet
from tests.faults.victim import Order, run

MODULES = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.crawler",
    "crawler.middlewares",
    "crawler.run",
    "crawler.settings",
    "crawler.spiders.tweedekamer",
    "tracker.jobs.cycle",
    "tracker.jobs.digests",
    "tracker.jobs.drafting",
    "tracker.jobs.transports",
    "tracker.sandbox.slack.server",
    "tracker.slack.transport",
)


def _load() -> None:
    """Import what the processes need."""
    for name in MODULES:
        importlib.import_module(name)
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor cannot be shared with forks")


def _fork(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        work()
        code = 0
    finally:
        os._exit(code)


def _slack(state: Path, channels: tuple[str, ...], announce: int) -> None:
    """Serve the Slack stand-in; its address goes to the pipe `announce`."""
    from config.loader import read
    from config.schema import People
    from config.settings import CONFIG_DIR
    from tracker.sandbox.slack.directory import from_people
    from tracker.sandbox.slack.server import SlackServer

    people = read(CONFIG_DIR / "people.yaml", People)
    directory = from_people(people, ("#haagse-zaken-beheer", *channels))
    server = SlackServer(state, directory, "xoxb-sandbox", 0)
    os.write(announce, server.base_url.encode())
    os.close(announce)
    server.serve_forever(poll_interval=0.05)


def _start_slack(state: Path, channels: tuple[str, ...]) -> tuple[int, str]:
    read_end, write_end = os.pipe()
    pid = _fork(lambda: _slack(state, channels, write_end))
    os.close(write_end)
    address = os.read(read_end, 200).decode()
    os.close(read_end)
    return pid, address


def main() -> None:
    """Answer requests until standard input closes."""
    quiet()
    _load()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write(json.dumps({"ready": True}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        request: dict[str, Any] = json.loads(line)
        if "slack" in request:
            channels = tuple(request.get("channels", ()))
            pid, address = _start_slack(Path(request["slack"]), channels)
            answer: dict[str, Any] = {"pid": pid, "address": address}
        else:
            order = Order(**request["order"])
            answer = {"pid": _fork(lambda order=order: run(order, warm=True))}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
