"""Exports over the web: files for members, a readable page for everything else."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from docx import Document
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import Engine

from newsletter.reading import anchor_of
from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import edition_of
from tests.newsletter.week import WEEK, busy
from tests.web import accounts
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import editing, editions
from tracker.database import session_scope
from tracker.jobs import drafting, exporting
from tracker.jobs.workshop import Workshop
from tracker.records import ItemKind, Role, ScrapedItem

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LETTER = ScrapedItem(
    "tweedekamer", "zaak:20", ItemKind.KAMERBRIEF, "Stikstof: middelen voor de provincies",
    published_on=(NOW - timedelta(days=6)).date(), number="2026Z00020",
    url="https://www.tweedekamer.nl/brief",
)  # fmt: skip


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: what is exported is read as everywhere."""
    return sqlite_url


@pytest.fixture
def member(client: TestClient, engine: Engine) -> TestClient:
    accounts.enter(client, engine, accounts.add(engine, Role.LEZER))
    with session_scope(engine) as session:
        editions.save(session, busy().edition())
    return client


def words(data: bytes) -> str:
    opened = Document(io.BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in opened.paragraphs), *cells])


def test_an_edition_comes_as_word_pdf_and_html(member: TestClient) -> None:
    found = {form: member.get(f"/haagse-zaken/{WEEK}/export/{form}") for form in exporting.FORMS}

    assert {form: one.status_code for form, one in found.items()} == dict.fromkeys(found, 200)
    assert found["word"].headers["content-type"] == WORD
    assert found["pdf"].headers["content-type"] == "application/pdf"
    assert all(
        f'filename="haagse-zaken-{WEEK}.' in one.headers["content-disposition"]
        and one.headers["content-disposition"].startswith("attachment")
        and "no-store" in one.headers["cache-control"]
        for one in found.values()
    )
    assert "Motie-Podt c.s." in words(found["word"].content)
    assert PdfReader(io.BytesIO(found["pdf"].content)).pages
    assert found["html"].text.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "path",
    ["/haagse-zaken/2026-W48/export/word", "/haagse-zaken/2026-W48/export/pdf",
     "/bac/landelijk-gebied/memo.docx"],
)  # fmt: skip
def test_who_is_no_member_gets_nothing(client: TestClient, path: str) -> None:
    found = client.get(path)

    assert found.status_code == 401
    assert "Meld u aan" in found.text
    assert b"PK" not in found.content[:4]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/haagse-zaken/2026-W02/export/word", "nog geen Haagse Zaken"),
        ("/haagse-zaken/week-twee/export/pdf", "is geen week"),
        ("/bac/bestaat-niet/memo.docx", "geen BAC"),
        ("/haagse-zaken/2026-W48/export/exe", "bestaat niet"),
        ("/bac/landelijk-gebied/memo.docx?weken=900", ""),
        ("/bac/landelijk-gebied/memo.docx?weken=veel", ""),
    ],
)
def test_what_does_not_exist_is_a_dutch_page(member: TestClient, path: str, said: str) -> None:
    found = member.get(path)

    assert found.status_code in {400, 404}
    assert said in found.text
    assert "haagsezaken newsletter" not in found.text
    assert "Traceback" not in found.text


def test_a_memo_has_only_what_concerns_its_bac(member: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(), STIKSTOF)
    kamer.add(LETTER, STIKSTOF)
    kamer.add(debate("Woningbouw", "activiteit:5"), WONEN)

    made = member.get("/bac/landelijk-gebied/memo.docx?weken=4")

    text = words(made.content)
    assert made.headers["content-disposition"].endswith(
        'memo-bac-landelijk-gebied-2026-11-23.docx"'
    )
    assert "Stikstof en natuur" in text
    assert "Stikstof: middelen voor de provincies" in text
    assert "Woningbouw" not in text
    assert "Leden van BAC Landelijk Gebied (LG)" in text
    assert "26 oktober tot en met 23 november 2026 (4 weken)" in text
    assert "Concept, ter redactie" in text


def test_a_memo_takes_over_what_an_editor_wrote(
    workshop: Workshop, engine: Engine, kamer: Kamer
) -> None:
    kamer.add(replace(LETTER, published_on=NOW.date()), STIKSTOF)
    edition = drafting.draft(workshop, "2026-W48")
    letter = next(one for one in edition.blocks if one.kind == "kamerbrief")
    before = words(exporting.memo(workshop, "LG", 2).data)
    with session_scope(engine) as session:
        editing.write(
            session, "2026-W48", letter.key, {"betekenis": "<p>Provincies krijgen geld.</p>"},
            seen=1, by="redacteur@ipo.example", now=NOW,
        )  # fmt: skip

    after = words(exporting.memo(workshop, "LG", 2).data)

    assert "Provincies krijgen geld." not in before
    assert "Provincies krijgen geld." in after


def test_a_report_comes_as_word_and_pdf(client: TestClient, engine: Engine) -> None:
    edition, block = edition_of(source_of())
    accounts.enter(client, engine, accounts.add(engine, Role.LEZER))
    with session_scope(engine) as session:
        editions.save(session, edition)
    base = f"/haagse-zaken/{WEEK}/debat/{anchor_of(block.key)}"

    word, pdf = client.get(f"{base}/word"), client.get(f"{base}/pdf")
    missing = client.get(f"/haagse-zaken/{WEEK}/debat/i-niets/word")
    client.cookies.clear()

    assert (word.status_code, pdf.status_code, missing.status_code) == (200, 200, 404)
    name = f"debat-{WEEK}-commissiedebat-stikstof-en-natuur.docx"
    assert name in word.headers["content-disposition"]
    assert "Opgepakt punt?" in words(word.content) or "Toezeggingen" in words(word.content)
    assert PdfReader(io.BytesIO(pdf.content)).pages
    assert "geen verslag" in missing.text
    assert client.get(f"{base}/word").status_code == 401


def test_members_find_the_files_where_they_look_for_them(member: TestClient) -> None:
    page = member.get("/haagse-zaken").text
    member.cookies.clear()
    outside = member.get("/haagse-zaken").text

    assert f"/haagse-zaken/{WEEK}/export/word" in page
    assert page.count("/memo.docx") == 8
    assert "/export/" not in outside
    assert "/memo.docx" not in outside


def test_the_page_of_checks_hints_at_spelling_and_gives_files(
    client: TestClient, engine: Engine
) -> None:
    edition = busy().edition()
    accounts.enter(client, engine, accounts.add(engine, Role.REDACTEUR))
    intro = next(one for one in edition.blocks if one.kind == "intro")
    with session_scope(engine) as session:
        editions.save(session, edition)
        editing.write(
            session, WEEK, intro.key, {"tekst": "<p>De provinsie wacht.</p>"}, seen=1,
            by="redacteur@ipo.example", now=NOW,
        )  # fmt: skip

    page = client.get(f"/haagse-zaken/{WEEK}/controle").text

    assert "1 woord om na te kijken op spelling" in page
    assert "Bedoelt u “provincie”" in page
    assert f"/haagse-zaken/{WEEK}/export/pdf" in page
