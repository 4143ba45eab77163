"""OData pages, dumps and metadata."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_source
from crawler.archive import stream
from crawler.kamer.parse import build_readers
from crawler.kamer.sift import sift
from crawler.odata import check_status, guess_category, read_page
from crawler.odata_names import check_metadata, odata_names
from tracker.errors import (
    BotChallengeError,
    MalformedPageError,
    SourceError,
    VersionGoneError,
)
from tracker.records import Problem

CONFIG = load_source("tweedekamer")
V4 = odata_names(CONFIG, "v4")
V5 = odata_names(CONFIG, "v5")
READERS = build_readers(CONFIG)
KEY = "aaaaaaaa-0001-4000-8000-000000000001"


def as_bytes(page: Any) -> bytes:
    return json.dumps(page).encode()


def test_a_single_entity_is_a_page_of_one() -> None:
    context = "https://x/OData/v4/2.0/$metadata#Zaal/$entity"
    page = read_page(as_bytes({"@odata.context": context, "Id": KEY, "Naam": "Zaal"}), V4)
    assert page.category == "zaal"
    assert page.rows[0].fields == {"naam": "Zaal"}


@pytest.mark.parametrize(
    ("row", "name", "category"),
    [
        ({"Id": KEY, "Naam": "Zaal", "SysCode": 1}, "dump.json", "zaal"),
        ({"Id": KEY, "Roepnaam": "Bo", "Voornamen": "Bo"}, "actieve_leden.json", "persoon"),
        ({"Id": KEY}, "map/zaak_page_1.json", "zaak"),
        ({"Id": KEY}, "zaakactor-page-1.json", "zaakactor"),
        ({"Id": KEY, "Kleur": "groen"}, "dump.json", None),
        ({"Naam": "Zaal"}, "dump.json", None),
        ("geen rij", "dump.json", None),
    ],
)
def test_the_category_of_a_dump_is_found(row: Any, name: str, category: str | None) -> None:
    assert guess_category([row], V4, name=name) == category


def test_a_dump_of_something_not_followed_is_counted_only() -> None:
    page = read_page(
        as_bytes([{"Id": KEY, "Functie": "Lid"}]), V4, name="fractiezetelpersoon_1.json"
    )
    assert (page.rows, page.problems, page.ignored) == ((), (), 1)


def test_a_stored_text_is_counted_only() -> None:
    page = read_page(as_bytes({"content": "De Kamer", "source": {}}), V4, name="texts/1.json")
    assert (page.rows, page.ignored) == ((), 1)


@pytest.mark.parametrize("data", [b"", b'{"value": [', b"3", b'{"value": 3}', b'[{"Kleur": 1}]'])
def test_cut_or_foreign_json_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedPageError):
        read_page(data, V4, name="dump.json")


def test_deep_json_is_malformed() -> None:
    with pytest.raises(MalformedPageError):
        read_page(b"[" * 100_000 + b"]" * 100_000, V4, name="zaak.json")


def test_deeply_nested_rows_are_set_aside() -> None:
    row: dict[str, Any] = {"Id": KEY}
    for number in range(20):
        row = {"Id": f"aaaaaaaa-0001-4000-8000-{number:012d}", "VervangenVanuit": [row]}
    page = read_page(as_bytes([row]), V4, "activiteit")
    assert [problem.fatal for problem in page.problems] == [True]
    assert len(page.rows) == 7


def test_a_web_page_and_an_error_answer_are_told_apart() -> None:
    with pytest.raises(BotChallengeError):
        read_page(b"<!doctype html><html></html>", V4)
    with pytest.raises(SourceError, match="node count limit"):
        read_page(as_bytes({"error": {"code": "", "message": "node count limit"}}), V4)


def test_a_version_that_is_gone_is_not_no_data() -> None:
    for status in (404, 410):
        with pytest.raises(VersionGoneError):
            check_status(status, "https://x/OData/v4/2.0/$metadata")
    check_status(200, "https://x")


def test_the_newest_of_a_row_that_occurs_twice_holds_whatever_the_order() -> None:
    old = {"Id": KEY, "Naam": "oud", "ApiGewijzigdOp": "2026-11-01T00:00:00Z"}
    new = {"Id": KEY.upper(), "Naam": "nieuw", "ApiGewijzigdOp": "2026-11-02T00:00:00Z"}
    for rows in ([old, new], [new, old]):
        page = read_page(as_bytes(rows), V4, "zaal")
        assert [row.fields for row in page.rows] == [{"naam": "nieuw"}]
        assert page.read == 2


def metadata(**entities: str) -> bytes:
    types = "".join(
        f'<EntityType Name="{name}">'
        + "".join(f'<Property Name="{item}"/>' for item in properties.split())
        + "</EntityType>"
        for name, properties in entities.items()
    )
    return f'<Edmx xmlns="urn:x"><Schema>{types}</Schema></Edmx>'.encode()


def complete_metadata(version: Any) -> dict[str, str]:
    return {
        plan.category.odata: " ".join([*plan.names, *plan.references])
        for plan in version.plans.values()
    }


def reasons(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.category, problem.reason) for problem in problems]


@pytest.mark.parametrize("names", [V4, V5], ids=["v4", "v5"])
def test_metadata_with_all_we_read_is_fine(names: Any) -> None:
    assert check_metadata(metadata(**complete_metadata(names)), names) == ()


def test_metadata_without_a_field_a_reference_or_a_category_is_reported() -> None:
    entities = complete_metadata(V4)
    del entities["Zaal"]
    entities["Zaak"] = entities["Zaak"].replace("GestartOp", "GestartIn")
    entities["Stemming"] = entities["Stemming"].replace("Besluit_Id", "")
    problems = check_metadata(metadata(**entities), V4)
    assert sorted(reasons(problems)) == [
        ("stemming", "verwijzing Besluit ontbreekt"),
        ("zaak", "veld GestartOp ontbreekt"),
        ("zaal", "de hele categorie ontbreekt"),
    ]
    assert all(problem.fatal and problem.advice for problem in problems)


def test_v4_metadata_does_not_pass_for_v5() -> None:
    problems = check_metadata(metadata(**complete_metadata(V4)), V5)
    assert ("document", "veld Ondernummer ontbreekt") in reasons(problems)


@pytest.mark.captured
def test_captured_metadata_agrees_with_the_v4_names(samples: Path) -> None:
    xml = (samples / "tweedekamer/metadata/odata-v4-2.0-metadata.xml").read_bytes()
    assert check_metadata(xml, V4) == ()


@pytest.mark.captured
@pytest.mark.parametrize("folder", ["odata", "odata-nested"])
def test_captured_pages_are_read_without_a_problem(samples: Path, folder: str) -> None:
    unread: list[Problem] = []
    problems: list[Problem] = []
    counts: Counter[str] = Counter()
    for name, data in stream([samples / "tweedekamer" / folder], unread.append):
        page = read_page(data, V4, name=name)
        good, found = sift(page.rows, READERS)
        problems += [*page.problems, *found]
        counts.update(row.category for row in good)
    assert unread == []
    assert reasons(tuple(problems)) == []
    assert counts["activiteit"] == (1250 if folder == "odata" else 0)
    assert counts["zaak"] > 20
