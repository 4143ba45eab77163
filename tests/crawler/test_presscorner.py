"""News of the Commission."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from crawler.spiders import presscorner
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ItemKind, Outcome


def page(name: str) -> Any:
    return json.loads((FIXTURES / "presscorner" / name).read_bytes())


def entry(name: str, place: int) -> dict[str, Any]:
    found: dict[str, Any] = page(name)["docuLanguageListResources"][place]
    return found


def test_a_press_release_has_plain_text_and_a_link_in_its_language() -> None:
    item = presscorner.parse_item(presscorner.parse_entry(entry("nl-1.json", 0)))

    assert (item.kind, item.subtype) == (ItemKind.NIEUWS, "Persbericht")
    assert item.published_on == date(2026, 11, 25)
    assert item.text.startswith("Regio's krijgen € 4,2 miljard")
    assert item.identifiers == ("com:2026:588",)
    assert item.url.endswith("/detail/nl/ip_26_2410")


def test_a_translation_by_a_machine_is_said_to_be_one() -> None:
    item = presscorner.parse_item(presscorner.parse_entry(entry("nl-1.json", 1)))

    assert (item.note, item.subtype) == ("Automatisch vertaald.", "Vragen en antwoorden")


def test_an_english_item_without_a_lead_has_no_text() -> None:
    item = presscorner.parse_item(presscorner.parse_entry(entry("en-1.json", 1)))

    assert (item.language, item.text) == ("en", "")
    assert item.url.endswith("/detail/en/statement_26_2415")


@pytest.mark.parametrize(
    "changed", [{"refCode": "1954"}, {"refCode": None}, {"title": " "}, {"eventDate": "24 nov"}]
)
def test_an_entry_that_cannot_be_named_or_dated_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(MalformedPageError):
        presscorner.parse_entry({**entry("nl-1.json", 0), **changed})


@pytest.mark.parametrize("answer", [None, [], {}, {"totalNumber": "3"}, {"totalNumber": 3}])
def test_another_answer_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedPageError):
        presscorner.parse_page(answer, 600)


def test_a_search_that_returns_everything_is_refused() -> None:
    with pytest.raises(UnlikelyError, match="130937 berichten in een paar dagen"):
        presscorner.parse_page({**page("nl-1.json"), "totalNumber": 130_937}, 600)


def test_a_round_takes_dutch_first_and_a_second_round_changes_nothing(tmp_path: Path) -> None:
    with example("presscorner", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        reasons = source.reasons()
        asked = source.asked()
        again = source.crawl()

    assert (result.rows, result.set_aside, result.ignored) == (3, 1, 1)
    assert reasons == ["IP/26/2417: een bericht zonder datum"]
    assert "datefrom=16112026&dateto=26112026" in asked[-1], "days as ddmmyyyy"
    assert as_json(items) == expected("presscorner")
    assert [one.language for one in items.values()].count("nl") == 2
    assert not any("Daily News" in one.title for one in items.values())
    assert (again.new, again.changed) == (0, 0)


def test_a_web_page_is_a_failed_round(tmp_path: Path) -> None:
    with example("presscorner", tmp_path) as source:
        source.crawl()
        before = source.items()
        source.fault("200-maintenance")
        result = source.crawl()

        assert result.outcome is Outcome.FAILED
        assert source.items() == before


@pytest.mark.captured
def test_captured_items_are_read(samples: Path) -> None:
    answer = json.loads((samples / "eu/fragment-presscorner-search.json").read_bytes())

    _, entries = presscorner.parse_page(answer, 200_000)
    items = [presscorner.parse_item(presscorner.parse_entry(one)) for one in entries]

    assert [one.number for one in items][2] == "IP/26/1954"
    assert {one.published_on for one in items} == {date(2026, 9, 23), date(2026, 9, 24)}
    with pytest.raises(UnlikelyError):
        presscorner.parse_page(answer, 600)
