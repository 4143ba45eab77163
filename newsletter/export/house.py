"""The house template of a Word document: page, styles, language, footer; no content.

Styles are Word's own (Heading 1 is "Kop 1" in a Dutch Word, Normal is "Standaard"), so that
navigation, contents lists and screen readers know them.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.rel import _Relationship
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from newsletter.export.paper import AUTHOR, Paper
from newsletter.palette import LIGHT

BODY, HEADS = "Calibri", "Georgia"
LANGUAGE = "nl-NL"
TABLE, SMALL, LEAD, NOTE, LOOSE, STATUS = (
    "Tabel", "Klein", "Inleiding", "Kader", "Tussenkop", "Status",
)  # fmt: skip
WIDTH = Cm(16.4)
"""Between the margins of an A4."""
BULLETS, NUMBERS = 91, 92
_HEADINGS = ((1, 18, 20), (2, 14, 16), (3, 12, 12), (4, 11, 10))
_KEPT = frozenset(
    {"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "Title", "Subtitle", "Header",
     "Footer", "ListParagraph", *(f"Heading{level}" for level, _, _ in _HEADINGS)}
)  # fmt: skip
_FOREIGN = (
    "w:link", "w:rsid", "w:rPr/w:bCs", "w:rPr/w:iCs", "w:rPr/w:spacing", "w:rPr/w:kern",
    "w:pPr/w:numPr", "w:pPr/w:contextualSpacing",
)  # fmt: skip
_UNUSED = frozenset({"thumbnail", "customXml", "stylesWithEffects"})
_SIGNS = ("•", "–", "·")


def colour(name: str) -> RGBColor:
    """Return a colour of the letter."""
    return RGBColor.from_string(LIGHT[name].lstrip("#").upper())


def element(tag: str, **attributes: str) -> BaseOxmlElement:
    """Return an element of WordprocessingML with attributes of its own namespace."""
    made = cast(BaseOxmlElement, OxmlElement(tag))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _font(style: ParagraphStyle, name: str, size: float, ink: str, *, bold: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = name, Pt(size), bold, False
    font.color.rgb = colour(ink)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), name)


def _spaced(style: ParagraphStyle, before: float, after: float, line: float = 1.15) -> None:
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), line


def _line_under(style: ParagraphStyle, ink: str, size: int) -> None:
    border = element("w:pBdr")
    border.append(
        element("w:bottom", val="single", sz=str(size), space="6", color=LIGHT[ink].lstrip("#"))
    )
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _shaded(style: ParagraphStyle, ground: str) -> None:
    shade = element("w:shd", val="clear", color="auto", fill=LIGHT[ground].lstrip("#"))
    style.element.get_or_add_pPr().insert_element_before(
        shade, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _trim(document: WordDocument) -> None:
    """Leave out what the library's own template carries and ours does not use."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
        for tag in _FOREIGN:
            for old in style.findall(tag, styles.nsmap):
                old.getparent().remove(old)
    numbering = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    _forget(document.part.rels)
    _forget(document.part.package.rels)


def _forget(relations: MutableMapping[str, _Relationship]) -> None:
    for name, relation in list(relations.items()):
        if relation.reltype.rpartition("/")[2] in _UNUSED:
            del relations[name]


def _own(document: WordDocument, name: str) -> ParagraphStyle:
    made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(made, ParagraphStyle)
    made.base_style = document.styles["Normal"]
    made.quick_style = True
    return made


def _known(document: WordDocument, name: str) -> ParagraphStyle:
    found = document.styles[name]
    assert isinstance(found, ParagraphStyle)
    return found


def _text_styles(document: WordDocument) -> None:
    normal = _known(document, "Normal")
    _font(normal, BODY, 11, "ink")
    _spaced(normal, 0, 6)
    normal.paragraph_format.widow_control = True
    for name, size, ink in ((SMALL, 10, "soft"), (LEAD, 12, "ink"), (NOTE, 11, "on_note")):
        style = _own(document, name)
        _font(style, BODY, size, ink)
    _spaced(_known(document, LEAD), 0, 8, 1.25)
    _shaded(_known(document, NOTE), "note")
    loose = _own(document, LOOSE)
    _font(loose, BODY, 11, "ink", bold=True)
    _spaced(loose, 10, 4)
    loose.paragraph_format.keep_with_next = True
    status = _own(document, STATUS)
    _font(status, BODY, 11, "on_note", bold=True)
    _shaded(status, "note")


