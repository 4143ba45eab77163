"""Tentative agendas of the Commission: a table in a PDF, edition after edition."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from config.loader import load_source
from crawler import agendas
from crawler.agendas import Planned, Point
from crawler.pdf import pdf_lines
from crawler.spiders import college
from tests.crawler import college_pdf
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.changes import diff
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ChangeKind, ItemKind, Outcome, ScrapedItem, Status

OPTIONS = load_source("college").options
FOLDER = FIXTURES / "college"
OLD = college.Edition("SEC(2026)2584", date(2026, 10, 6), "a")
NEW = college.Edition("SEC(2026)2591", date(2026, 11, 24), "b")


def points(*lines: str) -> tuple[Point, ...]:
    return agendas.parse_points(lines, OPTIONS["members"], OPTIONS["events"])


def edition(name: str) -> tuple[Point, ...]:
    return points(*pdf_lines((FOLDER / name).read_bytes()))


def item(planned: Planned, seen: college.Edition) -> ScrapedItem:
    return college.parse_item(college.parse_row(planned, seen))


def listing() -> Any:
    return json.loads((FOLDER / "list.json").read_bytes())


def test_the_table_of_a_pdf_gives_its_points() -> None:
    found = edition("sec-2026-2584.pdf")

    assert [(one.title, one.on, one.member) for one in found][:2] == [
        ("Water resilience and soil monitoring directive", date(2026, 10, 14), "ROSWALL"),
        ("2027 Commission work programme", date(2026, 10, 20), "PRESIDENT"),
    ]
    assert [one.abroad for one in found][:3] == [False, True, True]
    assert found[3].parts == ("Revision of the guidelines on permits for electricity networks",)
    assert not any("European Council" in one.title for one in found)


def test_cells_that_come_one_per_line_are_read_the_same() -> None:
    found = points(
        "Items", "30/09/2026", "European critical communication", "system", "VIRKKUNEN",
        "6/10/2026", "(Str)", "European product package", "SÉJOURNÉ", "5-8 October", "EP Plenary",
        "- Product rules and market", "surveillance", "- Standardisation", "Simplification",
        "McGRATH",
    )  # fmt: skip

    assert [(one.title, one.member, one.parts) for one in found] == [
        ("European critical communication system", "VIRKKUNEN", ()),
        ("European product package", "SÉJOURNÉ",
         ("Product rules and market surveillance", "Standardisation Simplification")),
    ]  # fmt: skip


def test_capitals_in_a_title_are_no_member() -> None:
    assert edition("sec-2026-2591.pdf")[0].title == "Review of the EU ETS"
    assert points("1/12/2026", "NEWNAME")[:1] == ()
    assert points("1/12/2026", "Plan", "NEWNAME")[0].member == "NEWNAME"


def test_a_title_without_member_keeps_its_own_parts() -> None:
    found = points("1/12/2026", "First", "KOS", "Package", "- part", "2/12/2026", "Last", "KOS")

    assert [(one.title, one.member, one.parts) for one in found] == [
        ("First", "KOS", ()), ("Package", "", ("part",)), ("Last", "KOS", ()),
    ]  # fmt: skip


def test_a_point_that_moved_and_was_reworded_is_one_item_with_another_date() -> None:
    told, remembered = agendas.follow((), edition("sec-2026-2584.pdf"), OLD.on)
    later, _ = agendas.follow(remembered, edition("sec-2026-2591.pdf"), NEW.on)
    before = next(item(one, OLD) for one in told if "grids" in one.key)
    after = next(item(one, NEW) for one in later if "grids" in one.key)

    found = diff(before, after)

    assert before.key == after.key == "punt:european-grids-package-for-regions"
    assert [one.kind for one in found] == [ChangeKind.MOVED, ChangeKind.TITLE]
    assert before.identifiers == after.identifiers == ("plan:european-grids-package-regions",)
    assert (before.kind, before.status) == (ItemKind.EU_PLANNING, Status.PLANNED)


def test_a_point_that_is_gone_is_dropped_once_and_a_past_one_is_not() -> None:
    _, remembered = agendas.follow((), edition("sec-2026-2584.pdf"), OLD.on)
    later, remembered = agendas.follow(remembered, edition("sec-2026-2591.pdf"), NEW.on)
    again, remembered = agendas.follow(remembered, edition("sec-2026-2591.pdf"), NEW.on)

    dropped = [one for one in later if one.dropped]
    assert [one.key for one in dropped] == ["vision-for-rural-areas"]
    assert item(dropped[0], NEW).status is Status.UNKNOWN
    assert item(dropped[0], NEW).note == "Staat niet meer op de voorlopige agenda (SEC(2026)2591)."
    assert [one for one in again if one.dropped] == []
    assert "water-resilience-and-soil-monitoring-directive" in {one.key for one in remembered}


def test_a_dropped_point_that_comes_back_is_the_same_item() -> None:
    gone = Planned(
        "vision-for-rural-areas", Point("Vision for rural areas", date(2026, 12, 16)), True
    )
    back = Point("Vision for rural areas", date(2027, 2, 3))

    told, _ = agendas.follow((gone,), (back,), date(2027, 1, 5))

    assert told == (Planned("vision-for-rural-areas", back),)


def test_programmes_of_two_years_are_two_items() -> None:
    assert agendas.likeness("2027 Commission work programme", "2028 Commission work programme") == 0
    assert agendas.likeness("Product Act: rules", "Product act (rules)") == 1


TITLES = st.lists(
    st.sampled_from(["Grids package", "Grids packages", "Vision for farming", "Soil law", "Ports"]),
    max_size=5,
)


@given(TITLES, TITLES)
def test_every_point_has_a_key_of_its_own_and_the_same_edition_changes_nothing(
    first: list[str], second: list[str]
) -> None:
    on = date(2026, 12, 2)
    _, remembered = agendas.follow((), [Point(title, on) for title in first], on)
    told, after = agendas.follow(remembered, [Point(title, on) for title in second], on)
    again, _ = agendas.follow(after, [Point(title, on) for title in second], on)

    present = [one for one in told if not one.dropped]
    assert len({one.key for one in told}) == len(told)
    assert [one.point.title for one in present] == second
    assert {(one.key, one.point.title) for one in again} == {
        (one.key, one.point.title) for one in present
    }


def test_what_is_remembered_is_read_back() -> None:
    _, planned = agendas.follow((), edition("sec-2026-2584.pdf"), OLD.on)
    memory = college.Memory("SEC(2026)2584", "2026-10-06", planned)

    assert college.load_memory(memory.dump()) == memory
    assert college.load_memory("") == college.Memory()


def test_an_edition_that_is_not_released_waits_and_french_is_read_when_there_is_no_english() -> (
    None
):
    editions, unreleased = college.parse_list(listing(), 2000)

    assert unreleased == 1
    assert [(one.reference, one.file) for one in editions] == [
        ("SEC(2026)2584", "090166e5f0a1b2c3"), ("SEC(2026)2591", "090166e5f1a2b3c4"),
    ]  # fmt: skip


def test_a_register_that_returns_everything_is_refused() -> None:
    other = listing()
    other["documents"][0]["reference"] = "C(2026)5235"

    with pytest.raises(UnlikelyError, match="dat klopt niet"):
        college.parse_list({**listing(), "totalResults": 1_200_000}, 2000)
    with pytest.raises(UnlikelyError, match="dat klopt niet"):
        college.parse_list({**listing(), "documents": []}, 2000)
    with pytest.raises(UnlikelyError, match="het filter is genegeerd"):
        college.parse_list(other, 2000)


@pytest.mark.parametrize("answer", [None, [], {}, {"documents": [{}], "totalResults": 1}])
def test_another_answer_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedPageError):
        college.parse_list(answer, 2000)


@pytest.mark.parametrize("body", [b"", b"{}", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_no_readable_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedPageError):
        pdf_lines(body)


def test_the_example_pdfs_are_what_the_script_writes(tmp_path: Path) -> None:
    college_pdf.write(tmp_path / "first.pdf", "Possible items", college_pdf.FIRST)

    assert points(*pdf_lines((tmp_path / "first.pdf").read_bytes())) == edition("sec-2026-2584.pdf")


def test_a_round_reads_both_editions_and_a_second_round_none(tmp_path: Path) -> None:
    with example("college", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        again = source.crawl()

    assert (result.outcome, result.rows, result.ignored) == (Outcome.COMPLETE, 13, 1)
    assert as_json(items) == expected("college")
    assert (again.outcome, again.rows) == (Outcome.COMPLETE, 0)


def test_a_shrunken_edition_is_refused_and_nothing_is_dropped(tmp_path: Path) -> None:
    pages = tmp_path / "pages" / "college"
    pages.mkdir(parents=True)
    first = listing()
    first["documents"] = first["documents"][2:]
    (pages / "list.json").write_text(json.dumps(first))
    routes = yaml.safe_load((FOLDER / "serve.yaml").read_text())
    (pages / "serve.yaml").write_text(yaml.safe_dump(routes))
    for name in ("sec-2026-2584.pdf", "sec-2026-2591.pdf"):
        (pages / name).write_bytes((FOLDER / name).read_bytes())

    with example("college", tmp_path, tmp_path / "pages") as source:
        source.crawl()
        before = source.items()
        (pages / "list.json").write_text(json.dumps(listing()))
        college_pdf.write(pages / "sec-2026-2591.pdf", "Possible items", college_pdf.SECOND[:1])
        shrunken = source.crawl()
        kept = source.items()
        (pages / "sec-2026-2591.pdf").write_bytes((FOLDER / "sec-2026-2591.pdf").read_bytes())
        mended = source.crawl()

    assert shrunken.outcome is Outcome.FAILED
    assert "1 punten in SEC(2026)2591, eerder 6" in shrunken.reason
    assert kept == before
    assert (mended.outcome, mended.rows) == (Outcome.COMPLETE, 7)


def test_an_answer_that_is_none_is_a_failed_round(tmp_path: Path) -> None:
    with example("college", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("200-challenge", "200-pdf"):
            source.fault(fault)
            result = source.crawl()

            assert result.outcome is Outcome.FAILED, fault
            assert source.items() == before, fault
