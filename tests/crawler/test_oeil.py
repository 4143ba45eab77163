"""Pages of the Legislative Observatory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from config.loader import load_source
from crawler.spiders import oeil
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.changes import diff
from tracker.errors import MalformedPageError
from tracker.records import ChangeKind, ItemKind, Outcome, SourceRow, Status

PHRASES = load_source("oeil").options["phrases"]
WATER = "2026/0211(COD)"


def html() -> str:
    return (FIXTURES / "oeil/file-2026-0211.html").read_text(encoding="utf-8")


def rows(text: str, reference: str = WATER) -> list[SourceRow]:
    return oeil.parse_page(BeautifulSoup(text, "lxml"), reference, PHRASES)


def test_a_file_has_its_stage_committee_rapporteur_and_events() -> None:
    item = oeil.file_item(rows(html())[0])

    assert (item.kind, item.status) == (ItemKind.EU_PROCEDURE, Status.OPEN)
    assert item.title == "Framework for water resilience and soil monitoring"
    assert item.identifiers == ("procedure:2026/0211(COD)", "com:2026:512")
    assert item.note == "Stand: Wacht op besluit van de commissie."
    assert item.committee == "ENVI", "the committee that gives an opinion is another one"
    assert [(one.name, one.party) for one in item.actors] == [("VOORBEELD Vera", "Renew")]
    assert [one.title for one in item.agenda] == [
        "14 oktober 2026: Voorstel gepubliceerd (COM(2026)0512)",
        "23 november 2026: Verwijzing naar de commissie aangekondigd, eerste lezing",
    ]
    assert item.concepts[0] == "Water control and management, pollution of waterways"
    assert item.published_on == date(2026, 11, 23)


def test_forecasts_are_items_and_another_day_is_a_move() -> None:
    first = oeil.forecast_item(rows(html())[1])
    moved = oeil.forecast_item(rows(html().replace("14/01/2027", "28/01/2027"))[1])

    assert first.kind is ItemKind.EU_PLANNING
    assert first.title == (
        "Stemming in de commissie, eerste lezing: "
        "Framework for water resilience and soil monitoring"
    )
    assert first.key == moved.key
    assert [one.kind for one in diff(first, moved)] == [ChangeKind.MOVED]


def test_an_unknown_phrase_is_shown_as_it_is() -> None:
    found = rows(html().replace("Vote scheduled in committee", "Trilogue planned"))

    assert found[1].fields["name"] == "Trilogue planned, 1st reading"


def test_two_equal_forecasts_are_two_items() -> None:
    twice = html().replace(
        "Vote scheduled in committee, 1st reading", "Indicative plenary sitting date"
    )

    assert len({row.key for row in rows(twice)}) == 3


@pytest.mark.parametrize(
    "broken",
    [
        html().replace("Key events", "Timeline"),
        html().replace("es_title-h1", "title"),
        html().replace(WATER, "2026/0212(COD)"),
        "<html><body>Legislative Observatory</body></html>",
    ],
)
def test_a_page_without_its_parts_or_of_another_file_is_refused(broken: str) -> None:
    with pytest.raises(MalformedPageError):
        rows(broken)


def test_a_round_reads_what_is_followed_and_a_second_round_changes_nothing(tmp_path: Path) -> None:
    with example("oeil", tmp_path) as source:
        first = source.crawl()
        alone = source.items()
        source.follow("procedure:2026/0211(COD)")
        source.follow("procedure:2026/9999(COD)")
        second = source.crawl()
        items = source.items()
        third = source.crawl()

    assert (first.outcome, first.rows) == (Outcome.COMPLETE, 2)
    assert as_json(alone) == expected("oeil")
    assert (second.outcome, second.new) == (Outcome.COMPLETE, 3), "404 for a file not yet known"
    assert {key for key in items if WATER in key} == {
        f"dossier:{WATER}",
        f"verwachting:{WATER}:indicative plenary sitting date",
        f"verwachting:{WATER}:vote scheduled in committee, 1st reading",
    }
    assert (third.new, third.changed) == (0, 0)


def test_a_challenge_is_a_failed_round(tmp_path: Path) -> None:
    with example("oeil", tmp_path) as source:
        source.crawl()
        before = source.items()
        source.fault("202-challenge")
        result = source.crawl()

        assert result.outcome is Outcome.FAILED
        assert source.items() == before


@pytest.mark.captured
def test_captured_files_are_read(samples: Path) -> None:
    found = {}
    for page in sorted((samples / "eu").glob("oeil-procedure-file-*.html")):
        year, number, kind = page.stem.removeprefix("oeil-procedure-file-").split("-")
        reference = f"{year}/{number}({kind})"
        row, *_ = rows(page.read_text(encoding="utf-8"), reference)
        found[reference] = oeil.file_item(row)

    assert len(found) == 5
    assert found["2024/0258(COD)"].status is Status.DONE
    assert len(found["2024/0258(COD)"].agenda) == 14
    assert found["2024/0258(COD)"].committee == "AFET, BUDG"
    assert found["2025/0229(NLE)"].status is Status.OPEN
    assert found["2025/0229(NLE)"].identifiers == ("procedure:2025/0229(NLE)", "com:2025:414")
    assert [one.name for one in found["2025/0229(NLE)"].actors] == ["BUDKA Borys"]
