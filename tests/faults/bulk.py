"""Agenda changes in bulk: each real one is told once, in its thread, with its values; a no-op
is not told, and neither is the same feed again, in whatever order.

Every activiteit that changes has a thread already: its room changed the day before.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from tests.at_once import told_at_once
from tests.faults import ledger
from tests.faults.processes import Nursery
from tests.faults.world import Round
from tracker.sandbox.source.bulk import (
    ROOMS,
    BulkChange,
    base_store,
    build_changes,
    publish,
    reservation,
)
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
FIRST_WORDS = {"cancelled": "Geannuleerd", "reinstated": "Gaat toch door"}
DAY_BEFORE = ROOMS[2]


@dataclass(frozen=True, slots=True)
class Told:
    """One message about an activiteit; `thread` is the message that it answers, or ""."""

    ts: str
    thread: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Bulk:
    """A round with the changes that its source has published, not yet fetched."""

    round: Round
    store: Store
    changes: list[BulkChange]
    before: dict[str, list[Told]]

    def again(self, seed: int, times: int) -> int:
        """Publish all rows again, so many times, in another order each time; return what was
        changed or told.
        """
        found = 0
        for number in range(1, times + 1):
            rows = [version.row for version in self.store.latest()]
            random.Random(f"{seed}:{number}").shuffle(rows)
            for row in rows:
                last = self.store.versions[-1].updated
                self.store.add(row, last + timedelta(milliseconds=5))
            report = self.round.run(minutes=1_000 + 30 * number, batch=2_000)
            found += sum(report[name] for name in ("changed", "stored", "planned", "pinged"))
        return found


@dataclass(frozen=True, slots=True)
class BulkVerdict:
    """What became of the changes; each entry is "kind number"."""

    told: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    wrong: tuple[str, ...]
    astray: tuple[str, ...]
    noops_told: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        bad = self.lost + self.doubled + self.wrong + self.astray + self.noops_told
        return not bad


def _activities(real: int, noops: int) -> int:
    """Return how many activiteiten hold that many changes of both sorts."""
    return max(real * 13 // 10, noops * 13 // 3) + 26


def _chosen(real: int, noops: int) -> list[BulkChange]:
    made = list(build_changes(_activities(real, noops)))
    first = [change for change in made if not change.noop][:real]
    return first + [change for change in made if change.noop][:noops]


def _open_threads(store: Store, changes: list[BulkChange]) -> None:
    """Let the room of everything that will change, change first."""
    for change in changes:
        if not change.noop:
            row = reservation(int(change.number.removeprefix("2027A")), DAY_BEFORE)
            store.add(row, store.versions[-1].updated + timedelta(milliseconds=5))


@contextmanager
def bulk(folder: Path, nursery: Nursery, real: int, noops: int) -> Iterator[Bulk]:
    """Import the agenda in silence, open the tap and a thread each, publish the changes."""
    home = folder / "bulk"
    home.mkdir()
    store = base_store(_activities(real, noops))
    changes = _chosen(real, noops)
    config = str(told_at_once(home))
    server = SourceServer(folder / "bulk-source", page_size=1_000, store=store)
    with server, nursery.slack(home / "slack") as slack:
        made = Round(nursery, home, server.base_url, slack, config)
        made.run("import", minutes=-90, batch=2_000)
        _open_threads(store, changes)
        made.run(minutes=-60, batch=2_000)
        before = told(home)
        publish(store, iter(changes))
        yield Bulk(made, store, changes, before)


def told(home: Path) -> dict[str, list[Told]]:
    """Return the messages about each activiteit, by its number, with all they show."""
    with sqlite3.connect(f"file:{home / 'haagsezaken.db'}?mode=ro", uri=True) as database:
        numbers = dict(database.execute("SELECT id, number FROM item"))
    database.close()
    found: dict[str, list[Told]] = {}
    for line in ledger.journal(home):
        one = line["message"]
        if line["op"] == "post":
            key = one["metadata"]["event_payload"]["key"]
            number = numbers[int(key.partition("|")[0].removeprefix("item:"))]
            text = f"{one['text']}\n{one['blocks']}"
            message = Told(one["ts"], one["thread_ts"], one["channel"], text)
            found.setdefault(number, []).append(message)
    return found


def words(change: BulkChange) -> list[str]:
    """Return what a reader must find in the message about a change."""
    if change.kind in FIRST_WORDS:
        return [FIRST_WORDS[change.kind]]
    if change.kind == "room":
        return [DAY_BEFORE, str(change.new)]
    values = [value for value in (change.old, change.new) if value is not None]
    if change.kind not in {"date", "start", "end"}:
        return values
    moments = [datetime.fromisoformat(value) for value in values]
    days = [f"{DAYS[at.weekday()]} {at.day} jan" for at in moments if change.kind == "date"]
    days = [day for at, day in zip(moments, days, strict=False) if at.month == 1]
    return days + [f"{at:%H.%M}" for at in moments]


def _is_astray(message: Told, earlier: list[Told]) -> bool:
    """Say whether a message is not in the thread that its channel has about the item."""
    tops = [one.ts for one in earlier if one.channel == message.channel and not one.thread]
    return message.thread != (tops[0] if tops else "")


def judge(made: Bulk) -> BulkVerdict:
    """Compare the messages with the changes."""
    after, noops = told(made.round.home), [one for one in made.changes if one.noop]
    lost, doubled, wrong, astray = [], [], [], []
    for one in made.changes:
        earlier = made.before.get(one.number, [])
        messages = after.get(one.number, [])[len(earlier) :]
        name = f"{one.kind} {one.number}"
        if one.noop:
            continue
        lost += [name] * (not messages)
        doubled += [name] * (len(messages) - 1)
        wrong += [name for found in messages if not all(part in found.text for part in words(one))]
        astray += [name for found in messages if _is_astray(found, earlier)]
    return BulkVerdict(
        told=sum(map(len, after.values())) - sum(map(len, made.before.values())),
        lost=tuple(lost),
        doubled=tuple(doubled),
        wrong=tuple(wrong),
        astray=tuple(astray),
        noops_told=tuple(f"{one.kind} {one.number}" for one in noops if one.number in after),
    )
