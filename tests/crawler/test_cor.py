"""Cards of the site of the Committee of the Regions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from config.loader import load_source
from crawler.spiders import cor
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import DatePrecision, ItemKind, Outcome, ScrapedItem, Status

COMMISSIONS = load_source("cor").options["commissions"]


def cards(name: str) -> list[Tag]:
    text = (FIXTURES / "cor" / name).read_text(encoding="utf-8")
    return list(BeautifulSoup(text, "lxml").select("article.c-card"))


def item(name: str, place: int, kind: str) -> ScrapedItem:
    return cor.parse_item(cor.parse_card(cards(name)[place], kind, COMMISSIONS))


def test_an_opinion_in_the_making_has_its_commission_and_the_file_it_is_about() -> None:
    found = item("opinions.html", 0, "advies")

    assert (found.kind, found.subtype) == (ItemKind.ADVIES, "CoR, in behandeling")
    assert (found.status, found.committee) == (Status.OPEN, "ENVE")
    assert found.identifiers == ("com:2026:512", "procedure:2026/0211(COD)")
    assert (found.published_on, found.starts_at) == (date(2026, 11, 20), None)
    assert found.key == "advies:/our-work/opinions/water-resilience-and-soil-monitoring"


def test_only_an_opinion_carries_its_own_number() -> None:
    text = str(cards("opinions.html")[0]).replace("Draft opinion", "COR-2026-03344, draft")
    card = BeautifulSoup(text, "lxml").select_one("article")
    assert card is not None

    opinion, news = (cor.parse_card(card, kind, COMMISSIONS) for kind in ("advies", "nieuws"))

    assert "cor:2026:3344" in opinion.fields["numbers"]
    assert "cor:2026:3344" not in news.fields["numbers"]


def test_a_card_without_a_date_is_read() -> None:
    found = item("opinions.html", 2, "advies")

    assert (found.published_on, found.committee, found.text) == (None, "NAT", "")


def test_a_meeting_has_its_time_or_only_its_days() -> None:
    meeting, plenary = (item("events.html", place, "bijeenkomst") for place in (0, 1))

    assert meeting.starts_at == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
    assert meeting.ends_at == datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
    assert (meeting.precision, meeting.status) == (DatePrecision.TIME, Status.PLANNED)
    assert plenary.precision is DatePrecision.DAYS
    assert plenary.ends_at == datetime(2026, 12, 9, 23, 0, tzinfo=UTC)


def test_another_language_of_the_same_page_is_the_same_row() -> None:
    card = cards("opinions.html")[0]
    first = cor.parse_card(card, "advies", COMMISSIONS)
    anchor = card.select_one("a")
    assert anchor is not None
    anchor["href"] = str(anchor["href"]).replace("/en/", "/nl/")

    assert cor.parse_card(card, "advies", COMMISSIONS).key == first.key


@pytest.mark.parametrize(
    "card",
    [
        "<article class='c-card'><p>leeg</p></article>",
        "<article class='c-card'><h3 class='c-card__title'><a href='/en/x'></a></h3></article>",
        "<article class='c-card'><h3 class='c-card__title'><a>geen adres</a></h3></article>",
        "<article class='c-card'><h3 class='c-card__title'>"
        "<a href='javascript:alert(1)'>script</a></h3></article>",
    ],
)
def test_a_card_without_a_title_or_an_address_of_the_site_is_refused(card: str) -> None:
    node = BeautifulSoup(card, "lxml").select_one("article")
    assert node is not None

    with pytest.raises(MalformedPageError):
        cor.parse_card(node, "advies", COMMISSIONS)


@pytest.mark.parametrize("text", ["", "morgen", "2026-13-01"])
def test_a_date_that_is_none_is_none(text: str) -> None:
    assert cor.parse_moment(text) == (None, False)


def test_a_round_reads_three_lists_and_a_second_round_changes_nothing(tmp_path: Path) -> None:
    with example("cor", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        reasons = source.reasons()
        again = source.crawl()

    assert (result.rows, result.set_aside) == (6, 1)
    assert reasons == ["een kaart zonder titel of adres"], "a card of another site"
    assert as_json(items) == expected("cor")
    assert (again.new, again.changed) == (0, 0)


def test_a_site_with_other_names_is_a_failed_round(tmp_path: Path) -> None:
    with example("cor", tmp_path) as source:
        source.crawl()
        before = source.items()
        source.fault("renamed")
        result = source.crawl()

        assert result.outcome is Outcome.FAILED
        assert "is de site veranderd?" in result.reason
        assert source.items() == before
