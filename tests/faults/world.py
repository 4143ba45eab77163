"""A small world that each round starts from: the example week after a silent first import."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.faults import ledger
from tests.faults.ledger import Ledger
from tests.faults.processes import Mailbox, Nursery, Running, post, start_cold
from tests.faults.victim import Order
from tracker.sandbox.processes import stand_in

TOLD_BEFORE = ("today",)
"""Steps that were told before a round starts, so that some items have a thread."""
NEWS = (
    "debate-moves",
    "agenda-item-added",
    "debate-replaced",
    "room-changes",
    "minister-added",
    "debate-cancelled",
    "row-deleted",
    "votes-in",
    "toezegging-made",
)
"""Steps that a round must tell."""
PAGE_SIZE = 80
"""Rows per page of the source, so that the news takes several pages."""
MAX_CYCLES = 8


@dataclass(frozen=True, slots=True)
class Round:
    """One folder with database, files and Slack's journal, and the addresses of the stand-ins."""

    nursery: Nursery
    home: Path
    source: str
    slack: str
    config: str = ""

    def order(self, task: str = "cycle", **details: Any) -> Order:
        details = {"events": str(self.home / "events"), "config": self.config, **details}
        home = str(self.home)
        return Order(home=home, source=self.source, slack=self.slack, task=task, **details)

    def start(self, order: Order, *, cold: bool = False) -> Running:
        mailbox = Mailbox(Path(order.events))
        return start_cold(order, mailbox) if cold else self.nursery.start(order, mailbox)

    def run(self, task: str = "cycle", **details: Any) -> dict[str, Any]:
        """Run a process to its end and return its report."""
        return self.start(self.order(task, **details)).result()

    def go_on(self) -> None:
        """Let a process that waits at a point go on."""
        (self.home / "go-on").touch()

    def ledger(self) -> Ledger:
        return ledger.read(self.home)

    def until_quiet(
        self, task: str = "cycle", minutes: float = 1, at_most: int = MAX_CYCLES, **details: Any
    ) -> int:
        """Run a fresh process, as after a restart, until nothing waits; return how many.

        Each next one is ten minutes later, as the schedule has it.
        """
        for cycles in range(1, at_most + 1):
            self.run(task, minutes=minutes, **details)
            if self.ledger().is_quiet:
                return cycles
            minutes += 10
        return at_most + 1


@dataclass(frozen=True, slots=True)
class World:
    """The folder that rounds are copied from, and the state of the source after the news."""

    folder: Path
    nursery: Nursery
    source: str

    @property
    def base(self) -> Path:
        return self.folder / "base"

    @contextmanager
    def round(self, *, source: str = "", channels: Sequence[str] = ()) -> Iterator[Round]:
        """A fresh copy of the base with a Slack of its own."""
        home = Path(tempfile.mkdtemp(prefix="round-", dir=self.folder))
        shutil.copytree(self.base, home, dirs_exist_ok=True)
        try:
            with self.nursery.slack(home / "slack", channels) as slack:
                yield Round(self.nursery, home, source or self.source, slack)
        finally:
            shutil.rmtree(home)

    def step(self, name: str, **options: Any) -> None:
        """Let the scenario of the source go on, or a fault begin or end."""
        take(self.source, [name], **options)


def take(source: str, steps: Iterable[str], **options: Any) -> None:
    query = "&".join(f"{name}={value}" for name, value in options.items())
    for step in steps:
        post(f"{source}/_scenario/{step}?{query}")


@contextmanager
def world(folder: Path, nursery: Nursery) -> Iterator[World]:
    """Prepare the base: import in silence, open the tap, tell one day, then let news come."""
    with stand_in("source", folder / "source", 0, "--page-size", "1000") as source:
        made = World(folder, nursery, source)
        made.base.mkdir()
        with nursery.slack(made.base / "slack") as slack:
            base = Round(nursery, made.base, source, slack)
            base.run("import", minutes=-120, batch=2_000)
            made.step(TOLD_BEFORE[0])
            base.run(minutes=-60, batch=2_000)
        take(source, NEWS)
    with stand_in("source", folder / "source", 0, "--page-size", str(PAGE_SIZE)) as source:
        yield replace(made, source=source)


@contextmanager
def second(
    first: World, nursery: Nursery, name: str, page_size: int = PAGE_SIZE
) -> Iterator[World]:
    """The same world for another worker: its own source, the same base."""
    state = first.folder / f"source-{name}"
    shutil.copytree(first.folder / "source", state)
    with stand_in("source", state, 0, "--page-size", str(page_size)) as source:
        yield World(first.folder, nursery, source)
