"""An approved edition, its readers and a mail server of its own; time is what the test says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from config.settings import Settings
from newsletter import placeholders
from tests.conftest import ROOT
from tracker import approvals, blocks, dispatches, editions, subscribers
from tracker.database import read_scope, session_scope
from tracker.jobs import sending
from tracker.jobs.workshop import Workshop
from tracker.models import SubscriberTable
from tracker.records import Choices, Delivery, Edition, MailKind, Progress, ReaderState, Subscriber

WEEK = "2026-W48"
FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
ANNA, BRAM = "anna@ipo.example", "bram@ipo.example"
HTML = (
    "<!doctype html><html lang='nl'><body><p>Het debat is verplaatst naar dinsdag — 14.00 uur.</p>"
    f'<p><a href="{placeholders.UNSUBSCRIBE}">Afmelden</a> '
    f'<a href="{placeholders.PREFERENCES}">Voorkeuren</a></p></body></html>\n'
)
PLAIN = (
    "Het debat is verplaatst naar dinsdag, 14.00 uur.\n.Een regel met een punt vooraan.\n\n"
    f"Afmelden: {placeholders.UNSUBSCRIBE}\nVoorkeuren: {placeholders.PREFERENCES}\n"
)


@dataclass
class Clock:
    """A moment that moves when the test says so."""

    now: datetime = FRIDAY

    def __call__(self) -> datetime:
        return self.now

    def ahead(self, **length: float) -> None:
        self.now += timedelta(**length)


@dataclass
class Server:
    """The mail stand-in as a process; what it took is on disk."""

    state: Path
    port: int = 0
    faults: Sequence[dict[str, Any]] = ()
    extra: Sequence[str] = ()
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def start(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        arguments = ["--state", str(self.state), "--port", str(self.port), *self.extra]
        if self.faults:
            path = self.state / "faults.json"
            path.write_text(json.dumps(list(self.faults)))
            arguments += ["--faults", str(path)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tracker.sandbox.mail", *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline().strip().rsplit(":", 1)[1])

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None

    @property
    def lines(self) -> list[dict[str, Any]]:
        path = self.state / "journal.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]

    def mails(self) -> list[EmailMessage]:
        found = []
        for line in self.lines:
            raw = (self.state / line["file"]).read_bytes()
            mail = message_from_bytes(raw, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            found.append(mail)
        return found

    def arrived(self) -> Counter[str]:
        return Counter(one for line in self.lines for one in line["to"])


@contextmanager
def server(state: Path, *faults: dict[str, Any], extra: Sequence[str] = ()) -> Iterator[Server]:
    made = Server(state, faults=faults, extra=extra)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def add_readers(workshop: Workshop, emails: Sequence[str], choices: Choices | None = None) -> None:
    with session_scope(workshop.engine) as session:
        session.add_all(
            SubscriberTable(
                email=email, name=f"Lezer {number}", state=ReaderState.ACTIVE.value,
                ground="toestemming", choices=(choices or Choices()).to_json(),
                secret=f"geheim{number:058d}", created_at=FRIDAY,
            )
            for number, email in enumerate(emails)
        )  # fmt: skip


def approve(
    workshop: Workshop, files: dict[str, bytes] | None = None, edition: Edition | None = None
) -> int:
    """Store an edition, approve it as somebody else than its editor, freeze and plan it."""
    now = workshop.clock()
    given = files or {"mail.html": HTML.encode(), "mail.txt": PLAIN.encode()}
    with session_scope(workshop.engine) as session:
        drafted = edition or Edition(WEEK, "Haagse Zaken week 48", "Vooraf", FRIDAY)
        number = editions.save(session, drafted)
        row = blocks.edition_row(session, WEEK)
        assert row is not None
        approval = approvals.approve(
            session, WEEK, revision=row.revision, files=given, review={}, by=ANNA, now=now
        )
        readers = subscribers.recipients(session)
        dispatch_id = dispatches.freeze(
            session, number, approval.id, "Haagse Zaken week 48", MailKind.EDITION, readers,
            ANNA, now,
        )  # fmt: skip
        dispatches.schedule(session, dispatch_id, now, ANNA, now)
    return dispatch_id


@dataclass
class Post:
    """A workshop with a planned sending."""

    workshop: Workshop
    clock: Clock
    dispatch_id: int

    def send(self) -> tuple[sending.SendReport, ...]:
        return sending.send_due(self.workshop)

    def minutes(self, count: int, *, step: float = 1) -> None:
        """Run the job every `step` minutes, `count` times or until nothing waits."""
        for _ in range(count):
            self.send()
            if not self.progress().waiting:
                return
            self.clock.ahead(minutes=step)

    def progress(self) -> Progress:
        with read_scope(self.workshop.engine) as session:
            return dispatches.progress(session, self.dispatch_id)

    def deliveries(self) -> tuple[Delivery, ...]:
        with read_scope(self.workshop.engine) as session:
            return dispatches.deliveries(session, self.dispatch_id)

    def reader(self, email: str) -> Subscriber:
        with read_scope(self.workshop.engine) as session:
            found = subscribers.find_by_email(session, email)
            assert found is not None
            return found


def post(
    folder: Path,
    url: str,
    port: int | None,
    emails: Sequence[str],
    files: dict[str, bytes] | None = None,
    **settings: Any,
) -> Post:
    """Return a planned sending to these readers, over the server at this port or to files."""
    smtp = {"smtp_url": f"smtp://127.0.0.1:{port}"} if port else {}
    given: dict[str, Any] = {
        "database_url": url, "data_dir": folder / "var", "mail_per_minute": 0,
        "mail_from": "haagse-zaken@ipo.example", "public_url": "https://werkplek.example",
        "mail_timeout_seconds": 10, **smtp, **settings,
    }  # fmt: skip
    clock = Clock()
    workshop = Workshop(Settings(_env_file=None, **given), clock)
    add_readers(workshop, emails)
    return Post(workshop, clock, approve(workshop, files))


def people(count: int) -> list[str]:
    return [f"lezer{number:04d}@drenthe.example" for number in range(1, count + 1)]
