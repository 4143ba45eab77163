"""Officiële publicaties: SRU answers, their quirks, and rounds on the stand-in."""

from __future__ import annotations

from pathlib import Path
from urllib.request import urlopen

import pytest

from config.loader import load_source
from crawler.publications import title_of
from crawler.safe_xml import parse_xml
from crawler.spiders import officielepublicaties as sru
from crawler.sru import parse_answer
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError, SourceError
from tracker.records import ItemKind, Outcome, ScrapedItem, Status

FOLDER = FIXTURES / "officielepublicaties"
KINDS = load_source("officielepublicaties").kinds


def items(page: str) -> list[ScrapedItem]:
    _, records = parse_answer(parse_xml((FOLDER / page).read_bytes()))
    return [sru.parse_item(sru.parse_record(record, KINDS)) for record in records]


def test_a_kamerbrief_has_its_own_title_its_dossier_and_its_number() -> None:
    letter = items("kamerstuk-1.xml")[0]

    assert letter.kind is ItemKind.KAMERBRIEF
    assert letter.title == "Voortgang Landelijk Actieprogramma Netcongestie, najaar 2026"
    assert letter.file_title == "Voorzienings- en leveringszekerheid energie"
    assert letter.file_number == "29023, nr. 660"
    assert letter.identifiers == ("kst:29023-660",)
    assert letter.url == "https://zoek.officielebekendmakingen.nl/kst-29023-660.html"


def test_the_letters_about_brussels_are_recognised_with_the_file_they_are_about() -> None:
    fiche, agenda = items("kamerstuk-1.xml")[1:3]

    assert (fiche.subtype, agenda.subtype) == ("BNC-fiche", "Geannoteerde agenda")
    assert fiche.identifiers == ("kst:22112-4315", "com:2026:512")
    assert agenda.identifiers == ("kst:21501-08-1020", "com:2026:512", "procedure:2026/0211(COD)")


def test_an_advice_of_the_raad_van_state_is_an_advice() -> None:
    advice = items("kamerstuk-1.xml")[3]

    assert advice.kind is ItemKind.ADVIES
    assert advice.title.endswith("(Wet vergunningverlening natuur)")


def test_the_eerste_kamer_counts_in_letters() -> None:
    _, records = parse_answer(parse_xml((FOLDER / "kamerstuk-2.xml").read_bytes()))

    motie = sru.parse_item(sru.parse_record(records[0], KINDS))

    assert (motie.kind, motie.chamber) == (ItemKind.MOTIE, "Eerste Kamer")
    assert motie.file_number == "36600-B, K"
    assert motie.identifiers == ("kst:36600-b-k",)


@pytest.mark.parametrize(
    ("title", "dossier", "subkind", "shown"),
    [
        ("A; b; Brief regering; C; d", "A; b", "Brief regering", "C; d"),
        ("A; Brief regering; C", "", "Brief regering", "C"),
        ("A; Memorie van toelichting; Memorie van toelichting", "A", "Memorie van toelichting",
         "Memorie van toelichting: A"),
        ("Wet van 11 november", "", "Wet", "Wet van 11 november"),
        ("A", "A", "", "A"),
    ],
)  # fmt: skip
def test_the_title_of_a_stuk_is_what_stands_behind_dossier_and_kind(
    title: str, dossier: str, subkind: str, shown: str
) -> None:
    assert title_of(title, dossier, subkind) == shown


def test_questions_are_known_by_the_number_that_the_kamer_gave_them() -> None:
    (answer,), (question,) = items("aanhangsel.xml"), items("kamervragen.xml")

    assert (answer.number, answer.status) == ("2026Z20488", Status.DONE)
    assert answer.identifiers == ("ah:tk-20262027-512", "kv:tk-2026z20488")
    assert (question.number, question.status) == ("2026Z20503", Status.OPEN)
    assert question.identifiers == ("kv:tk-2026z20503",)


def test_a_regeling_in_the_staatsblad_names_its_place_in_the_wetgevingskalender() -> None:
    besluit = items("staatsblad.xml")[0]

    assert besluit.kind is ItemKind.REGELING
    assert besluit.identifiers == ("stb:2026-411", "keten:027731")


def test_of_the_staatscourant_only_what_touches_the_provinces_is_kept() -> None:
    queries = load_source("officielepublicaties").options["queries"]
    query = sru.Query.model_validate(next(one for one in queries if one["name"] == "staatscourant"))
    _, records = parse_answer(parse_xml((FOLDER / "staatscourant.xml").read_bytes()))
    rows = [sru.parse_record(record, KINDS) for record in records]

    kept = [row.key for row in rows if sru.matters(row, query)]

    assert kept == ["stcrt-2026-38114"], "no verkeersbesluit of a province, no postzegels"


