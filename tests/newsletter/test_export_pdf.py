"""Haagse Zaken as PDF: readable aloud, with bookmarks, and made without fetching anything."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from newsletter import render
from newsletter.export import paper, pdf
from tests.newsletter.week import busy
from tracker.records import Edition, Stage


@pytest.fixture(scope="module")
def edition() -> Edition:
    return busy().edition()


@pytest.fixture(scope="module")
def data(edition: Edition) -> bytes:
    try:
        return pdf.document(paper.of_edition(edition))
    except pdf.PdfError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def opened(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def flat(text: str) -> str:
    return re.sub(r"[\s\u2022\u00ad-]+", "", text)


def test_it_is_tagged_dutch_and_says_that_it_is_pdf_ua(data: bytes, opened: PdfReader) -> None:
    root = opened.trailer["/Root"]
    metadata = opened.xmp_metadata

    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert metadata is not None
    assert b"pdfuaid:part" in metadata.stream.get_data()
    assert opened.metadata is not None
    assert opened.metadata.title == "Haagse Zaken · Week 48, 23 tot en met 27 november 2026"
    assert opened.metadata.author == paper.AUTHOR


def test_headings_are_bookmarks(edition: Edition, opened: PdfReader) -> None:
    page = paper.main_of(render.page(edition))
    expected = [" ".join(head.text_content().split()) for head in page.iter("h2", "h3")]

    found: list[str] = []

    def collect(entries: list[Destination | list[Destination]]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                collect(entry)  # type: ignore[arg-type]
            else:
                found.append(str(entry.title))

    collect(opened.outline)  # type: ignore[arg-type]

    assert found[0] == "Haagse Zaken"
    assert [title for title in found if title in expected] == expected


def test_the_words_of_the_letter_are_in_it(edition: Edition, opened: PdfReader) -> None:
    text = flat("".join(page.extract_text() for page in opened.pages))
    for node in paper.main_of(render.page(edition)).iter("h2", "h3", "h4", "li", "td"):
        for words in node.itertext():
            assert flat(words)[:40] in text


def test_every_page_has_its_number_and_the_status(edition: Edition, opened: PdfReader) -> None:
    for number, page in enumerate(opened.pages, start=1):
        text = page.extract_text()
        assert f"Pagina {number} van {len(opened.pages)}" in text
        assert "Haagse Zaken, week 48" in text
        assert "Concept, ter redactie" in text
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)


def test_what_was_approved_is_no_draft(edition: Edition, data: bytes) -> None:
    made = pdf.document(paper.of_edition(replace(edition, status=Stage.APPROVED.value)))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)

    assert "Concept" not in text


def test_the_same_edition_gives_the_same_bytes(edition: Edition, data: bytes) -> None:
    assert pdf.document(paper.of_edition(edition)) == data


def test_nothing_is_fetched_whatever_the_text_refers_to(edition: Edition, data: bytes) -> None:
    given = paper.of_edition(edition)
    made = replace(
        given,
        body='<p>Woorden</p><img src="file:///etc/hostname" alt="beeld">'
        '<link rel="stylesheet" href="file:///etc/hostname"><object data="http://127.0.0.1:9/x">'
        "</object>",
    )

    found = PdfReader(io.BytesIO(pdf.document(made)))

    assert "Woorden" in found.pages[0].extract_text()
    assert not list(found.pages[0].images)


def test_without_pango_there_is_a_readable_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise pdf.PdfError(pdf._NO_PANGO)

    monkeypatch.setattr(pdf, "_library", missing)

    with pytest.raises(pdf.PdfError, match="libpango"):
        pdf.document(paper.of_edition(busy().edition()))
