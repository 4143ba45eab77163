"""A small reader of the stand-in, for the tests only: walks pages, posts steps."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
TK = "{http://www.tweedekamer.nl/xsd/tkData/v1-0}"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> object:
        return json.loads(self.body)

    def xml(self) -> etree._Element:
        return etree.fromstring(self.body, PARSER)


def fetch(url: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
    assert urlsplit(url).hostname == "127.0.0.1"
    request = Request(url, method=method, headers={"User-Agent": "test", **(headers or {})})
    try:
        with urlopen(request, timeout=20) as reply:
            return Answer(reply.status, dict(reply.headers), reply.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


def link(element: etree._Element, rel: str) -> str | None:
    for found in element.findall(f"{ATOM}link"):
        if found.get("rel") == rel:
            return found.get("href")
    return None


def token(url: str) -> int:
    return int(url.split("skiptoken=")[1].split("&")[0])


def pages(url: str) -> Iterator[etree._Element]:
    """Every page from that address on, the last one (without entries) included."""
    while True:
        page = fetch(url).xml()
        yield page
        entries = page.findall(f"{ATOM}entry")
        if not entries:
            return
        url = link(entries[-1], "next") or ""


def entries(url: str) -> list[etree._Element]:
    return [entry for page in pages(url) for entry in page.findall(f"{ATOM}entry")]


def entity(entry: etree._Element) -> etree._Element:
    content = entry.find(f"{ATOM}content")
    assert content is not None and len(content) == 1
    return content[0]


def step(base: str, name: str, query: str = "") -> dict[str, object]:
    answer = fetch(f"{base}/_scenario/{name}{query}", "POST")
    assert answer.status == 200, answer.body
    result = answer.json()
    assert isinstance(result, dict)
    return result
