"""What mail scanners, mail programs and forgers do to the links of readers.

The workspace is the real `haagsezaken web`, in a process of its own. What it wrote is read
from its database by another process, this one, as the sending job does.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from tests.conftest import ROOT
from tests.faults.processes import PATIENCE, FaultsError
from tracker import consent, reader_tokens, signups, subscribers
from tracker.consent import ASK_TEXT
from tracker.database import migrate, open_engine, read_scope, session_scope
from tracker.records import Choices, MailKind, Subscriber
from tracker.signups import Wish

LIMIT_SECONDS = 1.0
"""Within this time a one-click POST must be in force."""
_MOST_TOLD = 20
_ONE_CLICK = b"List-Unsubscribe=One-Click"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_SCANNER = {"User-Agent": "Mozilla/5.0 (scanner)", "Sec-Purpose": "prefetch"}


@dataclass(slots=True)
class ReadersResult:
    """Counts: what changed that must not, what was not in force, what was accepted."""

    scans: int = 0
    changed: int = 0
    clicks: int = 0
    late: int = 0
    slowest: float = 0.0
    forgeries: int = 0
    accepted: int = 0
    problems: list[str] = field(default_factory=list)

    def wrong(self, what: str) -> None:
        """Keep what went wrong; the first of it says enough."""
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(what)

    @property
    def is_good(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.changed or self.late or self.accepted or self.problems)


@dataclass
class Office:
    """A workspace that runs, its database, and readers whose links can be tried."""

    engine: Engine
    port: int
    readers: list[Subscriber]
    waiting: list[str]
    spent: list[str]

    def links(self, reader: Subscriber, kind: MailKind = MailKind.EDITION) -> tuple[str, str]:
        """Return the paths to unsubscribe and of the preferences of a reader."""
        found = subscribers.links(reader, "", kind)
        return found.one_click, found.preferences

    def state(self) -> str:
        """Return a hash of every row of every table."""
        found = hashlib.sha256()
        with self.engine.connect() as connection:
            for table in SQLModel.metadata.sorted_tables:
                for row in connection.execute(select(table)):
                    found.update(repr(tuple(row)).encode())
        return found.hexdigest()

    def facts(self) -> str:
        """Return a hash of all that is known of readers; the log may grow by refusals."""
        found = hashlib.sha256()
        with self.engine.connect() as connection:
            for name in ("subscriber", "consent", "reader_token", "notice", "bounce"):
                for row in connection.execute(select(SQLModel.metadata.tables[name])):
                    found.update(repr(tuple(row)).encode())
        return found.hexdigest()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def _serving(folder: Path, port: int) -> Iterator[None]:
    given = {"DATABASE_URL": f"sqlite:///{folder / 'haagsezaken.db'}", "DATA_DIR": str(folder),
             "PORT": str(port), "LOG_LEVEL": "CRITICAL"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker", "web"], cwd=ROOT, env={**os.environ, **given},
        start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise FaultsError("the workspace does not start")
            time.sleep(0.1)
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _reader(engine: Engine, number: int, now: datetime) -> Subscriber:
    chosen = Choices(urgent=number % 2 == 0)
    wish = Wish(f"lezer{number}@provincie.example", f"Lezer {number}", chosen, ASK_TEXT)
    with session_scope(engine) as session:
        signups.ask(session, wish, now)
        found = subscribers.find_by_email(session, wish.email)
        assert found is not None
        about = consent.proofs(session, found.id)[-1].id
        token = reader_tokens.mint(session, found.id, reader_tokens.CONFIRM, now, about)
        usable = reader_tokens.look_up(session, token, reader_tokens.CONFIRM, now)
        assert usable is not None
        made = signups.confirm(session, usable, now)
    assert made is not None
    return made


def _tokens(
    engine: Engine, readers: Sequence[Subscriber], now: datetime
) -> tuple[list[str], list[str]]:
    """Return single-use tokens that work, and some that were used or have expired."""
    waiting, spent = [], []
    with session_scope(engine) as session:
        for one in readers:
            about = consent.proofs(session, one.id)[0].id
            old = reader_tokens.mint(session, one.id, reader_tokens.CONFIRM,
                                     now - timedelta(hours=49), about)  # fmt: skip
            used = reader_tokens.mint(session, one.id, reader_tokens.CONFIRM, now, about)
            found = reader_tokens.look_up(session, used, reader_tokens.CONFIRM, now)
            assert found is not None
            reader_tokens.use_up(session, found, now)
            waiting.append(reader_tokens.mint(session, one.id, reader_tokens.ERASE, now))
            spent += [old, used]
    return waiting, spent


@contextmanager
def office(folder: Path, count: int) -> Iterator[Office]:
    """Start a workspace with so many readers, each with an erasing link that works."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_engine(f"sqlite:///{folder / 'haagsezaken.db'}")
    migrate(engine)
    now, port = datetime.now(UTC), _free_port()
    hours = (timedelta(minutes=61 * (number // 200)) for number in range(count))
    readers = [_reader(engine, number, now - back) for number, back in enumerate(hours)]
    waiting, spent = _tokens(engine, readers, now)
    with _serving(folder, port):
        yield Office(engine, port, readers, waiting, spent)
    engine.dispose()


Ask = Callable[..., int]


@contextmanager
def _asking(port: int) -> Iterator[Ask]:
    """Yield what asks over one connection and returns the status; no redirect is followed."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(method: str, path: str, body: bytes | None = None) -> int:
        connection.request(method, path, body, _FORM if body is not None else _SCANNER)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    yield ask
    connection.close()


def scan(place: Office, ask: Ask, count: int, result: ReadersResult) -> None:
    """GET and HEAD every link, so many times in all; nothing may change."""
    before = place.state()
    links: list[str] = []
    for reader, token in zip(place.readers, place.waiting, strict=True):
        links += [*place.links(reader), place.links(reader, MailKind.URGENT)[0],
                  f"/gegevens-wissen/{token}"]  # fmt: skip
    links += [f"/abonneren/bevestigen/{token}" for token in place.spent]
    for number in range(count):
        path = links[number // 2 % len(links)]
        status = ask("GET" if number % 2 else "HEAD", path)
        if status not in {200, 404}:
            result.wrong(f"{path[:30]}: {status}")
    result.scans += count
    result.changed += place.state() != before


def click(place: Office, ask: Ask, count: int, result: ReadersResult) -> None:
    """Unsubscribe readers by one-click; each must be in force within a second."""
    for reader in place.readers[:count]:
        path, _ = place.links(reader)
        began = time.monotonic()
        status = ask("POST", path, _ONE_CLICK)
        with read_scope(place.engine) as session:
            stopped = not subscribers.is_wanted(session, reader.id)
            other = subscribers.is_wanted(session, reader.id, MailKind.URGENT)
        took = time.monotonic() - began
        result.slowest = max(result.slowest, took)
        result.late += not stopped or took > LIMIT_SECONDS
        if status != 200 or other != reader.choices.urgent:
            result.wrong(f"reader {reader.id}: {status}, other kind {other}")
    result.clicks += count


def forge(place: Office, ask: Ask, count: int, seed: int, result: ReadersResult) -> None:
    """Send tokens that are false, used or too old; none may be accepted."""
    chance, before = random.Random(seed), place.facts()
    for number in range(count):
        path, body = _forgery(place, number, chance)
        status = ask("POST", path, body)
        result.accepted += status < 400
        if status not in {403, 429}:
            result.wrong(f"{path[:30]}: {status}")
    result.forgeries += count
    if place.facts() != before:
        result.accepted += 1
        result.wrong("something changed")


def _forgery(place: Office, number: int, chance: random.Random) -> tuple[str, bytes]:
    """Return a path with a false link of one of eight sorts, and the body of its POST."""
    reader, other = chance.choice(place.readers), chance.choice(place.readers)
    stop, change = place.links(reader)
    base, _, code = stop.rpartition("/")
    proof = code.split("-", 2)[2]
    spot = chance.randrange(len(proof) - 1)
    flipped = proof[:spot] + ("A" if proof[spot] != "A" else "B") + proof[spot + 1 :]
    sorts = (
        f"{base}/{reader.id}-e-{secrets.token_urlsafe(32)}",
        f"{base}/{reader.id}-e-{flipped}",
        f"{base}/{reader.id + len(place.readers)}-e-{proof}",
        f"{base}/{reader.id}-u-{proof}",
        f"{base}/{change.rpartition('/')[2]}",
        f"/voorkeuren/{code}",
        f"/abonneren/bevestigen/{chance.choice(place.spent)}",
        f"/gegevens-wissen/{secrets.token_urlsafe(32)}",
        f"{base}/{code[: chance.randrange(1, len(code))]}",
        f"/voorkeuren/{other.id}-v-{proof}",
    )
    return sorts[number % len(sorts)], _ONE_CLICK


def abuse(
    folder: Path, seed: int, *, scans: int = 1_000, clicks: int = 200, forgeries: int = 10_000
) -> ReadersResult:
    """Do all three to one workspace."""
    result = ReadersResult()
    with office(folder, clicks) as place, _asking(place.port) as ask:
        scan(place, ask, scans, result)
        forge(place, ask, forgeries, seed, result)
        click(place, ask, clicks, result)
    return result


def rows(found: ReadersResult) -> tuple[tuple[str, int, int, str], ...]:
    """Return the lines of the report: what, how often, how often wrong, a remark."""
    return (
        ("scanner GET and HEAD on every link", found.scans, found.changed,
         f"{found.changed} state changes"),
        ("forged, used and expired links", found.forgeries, found.accepted,
         f"{found.accepted} accepted"),
        ("one-click POST", found.clicks, found.late,
         f"in force within {found.slowest:.3f} s, limit {LIMIT_SECONDS:.0f} s"),
    )  # fmt: skip
