"""The crawl's child process under test: forked from the victim, or `python -m` from nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from tests.faults.points import BY_SLUG, Events, count, install
from tests.faults.victim import Order, halt_of


def prepare(order: Order) -> None:
    """Wrap what has to be wrapped in the process that crawls."""
    if order.counting:
        count(Events(Path(order.events)), "crawl")
    elif order.point and BY_SLUG[order.point].side == "crawl":
        install(halt_of(order, Events(Path(order.events))))
    if order.crawling:
        _override(order.crawling)


def _override(changed: dict[str, Any]) -> None:
    from crawler import settings

    original = settings.scrapy_settings

    def scrapy_settings(*args: Any) -> dict[str, Any]:
        return {**original(*args), **changed}

    settings.scrapy_settings = scrapy_settings


def started(order: Order, _command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """Take the place of `subprocess.Popen` for a crawl: a new interpreter, wrapped."""
    command = [sys.executable, "-m", "tests.faults.crawl", order.to_json()]
    return subprocess.Popen(command, **options)


class Forked:
    """A crawl in a fork of this process: what it imports is there already."""

    def __init__(self, pid: int, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid, self.stdin, self.stdout = pid, stdin, stdout
        self.returncode = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stdin.close()
        self.stdout.close()
        self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def forked(order: Order, workshop: Any, _command: list[str], **_options: Any) -> Forked:
    """Take the place of `subprocess.Popen` for a crawl: a fork. SQLite may not be open in it."""
    workshop.engine.dispose()
    order_read, order_write = os.pipe()
    report_read, report_write = os.pipe()
    pid = os.fork()
    if pid:
        os.close(order_read)
        os.close(report_write)
        return Forked(pid, os.fdopen(order_write, "wb"), os.fdopen(report_read, "rb"))
    os.close(order_write)
    os.close(report_read)
    os.dup2(order_read, 0)
    os.dup2(report_write, 1)
    sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
    _crawl(order)
    os._exit(0)


def _crawl(order: Order) -> None:
    from crawler.run import main

    prepare(order)
    main()
    sys.stdout.flush()


if __name__ == "__main__":
    _crawl(Order(**json.loads(sys.argv[1])))
