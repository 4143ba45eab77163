"""A source that fails: the run says so, nothing is concluded, and the next good one catches up."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.ledger import Ledger, Verdict, compare
from tests.faults.processes import FaultsError
from tests.faults.victim import AFTERNOON_MINUTES
from tests.faults.world import Round, World

HASTY = {"RETRY_TIMES": 1}
IMPATIENT = {"RETRY_TIMES": 0, "DOWNLOAD_TIMEOUT": 1}


@dataclass(frozen=True, slots=True)
class SourceFault:
    """One fault of the source. `crawling` makes the crawler less patient than it is.

    `outcomes` are the endings that are right. `later` lets the fault begin after the first
    page was stored. `adds_rows`: the fault is in rows that stay in the feed.
    """

    step: str
    options: Mapping[str, Any] = field(default_factory=dict)
    crawling: Mapping[str, Any] = field(default_factory=dict)
    outcomes: tuple[str, ...] = ("failed",)
    later: bool = False
    adds_rows: bool = False

    @property
    def name(self) -> str:
        return f"{self.step}, from the second page" if self.later else self.step


def _pages(*, later: bool) -> tuple[SourceFault, ...]:
    outcomes = ("partial",) if later else ("failed",)
    plain = ("html-200", "cut-xml", "entity-bomb", "loop", "empty")
    return (
        SourceFault("503", {"retry_after": 1}, HASTY, outcomes, later),
        SourceFault("429", {"retry_after": 1}, HASTY, outcomes, later),
        SourceFault("slow", {"seconds": 3}, IMPATIENT, outcomes, later),
        *(SourceFault(step, outcomes=outcomes, later=later) for step in plain),
    )


PAGE_FAULTS = (*_pages(later=False), *_pages(later=True))
SLOW = SourceFault("slow", {"seconds": 0.5}, outcomes=("complete",))
ROW_FAULTS = (
    SourceFault("unknown-category", outcomes=("partial",), adds_rows=True),
    SourceFault("row-without-required-fields", outcomes=("partial",), adds_rows=True),
)


@dataclass(frozen=True, slots=True)
class SourceResult:
    """How a run with a fault ended, and what was left of it after the next good one."""

    fault: SourceFault
    outcome: str
    reason: str
    set_aside: tuple[str, ...]
    problems: tuple[str, ...]
    verdict: Verdict
    cycles: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not self.problems and self.verdict.is_good


def suffer(found: Round, world: World, fault: SourceFault, minutes: float = 0) -> dict[str, Any]:
    """Run one cycle with the fault on and return its report; the fault is over after it."""
    details: dict[str, Any] = {"crawling": dict(fault.crawling), "minutes": minutes}
    if fault.later:
        details |= {"point": "page-stored", "linger": -1.0}
    else:
        world.step(fault.step, **fault.options)
    running = found.start(found.order(**details))
    if fault.later:
        if running.wait("at") is None:
            raise FaultsError("no page was stored")
        world.step(fault.step, **fault.options)
        found.go_on()
    report = running.result()
    world.step("normal")
    return report


def problems(
    fault: SourceFault, report: Mapping[str, Any], after: Ledger, base: Ledger
) -> list[str]:
    """Say what is wrong right after a run with a fault, the catching up aside."""
    wrong = []
    if report["outcome"] not in fault.outcomes:
        wrong.append(f"ended as {report['outcome']}")
    if report["outcome"] != "complete" and not report["reason"]:
        wrong.append("no reason given")
    if lost := _names(base) - _names(after):
        wrong.append(f"{len(lost)} stored rows are gone")
    return wrong


def _names(ledger: Ledger) -> set[tuple[Any, ...]]:
    """Return which rows and items are stored, whatever their content."""
    width = {"row": 4, "item": 3}
    return {entry[: width[entry[0]]] for entry in ledger.stored if entry[0] in width}


def set_aside(home: Path) -> tuple[str, ...]:
    """Return the reasons why rows or pages were set aside."""
    with sqlite3.connect(f"file:{home / 'haagsezaken.db'}?mode=ro", uri=True) as database:
        query = "SELECT category, key, reason FROM set_aside WHERE fatal ORDER BY id"
        found = [f"{row[0]} {row[1]}: {row[2]}" for row in database.execute(query)]
    database.close()
    return tuple(found)


def carry_out(world: World, fault: SourceFault, expected: Ledger) -> SourceResult:
    """Let one run suffer, then let good ones catch up, and compare with the oracle."""
    began = time.monotonic()
    with world.round() as found:
        base = found.ledger()
        report = suffer(found, world, fault)
        after = found.ledger()
        wrong = problems(fault, report, after, base)
        if early := after.told - expected.told:
            wrong.append(f"told what nobody must be told: {list(early)[:3]}")
        cycles = found.until_quiet()
        found.run(minutes=10 * cycles + 1)
        found.run("digest", minutes=AFTERNOON_MINUTES)
        verdict = compare(found.ledger(), expected, extra_rows=fault.adds_rows)
        return SourceResult(
            fault,
            report["outcome"],
            report["reason"],
            set_aside(found.home),
            tuple(wrong),
            verdict,
            cycles,
            time.monotonic() - began,
        )


def republish(world: World, times: int) -> tuple[int, int, Verdict]:
    """Publish all rows again, so many times; returns (rows, changes and pings) seen, and the
    difference with what was there before.
    """
    with world.round() as found:
        found.until_quiet()
        before = found.ledger()
        fetched = changed = 0
        for number in range(1, times + 1):
            world.step("mass-republication")
            report = found.run(minutes=30 * number, batch=2_000)
            fetched += report["fetched"]
            changed += report["changed"] + report["stored"] + report["planned"] + report["pinged"]
        after = found.ledger()
    tokens = {entry for entry in before.stored if entry[0] == "token"}
    newer = {entry for entry in after.stored if entry[0] == "token"}
    for entry in newer:
        del after.stored[entry]
    after.stored.update(tokens)
    return fetched, changed, compare(after, before)
