"""Text as sources send it, made plain."""

from __future__ import annotations

import re

from lxml import etree, html

_BLANKS = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r" ?(?:\n ?)+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_HIDDEN = frozenset({"script", "style", "head", "title", "template"})
_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "table", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
)


_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")


def looks_like_html(body: bytes) -> bool:
    """Tell whether an answer is a web page, whatever its headers say."""
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(_HTML_STARTS) or b"<html" in head


def plain(markup: str) -> str:
    """Return the text of an HTML fragment, one line per paragraph.

    Links keep their words and lose their address: the Kamer's notes point into its
    internal network. The answer is text, not markup: escape it where it is shown.
    """
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    try:
        root = html.fragment_fromstring(_CONTROL.sub("", markup), create_parent="div")
    except etree.ParserError:
        return ""
    return tidy("".join(_pieces(root)))


def _pieces(root: html.HtmlElement) -> list[str]:
    """Return the text of a tree in reading order, with line ends between blocks."""
    pieces: list[str] = []
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, node in walker:
        if event == "start":
            if node.tag in _HIDDEN:
                walker.skip_subtree()
                continue
            pieces.append({"li": "\n• ", "br": "\n"}.get(node.tag, ""))
            pieces.append(node.text or "")
            continue
        if event == "end" and node.tag in _BLOCKS:
            pieces.append("\n")
        pieces.append(node.tail or "")
    return pieces


def tidy(text: str) -> str:
    """Return the text without control characters, double blanks and empty lines."""
    cleaned = _CONTROL.sub("", text.replace("\r", "\n"))
    return _LINE_ENDS.sub("\n", _BLANKS.sub(" ", cleaned)).strip()