def _heading_styles(document: WordDocument) -> None:
    title = _known(document, "Title")
    _font(title, HEADS, 28, "banner")
    _spaced(title, 0, 4, 1.0)
    subtitle = _known(document, "Subtitle")
    _font(subtitle, BODY, 13, "soft")
    _spaced(subtitle, 0, 10)
    _line_under(title, "paper", 2)
    for level, size, before in _HEADINGS:
        style = _known(document, f"Heading {level}")
        _font(style, HEADS if level < 3 else BODY, size, "heading", bold=level > 2)
        _spaced(style, before, 4, 1.1)
        style.paragraph_format.keep_with_next = True
    _line_under(_known(document, "Heading 1"), "line", 8)


def _table_style(document: WordDocument) -> None:
    """Add the table style: a header row that stands out, thin lines between the rows."""
    line, tint, head = (LIGHT[name].lstrip("#") for name in ("line", "tint", "heading"))
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{line}"/>'
        for side in ("top", "bottom", "insideH")
    )
    document.styles.element.append(parse_xml(
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">'
        f'<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/>'
        f'<w:qFormat/><w:pPr><w:spacing w:after="20" w:line="252" w:lineRule="auto"/></w:pPr>'
        f'<w:tblPr><w:tblBorders>{border}</w:tblBorders><w:tblCellMar>'
        '<w:top w:w="60" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
        '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
        '</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/>'
        f'<w:color w:val="{head}"/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{tint}"/></w:tcPr></w:tblStylePr><w:tblStylePr w:type="firstCol"><w:rPr>'
        "<w:b/></w:rPr></w:tblStylePr></w:style>"
    ))  # fmt: skip


def _link_style(document: WordDocument) -> None:
    style = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    style.font.color.rgb = colour("link")
    style.font.underline = True


def _level(sign: str, depth: int, form: str) -> str:
    left = 360 * (depth + 1)
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{sign}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>'
    )


def _numbering(document: WordDocument) -> None:
    """Add our bullets and our numbers, each with three levels."""
    numbering = document.part.numbering_part.element
    bullets = "".join(_level(sign, depth, "bullet") for depth, sign in enumerate(_SIGNS))
    numbers = "".join(_level(f"%{depth + 1}.", depth, "decimal") for depth in range(3))
    for name, levels in ((NUMBERS, numbers), (BULLETS, bullets)):
        numbering.insert(0, parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{name}">'
            f'<w:multiLevelType w:val="hybridMultilevel"/>{levels}</w:abstractNum>'
        ))  # fmt: skip


def new_list(document: WordDocument, *, numbered: bool) -> int:
    """Return the number of a new list; one with numbers starts at 1 again."""
    numbering = document.part.numbering_part.element
    made = numbering.add_num(NUMBERS if numbered else BULLETS)
    if numbered:
        for depth in range(3):
            made.add_lvlOverride(ilvl=depth).add_startOverride(1)
    return int(made.numId)


def _language(document: WordDocument) -> None:
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGE)
    settings = document.settings.element
    for lang in settings.findall(qn("w:themeFontLang")):
        lang.set(qn("w:val"), LANGUAGE)


def _field(paragraph: Paragraph, code: str) -> None:
    """Add a field that Word fills in, such as the number of the page."""
    simple = element("w:fldSimple", instr=code)
    run = paragraph.add_run("1")
    simple.append(run._r)
    paragraph._p.append(simple)


def _page(document: WordDocument, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.1)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.3)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles[SMALL]
    foot.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(" · ".join(part for part in (paper.foot, paper.status) if part) + "\tPagina ")
    _field(foot, "PAGE")
    foot.add_run(" van ")
    _field(foot, "NUMPAGES")


def _properties(document: WordDocument, paper: Paper) -> None:
    known = document.core_properties
    known.title = " · ".join((paper.title, *paper.lines))[:255]
    known.author = known.last_modified_by = AUTHOR
    known.subject = paper.subject[:255]
    known.language = LANGUAGE
    known.content_status = (paper.status or "Goedgekeurd")[:255]
    known.comments = known.keywords = known.category = ""
    known.created = known.modified = paper.made_at.replace(tzinfo=None, microsecond=0)
    known.revision = 1


def blank(paper: Paper) -> WordDocument:
    """Return the house's empty document for a paper: A4, our styles, Dutch, its footer."""
    document = Document()
    _trim(document)
    _text_styles(document)
    _heading_styles(document)
    _table_style(document)
    _link_style(document)
    _numbering(document)
    _language(document)
    _page(document, paper)
    _properties(document, paper)
    return document
