"""`kill -9` at each point of the chain: nothing lost, nothing doubled.

`make faults` does each stage 25 times; here each point is killed once, one after another.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults import kills, ledger
from tests.faults.kills import Kill, Oracle
from tests.faults.points import BY_SLUG, CORE, POINTS
from tests.faults.processes import Nursery
from tests.faults.world import Round, World, second


def test_killed_at_every_point_in_a_row_nothing_is_lost_or_doubled(place: World) -> None:
    expected = kills.oracle(place, draft=True)

    result = kills.one_after_another(place, POINTS, expected.ledger)

    assert result.verdict.is_good, result.verdict.describe()


def test_a_process_from_nothing_recovers_in_its_first_cycle(place: World, plain: Oracle) -> None:
    kill = Kill(BY_SLUG["call-taken"], 2, 0, cold=True)

    result = kills.carry_out(place, kill, plain.ledger)

    assert result.verdict.is_good, result.verdict.describe()
    assert result.cycles == 1


def test_a_crawl_whose_parent_was_killed_does_no_harm(place: World, plain: Oracle) -> None:
    result = kills.orphan(place, plain.ledger)

    assert result.verdict.is_good, result.verdict.describe()


def test_files_of_a_page_that_was_stored_are_fetched_after_the_kill(
    place: World, nursery: Nursery, tmp_path: Path
) -> None:
    files = {entry for entry in ledger.read(place.base).stored if entry[2] == "bestand"}
    with (
        second(place, nursery, "files", 1_000) as other,
        nursery.slack(tmp_path / "slack") as slack,
    ):
        found = Round(nursery, tmp_path, other.source, slack)
        running = found.start(found.order(point="page-stored", nth=6))
        assert running.wait("at") is not None
        running.kill()
        before = {entry for entry in found.ledger().stored if entry[2] == "bestand"}
        found.run(minutes=10, batch=2_000)

    assert files
    assert before == set()
    assert files <= set(found.ledger().stored)


def test_each_kill_of_a_plan_is_within_the_passes_and_repeatable(plain: Oracle) -> None:
    passed = {point.slug: 3 for point in POINTS}

    planned = kills.plan(7, 10, 4, passed)

    assert planned == kills.plan(7, 10, 4, passed)
    assert planned != kills.plan(8, 10, 4, passed)
    assert len(planned) == 10 * len(CORE) + 4 * (len(POINTS) - len(CORE))
    assert len(CORE) == 12
    assert {kill.nth for kill in planned} == {1, 2, 3}


def test_the_product_knows_nothing_of_this() -> None:
    root = Path(__file__).parents[2]

    found = [
        path
        for package in ("config", "tracker", "crawler", "nlp", "newsletter")
        for path in (root / package).rglob("*.py")
        if "tests.faults" in path.read_text(encoding="utf-8")
    ]

    assert found == []
