"""Open consultations of the Commission."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders import haveyoursay
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.changes import diff
from tracker.errors import MalformedPageError
from tracker.records import ChangeKind, ItemKind, Outcome, ScrapedItem, Status


def page(name: str) -> Any:
    return json.loads((FIXTURES / "haveyoursay" / name).read_bytes())


def entry(number: int) -> dict[str, Any]:
    first, second = (page(f"open-{count}.json")["initiativeResultDtoPage"] for count in (0, 1))
    entries: list[dict[str, Any]] = first["content"] + second["content"]
    return next(one for one in entries if one["id"] == number)


def item(changed: dict[str, Any]) -> ScrapedItem:
    listed = haveyoursay.parse_initiative(changed)
    assert listed is not None
    return haveyoursay.parse_item(haveyoursay.parse_detail(listed, page("detail-14855.json")))


def test_an_initiative_has_its_last_day_in_brussels_and_the_number_of_its_proposal() -> None:
    found = item(entry(14855))

    assert (found.kind, found.status) == (ItemKind.CONSULTATIE, Status.OPEN)
    assert found.title == "Richtlijn waterweerbaarheid en bodemmonitoring"
    assert found.subtype == "Reacties op een voorstel"
    assert found.due_on == date(2026, 12, 15)
    assert found.identifiers == (
        "hys:14855", "com:2026:512", "plan:directive-monitoring-resilience-soil-water",
    )  # fmt: skip
    assert found.key == "initiatief:14855-2026-10-20", "the same, with and without its page"
    assert found.concepts == ("Milieu", "Water")
    assert found.note == "Verwachte vorm: richtlijn. DG: ENV."
    assert "<" not in found.text
    assert found.url.endswith("/initiatives/14855_nl"), "no .0 of a float"


def test_another_last_day_is_a_change_of_the_term() -> None:
    changed = entry(14855)
    before = item(changed)
    changed["currentStatuses"][0]["feedbackEndDate"] = "2027/01/08 23:59:59"

    found = diff(before, item(changed))

    assert [(one.kind, one.old, one.new) for one in found] == [
        (ChangeKind.DUE, "2026-12-15", "2027-01-08")
    ]


def test_a_term_that_ends_at_midnight_has_the_day_before_as_its_last() -> None:
    changed = entry(14855)
    changed["currentStatuses"][0]["feedbackEndDate"] = "2026/12/15 00:00:00"

    assert item(changed).due_on == date(2026, 12, 14)


def test_times_are_those_of_brussels_in_summer_and_in_winter() -> None:
    parse = haveyoursay.parse_time

    assert parse("2026/12/15 23:59:59") == datetime(2026, 12, 15, 22, 59, 59, tzinfo=UTC)
    assert parse("2026/07/15 23:59:59") == datetime(2026, 7, 15, 21, 59, 59, tzinfo=UTC)
    assert parse(None) is None
    assert parse("15-12-2026") is None


def test_without_a_dutch_title_the_english_one_is_said_to_be_english() -> None:
    found = haveyoursay.parse_initiative(entry(15102))

    assert found is not None
    assert (found["language"], found["title"][:15]) == ("en", "Cohesion policy")


def test_what_is_not_open_is_no_initiative_even_when_the_filter_gives_it() -> None:
    assert haveyoursay.parse_initiative(entry(15001)) is None


@pytest.mark.parametrize(
    "changed",
    [
        {"id": None},
        {"id": "x"},
        {"currentStatuses": None},
        {"currentStatuses": [{}]},
        {"shortTitle": "", "initiativeTranslations": []},
    ],
)
def test_an_initiative_that_cannot_be_used_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MalformedPageError):
        haveyoursay.parse_initiative({**entry(14855), **changed})


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"initiativeResultDtoPage": {"content": []}}, {"error": "general"}]
)
def test_anything_else_than_the_list_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedPageError):
        haveyoursay.parse_list(answer)


def test_a_page_of_something_else_is_no_initiative() -> None:
    listed = haveyoursay.parse_initiative(entry(14855))
    assert listed is not None

    with pytest.raises(MalformedPageError, match="geen initiatief 14855"):
        haveyoursay.parse_detail(listed, {"status": "ok"})


def test_a_round_reads_both_pages_and_a_second_round_changes_nothing(tmp_path: Path) -> None:
    with example("haveyoursay", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        reasons = source.reasons()
        again = source.crawl()

    assert (result.rows, result.set_aside, result.ignored) == (3, 1, 1)
    assert reasons == ["een open initiatief zonder titel of laatste dag"]
    assert as_json(items) == expected("haveyoursay")
    assert items["initiatief:15230-2026-10-30"].due_on == date(2026, 11, 27), (
        "its own page gave 404"
    )
    assert (again.new, again.changed) == (0, 0)


def test_a_list_without_the_filter_is_refused(tmp_path: Path) -> None:
    pages = tmp_path / "pages" / "haveyoursay"
    pages.mkdir(parents=True)
    everything = page("open-0.json")
    everything["initiativeResultDtoPage"]["totalElements"] = 4097
    (pages / "open-0.json").write_text(json.dumps(everything))
    path = "/info/law/better-regulation/brpapi/searchInitiatives"
    (pages / "serve.yaml").write_text(f"- {{path: {path}, file: open-0.json}}\n")

    with example("haveyoursay", tmp_path, tmp_path / "pages") as source:
        result = source.crawl()
        items = source.items()

    assert result.outcome is Outcome.FAILED
    assert "het filter is genegeerd" in result.reason
    assert items == {}


def test_an_answer_that_is_none_is_a_failed_round(tmp_path: Path) -> None:
    with example("haveyoursay", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("200-maintenance", "204", "cut-end"):
            source.fault(fault)
            result = source.crawl()

            assert result.outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


@pytest.mark.captured
def test_captured_initiatives_are_read(samples: Path) -> None:
    text = (samples / "eu/fragment-haveyoursay-searchInitiatives.json").read_bytes()

    found = [
        haveyoursay.parse_initiative(one)
        for one in haveyoursay.parse_list(json.loads(text))["content"]
    ]
    items = [haveyoursay.parse_item(haveyoursay.parse_detail(one, {})) for one in found if one]

    assert [one.due_on for one in items] == [date(2026, 9, 28), date(2026, 9, 17)]
    assert [one.identifiers[0] for one in items] == ["hys:18805", "hys:19001"]
