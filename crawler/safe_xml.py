"""XML from outside: no entities, no network, no DOCTYPE, nothing huge."""

from __future__ import annotations

from typing import Any

from lxml import etree

from crawler.text import looks_like_html
from tracker.errors import BotChallengeError, MalformedPageError

MAX_BYTES = 64 * 1024 * 1024


def parse_xml(body: bytes) -> etree._Element:
    """Return the root element.

    Raises BotChallengeError for a web page, MalformedPageError for XML that is cut, too
    large or has a DOCTYPE (the door to entity bombs and foreign files).
    """
    if looks_like_html(body):
        raise BotChallengeError("een webpagina in plaats van gegevens")
    if len(body) > MAX_BYTES:
        raise MalformedPageError(f"de pagina is {len(body)} bytes groot, meer dan toegestaan")
    if b"<!DOCTYPE" in body[:4096]:
        raise MalformedPageError("de pagina heeft een DOCTYPE; die lezen wij niet")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedPageError(f"de pagina is geen geldige XML: {error}") from error
    document: Any = root.getroottree().docinfo
    if document.doctype:
        raise MalformedPageError("de pagina heeft een DOCTYPE; die lezen wij niet")
    return root
