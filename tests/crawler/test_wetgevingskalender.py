"""wetgevingskalender.overheid.nl: phases and mijlpalen of what is in the making."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from lxml import etree

from crawler.safe_html import parse_html
from crawler.safe_xml import parse_xml
from crawler.spiders import wetgevingskalender as kalender
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Outcome, ScrapedItem, Status

FOLDER = FIXTURES / "wetgevingskalender"


def page(name: str) -> BeautifulSoup:
    return parse_html((FOLDER / name).read_bytes())


def fiche(number: str) -> etree._Element:
    return parse_xml((FOLDER / f"{number}.xml").read_bytes())


def item(number: str) -> ScrapedItem:
    listed = kalender.Listed(number, "", "")
    return kalender.parse_item(kalender.parse_fiche(fiche(number), listed))


def test_a_regeling_says_where_it_stands_and_how_it_came_there() -> None:
    found = item("WGK026902")

    assert found.kind is ItemKind.REGELING
    assert (found.status, found.outcome) == (Status.OPEN, "Tweede Kamer")
    assert found.identifiers == ("keten:026902",)
    assert found.published_on == date(2026, 11, 10), "the day of the last mijlpaal"
    assert found.text.splitlines()[-1] == (
        "Tweede Kamer: Ingediend bij de Tweede Kamer (10 november 2026)"
    )


def test_what_is_in_the_staatsblad_is_done() -> None:
    assert item("WGK027731").status is Status.DONE


def test_documents_of_other_hosts_are_left_out() -> None:
    (paper,) = item("WGK027815").documents

    assert paper.title == "Uitvoerbaarheidstoets decentrale overheden"
    assert paper.url.startswith("https://wetgevingskalender.overheid.nl/Regeling/WGK027815/")


def test_the_number_of_the_consultation_is_kept_once() -> None:
    row = kalender.parse_fiche(fiche("WGK027731"), kalender.Listed("WGK027731", "", ""))

    assert row.fields["consultations"] == ["6011"]
    assert row.fields["summary"] == "Het besluit regelt de afstand tussen windturbines en woningen."


def test_the_list_gives_number_title_and_phase() -> None:
    total, listed, problems = kalender.parse_list(page("inwording.html"))

    assert (total, len(listed), len(problems)) == (4, 3, 1)
    title = "Wijziging van het Besluit activiteiten leefomgeving (windturbines)"
    assert listed[0] == kalender.Listed("WGK027731", title, "Bekendmaking")


def test_one_hit_leads_to_the_page_of_the_regeling_itself() -> None:
    total, listed, problems = kalender.parse_list(page("naderend.html"))

    assert (total, problems) == (1, [])
    assert listed == [kalender.Listed("WGK027850", "Wet toekomst provinciaal belastinggebied", "")]


def test_a_page_that_is_no_list_is_refused() -> None:
    with pytest.raises(MalformedPageError, match="geen lijst"):
        kalender.parse_list(parse_html(b"<html><body><h1>Onderhoud</h1></body></html>"))


def test_the_fiche_of_another_regeling_is_refused() -> None:
    with pytest.raises(MalformedPageError, match="WGK000001: de fiche is van WGK027850"):
        kalender.parse_fiche(fiche("WGK027850"), kalender.Listed("WGK000001", "", ""))
    with pytest.raises(MalformedPageError, match="geen fiche maar <error>"):
        kalender.parse_fiche(parse_xml(b"<error/>"), kalender.Listed("WGK000001", "", ""))


def test_a_round_reads_every_fiche_and_the_next_one_none(tmp_path: Path) -> None:
    with example("wetgevingskalender", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()

    assert (result.outcome, result.rows, result.set_aside) == (Outcome.PARTIAL, 4, 1)
    assert as_json(found) == expected("wetgevingskalender")
    assert (again.rows, again.new, again.changed) == (0, 0, 0), "no phase changed"


def test_a_new_phase_on_the_list_has_the_fiche_read_again(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "wetgevingskalender"
    shutil.copytree(FOLDER, folder)
    with example("wetgevingskalender", tmp_path, folder.parent) as source:
        source.crawl()
        for name in ("inwording.html", "WGK026902.xml"):
            text = (folder / name).read_text(encoding="utf-8")
            text = text.replace("Fase: Tweede Kamer", "Fase: Eerste Kamer")
            text = text.replace(":actieveFase>Tweede Kamer", ":actieveFase>Eerste Kamer")
            (folder / name).write_text(text, encoding="utf-8")
        result = source.crawl()
        moved = source.items()["regeling:WGK026902"]

    assert (result.rows, result.changed) == (1, 1)
    assert moved.outcome == "Eerste Kamer"


@pytest.mark.cold
def test_a_calendar_without_any_regeling_is_not_believed(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "wetgevingskalender"
    folder.mkdir(parents=True)
    empty = "<!DOCTYPE html><html><body><h2>0 resultaten</h2></body></html>"
    (folder / "leeg.html").write_text(empty)
    (folder / "serve.yaml").write_text("- {path: /Regeling/ZoekResultaten, file: leeg.html}\n")

    with example("wetgevingskalender", tmp_path, folder.parent) as source:
        result = source.crawl()

    assert result.suspect
    assert "geen enkele regeling" in result.reason


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("wetgevingskalender", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("renamed", "entity-bomb"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


@pytest.mark.captured
def test_captured_pages_are_read_without_a_problem(samples: Path) -> None:
    folder = samples / "nederland/opgebouwd"
    found = parse_html((folder / "wetgevingskalender_zoekresultaten.html").read_bytes())
    root = parse_xml((folder / "wetgevingskalender_fiche.xml").read_bytes())

    total, listed, problems = kalender.parse_list(found)
    made = kalender.parse_item(kalender.parse_fiche(root, kalender.Listed("WGK027200", "", "")))

    assert (total, [one.phase for one in listed], problems) == (
        75, ["Raad van State", "Voorbereiding"], [],
    )  # fmt: skip
    assert (made.outcome, made.identifiers) == ("Raad van State", ("keten:027200",))
    assert made.documents[0].title == "Advies AP"
