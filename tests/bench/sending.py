"""How fast personal editions are made, and reach a mail server beside a bare loop of smtplib.

The bare loop sends the same bytes, made beforehand, over as many connections to a server of the
same kind. It runs before and after, because machines are noisy.
"""

from __future__ import annotations

import random
import smtplib
import threading
import time
from pathlib import Path

from sqlmodel import select

from newsletter import placeholders, sealing
from newsletter.personal import Assembler
from tests.mail import sending_world
from tests.mail.sending_world import WEEK, people, post, server
from tests.newsletter.week import TAXONOMY, busy
from tracker.database import migrate, open_engine, session_scope
from tracker.models import DeliveryTable
from tracker.records import PROVINCES, Choices, Edition

Figures = dict[str, float]
CONNECTIONS, READERS = 4, 10_000
PAGE = f"https://werkplek.example/haagse-zaken/{WEEK}"


def _sealed() -> Edition:
    return sealing.sealed(busy().edition(), "Gelezen door Anna op 27 november 2026.")


def wishes(readers: int) -> list[Choices]:
    """Return what readers choose: up to two BACs, three dossiers and a province."""
    chance = random.Random(2026)
    bacs = [one.slug for one in TAXONOMY.bacs]
    dossiers = [one.slug for one in TAXONOMY.dossiers]
    return [
        Choices(
            bacs=tuple(chance.sample(bacs, chance.randint(0, 2))),
            dossiers=tuple(chance.sample(dossiers, chance.randint(0, 3))),
            provinces=(chance.choice(PROVINCES),),
        )
        for _ in range(readers)
    ]


def letters(readers: int = READERS) -> Figures:
    """Make the letters of so many readers, each in their own order, with their own links."""
    edition = _sealed()
    files = {name: data.decode() for name, data in sealing.files(edition, PAGE).items()}
    chosen = wishes(readers)
    began = time.perf_counter()
    made = Assembler(edition, TAXONOMY, files["mail.html"], files["mail.txt"], web_url=PAGE)
    different = set()
    for number, choices in enumerate(chosen):
        for text in made.mail(choices):
            own = f"https://werkplek.example/{number}"
            different.add(hash(placeholders.fill(text, unsubscribe=own, preferences=own)))
    seconds = time.perf_counter() - began
    assert len(different) == 2 * readers
    return {"rows": readers, "seconds": seconds, "items_a_second": readers / seconds}


def _personal(found: sending_world.Post, readers: int) -> None:
    """Let every reader choose."""
    with session_scope(found.workshop.engine) as session:
        rows = session.exec(select(DeliveryTable)).all()
        for row, choices in zip(rows, wishes(readers), strict=True):
            row.choices = choices.to_json()


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


def deliver(folder: Path, readers: int = READERS) -> Figures:
    """Send to so many readers, each with a letter of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'sending.db'}"
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    with server(folder / "sink") as sink:
        files = sealing.files(_sealed(), PAGE)
        found = post(
            folder, url, sink.port, people(readers), files=files, mail_connections=CONNECTIONS
        )
        _personal(found, readers)
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
