"""Elements of VLOS without their namespace: the published XSD has another one than the files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from lxml import etree

from crawler.kamer.parse import AMSTERDAM
from tracker.errors import MalformedPageError

Element = etree._Element
MAX_BYTES = 48 * 1024 * 1024
_ROOTS = frozenset({"vlosCoreDocument", "vlosdocument"})
_FIRST_YEAR = 1814
"""An open end is written as the year 0001."""


def root_of(body: bytes) -> Element:
    """Return the root; MalformedPageError, in Dutch, for anything but a whole verslag.

    Entities are not resolved and nothing is fetched; a document type is refused.
    """
    if len(body) > MAX_BYTES:
        raise MalformedPageError(f"het verslag is te groot: {len(body)} bytes")
    if b"<!DOCTYPE" in body:
        raise MalformedPageError("het verslag heeft een documenttype en wordt niet gelezen")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True, remove_blank_text=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise MalformedPageError(f"het verslag is geen geldige XML: {error}") from error
    if name(root) not in _ROOTS:
        raise MalformedPageError(f"dit is geen verslag maar <{name(root)}>")
    return root


def name(element: Element) -> str:
    """Return the tag without namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *tags: str) -> Iterator[Element]:
    """Yield the children with one of these tags, in order."""
    for child in element:
        if name(child) in tags:
            yield child


def child(element: Element, tag: str) -> Element | None:
    """Return the first child with this tag."""
    return next(children(element, tag), None)


def text(element: Element, tag: str) -> str:
    """Return the text of a child on one line, "" when there is none."""
    found = child(element, tag)
    return "" if found is None else flat(found)


def flat(element: Element) -> str:
    """Return all text inside an element on one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def moment(element: Element, tag: str) -> datetime | None:
    """Return a moment; the source writes Dutch time without saying so."""
    return read_moment(text(element, tag))


def read_moment(value: str) -> datetime | None:
    """Return "2025-07-02T11:17:00" as a moment in UTC, None for what is no time."""
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    if at.year < _FIRST_YEAR:
        return None
    return (at.replace(tzinfo=AMSTERDAM) if at.tzinfo is None else at).astimezone(UTC)


def is_true(element: Element, tag: str) -> bool:
    """Tell whether a child says "true"."""
    return text(element, tag).lower() == "true"
