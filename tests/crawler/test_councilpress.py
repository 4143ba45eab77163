"""Press releases of the Council."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from crawler.safe_xml import parse_xml
from crawler.spiders import councilpress, feeds
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Outcome


def releases() -> list[etree._Element]:
    return feeds.entries(parse_xml((FIXTURES / "councilpress/feed.xml").read_bytes()))


def test_a_release_has_plain_text_its_file_and_its_amsterdam_day() -> None:
    first, second = (
        councilpress.parse_item(councilpress.parse_release(one)) for one in releases()[:2]
    )

    assert (first.kind, first.chamber) == (ItemKind.NIEUWS, "Raad van de Europese Unie")
    assert first.identifiers == ("procedure:2026/0211(COD)", "com:2026:512")
    assert "<p>" not in first.text
    assert second.published_on == date(2026, 11, 25), "half past eleven in London"
    assert second.key == "bericht:press-releases/2026/11/24/cohesion-general-approach"


def test_a_release_on_another_address_is_refused() -> None:
    with pytest.raises(MalformedPageError, match="ander adres"):
        councilpress.parse_release(releases()[2])


def test_a_round_asks_one_address_and_a_second_round_reads_nothing(tmp_path: Path) -> None:
    with example("councilpress", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        again = source.crawl()
        asked = {path for path in source.asked() if "robots" not in path}

    assert (result.rows, result.set_aside) == (2, 1)
    assert as_json(items) == expected("councilpress")
    assert (again.outcome, again.rows) == (Outcome.COMPLETE, 0), "304: nothing changed"
    assert len(asked) == 1


def test_a_challenge_is_a_failed_round(tmp_path: Path) -> None:
    with example("councilpress", tmp_path) as source:
        source.crawl()
        before = source.items()
        source.fault("200-challenge")
        result = source.crawl()

        assert result.outcome is Outcome.FAILED
        assert source.items() == before
