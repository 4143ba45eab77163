"""internetconsultatie.nl: a list, a page each, and a closing day that may move."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlmodel import select

from crawler.safe_html import parse_html
from crawler.spiders import internetconsultatie as site
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.database import session_scope
from tracker.errors import MalformedPageError
from tracker.models import ChangeTable
from tracker.records import Outcome, ScrapedItem, Status

FOLDER = FIXTURES / "internetconsultatie"
LISTED = site.Listed("x", "X", "Samenvatting", "Actief", date(2026, 12, 1), "Ministerie")


def page(name: str) -> BeautifulSoup:
    return parse_html((FOLDER / name).read_bytes())


def html(body: str) -> BeautifulSoup:
    return parse_html(f"<html><body>{body}</body></html>".encode())


def item(name: str) -> ScrapedItem:
    return site.parse_item(site.parse_detail(page(name), LISTED))


def test_a_consultation_has_its_closing_day_its_law_and_its_documents() -> None:
    found = item("besluitwindturbines.html")

    assert found.due_on == date(2026, 12, 11)
    assert found.published_on == date(2026, 10, 30)
    assert found.status is Status.OPEN
    assert found.identifiers == ("keten:027731",)
    assert found.concepts == ("Energie", "Ruimte en infrastructuur")
    assert [paper.title for paper in found.documents] == ["Ontwerpbesluit", "Nota van toelichting"]


def test_of_the_reactions_only_their_number_is_kept_and_never_who() -> None:
    row = site.parse_detail(page("regelingspuknatuur.html"), LISTED)
    found = site.parse_item(row)

    assert (found.status, row.fields["reactions"]) == (Status.DONE, 144)
    assert found.identifiers == ()
    assert "Jansen" not in f"{found}{row}"


def test_the_facts_may_stand_in_a_table_or_in_a_list_of_terms() -> None:
    assert "<dl>" in (FOLDER / "provinciaalbelastinggebied.html").read_text(encoding="utf-8")
    assert item("provinciaalbelastinggebied.html").due_on == date(2027, 1, 15)


def test_the_list_asks_for_days_without_leading_zeros() -> None:
    asked = site.search_query(date(2026, 8, 5), date(2027, 5, 1), 3)

    assert "ConsultatiedatumVan=5-8-2026%2000%3A00%3A00&" in asked
    assert asked.endswith("ConsultatiedatumTotEnMet=1-5-2027%2000%3A00%3A00&Pagina=3")


def test_the_list_gives_what_it_can_read_and_names_the_rest() -> None:
    total, listed, problems = site.parse_list(page("lijst-1.html"))

    assert (total, len(listed), len(problems)) == (11, 9, 1)
    assert listed[0].slug == "besluitwindturbines", "without /b1"
    assert listed[0].closes == date(2026, 12, 11), "a double blank stands before the date"
    assert listed[1].organisation.startswith("Ministerie van Landbouw, Visserij")


def test_one_hit_comes_without_a_total() -> None:
    one = '<li><a href="/a" class="result--title">A</a><ul class="list--metadata"></ul></li>'

    total, listed, _ = site.parse_list(
        html(f'<div id="content"><div class="result--list"><ul>{one}</ul></div></div>')
    )

    assert (total, listed[0].slug, listed[0].closes) == (1, "a", None)


@pytest.mark.parametrize(
    "body", ["<h1>Onderhoud</h1>", '<div id="content"><h1>Zoekresultaat</h1></div>']
)
def test_a_page_that_is_no_list_is_refused(body: str) -> None:
    with pytest.raises(MalformedPageError, match="geen lijst"):
        site.parse_list(html(body))


@pytest.mark.parametrize("body", ["<h1>X</h1>", '<div id="content"><h1>X</h1><p>Weg</p></div>'])
def test_a_page_that_is_no_consultation_is_refused(body: str) -> None:
    with pytest.raises(MalformedPageError):
        site.parse_detail(html(body), LISTED)


def test_a_round_walks_the_list_and_leaves_the_old_ones(tmp_path: Path) -> None:
    with example("internetconsultatie", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()

    assert (result.outcome, result.rows, result.set_aside) == (Outcome.PARTIAL, 5, 1)
    assert as_json(found) == expected("internetconsultatie")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)
    assert not any("Oudere" in item.title for item in found.values())


def test_a_moved_closing_day_is_a_change_of_the_due_day(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "internetconsultatie"
    shutil.copytree(FOLDER, folder)
    with example("internetconsultatie", tmp_path, folder.parent) as source:
        source.crawl()
        path = folder / "besluitwindturbines.html"
        text = path.read_text(encoding="utf-8").replace("11-12-2026", "18-12-2026")
        path.write_text(text, encoding="utf-8")
        source.crawl()
        with session_scope(source.workshop.engine) as session:
            fields = list(session.exec(select(ChangeTable.field)))
        moved = source.items()["consultatie:besluitwindturbines"]

    assert moved.due_on == date(2026, 12, 18)
    assert fields.count("due_on") == 1


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("internetconsultatie", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("cut-end", "doubled"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


@pytest.mark.captured
def test_captured_pages_are_read_without_a_problem(samples: Path) -> None:
    folder = samples / "nederland/opgebouwd"
    found = parse_html((folder / "internetconsultatie_zoekresultaat.html").read_bytes())
    detail = parse_html((folder / "internetconsultatie_detail.html").read_bytes())

    total, listed, problems = site.parse_list(found)
    made = site.parse_item(site.parse_detail(detail, listed[0]))

    assert (total, [one.slug for one in listed], problems) == (31, ["wetvervallen", "rpatboa"], [])
    assert listed[1].organisation == "Ministerie van Financiën"
    assert made.identifiers == ("keten:027200",)
    assert made.due_on == date(2025, 9, 12)
    assert made.concepts == ("Bestuur", "Openbare orde en veiligheid")
    assert made.documents[0].title == "Wetsvoorstel"
    assert made.status is Status.DONE
