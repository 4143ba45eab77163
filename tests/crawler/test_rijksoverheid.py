"""Rijksoverheid.nl: a feed that never says more than twenty, and stamps days at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from scrapy import Request
from scrapy.http import TextResponse

from config.loader import load_source
from crawler.base import Page, Totals
from crawler.safe_xml import parse_xml
from crawler.spiders import rijksoverheid as site
from crawler.spiders.feeds import entries
from crawler.visits import Visit
from tests.crawler.pages import EXAMPLE_NOW, FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import DatePrecision, ItemKind, Outcome, ScrapedItem, Status

FOLDER = FIXTURES / "rijksoverheid"
PAGE = parse_xml((FOLDER / "berichten.xml").read_bytes())


def item(place: int) -> ScrapedItem:
    row = site.parse_entry(entries(PAGE)[place])
    assert row is not None
    return site.parse_item(row)


def test_a_document_of_local_midnight_is_of_that_day() -> None:
    letter = item(0)

    assert letter.published_on == date(2026, 11, 23), "22 November 23.00 GMT"
    assert letter.kind is ItemKind.KAMERBRIEF


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/actueel/nieuws/2026/11/24/x", "Nieuwsbericht", ItemKind.NIEUWS),
        ("/documenten/rapporten/2026/11/24/x", "Document", ItemKind.PUBLICATIE),
        ("/documenten/videos/2026/11/24/x", "Video", None),
        ("/actueel/agenda/2026/11/24/x", "Agenda bewindspersoon", ItemKind.ACTIVITEIT),
        ("/themas/klimaat", "Thema", None),
        ("/nieuwe-soort/x", "Pagina", None),
    ],
)
def test_the_path_says_what_it_is(path: str, name: str, kind: ItemKind | None) -> None:
    assert site.sort_of(path) == (name, kind)


def test_the_agenda_of_a_bewindspersoon_is_on_the_day_in_its_address() -> None:
    agenda = item(3)

    assert agenda.kind is ItemKind.ACTIVITEIT
    assert agenda.starts_at == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert (agenda.precision, agenda.status) == (DatePrecision.DAYS, Status.PLANNED)


def test_open_overheid_knows_the_same_document_by_its_path() -> None:
    path = "documenten/kamerstukken/2026/11/23/nieuwe-verdeling-provinciefonds"

    assert item(1).identifiers == (f"ronl:{path}",)
    assert item(2).identifiers == (), "news is no document"


def test_what_is_not_followed_gives_no_row_and_a_foreign_address_is_refused() -> None:
    found = entries(PAGE)

    assert site.parse_entry(found[6]) is None
    with pytest.raises(MalformedPageError, match="zonder titel of adres"):
        site.parse_entry(found[8])


def test_a_period_is_asked_in_full_instants() -> None:
    since, until = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC)

    (asked,) = orjson.loads(site.rss_query(since, until))["filters"]

    assert asked["field"] == "sort_date"
    assert asked["values"] == [
        {
            "from": "2026-11-20T00:00:00.000Z",
            "to": "2026-11-20T12:00:00.000Z",
            "name": "specificPeriod",
        }
    ]


def test_the_search_of_the_site_is_read_too() -> None:
    count, rows = site.parse_search(orjson.loads((FOLDER / "zoek.json").read_bytes()))

    assert (count, len(rows)) == (3, 2), "a subject page is not followed"
    assert rows[1].fields["published"] == "2026-11-02"
    assert rows[1].fields["sort"] == "Kamerbrief"


@pytest.mark.parametrize("bad", [None, [], {}, {"rawResponse": {}}, {"rawResponse": []}])
def test_an_answer_that_is_no_search_result_is_refused(bad: Any) -> None:
    with pytest.raises(MalformedPageError):
        site.parse_search(bad)


def test_a_full_answer_is_cut_off_so_the_period_is_halved(tmp_path: Path) -> None:
    with example("rijksoverheid", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()

    assert (result.outcome, result.set_aside) == (Outcome.PARTIAL, 2)
    assert as_json(found) == expected("rijksoverheid")
    assert not any(item.title.endswith("van deze week") for item in found.values())
    assert (again.new, again.changed) == (0, 0)


def spider(**options: Any) -> site.RijksoverheidSpider:
    config = load_source("rijksoverheid")
    config = config.model_copy(update={"options": {**config.options, **options}})
    visit = Visit(config, EXAMPLE_NOW, config.base_url, {})
    made = site.RijksoverheidSpider(visit=visit, totals=Totals())
    list(made.begin())
    return made


def answer(name: str) -> TextResponse:
    return TextResponse("https://www.rijksoverheid.nl/x", body=(FOLDER / name).read_bytes())


def test_a_short_period_that_is_full_is_taken_with_a_signal() -> None:
    since = EXAMPLE_NOW - timedelta(minutes=10)

    (page,) = spider().read_period(answer("vol.xml"), since, EXAMPLE_NOW)

    assert isinstance(page, Page)
    assert len(page.rows) == 20
    assert [problem.fatal for problem in page.problems] == [False]


def test_an_agenda_page_gives_its_own_text_once_that_is_switched_on() -> None:
    reader = spider(agendas=True)
    since = EXAMPLE_NOW - timedelta(days=1)

    page, request = reader.read_period(answer("berichten.xml"), since, EXAMPLE_NOW)
    assert isinstance(page, Page)
    assert isinstance(request, Request)
    (agenda,) = reader.read_agenda(answer("agenda.html"), **request.cb_kwargs["about"])

    assert not any(row.fields["sort"] == site.AGENDA for row in page.rows)
    assert request.url.endswith("/actueel/agenda/2026/11/26/bestuurlijk-overleg-ipo-netcongestie")
    assert isinstance(agenda, Page)
    assert "15.30 uur, Den Haag" in site.parse_item(agenda.rows[0]).text


def test_search_is_off_and_gives_only_what_is_older_than_the_feed() -> None:
    on = {"enabled": True, "pages": 2, "terms": ["provincies"]}

    (page,) = spider(search=on).read_search(answer("zoek.json"), "provincies", 1)

    assert load_source("rijksoverheid").options["search"]["enabled"] is False
    assert isinstance(page, Page)
    assert [row.fields["title"] for row in page.rows] == [
        "Afspraken met provincies over de woningbouwopgave"
    ]


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("rijksoverheid", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("500", "renamed"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault
