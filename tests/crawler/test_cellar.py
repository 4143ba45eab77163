"""Works of the EU by SPARQL."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import load_source
from crawler import sparql
from crawler.spiders import cellar
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Outcome, ScrapedItem, SourceRow

CHAPTERS = load_source("cellar").options["chapters"]


def bindings(name: str) -> list[cellar.Binding]:
    return cellar.parse_bindings(json.loads((FIXTURES / "cellar" / name).read_bytes()))


def work(number: str, **changed: str) -> SourceRow | None:
    found = next(row for row in bindings("found.json") if row["celex"] == number)
    return cellar.parse_work({**found, **changed})


def item(celex: str) -> ScrapedItem:
    row = work(celex)
    assert row is not None
    details = cellar.parse_details(bindings("details.json"))
    return cellar.parse_item(cellar.completed(row, details, CHAPTERS))


def test_a_proposal_has_its_dutch_title_numbers_and_subjects() -> None:
    found = item("52026PC0512")

    assert found.kind is ItemKind.EU_DOCUMENT
    assert found.title.endswith("een kader voor waterweerbaarheid en bodemmonitoring")
    assert found.subtype == "Voorstel voor een richtlijn"
    assert found.number == "COM(2026) 512"
    assert found.identifiers == (
        "celex:52026PC0512", "com:2026:512", "procedure:2026/0211(COD)",
    )  # fmt: skip
    assert found.concepts == (
        "bodembescherming", "regionale overheid", "waterbeheer", "waterbescherming",
        "milieu, consumenten en gezondheid",
    )  # fmt: skip
    assert (found.chamber, found.language) == ("Europese Commissie", "nl")
    assert found.published_on == date(2026, 10, 14)
    assert found.url.startswith("https://eur-lex.europa.eu/"), "a link for people"


@pytest.mark.parametrize(
    ("celex", "kind", "number", "chamber", "subtype"),
    [
        ("52026SC0310", ItemKind.EU_DOCUMENT, "SWD(2026) 310", "Europese Commissie",
         "Werkdocument van de diensten"),
        ("52026JC0041", ItemKind.EU_DOCUMENT, "JOIN(2026) 41", "Europese Commissie",
         "Gezamenlijk document"),
        ("52026AR2210", ItemKind.ADVIES, "COR-2026-02210", "Comité van de Regio's",
         "Advies van het Comité van de Regio's"),
        ("32026L2150", ItemKind.REGELING, "Richtlijn (EU) 2026/2150",
         "Europees Parlement en Raad", "Richtlijn"),
        ("32026D2177", ItemKind.REGELING, "Besluit (EU) 2026/2177",
         "Raad van de Europese Unie", "Besluit"),
        ("32026R2188", ItemKind.REGELING, "Verordening (EU) 2026/2188", "Europese Commissie",
         "Uitvoeringsverordening"),
    ],
)  # fmt: skip
def test_the_letter_says_what_a_work_is(
    celex: str, kind: ItemKind, number: str, chamber: str, subtype: str
) -> None:
    found = item(celex)

    assert (found.kind, found.number, found.chamber) == (kind, number, chamber)
    assert found.subtype == subtype


def test_without_a_dutch_title_the_english_one_is_shown_and_said_to_be_english() -> None:
    assert item("52026PC0601").language == "en"
    assert item("52026PC0601").title.startswith("Proposal for a REGULATION")
    assert item("52026JC0041").title == "JOIN(2026) 41: nog zonder titel"


def test_a_concept_without_a_dutch_label_is_left_out() -> None:
    assert item("52026PC0601").concepts == ("openbaar vervoer", "vervoer")


def test_a_corrigendum_is_no_work() -> None:
    assert work("32015R0757R(03)") is None


@pytest.mark.parametrize(
    "changed", [{"work": "http://example.org/1"}, {"celex": ""}, {"letter": ""}, {"date": "ooit"}]
)
def test_a_work_that_cannot_be_named_or_dated_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(MalformedPageError):
        work("52026PC0512", **changed)


@pytest.mark.parametrize(
    "answer", [None, [], {}, {"results": None}, {"results": {"bindings": [1]}}]
)
def test_anything_else_than_a_sparql_answer_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedPageError, match="SPARQL"):
        cellar.parse_bindings(answer)


def test_two_dossiers_of_which_one_has_a_number_give_one_procedure() -> None:
    rows = [
        {"celex": "52026PC0512", "key": "procedure", "value": "2026/0211/COD"},
        {"celex": "52026PC0512", "key": "procedure", "value": "internal_proc/2026_9"},
        {"celex": "52026PC0512", "key": "procedure", "value": "2026/0211/COD"},
    ]
    row = work("52026PC0512")
    assert row is not None

    found = cellar.completed(row, cellar.parse_details(rows), CHAPTERS)

    assert found.fields["procedures"] == ["procedure:2026/0211(COD)"]


def test_the_order_of_the_answer_makes_no_difference() -> None:
    rows = bindings("details.json")

    assert cellar.parse_details(rows) == cellar.parse_details(reversed(rows))


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 200), st.integers(1, 10))
def test_slices_cover_every_day_once(today: date, days: int, length: int) -> None:
    found = [
        first + timedelta(days=step)
        for first, end in cellar.slices(today, days, length)
        for step in range((end - first).days)
    ]

    assert sorted(found) == [today - timedelta(days=back) for back in range(days - 1, -1, -1)]


def test_the_queries_ask_typed_literals_and_sort_nothing() -> None:
    first = sparql.found_query(date(2026, 11, 19), date(2026, 11, 26), 1000)
    second = sparql.details_query(["52026PC0512", "32026L2150"])

    assert '?date >= "2026-11-19"^^xsd:date && ?date < "2026-11-26"^^xsd:date' in first
    assert 'STR(?letter) IN ("PC","DC","JC","SC","AR","IR")' in first
    assert '"52026PC0512"^^xsd:string "32026L2150"^^xsd:string' in second
    assert "ORDER BY" not in first + second


def test_a_round_gives_every_work_once_and_a_second_round_nothing(tmp_path: Path) -> None:
    with example("cellar", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        reasons = source.reasons()
        again = source.crawl()

    assert (result.rows, result.new, result.set_aside) == (9, 9, 1)
    assert reasons == ["geen datum: 'binnenkort'"], "once, though nine slices show it"
    assert as_json(items) == expected("cellar")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 9)


def test_an_answer_that_is_none_is_a_failed_round(tmp_path: Path) -> None:
    with example("cellar", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("202-empty", "200-maintenance", "renamed", "cut-half", "503"):
            source.fault(fault)
            result = source.crawl()

            assert result.outcome is Outcome.FAILED, fault
            assert source.items() == before, fault
