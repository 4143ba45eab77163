"""open.overheid.nl: filters encoded twice, versions behind numbers, documents taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest

from config.loader import load_source
from crawler.spiders import openoverheid as register
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Outcome, ScrapedItem

FOLDER = FIXTURES / "openoverheid"
KINDS = load_source("openoverheid").kinds


def answer(name: str) -> Any:
    return orjson.loads((FOLDER / name).read_bytes())


def item(name: str, key: str = "x") -> ScrapedItem:
    row = register.parse_detail(answer(name), key, KINDS)
    assert row is not None
    return register.parse_item(row)


def test_labels_are_encoded_twice_and_all_else_once() -> None:
    query = register.Query(
        name="besluitenlijst",
        zoektekst="provincies & IPO",
        informatiecategorie="agenda’s en besluitenlijsten bestuurscolleges",
        organisatie="ministerie van Algemene Zaken",
    )

    asked = register.search_query(query, "12-11-2026", 50)

    assert "zoektekst=provincies%20%26%20IPO&" in asked
    assert (
        "informatiecategorie=agenda%25E2%2580%2599s%2520en%2520besluitenlijsten%2520"
        "bestuurscolleges" in asked
    )
    assert asked.endswith("organisatie=ministerie%2520van%2520Algemene%2520Zaken")
    assert "start=50&aantalResultaten=50&" in asked
    assert "publicatiedatumVan=12-11-2026" in asked
    assert "zoekterm" not in asked, "an unknown name gives everything there is"


def test_the_besluitenlijst_of_the_ministerraad_is_one() -> None:
    found = item("document-7b1f0c52-53a.json")

    assert found.kind is ItemKind.BESLUITENLIJST
    assert found.chamber == "Ministerie van Algemene Zaken"
    assert found.published_on == date(2026, 11, 20)
    assert found.identifiers == ()


def test_a_copy_of_a_kamerstuk_carries_its_number() -> None:
    found = item("document-oep-4f1d0a3f.json")

    assert found.kind is ItemKind.KAMERBRIEF
    assert found.identifiers == ("kst:29023-660",)


@pytest.mark.parametrize(
    ("location", "title", "identifiers"),
    [
        ("https://zoek.officielebekendmakingen.nl/stb-2026-411.html", "", ("stb:2026-411",)),
        ("https://www.rijksoverheid.nl/documenten/A/B", "", ("ronl:documenten/a/b",)),
        ("https://www.rijksoverheid.nl/actueel/nieuws/x", "", ()),
        ("https://example.org/documenten/a", "Fiche COM(2026) 512", ("com:2026:512",)),
        ("", "", ()),
    ],
)
def test_where_a_document_was_published_first_says_what_it_is(
    location: str, title: str, identifiers: tuple[str, ...]
) -> None:
    assert register.identifiers(location, title) == identifiers


def test_search_adds_the_version_to_the_number() -> None:
    assert register.document_id({"id": "eef2edec-019e_1"}) == "eef2edec-019e"
    assert register.document_id({"id": "oep-12_34_12"}) == "oep-12_34"


def test_a_file_without_a_number_has_the_address_of_its_document() -> None:
    (paper,) = item("document-ronl-8c1b7d2.json").documents

    assert paper.url.endswith("/documenten/ronl-8c1b7d20-3f47-4b41-8f2a-6a1d2b3c4d5e/file")


def test_a_document_may_have_no_file_and_belong_to_another() -> None:
    found = item("document-b2e91e90-a43.json")

    assert found.documents == ()
    assert found.related == ("document:c1c1c1c1-2222-4333-8444-555566667777",)


def test_a_kind_that_nobody_follows_gives_no_row() -> None:
    assert register.parse_detail(answer("document-0d9a1d77-90a.json"), "x", KINDS) is None


@pytest.mark.parametrize(
    "bad",
    [
        None,
        [],
        {},
        {"totaal": "veel", "resultaten": []},
        {"totaal": 1},
        {"totaal": 1, "resultaten": ["x"]},
        {"totaal": 1, "resultaten": [{"document": {"id": "x"}}]},
    ],
)
def test_an_answer_that_is_no_list_of_results_is_refused(bad: Any) -> None:
    with pytest.raises(MalformedPageError):
        register.parse_results(bad)


@pytest.mark.parametrize("bad", [None, [], {}, {"document": {}}, {"document": {"titel": "x"}}])
def test_a_detail_without_a_title_is_refused(bad: Any) -> None:
    with pytest.raises(MalformedPageError):
        register.parse_detail(bad, "x", KINDS)


def test_a_round_reads_what_is_new_and_the_next_one_nothing(tmp_path: Path) -> None:
    with example("openoverheid", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        reasons = source.reasons()
        again = source.crawl()

    assert (result.outcome, result.rows) == (Outcome.PARTIAL, 5)
    assert as_json(found) == expected("openoverheid")
    assert reasons == ["gevonden, maar niet te lezen (HTTP 404)"]
    assert (again.new, again.changed) == (0, 0)
    assert again.rows < result.rows, "details of what did not change are not asked again"
    assert not any("Kaart" in item.title for item in found.values())


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("openoverheid", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("401", "renamed"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


def test_a_filter_that_is_ignored_is_noticed(tmp_path: Path) -> None:
    pages = tmp_path / "pages" / "openoverheid"
    pages.mkdir(parents=True)
    (pages / "alles.json").write_text('{"totaal": 663177, "resultaten": []}')
    line = "- {path: /overheid/openbaarmakingen/api/v0/zoek, file: alles.json}\n"
    (pages / "serve.yaml").write_text(line)

    with example("openoverheid", tmp_path, pages.parent) as source:
        result = source.crawl()

    assert result.suspect
    assert "663177 resultaten: het filter" in result.reason


@pytest.mark.captured
def test_captured_answers_are_read_without_a_problem(samples: Path) -> None:
    folder = samples / "nederland/opgebouwd"
    found = orjson.loads((folder / "open_overheid_zoek.json").read_bytes())
    detail = orjson.loads((folder / "open_overheid_zoek_detail.json").read_bytes())

    total, (document,) = register.parse_results(found)
    row = register.parse_detail(detail, register.document_id(document), {})

    assert total == 663177
    assert row is not None
    assert row.key == "eef2edec-019e-4085-8e2e-4d3f42686431"
    made = register.parse_item(row)
    assert (made.title, made.subtype) == ("Kaart Oudemolen 10km", "Kaart")
    assert made.related == ("document:b2e91e90-a433-4985-91ed-5c1bffbc72a4",)
    assert made.concepts == ("Vogelgriep",)
