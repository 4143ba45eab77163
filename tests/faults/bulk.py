"""Agenda changes in bulk: each real one is told once with its values, a no-op is not told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.faults import ledger
from tests.faults.processes import Nursery
from tests.faults.world import Round
from tracker.sandbox.source.bulk import BulkChange, base_store, build_changes, publish
from tracker.sandbox.source.server import SourceServer

DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
FIRST_WORDS = {"cancelled": "Geannuleerd", "reinstated": "Gaat toch door"}


@dataclass(frozen=True, slots=True)
class Bulk:
    """A round with the changes that its source has published, not yet fetched."""

    round: Round
    changes: list[BulkChange]


@dataclass(frozen=True, slots=True)
class BulkVerdict:
    """What became of the changes; each entry is "kind number"."""

    told: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    wrong: tuple[str, ...]
    noops_told: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.wrong or self.noops_told)


def _activities(real: int, noops: int) -> int:
    """Return how many activiteiten hold that many changes of both sorts."""
    return max(real * 13 // 10, noops * 13 // 3) + 26


def _chosen(real: int, noops: int) -> list[BulkChange]:
    made = list(build_changes(_activities(real, noops)))
    first = [change for change in made if not change.noop][:real]
    return first + [change for change in made if change.noop][:noops]


@contextmanager
def bulk(folder: Path, nursery: Nursery, real: int, noops: int) -> Iterator[Bulk]:
    """Import the agenda in silence, open the tap, publish the changes."""
    home = folder / "bulk"
    home.mkdir()
    store = base_store(_activities(real, noops))
    changes = _chosen(real, noops)
    server = SourceServer(folder / "bulk-source", page_size=1_000, store=store)
    with server, nursery.slack(home / "slack") as slack:
        made = Round(nursery, home, server.base_url, slack)
        made.run("import", minutes=-60, batch=2_000)
        publish(store, iter(changes))
        yield Bulk(made, changes)


def told(home: Path) -> dict[str, list[str]]:
    """Return the messages about each activiteit, by its number, with all they show."""
    with sqlite3.connect(f"file:{home / 'haagsezaken.db'}?mode=ro", uri=True) as database:
        numbers = dict(database.execute("SELECT id, number FROM item"))
    database.close()
    found: dict[str, list[str]] = {}
    for line in ledger.journal(home):
        message = line["message"]
        if line["op"] == "post":
            key = message["metadata"]["event_payload"]["key"]
            number = numbers[int(key.partition("|")[0].removeprefix("item:"))]
            found.setdefault(number, []).append(f"{message['text']}\n{message['blocks']}")
    return found


def words(change: BulkChange) -> list[str]:
    """Return what a reader must find in the message about a change."""
    if change.kind in FIRST_WORDS:
        return [FIRST_WORDS[change.kind]]
    values = [value for value in (change.old, change.new) if value is not None]
    if change.kind not in {"date", "start", "end"}:
        return values
    moments = [datetime.fromisoformat(value) for value in values]
    days = [f"{DAYS[at.weekday()]} {at.day} jan" for at in moments if change.kind == "date"]
    days = [day for at, day in zip(moments, days, strict=False) if at.month == 1]
    return days + [f"{at:%H.%M}" for at in moments]


def judge(made: Bulk) -> BulkVerdict:
    """Compare the messages with the changes."""
    messages = told(made.round.home)
    real = [change for change in made.changes if not change.noop]
    amounts = {change.number: len(messages.get(change.number, ())) for change in made.changes}
    return BulkVerdict(
        told=sum(amounts.values()),
        lost=tuple(f"{one.kind} {one.number}" for one in real if not amounts[one.number]),
        doubled=tuple(f"{one.kind} {one.number}" for one in real if amounts[one.number] > 1),
        wrong=tuple(
            f"{one.kind} {one.number}"
            for one in real
            for message in messages.get(one.number, ())
            if not all(word in message for word in words(one))
        ),
        noops_told=tuple(
            f"{one.kind} {one.number}" for one in made.changes if one.noop and amounts[one.number]
        ),
    )
