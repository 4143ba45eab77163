"""How fast a personal edition reaches a mail server, beside a bare loop of smtplib.

The bare loop sends the same bytes, made beforehand, over as many connections to a server of the
same kind. It runs before and after, because machines are noisy.
"""

from __future__ import annotations

import smtplib
import threading
import time
from pathlib import Path

from sqlmodel import select

from newsletter import sealing
from tests.mail import sending_world
from tests.mail.sending_world import WEEK, people, post, server
from tests.newsletter.week import TAXONOMY, busy
from tracker.database import migrate, open_engine, session_scope
from tracker.models import DeliveryTable
from tracker.records import Choices

Figures = dict[str, float]
CONNECTIONS = 2


def _files() -> dict[str, bytes]:
    edition = sealing.sealed(busy().edition(), "Gelezen door Anna op 27 november 2026.")
    return sealing.files(edition, f"https://werkplek.example/haagse-zaken/{WEEK}")


def _personal(found: sending_world.Post) -> None:
    """Let every reader choose one BAC, in turn."""
    slugs = [one.slug for one in TAXONOMY.bacs]
    with session_scope(found.workshop.engine) as session:
        for row in session.exec(select(DeliveryTable)):
            row.choices = Choices(bacs=(slugs[(row.id or 0) % len(slugs)],)).to_json()


def _bare(port: int, mails: list[bytes]) -> float:
    """Send mails that are made already; return the seconds it took."""

    def loop(mine: list[bytes]) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number, data in enumerate(mine):
                client.sendmail("a@ipo.example", [f"lezer{number}@drenthe.example"], data)

    parts = [mails[number::CONNECTIONS] for number in range(CONNECTIONS)]
    threads = [threading.Thread(target=loop, args=(part,)) for part in parts]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def deliver(folder: Path, readers: int = 1_000) -> Figures:
    """Send to so many readers, each with a letter of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'sending.db'}"
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    with server(folder / "sink") as sink:
        found = post(
            folder, url, sink.port, people(readers), files=_files(), mail_connections=CONNECTIONS
        )
        _personal(found)
        began = time.perf_counter()
        found.send()
        ours = time.perf_counter() - began
        assert found.progress().sent == readers
        mails = [(sink.state / line["file"]).read_bytes() for line in sink.lines]
    half = len(mails) // 2
    seconds = 0.0
    for name, part in (("before", mails[:half]), ("after", mails[half:])):
        with server(folder / f"bare-{name}") as other:
            seconds += _bare(other.port, part)
    return {
        "rows": readers,
        "seconds": ours,
        "items_a_second": readers / ours,
        "bare_a_second": readers / seconds,
        "of_bare": seconds / ours,
    }