def test_the_same_record_with_other_prefixes_or_none_reads_the_same() -> None:
    page = (FOLDER / "staatsblad.xml").read_text(encoding="utf-8")
    other = page.replace("sru:", "a:").replace("xmlns:sru", "xmlns:a").replace("gzd:", "b:")
    other = other.replace("xmlns:gzd", "xmlns:b").replace("overheidwetgeving:", "d:")
    other = other.replace("xmlns:overheidwetgeving", "xmlns:d")

    _, records = parse_answer(parse_xml(other.encode()))

    assert [sru.parse_item(sru.parse_record(one, KINDS)) for one in records] == items(
        "staatsblad.xml"
    )


@pytest.mark.parametrize(
    ("page", "error", "reason"),
    [
        (
            '<diagnostics><diagnostic xmlns="http://www.loc.gov/zing/srw/diagnostic/">'
            "<details>Query syntax error</details><message>Invalid parameter</message>"
            "</diagnostic></diagnostics>",
            SourceError,
            "Invalid parameter. Query syntax error",
        ),
        (
            "<searchRetrieveResponse><diagnostics><diagnostic><message>Unsupported index"
            "</message></diagnostic></diagnostics></searchRetrieveResponse>",
            SourceError,
            "Unsupported index",
        ),
        ("<records/>", MalformedPageError, "geen SRU-antwoord"),
        ("<searchRetrieveResponse/>", MalformedPageError, "zonder numberOfRecords"),
    ],
)
def test_a_refusal_with_http_200_is_a_failure(
    page: str, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        parse_answer(parse_xml(page.encode()))


def test_no_records_is_an_answer() -> None:
    page = b"<searchRetrieveResponse><numberOfRecords>0</numberOfRecords></searchRetrieveResponse>"

    assert parse_answer(parse_xml(page)) == (0, [])


def test_a_round_walks_all_pages_and_asks_again_with_overlap(tmp_path: Path) -> None:
    with example("officielepublicaties", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()
        with urlopen(f"{source.address}/_journal") as answer:
            journal = answer.read().decode()

    assert (result.outcome, result.rows, result.set_aside) == (Outcome.PARTIAL, 11, 1)
    assert as_json(found) == expected("officielepublicaties")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 11)
    assert "dt.modified%3E%3D2026-11-12" in journal, "the first round looks two weeks back"
    assert "dt.modified%3E%3D2026-11-23" in journal, "the second one three days"
    assert "startRecord=5" in journal
    assert "sortKeys" not in journal
    assert "Provinciaal" not in journal, "off until someone asks for it"


def test_a_week_after_the_last_look_back_late_publications_are_asked(tmp_path: Path) -> None:
    with example("officielepublicaties", tmp_path) as source:
        source.crawl()
        source.crawl()
        with urlopen(f"{source.address}/_journal") as answer:
            journal = answer.read().decode()

    assert "dt.available%3E%3D2026-10-27" in journal


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("officielepublicaties", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("200-maintenance", "doubled"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


@pytest.mark.captured
def test_captured_answers_are_read_without_a_problem(samples: Path) -> None:
    folder = samples / "nederland"
    old = (folder / "motiematcher_api_response_sru_search.xml").read_bytes()
    total, records = parse_answer(parse_xml(old[old.index(b"<?xml") :]))
    bare = b"<searchRetrieveResponse><numberOfRecords>1</numberOfRecords><records>"
    one = (folder / "wetsuite_searchrec.xml").read_bytes()
    _, single = parse_answer(parse_xml(bare + one + b"</records></searchRetrieveResponse>"))

    made = [sru.parse_item(sru.parse_record(record, KINDS)) for record in (*records, *single)]

    assert (total, len(records)) == (315, 5)
    assert made[3].title.startswith("Wet van 14 juli 2025 tot wijziging van de begrotingsstaat")
    assert (made[3].identifiers, made[3].subtype) == (("stb:2025-240",), "Wet")
    assert made[3].file_number == "36725-C"
    assert (made[5].identifiers, made[5].chamber) == (("gmb:2023-174296",), "Bergeijk")
    assert made[5].documents[0].url.endswith("/pdf/gmb-2023-174296.pdf")


@pytest.mark.captured
def test_the_captured_diagnostic_with_status_200_is_a_failure(samples: Path) -> None:
    path = samples / "nederland/motiematcher_api_response_bekendmakingen__sru_Search.txt"
    page = path.read_bytes()

    with pytest.raises(SourceError, match="Query syntax error"):
        parse_answer(parse_xml(page[page.index(b"<?xml") :]))
