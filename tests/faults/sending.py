"""Eight faults of a mail server over many readers, and processes killed in the middle of a mail.

The server is a process that writes down what it took; who gets a mail twice shows there, with
its Message-ID.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import structlog

from tests.faults.certificates import authority, certificate
from tests.mail.sending_world import Clock, Post, Server, people, post, server
from tracker.database import migrate, open_engine
from tracker.records import Progress

BEFORE_DATA, AFTER_DOT, AFTER_250 = "before DATA", "after the final dot", "after 250"
POINTS = (BEFORE_DATA, AFTER_DOT, AFTER_250)
_DOWN_HOURS = 2
_READERS_PER_KILL = 6


@dataclass(frozen=True, slots=True)
class SendingResult:
    """What became of one list; `repeats` came twice with one Message-ID, `others` otherwise."""

    name: str
    readers: int
    progress: Progress
    repeats: int
    others: int
    lost: int
    minutes: int

    def is_good(self, repeats: int = 0) -> bool:
        """Tell whether all have an outcome, at most so many came twice, and all of it shows."""
        done = self.progress.sent + self.progress.failed + self.progress.suppressed
        told = self.progress.repeated >= self.repeats
        return (
            done == self.readers and told and self.repeats <= repeats
            and not self.others and not self.lost
        )  # fmt: skip


def judge(name: str, found: Post, sink: Server, began: Clock, since: int = 0) -> SendingResult:
    """Hold what the server took against what the product says of each reader."""
    taken: dict[str, list[str]] = {}
    for line in sink.lines[since:]:
        for reader in line["to"]:
            taken.setdefault(reader, []).append(line["message_id"])
    twice = {reader: ids for reader, ids in taken.items() if len(ids) > 1}
    said = {one.email for one in found.deliveries() if one.state == "sent"}
    return SendingResult(
        name=name,
        readers=len(found.deliveries()),
        progress=found.progress(),
        repeats=sum(len(ids) - 1 for ids in twice.values() if len(set(ids)) == 1),
        others=sum(len(ids) - 1 for ids in twice.values() if len(set(ids)) > 1),
        lost=len(said - taken.keys()),
        minutes=round((found.clock() - began()).total_seconds() / 60),
    )


def fault(at: str, kind: str = "code", **details: Any) -> dict[str, Any]:
    return {"at": at, "kind": kind, **details}


SCRIPTS: Mapping[str, list[dict[str, Any]]] = {
    "421": [fault("rcpt", code=421, text="4.3.2 closing", every=7, times=2)],
    "451": [fault("rcpt", code=451, text="4.7.1 greylisted", every=3, times=2),
            fault("dot", code=451, text="4.3.0 later", every=5, times=1)],
    "452": [fault("rcpt", code=452, text="4.2.2 mailbox full", every=3, times=3)],
    "550": [fault("rcpt", code=550, text="5.1.1 no such user", every=3)],
    "slow drip": [fault("rcpt", "stall", seconds=2.0, every=40, times=1),
                  fault("mail", "drip", seconds=0.002), fault("kept", "drip", seconds=0.002)],
    "cut after RCPT": [fault("rcpt", "cut", every=9, times=1),
                       fault("data", "cut", every=8, times=1)],
}  # fmt: skip
DOT_SCRIPTS: Mapping[str, list[dict[str, Any]]] = {
    "cut after the final dot, not kept": [fault("dot", "cut", every=9, times=1)],
    "cut after the final dot, kept": [fault("kept", "cut", every=9, times=1)],
}
EIGHT = (*SCRIPTS, "TLS failure", "server down for two hours")


def quiet() -> None:
    """Say nothing of troubles that were made on purpose."""
    level = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=level)


def new_post(folder: Path, port: int | None, readers: int, **settings: Any) -> Post:
    quiet()
    url = f"sqlite:///{folder / 'sending.db'}"
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    given = {"mail_timeout_seconds": 0.6, "mail_connections": 2, **settings}
    return post(folder, url, port, people(readers), **given)


def scripted(name: str, readers: int, folder: Path) -> SendingResult:
    """Send to so many readers while the server follows a script."""
    script = {**SCRIPTS, **DOT_SCRIPTS}[name]
    with server(folder / "sink", *script) as sink:
        found = new_post(folder, sink.port, readers)
        began = Clock(found.clock())
        found.minutes(60 * 26)
        return judge(name, found, sink, began)


def down(readers: int, folder: Path) -> SendingResult:
    """Let the server go after a third of the list, and come back after two hours."""
    going = {"at": "mail", "kind": "exit", "after": readers // 3}
    with server(folder / "sink", going) as sink:
        found = new_post(folder, sink.port, readers)
        began = Clock(found.clock())
        found.minutes(_DOWN_HOURS * 12, step=5)
        before = found.progress()
        if not before.waiting or not before.sent:
            raise AssertionError(f"the server was not down half-way: {before}")
        sink.stop()
        sink.faults = ()
        sink.start()
        found.minutes(60)
        return judge("server down for two hours", found, sink, began)


def tls(readers: int, folder: Path) -> SendingResult:
    """Let the server show a certificate of nobody we know, and ten minutes later a good one."""
    folder.mkdir(parents=True, exist_ok=True)
    known, unknown = authority(folder, "known"), authority(folder, "unknown")
    os.environ["SSL_CERT_FILE"] = str(known.certificate)
    try:
        with server(folder / "sink", extra=certificate(folder, unknown, "bad")) as sink:
            found = new_post(
                folder, None, readers,
                smtp_url=f"smtp://localhost:{sink.port}?starttls=1",
            )  # fmt: skip
            began = Clock(found.clock())
            found.minutes(10)
            if sink.lines or found.progress().planned != readers:
                raise AssertionError("a mail went over a line that nobody can trust")
            sink.stop()
            sink.extra = certificate(folder, known, "good")
            sink.start()
            found.minutes(10)
            return judge("TLS failure", found, sink, began)
    finally:
        del os.environ["SSL_CERT_FILE"]


def carry_out(name: str, readers: int, folder: Path) -> SendingResult:
    """Run one of the eight faults, or a cut after the final dot."""
    special: Mapping[str, Callable[[int, Path], SendingResult]] = {
        "TLS failure": tls,
        "server down for two hours": down,
    }
    if name in special:
        return special[name](readers, folder)
    return scripted(name, readers, folder)


@dataclass(frozen=True, slots=True)
class KillResult:
    """What one kill in the middle of a mail led to."""

    point: str
    nth: int
    result: SendingResult

    @property
    def is_good(self) -> bool:
        """Tell whether nobody was lost, and at most one mail repeated where that may be."""
        return self.result.is_good(1 if self.point == AFTER_DOT else 0)


def _victim(var: str, url: str, port: int, point: str, nth: int, told: Connection) -> None:
    """Send, and halt at the `nth` pass of a point until killed."""
    quiet()
    from tracker.mail.courier import SmtpCourier

    name, early = {
        BEFORE_DATA: ("_data", True),
        AFTER_DOT: ("_write", False),
        AFTER_250: ("give", False),
    }[point]
    passes = 0
    original = getattr(SmtpCourier, name)

    def here() -> None:
        nonlocal passes
        passes += 1
        if passes == nth:
            told.send("here")
            time.sleep(60)

    def wrapped(self: Any, *arguments: Any) -> Any:
        if early:
            here()
        result = original(self, *arguments)
        if not early:
            here()
        return result

    setattr(SmtpCourier, name, wrapped)
    again(var, url, port).send()
    told.send("ended")


def again(var: str, url: str, port: int) -> Post:
    """Return the sending of a kill, as a process that starts anew finds it."""
    quiet()
    from config.settings import Settings
    from tracker.jobs.workshop import Workshop

    given: dict[str, Any] = {
        "database_url": url, "data_dir": Path(var), "mail_per_minute": 0,
        "mail_from": "haagse-zaken@ipo.example", "public_url": "https://werkplek.example",
        "smtp_url": f"smtp://127.0.0.1:{port}", "mail_timeout_seconds": 10,
    }  # fmt: skip
    clock = Clock()
    return Post(Workshop(Settings(_env_file=None, **given), clock), clock, 1)


class Kills:
    """Kills one after another, against one server; each has a list of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sink = Server(folder / "sink")
        self.context = multiprocessing.get_context("forkserver")
        self.context.set_forkserver_preload(["tests.faults.sending", "tracker.jobs.sending"])
        self.base = folder / "base"

    def start(self) -> None:
        self.sink.start()
        self.base.mkdir(parents=True)
        made = new_post(self.base, self.sink.port, _READERS_PER_KILL)
        made.workshop.engine.dispose()

    def carry_out(self, point: str, nth: int, linger: float) -> KillResult:
        """Kill at the `nth` mail, `linger` seconds after the point; then send until quiet."""
        home = Path(tempfile.mkdtemp(dir=self.folder))
        for path in self.base.glob("sending.db*"):
            shutil.copy(path, home)
        url, since = f"sqlite:///{home / 'sending.db'}", len(self.sink.lines)
        here, told = self.context.Pipe(duplex=False)
        arguments = (str(home / "var"), url, self.sink.port, point, nth, told)
        process = self.context.Process(target=_victim, args=arguments)
        process.start()
        told.close()
        if not here.poll(60) or here.recv() != "here":
            raise AssertionError(f"never came to {point}")
        time.sleep(linger)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        found = again(str(home / "var"), url, self.sink.port)
        began = Clock(found.clock())
        time.sleep(0.05)
        found.minutes(10)
        result = judge(f"kill -9 {point}", found, self.sink, began, since)
        found.workshop.engine.dispose()
        return KillResult(point, nth, result)


@contextmanager
def kills(folder: Path) -> Iterator[Kills]:
    made = Kills(folder)
    made.start()
    try:
        yield made
    finally:
        made.sink.stop()


def plan(seed: int, count: int) -> list[tuple[str, int, float]]:
    """Choose which mail of each list is hit, and how long after the point."""
    chance = random.Random(f"{seed}:sending")
    return [
        (point, chance.randint(1, _READERS_PER_KILL), chance.choice((0.0, chance.uniform(0, 0.02))))
        for point in POINTS
        for _ in range(count)
    ]
