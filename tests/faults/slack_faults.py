"""A Slack that fails for a while: nothing is lost, nothing is doubled, no call comes too early.

What Slack refuses for good is in `errors`.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

from tests.faults.ledger import Ledger, Verdict, compare
from tests.faults.processes import post
from tests.faults.victim import AFTERNOON_MINUTES
from tests.faults.world import Round, World

POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class SlackFault:
    """Orders for the stand-in. `waits`: Slack asks for two minutes, in which nothing may be
    posted.
    """

    name: str
    orders: tuple[Mapping[str, Any], ...]
    waits: bool = False


FAULTS = (
    SlackFault(
        "429, Retry-After 120",
        ({"kind": "rate_limited", "count": 2, "retry_after": 120},),
        waits=True,
    ),
    SlackFault("500", ({"kind": "status", "count": 4, "status": 500},)),
    SlackFault("503 on update", ({"kind": "status", "count": 2, "method": "chat.update"},)),
    SlackFault("takes it, resets", ({"kind": "reset", "count": 5},)),
    SlackFault("does not take it, resets", ({"kind": "reset", "count": 5, "accept": False},)),
    SlackFault("resets the look-up", (
        {"kind": "reset", "count": 1},
        {"kind": "reset", "count": 1, "method": "conversations.history"},
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SlackResult:
    """What a fault of Slack did to a round."""

    fault: SlackFault
    verdict: Verdict
    reasons: tuple[str, ...]
    too_early: int
    deliveries: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return self.verdict.is_good and not self.too_early and not self.reasons


def failures(found: Round) -> tuple[str, ...]:
    """Return why notices failed for good, each reason once."""
    with sqlite3.connect(f"file:{found.home / 'haagsezaken.db'}?mode=ro", uri=True) as database:
        query = "SELECT DISTINCT error FROM notice WHERE state = 'failed'"
        reasons = tuple(row[0] for row in database.execute(query))
    database.close()
    return reasons


def calls(found: Round) -> int:
    """Count how often a message was posted, also in vain."""
    with urlopen(f"{found.slack}/_calls", timeout=30) as answer:
        return sum(method == POST for _, method, _ in json.load(answer))


def too_early(found: Round) -> int:
    """Deliver again before the time that Slack asked for is over; return the calls it made."""
    before = calls(found)
    found.run("deliver", minutes=1)
    return calls(found) - before


def carry_out(world: World, fault: SlackFault, expected: Ledger) -> SlackResult:
    """Let Slack fail during a round, and go on until all is told; compare with the oracle."""
    began = time.monotonic()
    with world.round() as found:
        for order in fault.orders:
            post(f"{found.slack}/_faults", dict(order))
        found.run()
        early = too_early(found) if fault.waits else 0
        deliveries = found.until_quiet("deliver", minutes=5)
        reasons = failures(found)
        found.run(minutes=110)
        found.run("digest", minutes=AFTERNOON_MINUTES)
        verdict = compare(found.ledger(), expected)
    return SlackResult(fault, verdict, reasons, early, deliveries, time.monotonic() - began)
