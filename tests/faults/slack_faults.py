"""A Slack that fails: nothing is lost, nothing is doubled, and no call comes too early."""

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
from tests.faults.world import MAX_CYCLES, Round, World

POST = "chat.postMessage"


@dataclass(frozen=True, slots=True)
class SlackFault:
    """Orders for the stand-in. `mended`: a person must take the cause away and say so.

    `waits`: Slack asks for two minutes, in which nothing may be posted.
    """

    name: str
    orders: tuple[Mapping[str, Any], ...]
    mended: bool = False
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
    SlackFault(
        "channel_not_found", ({"kind": "error", "count": 2, "error": "channel_not_found"},), True
    ),
    SlackFault("is_archived", ({"kind": "error", "count": 1, "error": "is_archived"},), True),
    SlackFault("token_revoked", ({"revoke": True},), True),
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
        reasoned = bool(self.reasons) == self.fault.mended
        return self.verdict.is_good and not self.too_early and reasoned


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
    """Let Slack fail during a round; mend, if that takes a person; compare with the oracle."""
    began = time.monotonic()
    with world.round() as found:
        for order in fault.orders:
            post(f"{found.slack}/_faults", dict(order))
        found.run()
        early = too_early(found) if fault.waits else 0
        at_most = 1 if fault.mended else MAX_CYCLES
        deliveries = found.until_quiet("deliver", minutes=5, at_most=at_most)
        reasons = failures(found)
        if fault.mended:
            post(f"{found.slack}/_faults", {"clear": True})
            found.run("revive", minutes=100)
        found.run(minutes=110)
        verdict = compare(found.ledger(), expected)
    return SlackResult(fault, verdict, reasons, early, deliveries, time.monotonic() - began)
