"""A paper as a Word document: real headings, paragraphs, lists, tables and links."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Cm, Emu
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from lxml import html as tree
from lxml.html import HtmlElement

from newsletter.export import house
from newsletter.export.house import element
from newsletter.export.paper import Paper, printable
from newsletter.export.words import INLINE, Words
from newsletter.palette import LIGHT

_HEADING = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_STYLES = (
    ("hz-note", house.NOTE), ("hz-lead", house.LEAD), ("hz-more", house.LOOSE),
    ("hz-soft", house.SMALL), ("hz-also", ""),
)  # fmt: skip
_SKIPPED = frozenset({"script", "style", "nav", "template", "button", "form", "hr", "col"})
_NARROW = 0.19
_QUOTED = Cm(0.7)
_DEEPEST = 2
_STAMP = (1980, 1, 1, 0, 0, 0)


def _style(node: HtmlElement) -> str:
    """Return the paragraph style for the class of an element; "" for plain text."""
    classes = (node.get("class") or "").split()
    return next((style for name, style in _STYLES if name in classes), "")


def _has_blocks(node: HtmlElement) -> bool:
    return any(isinstance(child.tag, str) and child.tag not in INLINE for child in node)


class Writer:
    """Writes HTML of ours into a document, one element after the other."""

    def __init__(self, document: WordDocument, root: HtmlElement) -> None:
        self.document = document
        linked = {
            str(a.get("href"))[1:] for a in root.iter("a") if (a.get("href") or "")[:1] == "#"
        }
        ids = [node.get("id") for node in root.iter() if node.get("id") in linked]
        self.marks = {str(name): f"plek{place}" for place, name in enumerate(ids, start=1)}
        self._placed: set[str] = set()

    def paragraph(self, node: HtmlElement, into: WordDocument | _Cell, style: str = "") -> None:
        """Write an element as one paragraph."""
        made = self._new(into, style or _style(node))
        if next(node.iterancestors("blockquote"), None) is not None:
            made.paragraph_format.left_indent = _QUOTED
        self._mark(node, made)
        Words(made, self.marks).inner(node)

    def _new(self, into: WordDocument | _Cell, style: str) -> Paragraph:
        """Return a new paragraph; in a new cell the one that is there already."""
        if isinstance(into, _Cell) and len(into.paragraphs) == 1 and not into.paragraphs[0].runs:
            first: Paragraph = into.paragraphs[0]
            if not first._p.findall(qn("w:hyperlink")):
                first.style = style or None
                return first
        made: Paragraph = into.add_paragraph(style=style or None)
        return made

    def _mark(self, node: HtmlElement, paragraph: Paragraph) -> None:
        """Put the bookmark of an element, and of those around it, before the paragraph."""
        for one in (node, *node.iterancestors()):
            name = self.marks.get(one.get("id") or "")
            if name and name not in self._placed:
                number = str(len(self._placed) + 1)
                self._placed.add(name)
                paragraph._p.append(element("w:bookmarkStart", id=number, name=name))
                paragraph._p.append(element("w:bookmarkEnd", id=number))

    def blocks(self, node: HtmlElement, into: WordDocument | _Cell) -> None:
        """Write all that is in an element; loose words between blocks become paragraphs."""
        words = self._loose(node.text, node, into, None)
        for child in node:
            if isinstance(child.tag, str) and child.tag in INLINE:
                words = words or Words(self._new(into, _style(node)), self.marks)
                words.piece(child)
            elif isinstance(child.tag, str):
                words = None
                self.block(child, into)
            words = self._loose(child.tail, node, into, words)

    def _loose(
        self, text: str | None, node: HtmlElement, into: WordDocument | _Cell, words: Words | None
    ) -> Words | None:
        if words is None and not (text or "").strip():
            return None
        words = words or Words(self._new(into, _style(node)), self.marks)
        words.text(text)
        return words

    def block(self, node: HtmlElement, into: WordDocument | _Cell) -> None:
        """Write one block."""
        if node.tag in _SKIPPED or node.get("hidden") is not None:
            return
        if node.tag in _HEADING:
            self.paragraph(node, into, f"Heading {_HEADING[node.tag]}")
        elif node.tag in {"ul", "ol"}:
            self.listing(node, into, 0)
        elif node.tag == "table":
            self.table(node, into)
        elif _has_blocks(node):
            self.blocks(node, into)
        elif node.text_content().strip():
            self.paragraph(node, into)

    def listing(self, node: HtmlElement, into: WordDocument | _Cell, depth: int) -> None:
        """Write a list; a list in an item goes one level deeper."""
        number = house.new_list(self.document, numbered=node.tag == "ol")
        for item in node.iterchildren("li"):
            self._item(item, into, number, depth)

    def _item(self, item: HtmlElement, into: WordDocument | _Cell, number: int, depth: int) -> None:
        made = self._new(into, "")
        made.style = "List Paragraph"
        properties: Any = made._p.get_or_add_pPr()
        properties = properties.get_or_add_numPr()
        properties.get_or_add_ilvl().val = min(depth, _DEEPEST)
        properties.get_or_add_numId().val = number
        self._mark(item, made)
        words = Words(made, self.marks)
        words.text(item.text)
        for child in item:
            if child.tag in {"ul", "ol"}:
                self.listing(child, into, depth + 1)
            elif isinstance(child.tag, str) and child.tag in INLINE:
                words.piece(child)
            elif isinstance(child.tag, str):
                words.inner(child)
            words.text(child.tail)

    def table(self, node: HtmlElement, into: WordDocument | _Cell) -> None:
        """Write a table, under its caption; the header row comes back on every page."""
        rows = [row for row in node.iter("tr") if next(row.iterancestors("table")) is node]
        width = max((len(_cells(row)) for row in rows), default=0)
        caption = node.find("caption")
        if not width:
            return
        if caption is not None:
            heading = caption[0] if len(caption) and caption[0].tag in _HEADING else None
            self.paragraph(
                caption if heading is None else heading,
                into,
                house.LOOSE if heading is None else f"Heading {_HEADING[heading.tag]}",
            )
        made = _new_table(self.document, into, len(rows), width)
        _describe(made, caption.text_content() if caption is not None else "")
        if node.find("thead") is None:
            _look(made, firstRow="0")
        _widths(made, rows, width)
        for row, given in zip(made.rows, rows, strict=True):
            self._row(row._tr, given, row.cells)
        _space_after(into)

    def _row(self, row: HtmlElement, given: HtmlElement, cells: Iterable[_Cell]) -> None:
        properties = row.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if given.getparent().tag == "thead":
            properties.append(element("w:tblHeader"))
        for cell, source in zip(cells, _cells(given), strict=False):
            self.blocks(source, cell)
            if source.tag == "th":
                _make_head(cell, shaded=given.getparent().tag == "thead")


def _make_head(cell: _Cell, *, shaded: bool) -> None:
    """Let a head stand out in every reader, also one that knows no table styles."""
    for paragraph in cell.paragraphs:
        for run in paragraph.runs:
            run.bold = True
    if shaded:
        ground = LIGHT["tint"].lstrip("#")
        shade = element("w:shd", val="clear", color="auto", fill=ground)
        cell._tc.get_or_add_tcPr().append(shade)


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in {"td", "th"}]


def _new_table(
    document: WordDocument, into: WordDocument | _Cell, rows: int, columns: int
) -> Table:
    made = into.add_table(rows, columns)
    made.style = document.styles[house.TABLE]
    made.autofit = False
    _look(made, firstRow="1", firstColumn="1", noHBand="1", noVBand="1", lastRow="0",
          lastColumn="0", val="06A0")  # fmt: skip
    return made


def _look(table: Table, **choices: str) -> None:
    """Say which rows and columns of the table style count."""
    for look in table._tbl.tblPr.findall(qn("w:tblLook")):
        for name, value in choices.items():
            look.set(qn(f"w:{name}"), value)


def _describe(table: Table, words: str) -> None:
    """Give a table the text that is read aloud for it."""
    text = " ".join(words.split())[:250] or "Tabel"
    for tag in ("w:tblCaption", "w:tblDescription"):
        table._tbl.tblPr.append(element(tag, val=text))


def _widths(table: Table, rows: list[HtmlElement], columns: int) -> None:
    shares = _shares(rows, columns)
    for place, share in enumerate(shares):
        table.columns[place].width = Emu(int(house.WIDTH * share))
        for cell in table.column_cells(place):
            cell.width = Emu(int(house.WIDTH * share))


def _shares(rows: list[HtmlElement], columns: int) -> list[float]:
    """Return how much of the width each column gets: by how much stands in it."""
    if columns == 2:
        return [_NARROW, 1 - _NARROW]
    lengths = [1] * columns
    for row in rows:
        for place, cell in enumerate(_cells(row)):
            lengths[place] = max(lengths[place], len(cell.text_content().strip()))
    sizes = [min(max(length, 12), 70) ** 0.75 for length in lengths]
    return [size / sum(sizes) for size in sizes]


def _space_after(into: WordDocument | _Cell) -> None:
    """Add the small paragraph that Word wants after a table."""
    last = into.add_paragraph()
    last.paragraph_format.space_after = 0
    last.paragraph_format.line_spacing = 0.6


def _head(document: WordDocument, paper: Paper) -> None:
    document.add_paragraph(printable(paper.title), style="Title")
    for line in paper.lines:
        document.add_paragraph(printable(line), style="Subtitle")
    if paper.status:
        document.add_paragraph(paper.status, style=house.STATUS)
    if paper.facts:
        made = _new_table(document, document, len(paper.facts), 2)
        _describe(made, f"Gegevens van {paper.title}")
        for row, (name, words) in zip(made.rows, paper.facts, strict=True):
            row.cells[0].text, row.cells[1].text = name, printable(words)
            _make_head(row.cells[0], shaded=False)
        _widths(made, [], 2)
        _look(made, firstRow="0")
        _space_after(document)


def _same_bytes(data: bytes) -> bytes:
    """Return the archive without the moment at which it was written."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, given.read(name))
    return target.getvalue()


def document(paper: Paper) -> bytes:
    """Return a .docx of a paper; the same paper gives the same bytes."""
    root = tree.fragment_fromstring(printable(paper.body), create_parent="div")
    made = house.blank(paper)
    _head(made, paper)
    Writer(made, root).blocks(root, made)
    target = io.BytesIO()
    made.save(target)
    return _same_bytes(target.getvalue())
