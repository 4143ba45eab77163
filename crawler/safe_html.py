"""Web pages from outside: whole, once, and without what no web page holds."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

from crawler.text import looks_like_html
from tracker.errors import MalformedPageError

_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")


def parse_html(body: bytes) -> BeautifulSoup:
    """Return the parsed web page.

    Raises MalformedPageError for anything that is no web page, for a page that is cut or
    stands in the answer twice, and for bytes that no web page holds.
    """
    if not looks_like_html(body):
        raise MalformedPageError("geen webpagina")
    lowered = body.lower()
    if b"\0" in body:
        raise MalformedPageError("de webpagina bevat stuurtekens")
    if b"<!entity" in lowered[:4096]:
        raise MalformedPageError("de webpagina bepaalt zelf entiteiten")
    if b"</html" not in lowered:
        raise MalformedPageError("de webpagina is afgebroken")
    if lowered.count(b"<!doctype html") > 1:
        raise MalformedPageError("de webpagina staat twee keer in het antwoord")
    return BeautifulSoup(_XML_DECLARATION.sub(b"", body.removeprefix(b"\xef\xbb\xbf")), "lxml")
