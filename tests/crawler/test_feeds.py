"""RSS and Atom feeds of advisory bodies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.safe_html import parse_html
from crawler.safe_xml import parse_xml
from crawler.spiders import feeds
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.jobs.trial import try_source
from tracker.records import ItemKind, Outcome

PBL = feeds.Feed(slug="pbl", title="PBL", url="https://www.pbl.nl/rss", kind=ItemKind.ADVIES)


def test_an_entry_becomes_an_item_with_plain_text_and_its_amsterdam_day() -> None:
    root = parse_xml((FIXTURES / "feeds/pbl.xml").read_bytes())

    item = feeds.parse_item(feeds.parse_entry(feeds.entries(root)[0], PBL))

    assert item.kind is ItemKind.ADVIES
    assert item.title == "Reflectie op de stikstofdoelen: wat provincies nog nodig hebben"
    assert item.text == "Het PBL beschrijft wat het maatwerk van provincies vraagt van het Rijk."
    assert item.published_on == date(2026, 11, 24)
    assert item.url == "https://www.pbl.nl/publicaties/reflectie-stikstofdoelen"


def test_an_entry_without_title_is_refused() -> None:
    root = parse_xml((FIXTURES / "feeds/rivm.xml").read_bytes())

    with pytest.raises(MalformedPageError, match="zonder titel"):
        feeds.parse_entry(feeds.entries(root)[1], PBL)


def test_a_news_page_names_its_feed() -> None:
    page = parse_html((FIXTURES / "feeds/rob.html").read_bytes())
    relative = b'<html><head><link rel="alternate" type="application/rss+xml" href="/f.rss"></html>'

    assert feeds.feed_of(page, "https://x.nl/nieuws").endswith("/rob/feed"), "not the English page"
    assert feeds.feed_of(parse_html(relative), "https://x.nl/nieuws") == "https://x.nl/f.rss"
    assert feeds.feed_of(parse_html(b"<html></html>"), "https://x.nl") == ""


def test_of_a_sitemap_only_fresh_news_is_taken() -> None:
    root = parse_xml((FIXTURES / "feeds/sitemap.xml").read_bytes())
    body = feeds.Feed(slug="r", title="R", page="https://x.nl/nieuws", path="/actueel/nieuws/")

    (row,) = feeds.parse_sitemap(root, body, datetime(2026, 11, 1, tzinfo=UTC))

    assert row.fields["title"] == "Decentralisatie van taken naar provincies mist geld"
    assert feeds.parse_item(row).published_on == date(2026, 11, 24)


@pytest.mark.parametrize("addresses", [{}, {"url": "https://x.nl/a", "page": "https://x.nl/b"}])
def test_a_feed_has_one_address(addresses: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="give url or page"):
        feeds.Feed(slug="x", title="X", **addresses)


def test_a_feed_without_a_channel_is_refused() -> None:
    with pytest.raises(MalformedPageError, match="zonder <channel>"):
        feeds.entries(parse_xml(b"<rss/>"))


def test_a_round_reads_every_feed_and_sets_the_bad_entry_aside(tmp_path: Path) -> None:
    with example("feeds", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        again = source.crawl()

    assert result.outcome is Outcome.PARTIAL
    assert (result.rows, result.set_aside) == (6, 1)
    assert {item.chamber for item in items.values()} == {
        "Planbureau voor de Leefomgeving",
        "RIVM",
        "Raad voor het Openbaar Bestuur",
        "Algemene Rekenkamer",
        "Huis van de Nederlandse Provincies",
    }
    assert as_json(items) == expected("feeds")
    assert again.outcome is Outcome.COMPLETE
    assert (again.rows, again.unchanged) == (1, 1), "304 for feeds; a sitemap is read again"
    assert not any("zonder-titel" in item.url for item in items.values())


def test_a_web_page_in_place_of_a_feed_is_a_failed_round_and_keeps_what_was_there(
    tmp_path: Path,
) -> None:
    with example("feeds", tmp_path) as source:
        source.crawl()
        before = source.items()
        source.fault("200-maintenance")
        result = source.crawl()

        assert result.outcome is Outcome.FAILED
        assert "een webpagina in plaats van gegevens" in result.reason
        assert source.items() == before


def test_a_trial_of_a_source_says_in_dutch_what_answered_and_keeps_nothing(tmp_path: Path) -> None:
    with example("feeds", tmp_path) as source:
        answered, made, unseen = try_source(source.workshop.settings, "feeds")
        source.fault("200-challenge")
        failed, nothing, _ = try_source(source.workshop.settings, "feeds")

        assert answered.text.startswith("7 pagina's, 6 regels, 1 apart gezet")
        assert "4x Advies, 2x Nieuwsbericht. Voorbeelden:" in made.text
        assert "confirmed: true" in unseen.text
        assert not failed.good
        assert "een webpagina in plaats van gegevens" in failed.text
        assert not nothing.good
        assert source.items() == {}
