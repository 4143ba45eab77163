"""Crawls that start in a moment: each a fork of a process that has Scrapy in memory."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace, TracebackType
from typing import IO, Any, Self

import pytest

import crawler.run


class Fork:
    """A crawl under way, with what `run_spider` uses of a process."""

    returncode = None

    def __init__(self, door: Path) -> None:
        self.order = socket.socket(socket.AF_UNIX)
        self.order.connect(str(door))
        self.stdin = _Order(self.order)
        self.stdout: IO[bytes] = self.order.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stdout.close()
        self.order.close()


@dataclass
class _Order:
    order: socket.socket

    def write(self, data: bytes) -> None:
        self.order.sendall(data)

    def close(self) -> None:
        """Say that the order is whole; its answer comes over the same connection."""
        self.order.shutdown(socket.SHUT_WR)


class Warm:
    """The process that forks, started when the first test crawls."""

    def __init__(self, folder: Path) -> None:
        self.door = folder / "door"
        self.process: subprocess.Popen[bytes] | None = None

    def popen(self, _command: list[str], **_options: Any) -> Fork:
        """Take the place of `subprocess.Popen` for a crawl."""
        if self.process is None:
            command = [sys.executable, "-m", "tests.crawler.warm", str(self.door)]
            pipe = subprocess.PIPE
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe)
            assert self.process.stdout is not None
            assert self.process.stdout.readline() == b"ready\n"
        return Fork(self.door)

    def end(self) -> None:
        """End the process, when it was started; it ends too when this one is killed."""
        if self.process is not None:
            self.process.communicate(timeout=10)


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """A process that has all imports done, for every test that crawls."""
    with TemporaryDirectory() as folder:
        found = Warm(Path(folder))
        yield found
        found.end()


@pytest.fixture(autouse=True)
def crawls(request: pytest.FixtureRequest, warm: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork every crawl, but start `python -m crawler.run` from nothing where a test is `cold`.

    Reading, storing and ending are the same code; only a cold one proves that the command
    itself works, so each way of crawling has a cold test.
    """
    if request.node.get_closest_marker("cold") is None:
        forking = SimpleNamespace(Popen=warm.popen, PIPE=subprocess.PIPE)
        monkeypatch.setattr(crawler.run, "subprocess", forking)
