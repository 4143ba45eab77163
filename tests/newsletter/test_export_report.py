"""The report of one debate as Word and PDF: every part of its page, nothing of the screen."""

from __future__ import annotations

import io
import re

import mammoth
import pytest
from docx import Document
from lxml import html as tree
from pypdf import PdfReader

from newsletter import render
from newsletter.export import paper, pdf, word
from newsletter.export.paper import Paper
from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import edition_of
from tracker.records import Block, Edition


@pytest.fixture(scope="module")
def made() -> tuple[Edition, Block]:
    return edition_of(source_of(position="Geld voor natuurherstel op de Veluwe"))


@pytest.fixture(scope="module")
def report(made: tuple[Edition, Block]) -> Paper:
    edition, block = made
    return paper.of_report(edition, block.key)


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shown(report: Paper) -> str:
    html = mammoth.convert_to_html(io.BytesIO(word.document(report))).value
    return tree.fromstring(f"<div>{html}</div>").text_content()


def test_every_part_of_the_page_is_a_heading_in_word(
    made: tuple[Edition, Block], report: Paper
) -> None:
    page = paper.main_of(render.report_page(made[0], made[1].key))
    expected = [head.text_content() for head in page.iter("h2")]

    opened = Document(io.BytesIO(word.document(report)))

    found = [one.text for one in opened.paragraphs if one.style and one.style.name == "Heading 1"]
    assert found == expected
    assert opened.paragraphs[0].text == report.title == "Commissiedebat Stikstof en natuur"
    assert len(opened.tables) == 4
    facts = {row.cells[0].text: row.cells[1].text for row in opened.tables[0].rows}
    assert facts["Bewindspersoon"] == "Ella Vos (minister van LVVN)"


def test_quotes_motions_promises_and_passages_are_there_literally(
    made: tuple[Edition, Block], report: Paper
) -> None:
    page = paper.main_of(render.report_page(made[0], made[1].key))
    quotes = [flat(one.text_content()) for one in page.iter("blockquote", "mark", "caption")]
    text = flat(shown(report))

    assert len(quotes) > 8
    assert all(re.sub("van.*$", "", quote)[:60] in text for quote in quotes)
    assert "Oordeel:" not in text
    assert "Uitslag:" not in text


def test_quotes_are_set_in_and_their_source_is_one_click_away(report: Paper) -> None:
    opened = Document(io.BytesIO(word.document(report)))

    quote = next(one for one in opened.paragraphs if one.text.startswith("“Is de minister"))
    spot = next(one for one in opened.paragraphs if one.text.startswith("Sara Kazem (Groen"))

    assert quote.paragraph_format.left_indent
    assert spot.hyperlinks
    assert spot.hyperlinks[0].fragment.startswith("plek")


def test_the_pdf_has_the_title_the_parts_and_the_source(report: Paper) -> None:
    try:
        opened = PdfReader(io.BytesIO(pdf.document(report)))
    except pdf.PdfError as error:
        pytest.skip(str(error))
    text = flat("".join(page.extract_text() for page in opened.pages))

    assert opened.metadata is not None
    assert str(opened.metadata.title).startswith("Commissiedebat Stikstof en natuur")
    for words in ("Opgepakt punt?", "Op basis van het ongecorrigeerde verslag", "Vindplaatsen"):
        assert flat(words) in text
    assert "/StructTreeRoot" in opened.trailer["/Root"]  # type: ignore[operator]


def test_what_a_person_wrote_is_in_the_document() -> None:
    edition, block = edition_of(source_of(), kern="<p>Er komt <strong>geld</strong> voor 2027.</p>")

    text = shown(paper.of_report(edition, block.key))

    assert "Er komt geld voor 2027." in text


def test_a_debate_without_report_is_an_error(made: tuple[Edition, Block]) -> None:
    with pytest.raises(KeyError):
        paper.of_report(made[0], "debatten:bestaat-niet")
