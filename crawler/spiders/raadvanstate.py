"""Raad van State: adviezen of the Afdeling advisering, from a list and a page each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from scrapy import Request
from scrapy.http import Response

from crawler.moments import parse_day
from crawler.publications import identifier_of, publication_in
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_html
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.intake import SyncToken
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

NAME = "raadvanstate"
CATEGORY = "advies"
SITE = "https://www.raadvanstate.nl"
_ADVICE = re.compile(r"^/adviezen/@(\d+)/([\w-]+)/?$")
_CASE = re.compile(r"w\d{2}[.-]\d{2}[.-]\d{4,5}(?:[-/][ivxlcdm]+)?", re.IGNORECASE)
_DICTUM = re.compile(r"dictum\s*([a-d])\b", re.IGNORECASE)
_DATED = re.compile(
    r"(?:datum (?:advies|vaststelling|publicatie)|gepubliceerd op|vastgesteld op)\s*:?([^.]{0,40})",
    re.IGNORECASE,
)


class RaadVanStateSpider(PageSpider):
    """Reads the newest advices of the list, each once and again after a month."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the list."""
        url = self.url(str(self.source.options["list"]))
        yield self.ask(url, self.read_list, accept="text/html")

    def read_list(self, response: Response) -> Iterator[Yielded]:
        """Ask each advice that is new or a month old."""
        due = [path for path in parse_list(read_html(response)) if self.is_due(path)]
        for path in due[: int(self.source.options["maximum_details"])]:
            yield self.ask(self.url(path), self.read_advice, accept="text/html", path=path)

    def is_due(self, path: str) -> bool:
        """Tell whether an advice is to be read."""
        last = parse_day(self.visit.token(_number(path)))
        if last is None:
            return True
        age = dutch.day_of(self.visit.now) - last
        return age.days >= int(self.source.options["refresh_days"])

    def read_advice(self, response: Response, path: str) -> Iterator[Yielded]:
        """Yield the row of one advice."""
        row = parse_advice(read_html(response), path)
        yield self.page([row], token=SyncToken(row.key, str(dutch.day_of(self.visit.now))))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return the advice."""
        return parse_item(row)


def parse_list(page: BeautifulSoup) -> list[str]:
    """Return the path of each advice, as listed; MalformedPageError when there are none."""
    paths = (urlsplit(str(link["href"])).path for link in page.select('a[href*="/adviezen/@"]'))
    found = list(dict.fromkeys(path for path in paths if _ADVICE.match(path)))
    if not found:
        raise MalformedPageError("geen enkel advies van de Raad van State")
    return found


def parse_advice(page: BeautifulSoup, path: str) -> SourceRow:
    """Return the row of an advice; MalformedPageError without a heading."""
    places = (page.select_one(one) for one in ("main", "#content", "article", "body"))
    main = next(filter(None, places), None)
    heading = main.select_one("h1") if main else None
    address = _ADVICE.match(path)
    if main is None or heading is None or address is None:
        raise MalformedPageError(f"{path}: geen advies, er is geen kop")
    said = tidy(main.get_text("\n"))
    number, dated, dictum = _CASE.search(said), _DATED.search(said), _DICTUM.search(said)
    papers = [publication_in(str(link["href"])) for link in main.select("a[href]")]
    fields: dict[str, Json] = {
        "title": _said(heading),
        "number": (number[0] if number else address[2]).upper().replace("-", ".", 2),
        "day": str(parse_day(dated[1] if dated else said) or ""),
        "dictum": dictum[1].upper() if dictum else "",
        "text": said[:8_000],
        "papers": list(dict.fromkeys(filter(None, papers))),
        "url": f"{SITE}{path}",
    }
    return SourceRow(NAME, CATEGORY, address[1], fields=fields)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored advice; the stuk that carries it is the same thing."""
    fields = row.fields
    papers = fields["papers"] if len(fields["papers"]) == 1 else []
    return ScrapedItem(
        source=NAME,
        key=f"{CATEGORY}:{row.key}",
        kind=ItemKind.ADVIES,
        title=fields["title"],
        subtype="Advies Raad van State",
        number=fields["number"],
        url=fields["url"],
        status=Status.DONE,
        chamber="Raad van State",
        published_on=parse_day(fields["day"]),
        text=fields["text"],
        outcome=f"Dictum {fields['dictum']}" if fields["dictum"] else "",
        identifiers=(f"rvs:{fields['number'].lower()}", *filter(None, map(identifier_of, papers))),
    )


def _number(path: str) -> str:
    found = _ADVICE.match(path)
    return found[1] if found else ""


def _said(node: Tag) -> str:
    return tidy(node.get_text(" ")).replace("\n", " ")
