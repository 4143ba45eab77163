"""Haagse Zaken as a Word document: what the mail says, in Word's own structure."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import mammoth
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import html as tree

from newsletter import render
from newsletter.export import house, paper, word
from tests.newsletter.week import busy
from tracker.records import Edition, Stage

WRITTEN = (
    "<p>Provincies krijgen <strong>drie jaar</strong> zekerheid.</p>"
    '<ol><li>Eerst dit</li><li>Dan <a href="https://www.ipo.nl/nieuws">het nieuws</a></li></ol>'
    "<ul><li>Los punt</li></ul>"
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    made = busy().edition()
    blocks = tuple(
        replace(block, human={"tekst": WRITTEN}) if block.kind == "intro" else block
        for block in made.blocks
    )
    return replace(made, blocks=blocks)


@pytest.fixture(scope="module")
def data(edition: Edition) -> bytes:
    return word.document(paper.of_edition(edition))


@pytest.fixture(scope="module")
def opened(data: bytes) -> WordDocument:
    return Document(io.BytesIO(data))


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said(data: bytes) -> str:
    """Return the words of a document as a reader that nobody here wrote finds them."""
    return flat(tree.fromstring(mammoth.convert_to_html(io.BytesIO(data)).value).text_content())


def part(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8")


def test_the_words_are_those_of_the_page_in_the_same_order(edition: Edition, data: bytes) -> None:
    shown = flat(paper.main_of(render.page(edition)).text_content())

    assert said(data).endswith(shown)


def test_headings_are_headings_of_word(edition: Edition, opened: WordDocument) -> None:
    page = paper.main_of(render.page(edition))
    expected = [" ".join(head.text_content().split()) for head in page.iter("h2", "h3", "h4")]

    heads = [one for one in opened.paragraphs if one.style and "Heading" in str(one.style.name)]

    assert [" ".join(one.text.split()) for one in heads] == expected
    levels = {str(one.style.name) for one in heads if one.style}
    assert levels == {"Heading 1", "Heading 2", "Heading 3"}
    assert opened.paragraphs[0].text == "Haagse Zaken"
    assert opened.paragraphs[0].style is not None
    assert opened.paragraphs[0].style.name == "Title"


def test_tables_repeat_their_head_and_have_words_for_who_does_not_see(
    opened: WordDocument,
) -> None:
    assert opened.tables
    for table in opened.tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert not table._tbl.xpath(".//w:gridSpan | .//w:vMerge")


def test_it_is_dutch_on_a4_with_its_name(edition: Edition, data: bytes) -> None:
    opened = Document(io.BytesIO(data))
    section, known = opened.sections[0], opened.core_properties

    assert set(re.findall(r'<w:lang w:val="([^"]+)"', part(data, "word/styles.xml"))) == {"nl-NL"}
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)  # type: ignore[union-attr]
    assert known.title == "Haagse Zaken · Week 48, 23 tot en met 27 november 2026"
    assert (known.author, known.subject) == (paper.AUTHOR, edition.subject)
    assert known.modified is not None
    assert known.modified.isoformat()[:10] == "2026-11-26"


def test_every_page_says_which_week_and_that_it_is_a_draft(edition: Edition) -> None:
    feet = {}
    for stage in (Stage.CONCEPT, Stage.APPROVED, Stage.SENT):
        made = word.document(paper.of_edition(replace(edition, status=stage.value)))
        feet[stage] = part(made, "word/footer1.xml")
        assert ("Concept" in said(made)) is (stage is Stage.CONCEPT)

    assert all("week 48, 23 tot en met 27 november 2026" in foot for foot in feet.values())
    assert [stage for stage, foot in feet.items() if "Concept" in foot] == [Stage.CONCEPT]
    assert all('w:instr="PAGE"' in foot and 'w:instr="NUMPAGES"' in foot for foot in feet.values())


def test_text_of_a_person_keeps_bold_lists_and_links(opened: WordDocument, data: bytes) -> None:
    first = next(one for one in opened.paragraphs if one.text.startswith("Provincies krijgen"))
    bold = [run.text for run in first.runs if run.bold]
    shown = mammoth.convert_to_html(io.BytesIO(data)).value

    assert bold == ["drie jaar"]
    assert '<ol><li>Eerst dit</li><li>Dan <a href="https://www.ipo.nl/nieuws">' in shown
    assert "<ul><li>Los punt</li></ul>" in shown


def test_every_list_with_numbers_starts_at_one() -> None:
    blank = house.blank(paper.of_edition(busy().edition()))

    first, second = house.new_list(blank, numbered=True), house.new_list(blank, numbered=True)

    assert first != second
    numbering = blank.part.numbering_part.element
    assert len(numbering.xpath(f".//w:num[@w:numId={second}]/w:lvlOverride/w:startOverride")) == 3


def test_links_within_the_letter_arrive(data: bytes) -> None:
    text = part(data, "word/document.xml")
    targets = re.findall(r'<w:hyperlink [^>]*w:anchor="([^"]+)"', text)
    places = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]+)"', text)

    assert targets
    assert set(targets) <= set(places)
    assert len(places) == len(set(places))


def test_the_same_edition_gives_the_same_bytes(edition: Edition, data: bytes) -> None:
    assert word.document(paper.of_edition(edition)) == data


def test_nothing_of_the_library_is_left_in_the_file(data: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()

    assert not [name for name in names if "thumbnail" in name or "customXml" in name]
    assert "python-docx" not in part(data, "docProps/core.xml")
    assert len(data) < 60_000


def test_a_table_with_more_columns_an_empty_one_and_loose_words() -> None:
    body = (
        "los<table><caption>Moties</caption><thead><tr><th>Nr.</th><th>Strekking</th>"
        "<th>Uitslag</th></tr></thead><tbody><tr><td>12</td><td>Een <em>lange</em> zin over de "
        "strekking</td><td>aangenomen</td></tr></tbody></table><table></table>"
        '<div>een<p>twee</p>drie<br>vier</div><p lang="en">English words</p>'
    )
    made = replace(paper.of_edition(busy().edition()), body=body)

    data = word.document(made)

    opened = Document(io.BytesIO(data))
    assert len(opened.tables) == 1
    widths = [cell.width or 0 for cell in opened.tables[0].rows[1].cells]
    assert widths[1] > widths[0]
    assert [one.text for one in opened.paragraphs if one.text][-5:] == [
        "Moties", "een", "twee", "drie\nvier", "English words",
    ]  # fmt: skip
    assert 'w:lang w:val="en-GB"' in part(data, "word/document.xml")
