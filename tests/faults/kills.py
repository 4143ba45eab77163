"""Kill the process tree at a point, start again, and compare with a run in which nothing died."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.faults.ledger import Ledger, Verdict, compare
from tests.faults.points import ANYWHERE, BY_SLUG, CORE, ORPHAN, POINTS, Point
from tests.faults.processes import FaultsError
from tests.faults.victim import AFTERNOON_MINUTES
from tests.faults.world import Round, World

SLOW_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Oracle:
    """What a fault-free round tells and stores, and how often it passes each point.

    `seconds` is how long its process ran.
    """

    ledger: Ledger
    passed: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True)
class Kill:
    """One kill: the `nth` pass of a point, then `linger` seconds more."""

    point: Point
    nth: int
    linger: float
    cold: bool


@dataclass(frozen=True, slots=True)
class KillResult:
    """What a kill did; `cycles` is how many processes it took to be quiet again."""

    kill: Kill
    verdict: Verdict
    cycles: int
    seconds: float


def oracle(world: World, *, draft: bool) -> Oracle:
    """Run the round without a fault, and count the passes of each point."""
    with world.round() as found:
        began = time.monotonic()
        running = found.start(found.order(_task(draft), counting=True))
        report = running.result()
        seconds = time.monotonic() - began
        if found.until_quiet(_task(draft)) != 1 or not report["pinged"]:
            raise FaultsError(f"the fault-free round is not quiet: {report}")
        digest = found.start(found.order("digest", counting=True, minutes=AFTERNOON_MINUTES))
        if not digest.result()["sent"]:
            raise FaultsError("the fault-free round has no digest")
        passed = {
            point.slug: (digest if point.digest else running).passed[point.slug] for point in POINTS
        }
        return Oracle(found.ledger(), passed, seconds)


def _task(draft: bool) -> str:
    return "draft" if draft else "cycle"


def plan(seed: int, kills: int, others: int, passed: Mapping[str, int]) -> list[Kill]:
    """Choose which pass of each point is killed, `kills` times for each of the twelve stages
    and `others` times for each other point; the first kill of a point is a cold start. The
    points take turns.

    When a point is passed less often than it must be killed, the rest of the kills come a
    random moment after it.
    """
    made: list[tuple[int, Kill]] = []
    for point in POINTS:
        chance = random.Random(f"{seed}:{point.slug}")
        passes = list(range(1, passed[point.slug] + 1))
        if not passes:
            raise FaultsError(f"the fault-free round never passes {point.slug}")
        amount = kills if point.slug in CORE else others
        chosen = chance.sample(passes, min(amount, len(passes)))
        for place in range(amount):
            nth = chosen[place] if place < len(chosen) else chance.choice(passes)
            linger = point.linger if place < len(chosen) else chance.uniform(0.001, 0.15)
            made.append((place, Kill(point, nth, max(linger, point.linger), cold=place == 0)))
    return [kill for _, kill in sorted(made, key=lambda one: one[0])]


def anywhere(seed: int, kills: int, seconds: float) -> list[Kill]:
    """Choose random moments in the life of a process."""
    chance = random.Random(f"{seed}:anywhere")
    return [Kill(ANYWHERE, 0, chance.uniform(0, seconds), cold=False) for _ in range(kills)]


def carry_out(world: World, kill: Kill, expected: Ledger) -> KillResult:
    """Kill once, start again until quiet, then make and send the digest; compare with the
    oracle. After a cold start there is a whole cycle more.
    """
    began = time.monotonic()
    with world.round() as found:
        if kill.point.digest:
            found.until_quiet()
            _kill(found, kill, AFTERNOON_MINUTES)
            cycles = 1
        else:
            _kill_slowly(world, found, kill)
            task = _task(kill.point.draft)
            cycles = found.until_quiet(task)
            if kill.cold:
                found.run(task, minutes=10 * cycles + 1)
        found.run("digest", minutes=AFTERNOON_MINUTES + 1)
        verdict = compare(found.ledger(), expected)
    return KillResult(kill, verdict, cycles, time.monotonic() - began)


def _kill_slowly(world: World, found: Round, kill: Kill, minutes: float = 0) -> None:
    """Kill while the source is slow, if the point asks for that."""
    if not kill.point.slow_source:
        _kill(found, kill, minutes)
        return
    world.step("slow", seconds=SLOW_SECONDS)
    try:
        _kill(found, kill, minutes)
    finally:
        world.step("normal")


def _kill(found: Round, kill: Kill, minutes: float) -> None:
    point = kill.point
    named = {} if point is ANYWHERE else {"point": point.slug, "nth": kill.nth}
    task = "digest" if point.digest else _task(point.draft)
    order = found.order(task, linger=kill.linger, minutes=minutes, **named)
    running = found.start(order, cold=kill.cold)
    try:
        if point is not ANYWHERE and running.wait("at") is None:
            raise FaultsError(f"{point.slug} was not reached")
        time.sleep(kill.linger)
    finally:
        running.kill()


def one_after_another(world: World, points: Sequence[Point], expected: Ledger) -> KillResult:
    """Kill at each of these points in one round, each time in the process that goes on."""
    began = time.monotonic()
    with world.round() as found:
        by_cycle = [point for point in points if not point.digest]
        for number, point in enumerate(by_cycle):
            _kill_slowly(world, found, Kill(point, 1, point.linger, cold=False), number)
        cycles = found.until_quiet("draft", minutes=len(by_cycle))
        found.run(minutes=len(by_cycle) + 10 * cycles)
        for number, point in enumerate(point for point in points if point.digest):
            _kill(found, Kill(point, 1, 0, cold=False), AFTERNOON_MINUTES + number)
        found.run("digest", minutes=AFTERNOON_MINUTES + len(points))
        verdict = compare(found.ledger(), expected)
    return KillResult(Kill(points[-1], 1, 0, cold=False), verdict, cycles, time.monotonic() - began)


def orphan(world: World, expected: Ledger) -> KillResult:
    """Kill the parent only: its crawl goes on beside the crawl of the next process."""
    began = time.monotonic()
    point = BY_SLUG["page-stored"]
    with world.round() as found:
        left = found.start(found.order(point=point.slug, linger=-1.0))
        try:
            if left.wait("at") is None:
                raise FaultsError("no page was stored")
            left.kill_parent()
            events = str(found.home / "events-of-the-next")
            found.run(minutes=1, events=events)
            found.go_on()
            cycles = found.until_quiet(minutes=10, events=events)
            found.run(minutes=30, events=events)
            found.run("digest", minutes=AFTERNOON_MINUTES, events=events)
        finally:
            left.kill()
        verdict = compare(found.ledger(), expected)
    kill = Kill(ORPHAN, 1, 0, cold=False)
    return KillResult(kill, verdict, cycles, time.monotonic() - began)


def tally(results: list[KillResult]) -> dict[str, Counter[str]]:
    """Count per point what was lost and doubled."""
    counts: dict[str, Counter[str]] = {}
    for one in results:
        count = counts.setdefault(one.kill.point.slug, Counter())
        verdict = one.verdict
        count["kills"] += 1
        count["lost"] += len(verdict.lost)
        count["doubled"] += len(verdict.doubled)
        count["altered"] += len(verdict.altered)
        count["rows"] += len(verdict.rows_lost) + len(verdict.rows_extra)
        count["unsettled"] += sum(verdict.unsettled.values())
        count["cycles"] = max(count["cycles"], one.cycles)
    return counts
