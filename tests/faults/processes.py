"""Start the processes under test, hear from them, and kill them with all their children."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from tests.conftest import ROOT
from tests.faults.victim import Order

PATIENCE = 180.0
"""Seconds in which a process must do what it was started for."""


class FaultsError(Exception):
    """The harness itself, or a process under test, did not do what it must."""


def group_kill(pid: int) -> None:
    """`kill -9` the process and all its children, and wait until they are gone."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            os.killpg(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        time.sleep(0.005)
    raise FaultsError(f"process group {pid} does not go away")


class Mailbox:
    """A named pipe on which the processes of one order say what they do."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        os.mkfifo(path)
        self.path = path
        self._reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        self._held_open = os.open(path, os.O_WRONLY)
        self._rest = b""
        self._lines: list[dict[str, Any]] = []

    def next(self, seconds: float) -> dict[str, Any] | None:
        """Return the next event, None when there is none within that time."""
        deadline = time.monotonic() + seconds
        while not self._lines:
            ready, _, _ = select.select([self._reader], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                return None
            *whole, self._rest = (self._rest + os.read(self._reader, 65_536)).split(b"\n")
            self._lines = [json.loads(line) for line in whole]
        return self._lines.pop(0)

    def close(self) -> None:
        os.close(self._reader)
        os.close(self._held_open)
        self.path.unlink(missing_ok=True)


@dataclass
class Running:
    """One process under test; `process` is there when it is our own child."""

    pid: int
    mailbox: Mailbox
    process: subprocess.Popen[bytes] | None = None
    passed: Counter[str] = field(default_factory=Counter)

    def wait(self, wanted: str, seconds: float = PATIENCE) -> dict[str, Any] | None:
        """Return the event that was waited for; None when it did not come in time.

        Raises FaultsError when the process failed, or ended without having been there.
        """
        deadline = time.monotonic() + seconds
        while True:
            event = self.mailbox.next(deadline - time.monotonic())
            if event is None or event["event"] == wanted:
                return event
            if event["event"] == "pass":
                self.passed[event["point"]] += 1
            else:
                raise FaultsError(f"waited for {wanted!r}, got {event}")

    def result(self) -> dict[str, Any]:
        """Return the report of a process that must end by itself."""
        event = self.wait("done")
        if event is None:
            self.kill()
            raise FaultsError("the process did not end")
        self.kill()
        found: dict[str, Any] = event["report"]
        return found

    def kill_parent(self) -> None:
        """End the process, and leave its children alone."""
        os.kill(self.pid, signal.SIGKILL)

    def kill(self) -> None:
        """End the whole process tree at once."""
        if self.process is not None:
            os.killpg(self.pid, signal.SIGKILL)
            self.process.wait()
        group_kill(self.pid)
        self.mailbox.close()


class Nursery:
    """A process that forks processes with their imports done; see `tests.faults.nursery`."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise FaultsError("the nursery stopped")
        found: dict[str, Any] = json.loads(line)
        return found

    def _ask(self, **request: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def start(self, order: Order, mailbox: Mailbox) -> Running:
        """Fork a process that carries out the order."""
        values = json.loads(order.to_json())
        return Running(self._ask(order=values)["pid"], mailbox)

    @contextmanager
    def slack(self, state: Path, channels: Sequence[str] = ()) -> Iterator[str]:
        """Fork a Slack stand-in on that state, with some more channels; yields its address."""
        found = self._ask(slack=str(state), channels=list(channels))
        try:
            yield found["address"]
        finally:
            group_kill(found["pid"])


def start_cold(order: Order, mailbox: Mailbox) -> Running:
    """Start `python -m tests.faults.victim` from nothing."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.victim", order.to_json()],
        cwd=ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    return Running(process.pid, mailbox, process)


def post(address: str, body: dict[str, Any] | None = None) -> Any:
    """Post to a stand-in and return its answer."""
    headers = {"Content-Type": "application/json"}
    data = json.dumps(body).encode() if body is not None else b""
    with urlopen(Request(address, data, headers, method="POST"), timeout=PATIENCE) as answer:
        return json.load(answer)
