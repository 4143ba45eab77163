"""A source that fails: a readable reason, nothing concluded, and all is caught up later."""

from __future__ import annotations

from tests.faults import source_faults
from tests.faults.kills import Oracle
from tests.faults.ledger import compare
from tests.faults.processes import Nursery
from tests.faults.source_faults import PAGE_FAULTS, ROW_FAULTS
from tests.faults.victim import AFTERNOON_MINUTES
from tests.faults.world import World, second

FROM_THE_START = [fault for fault in PAGE_FAULTS if not fault.later]
HALFWAY = [fault for fault in PAGE_FAULTS if fault.later and fault.step == "cut-xml"]


def test_after_every_fault_in_a_row_the_next_good_run_catches_up(
    place: World, plain: Oracle
) -> None:
    with place.round() as found:
        base = found.ledger()
        for number, fault in enumerate(FROM_THE_START):
            report = source_faults.suffer(found, place, fault, number)
            after = found.ledger()
            assert source_faults.problems(fault, report, after, base) == [], fault.name
            assert report["pinged"] == report["changed"] == report["stored"] == 0, fault.name
        found.until_quiet(minutes=20)
        found.run("digest", minutes=AFTERNOON_MINUTES)
        verdict = compare(found.ledger(), plain.ledger)

    assert verdict.is_good, verdict.describe()


def test_a_feed_that_breaks_off_halfway_is_told_when_it_is_whole(
    place: World, plain: Oracle
) -> None:
    for fault in HALFWAY:
        result = source_faults.carry_out(place, fault, plain.ledger)

        assert result.is_good, (fault.name, result.problems, result.verdict.describe())
        assert result.reason


def test_half_a_feed_is_not_held_back_longer_than_an_hour(place: World) -> None:
    with place.round() as found:
        first = source_faults.suffer(found, place, HALFWAY[0])
        soon = source_faults.suffer(found, place, FROM_THE_START[-1], 30)
        late = source_faults.suffer(found, place, FROM_THE_START[-1], 70)

    assert first["fetched"] > 0
    assert first["stored"] + first["changed"] + soon["stored"] + soon["changed"] == 0
    assert late["stored"] + late["changed"] > 0
    assert late["outcome"] == "failed"


def test_a_bad_row_is_set_aside_with_its_reason_and_the_rest_goes_on(
    place: World, nursery: Nursery, plain: Oracle
) -> None:
    with second(place, nursery, "bad-rows") as other, other.round() as found:
        base = found.ledger()
        for number, fault in enumerate(ROW_FAULTS):
            report = source_faults.suffer(found, other, fault, 10 * number)
            assert source_faults.problems(fault, report, found.ledger(), base) == [], fault.name
        aside = source_faults.set_aside(found.home)
        found.run(minutes=30)
        found.run("digest", minutes=AFTERNOON_MINUTES)
        verdict = compare(found.ledger(), plain.ledger, extra_rows=True)

    assert verdict.is_good, verdict.describe()
    assert len(aside) == 3
    assert "onbekende categorie" in aside[0]
    assert any("verplicht veld ontbreekt" in reason for reason in aside)


def test_publishing_everything_again_changes_and_tells_nothing(
    place: World, nursery: Nursery
) -> None:
    with second(place, nursery, "again", 1_000) as other:
        fetched, changed, verdict = source_faults.republish(other, 1)

    assert fetched > 4_000
    assert changed == 0
    assert verdict.is_good, verdict.describe()
