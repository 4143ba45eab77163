"""Answers of SRU, an interface to search catalogues; names are compared without prefix."""

from __future__ import annotations

from lxml import etree

from tracker.errors import MalformedPageError, SourceError


def parse_answer(root: etree._Element) -> tuple[int, list[etree._Element]]:
    """Return how many records there are in all and those of this page.

    Names are compared without prefix: the namespaces differ between answers. Raises
    SourceError for a diagnostic, which comes with HTTP 200, MalformedPageError for
    anything that is no answer.
    """
    for node in root.iter("{*}diagnostic"):
        said = ". ".join(filter(None, (text_of(node, "message"), text_of(node, "details"))))
        raise SourceError(f"de bron weigert de vraag: {said}")
    if etree.QName(root).localname != "searchRetrieveResponse":
        raise MalformedPageError(f"geen SRU-antwoord maar <{etree.QName(root).localname}>")
    total = text_of(root, "numberOfRecords")
    if not total.isdigit():
        raise MalformedPageError("een SRU-antwoord zonder numberOfRecords")
    return int(total), list(root.iter("{*}record"))


def text_of(node: etree._Element, name: str) -> str:
    """Return the first value with this name that is not empty, "" when there is none."""
    return next(iter(texts_of(node, name)), "")


def texts_of(node: etree._Element, name: str) -> list[str]:
    """Return every value with this name that is not empty, each once, in order."""
    found = ("".join(map(str, one.itertext())).strip() for one in node.iter(f"{{*}}{name}"))
    return list(dict.fromkeys(filter(None, found)))
