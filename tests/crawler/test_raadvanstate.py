"""Raad van State: advices, on a site of which only the addresses are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.loader import load_source
from crawler.safe_html import parse_html
from crawler.spiders import raadvanstate as raad
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Outcome, ScrapedItem

FOLDER = FIXTURES / "raadvanstate"


def advice(name: str, path: str) -> ScrapedItem:
    page = parse_html((FOLDER / name).read_bytes())
    return raad.parse_item(raad.parse_advice(page, path))


def test_it_ships_disabled_until_someone_saw_its_pages() -> None:
    config = load_source("raadvanstate")

    assert (config.enabled, config.confirmed) == (False, False)


def test_an_advice_has_its_case_its_dictum_and_the_kamerstuk_that_carries_it() -> None:
    found = advice("natuur.html", "/adviezen/@149821/w05-26-00211-iv/")

    assert found.kind is ItemKind.ADVIES
    assert (found.number, found.outcome) == ("W05.26.00211/IV", "Dictum C")
    assert found.published_on == date(2026, 9, 30)
    assert found.identifiers == ("rvs:w05.26.00211/iv", "kst:36902-4")
    assert "Postbus" not in found.text


def test_without_a_number_on_the_page_the_address_gives_it() -> None:
    found = advice("provinciefonds.html", "/adviezen/@149790/w04-26-00187/")

    assert (found.number, found.outcome) == ("W04.26.00187", "")
    assert found.published_on == date(2026, 11, 20)


def test_the_list_gives_each_advice_once() -> None:
    found = raad.parse_list(parse_html((FOLDER / "lijst.html").read_bytes()))

    assert found == ["/adviezen/@149821/w05-26-00211-iv/", "/adviezen/@149790/w04-26-00187/"]


def test_a_page_that_is_no_list_or_no_advice_is_refused() -> None:
    page = parse_html(b"<html><body><p>Onderhoud</p></body></html>")

    with pytest.raises(MalformedPageError, match="geen enkel advies"):
        raad.parse_list(page)
    with pytest.raises(MalformedPageError, match="geen kop"):
        raad.parse_advice(page, "/adviezen/@149821/w05-26-00211-iv/")


def test_a_round_reads_each_advice_and_the_next_one_none(tmp_path: Path) -> None:
    with example("raadvanstate", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()

    assert (result.outcome, result.rows) == (Outcome.COMPLETE, 2)
    assert as_json(found) == expected("raadvanstate")
    assert (again.outcome, again.rows) == (Outcome.COMPLETE, 0)


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("raadvanstate", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("200-challenge", "renamed"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault
