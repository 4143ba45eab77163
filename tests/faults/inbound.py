"""What comes in from Slack, rightly and wrongly: nothing bad is taken, nothing counts twice.

The workspace is the real `haagsezaken web`, in a process of its own; people click in the
Slack stand-in, which signs and delivers. Each case has a person and an item of its own, so
that what it left in the database can be told from all others.
"""

from __future__ import annotations

import json
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.faults.mail import ask, channel_names
from tests.faults.processes import PATIENCE, FaultsError, post
from tests.faults.workspace import Workspace
from tests.faults.world import Round, World

FORGERIES = ("signature", "missing", "stale", "early", "body", "version")
SHARES = {
    "wrong signature or time stamp": 150,
    "replayed": 60,
    "redelivered three times": 80,
    "unknown action": 40,
    "item is gone": 40,
    "good": 130,
}
"""How many cases of each sort there are in 500."""
SLOW_SECONDS = 5.0
CLICKERS = 4
LIMIT_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that comes in: who clicks on the message about which item."""

    sort: str
    user: str
    person: str
    item: int
    place: dict[str, str]
    order: dict[str, Any]


@dataclass(slots=True)
class InboundResult:
    """What came of all cases; `taken` counts bad ones that were not refused."""

    cases: Counter[str]
    lost: int
    doubled: int
    taken: int
    slowest: float
    p99: float
    kills: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.taken or self.problems) and (
            self.p99 < LIMIT_SECONDS
        )


@dataclass
class Desk:
    """A workspace with messages to click on: (item, channel id, ts) of each."""

    round: Round
    workspace: Workspace
    messages: list[tuple[int, dict[str, str]]]
    people: list[tuple[str, str]]

    def act(self, case: Case) -> dict[str, Any]:
        """Let the person of a case click."""
        order = {"act": "click", "user": case.user, "action_id": "take", "block_id": "desk"}
        found: dict[str, Any] = post(
            f"{self.round.slack}/_act", {**order, **case.place, **case.order}
        )
        return found

    def until_done(self) -> None:
        """Wait until nothing that came in waits any more."""
        spool = self.round.home / "slack-inbox"
        deadline = time.monotonic() + PATIENCE
        query = "SELECT count(*) FROM slack_event WHERE state = 'received'"
        while list(spool.glob("*.json")) or ask(self.round.home, query)[0][0]:
            if time.monotonic() > deadline:
                raise FaultsError("what came in is not worked on")
            time.sleep(0.1)

    def taken(self, case: Case) -> int:
        """Count the actions that a case left."""
        query = "SELECT count(*) FROM action WHERE item_id = ? AND person = ?"
        return int(ask(self.round.home, query, case.item, case.person)[0][0])

    def fate(self, case: Case) -> str:
        """Return what became of a click that left nothing."""
        start = f"click:{case.user}:{case.place['ts']}:%"
        query = "SELECT state, attempts, result FROM slack_event WHERE event_id LIKE ?"
        return f"{case.sort}, item {case.item}: {ask(self.round.home, query, start)}"

    def seconds(self) -> list[float]:
        """Return how long each answer took, of all deliveries."""
        with urlopen(f"{self.round.slack}/_deliveries", timeout=30) as answer:
            return sorted(float(one["seconds"]) for one in json.load(answer))


def _people() -> list[tuple[str, str]]:
    """Return (Slack id, slug) of everyone who may click."""
    from config.loader import load_people, load_taxonomy

    found = load_people(load_taxonomy()).people
    return [(one.slack_id, one.slug) for one in found if one.slack_id]


def _item_of(message: dict[str, Any]) -> int:
    """Return the item that the button *Ik pak dit op* of a message is about, 0 without one.

    It need not be the item that was told: a top message shows what took its place.
    """
    for block in message["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == "take":
                return int(json.loads(element["value"])["item"])
    return 0


def _clickable(found: Round, channel: str) -> list[tuple[int, dict[str, str]]]:
    """Return (item, place) of each message that can be clicked, each item once."""
    with urlopen(f"{found.slack}/_messages", timeout=60) as answer:
        messages = [one for one in json.load(answer) if one["channel_name"] == channel]
    places = {_item_of(one): {"channel": one["channel"], "ts": one["ts"]} for one in messages}
    return [(item, place) for item, place in places.items() if item]


@contextmanager
def desk(world: World, items: int) -> Iterator[Desk]:
    """Messages about so many items in the channel of the operators, and a workspace."""
    (channel,) = channel_names(1)
    with world.round(channels=[channel]) as found:
        found.run("fill", details={"channels": [channel], "each": items * 2})
        found.run("deliver")
        places = _clickable(found, channel)[:items]
        if len(places) != items:
            raise FaultsError(f"{len(places)} messages in place of {items}")
        workspace = Workspace(found)
        workspace.start()
        try:
            order = {"request_url": f"{workspace.address}/slack", "retry_waits": [0, 0.2, 0.5]}
            post(f"{found.slack}/_app", order)
            yield Desk(found, workspace, places, _people())
        finally:
            workspace.kill()


def _order(sort: str, number: int) -> dict[str, Any]:
    if sort == "wrong signature or time stamp":
        return {"forge": FORGERIES[number % len(FORGERIES)]}
    if sort == "replayed":
        return {"replay": 1 + number % 3}
    if sort == "redelivered three times":
        return {"redeliver": 3}
    if sort == "unknown action":
        return {"unknown": True, "action_id": f"onbekend-{number}", "value": "{}"}
    return {}


def plan(found: Desk, seed: int, total: int) -> list[Case]:
    """Choose a message and a person for each case, no message twice."""
    chance = random.Random(f"{seed}:inbound")
    cases = []
    for sort, count in amounts(total).items():
        for number in range(count):
            item, place = found.messages.pop()
            user, slug = chance.choice(found.people)
            cases.append(Case(sort, user, slug, item, place, _order(sort, number)))
    chance.shuffle(cases)
    _forget(found.round.home, [case.item for case in cases if case.sort == "item is gone"])
    return cases


def amounts(total: int) -> dict[str, int]:
    """Return how many cases of each sort there are."""
    return {sort: max(1, share * total // 500) for sort, share in SHARES.items()}


def _forget(home: Path, items: Sequence[int]) -> None:
    """Take items away, as a source that withdraws them."""
    with sqlite3.connect(home / "haagsezaken.db", timeout=30) as database:
        database.executemany("DELETE FROM item WHERE id = ?", [(item,) for item in items])
    database.close()


@contextmanager
def slow_database(home: Path, seconds: float = SLOW_SECONDS) -> Iterator[None]:
    """Hold the database so that nobody can write, `seconds` at a time with a short breath."""
    stop = threading.Event()

    def hold() -> None:
        while not stop.is_set():
            database = sqlite3.connect(home / "haagsezaken.db", timeout=60, isolation_level=None)
            database.execute("BEGIN EXCLUSIVE")
            stop.wait(seconds)
            database.execute("ROLLBACK")
            database.close()
            stop.wait(0.3)

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def abuse(world: World, seed: int, total: int = 500, kills: int = 10) -> InboundResult:
    """Let all cases come in while the database is slow, then kill the workspace at clicks."""
    with desk(world, sum(amounts(total).values()) + kills) as found:
        cases = plan(found, seed, total)
        with slow_database(found.round.home), ThreadPoolExecutor(CLICKERS) as clickers:
            answers = list(clickers.map(found.act, cases))
        found.until_done()
        result = _judged(found, cases, answers)
        seconds = found.seconds()
        result.slowest = seconds[-1]
        result.p99 = seconds[min(len(seconds) - 1, int(len(seconds) * 0.99))]
        killed(found, seed, kills, result)
    return result


def _judged(found: Desk, cases: Sequence[Case], answers: Sequence[dict[str, Any]]) -> InboundResult:
    result = InboundResult(Counter(case.sort for case in cases), 0, 0, 0, 0.0, 0.0)
    for case, answer in zip(cases, answers, strict=True):
        amount = found.taken(case)
        if case.sort == "wrong signature or time stamp":
            result.taken += amount + (answer["status"] in range(200, 300))
        elif case.sort in ("unknown action", "item is gone"):
            result.taken += amount
        else:
            result.lost += amount == 0
            result.doubled += max(0, amount - 1)
            result.problems += [] if amount else [found.fate(case)]
    result.problems += _unanswered(found, cases)
    return result


def _unanswered(found: Desk, cases: Sequence[Case]) -> list[str]:
    """Return the cases that are refused without a word to the person."""
    with urlopen(f"{found.round.slack}/_whispers", timeout=30) as answer:
        told = Counter(one["user"] for one in json.load(answer))
    wanted = Counter(case.user for case in cases if case.sort in ("unknown action", "item is gone"))
    return [
        f"{user}: {told[user]} of {count} explained"
        for user, count in wanted.items()
        if told[user] < count
    ]


def killed(found: Desk, seed: int, kills: int, result: InboundResult) -> None:
    """Kill the workspace right after it acknowledged a click; start it again."""
    chance = random.Random(f"{seed}:inbound kills")
    for _ in range(kills):
        item, place = found.messages.pop()
        user, slug = chance.choice(found.people)
        case = Case("killed", user, slug, item, place, {})
        answer = found.act(case)
        time.sleep(chance.uniform(0, 0.05))
        found.workspace.kill()
        found.workspace.start()
        found.until_done()
        amount = found.taken(case)
        result.kills += 1
        if answer["ok"] and not amount:
            result.lost += 1
            result.problems.append(found.fate(case))
        result.doubled += max(0, amount - 1)
