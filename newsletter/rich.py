"""A person's text: paragraphs, bold, italics, links and lists, and nothing else; pure.

Kept as HTML that went through `clean`, which drops every other tag, attribute and address.
Without script an editor types the same text as Markdown (`light`, `from_light`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import nh3
from lxml import html as tree
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

LONGEST = 60_000
"""Characters of HTML that one field may hold."""
_BLOCKS = frozenset({"p", "ul", "ol"})
_TAGS = frozenset({*_BLOCKS, "li", "br", "strong", "em", "a"})
_TAKEN_AS = {
    "div": "p", "blockquote": "p", "pre": "p", "h1": "p", "h2": "p", "h3": "p", "h4": "p",
    "h5": "p", "h6": "p", "td": "p", "b": "strong", "i": "em",
}  # fmt: skip
_SCHEMES = frozenset({"http", "https", "mailto"})
_TAKEN = re.compile(rf"<(/?)({'|'.join(_TAKEN_AS)})>")
_DOUBLE_BREAK = re.compile(r"(?:<br>\s*){2,}")
_HOLLOW = re.compile(r"<(p|li|strong|em|ul|ol)>(?:\s|&nbsp;|\u00a0|<br>)*</\1>")
_SPACE = re.compile(r"[ \t\r\n\u00a0]+")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BARE_LINK = re.compile(r"<a>(.*?)</a>")
_BETWEEN = re.compile(r"(?<=<[uo]l>) +| +(?=</?li>)| +(?=</[uo]l>)")
_MARK = re.compile(r"([\\*_\[\]])")
_ROUNDS = 5


def _safe(text: str, tags: frozenset[str]) -> str:
    return nh3.clean(
        text, tags=set(tags), attributes={"a": {"href"}}, url_schemes=set(_SCHEMES), link_rel=None
    )


def _taken_as(found: re.Match[str]) -> str:
    return f"<{found[1]}{_TAKEN_AS[found[2]]}>"


def _pieces(root: HtmlElement) -> Iterator[str]:
    """Yield each top-level paragraph or list; text between them becomes a paragraph."""
    loose = _escaped(root.text or "")
    for child in root:
        piece = tree.tostring(child, encoding="unicode", with_tail=False)
        if child.tag in _BLOCKS:
            yield f"<p>{loose}</p>"
            yield piece
            loose = ""
        else:
            loose += piece
        loose += _escaped(child.tail or "")
    yield f"<p>{loose}</p>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _without_hollow(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _HOLLOW.sub("", text)
    return text


def _cleaned(text: str) -> str:
    wide = _safe(text, _TAGS | frozenset(_TAKEN_AS))
    narrow = _safe(_DOUBLE_BREAK.sub("</p><p>", _TAKEN.sub(_taken_as, wide)), _TAGS)
    narrow = _UNSEEN.sub("", narrow)
    if not narrow.strip():
        return ""
    root = tree.fragment_fromstring(_SPACE.sub(" ", narrow), create_parent="div")
    whole = _without_hollow(_safe("".join(_pieces(root)), _TAGS))
    return _BETWEEN.sub("", _BARE_LINK.sub(r"\1", whole)).strip()


def clean(text: str) -> str:
    """Return the HTML that may be kept: what is not allowed is dropped, its words stay.

    Takes anything: pasted Word pages, an editor's `div` and `br`, plain words. Scripts and
    styles go with their content. "" when no word is left. The result is its own `clean`.
    """
    text = _UNSEEN.sub("", text)[: 4 * LONGEST]
    for _ in range(_ROUNDS):
        before, text = text, _cleaned(text)
        if before == text:
            break
    return text


def _parsed(text: str) -> HtmlElement:
    return tree.fragment_fromstring(clean(text) or "<p></p>", create_parent="div")


def _plain(words: str | None, marks: bool) -> str:
    """Return words; with `marks` such that no sign in them counts as Markdown."""
    return _MARK.sub(r"\\\1", words or "") if marks else words or ""


def _inline(node: HtmlElement, marks: bool) -> str:
    """Return the words in an element; with `marks` bold, italics and links as Markdown."""
    parts = [_plain(node.text, marks)]
    for child in node:
        inner = _inline(child, marks) if child.tag not in _BLOCKS else ""
        if child.tag == "br":
            inner = "\n"
        elif marks and inner.strip():
            inner = _marked(child, inner)
        elif child.tag == "a" and inner.strip() != child.get("href", ""):
            inner = f"{inner} ({child.get('href')})" if child.get("href") else inner
        parts += [inner, _plain(child.tail, marks)]
    return "".join(parts)


def _marked(node: HtmlElement, inner: str) -> str:
    if node.tag == "a" and node.get("href"):
        return f"[{inner}]({node.get('href')})"
    return {"strong": f"**{inner}**", "em": f"*{inner}*"}.get(str(node.tag), inner)


def _lines(root: HtmlElement, marks: bool) -> Iterator[str]:
    for child in root:
        if child.tag == "p":
            yield _inline(child, marks).strip()
        else:
            signs = ("- ",) if child.tag == "ul" else ()
            entries = [
                (signs[0] if signs else f"{place}. ") + _inline(entry, marks).strip()
                for place, entry in enumerate(child.iter("li"), start=1)
            ]
            yield "\n".join(entries)


def text(value: str) -> str:
    """Return a field as plain text: paragraphs with a blank line between, addresses shown."""
    return "\n\n".join(_lines(_parsed(value), marks=False)).strip()


def light(value: str) -> str:
    """Return a field as Markdown, for an editor without script."""
    return "\n\n".join(_lines(_parsed(value), marks=True)).strip()


@cache
def _markdown() -> MarkdownIt:
    rules = ["emphasis", "link", "list", "paragraph", "escape", "newline"]
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(rules)


def from_light(value: str) -> str:
    """Return the clean HTML of what was typed as Markdown; HTML in it stays words."""
    return clean(_markdown().render(value[:LONGEST]))


def paragraphs(lines: list[str]) -> str:
    """Return plain sentences as paragraphs: what a person starts editing from."""
    return clean("".join(f"<p>{_escaped(line)}</p>" for line in lines if line))


def words(value: str) -> int:
    """Return how many words a field has."""
    return len(text(value).split())
