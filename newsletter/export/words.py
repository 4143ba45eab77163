"""The words of one paragraph in Word: bold, italics, links, languages; from our own HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.html import HtmlElement

from newsletter.export.house import element
from newsletter.view import safe_url

INLINE = frozenset(
    {"a", "abbr", "b", "br", "cite", "code", "del", "em", "i", "mark", "q", "s", "small", "span",
     "strong", "sub", "sup", "time"}
)  # fmt: skip
_SPACE = re.compile(r"[ \t\r\n]+")
_LANGUAGES: Mapping[str, str] = {"en": "en-GB"}
_LONGEST_LINK = 2_000


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    struck: bool = False
    link: bool = False
    language: str = ""


def _looked(node: HtmlElement, look: _Look) -> _Look:
    tag = node.tag
    if tag in {"strong", "b", "mark"} or "hz-verdict" in (node.get("class") or ""):
        look = replace(look, bold=True)
    elif tag in {"em", "i", "cite"}:
        look = replace(look, italic=True)
    elif tag in {"s", "del"}:
        look = replace(look, struck=True)
    language = _LANGUAGES.get((node.get("lang") or "")[:2], "")
    return replace(look, language=language) if language else look


def _spoken(node: HtmlElement) -> _Look:
    """Return how the words of an element start: in the language of it or of what it is in."""
    given = (one.get("lang") for one in (node, *node.iterancestors()))
    return _Look(language=_LANGUAGES.get(next((str(one)[:2] for one in given if one), ""), ""))


class Words:
    """Fills one paragraph; white space between pieces counts once, as in a browser.

    `marks` are the names of bookmarks by id of the place that a link points to.
    """

    def __init__(self, paragraph: Paragraph, marks: Mapping[str, str]) -> None:
        self.paragraph, self.marks = paragraph, marks
        self._open = False

    def piece(self, node: HtmlElement, look: _Look | None = None) -> None:
        """Add an inline element and what is in it."""
        look = _looked(node, look or _Look())
        if node.tag == "br" or "hz-state" in (node.get("class") or "").split():
            self._run("", self.paragraph._p, look).add_break()
            self._open = False
        if node.tag == "a":
            self._link(node, look)
        elif node.tag != "br":
            self.inner(node, look, self.paragraph._p)

    def inner(
        self, node: HtmlElement, look: _Look | None = None, into: BaseOxmlElement | None = None
    ) -> None:
        """Add the words in an element, without the element itself."""
        look, into = look or _spoken(node), into if into is not None else self.paragraph._p
        self.text(node.text, look, into)
        for child in node:
            if isinstance(child.tag, str):
                if into is self.paragraph._p:
                    self.piece(child, look)
                else:
                    self.inner(child, _looked(child, look), into)
            self.text(child.tail, look, into)

    def text(
        self, words: str | None, look: _Look | None = None, into: BaseOxmlElement | None = None
    ) -> None:
        """Add plain words."""
        flat = _SPACE.sub(" ", words or "")
        if not self._open:
            flat = flat.lstrip(" ")
        if flat:
            self._run(flat, into if into is not None else self.paragraph._p, look or _Look())
            self._open = not flat.endswith(" ")

    def _run(self, words: str, into: BaseOxmlElement, look: _Look) -> Run:
        run = self.paragraph.add_run(words)
        run.bold, run.italic = look.bold or None, look.italic or None
        run.font.strike = look.struck or None
        if look.link:
            run.style = "Hyperlink"
        if look.language:
            run._r.get_or_add_rPr().append(element("w:lang", val=look.language))
        into.append(run._r)
        return run

    def _link(self, node: HtmlElement, look: _Look) -> None:
        made = self._target(node.get("href") or "")
        if made is None:
            self.inner(node, look, self.paragraph._p)
            return
        self.paragraph._p.append(made)
        self.inner(node, replace(look, link=True), made)

    def _target(self, href: str) -> BaseOxmlElement | None:
        """Return a link to a place in the document or to a web address; None for any other."""
        if href.startswith("#"):
            name = self.marks.get(href[1:])
            return element("w:hyperlink", anchor=name, history="1") if name else None
        if not (safe_url(href) or href.startswith("mailto:")) or len(href) > _LONGEST_LINK:
            return None
        made = element("w:hyperlink", history="1")
        relation = self.paragraph.part.relate_to(
            href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        made.set(qn("r:id"), relation)
        return made
