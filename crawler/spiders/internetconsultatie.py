"""internetconsultatie.nl: a list of ten per page, and a page per consultation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag
from scrapy import Request
from scrapy.http import Response

from crawler.moments import parse_day
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_html
from tracker import dutch
from tracker.errors import MalformedPageError, SourceError
from tracker.records import DocumentRef, ItemKind, Json, ScrapedItem, SourceRow, Status

NAME = "internetconsultatie"
CATEGORY = "consultatie"
_TOTAL = re.compile(r"(\d+)\s+resulta(?:at|ten)")
_REACTIONS = re.compile(r"Reacties op deze consultatie\s*(\d+)?")
_SLUG = re.compile(r"[a-z0-9_-]+", re.IGNORECASE)
_FIRST = re.compile(r"/b1$")
_LABELS = {
    "startdatum consultatie": "opens",
    "einddatum consultatie": "closes",
    "status": "status",
    "type consultatie": "type",
    "organisatie": "organisation",
    "keten-id": "chain",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list; `closes` is None when it says no date."""

    slug: str
    title: str
    summary: str
    status: str
    closes: date | None
    organisation: str


class InternetconsultatieSpider(PageSpider):
    """Walks the list and reads the page of every consultation that is open or was lately."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the first page of the list."""
        yield self.page_of(1)

    def page_of(self, number: int) -> Request:
        """Return the request for a page of the list; what its dates compare is not known."""
        today, options = dutch.day_of(self.visit.now), self.source.options
        first = today - timedelta(days=int(options["days_back"]))
        last = today + timedelta(days=int(options["days_ahead"]))
        url = self.url(f"zoeken/resultaat?{search_query(first, last, number)}")
        return self.ask(url, self.read_list, accept="text/html", number=number)

    def read_list(self, response: Response, number: int) -> Iterator[Yielded]:
        """Ask the page of each consultation on the list, then the next page."""
        total, listed, problems = parse_list(read_html(response))
        seen = (number - 1) * 10 + len(listed) + len(problems)
        if not listed and seen < total:
            raise MalformedPageError(f"{total} consultaties beloofd, pagina {number} is leeg")
        if problems:
            yield self.page((), [self.skipped("lijst", error) for error in problems])
        for one in listed:
            if self.matters(one):
                yield self.ask(self.url(one.slug), self.read_detail, accept="text/html", listed=one)
        if seen < total:
            if number >= int(self.source.options["maximum_list_pages"]):
                raise SourceError(f"meer dan {number} pagina's met consultaties")
            yield self.page_of(number + 1)

    def matters(self, listed: Listed) -> bool:
        """Tell whether a consultation is open, or closed not too long ago."""
        back = timedelta(days=int(self.source.options["days_back"]))
        oldest = dutch.day_of(self.visit.now) - back
        return listed.status != "Gesloten" or listed.closes is None or listed.closes >= oldest

    def read_detail(self, response: Response, listed: Listed) -> Iterator[Yielded]:
        """Yield the row of one consultation."""
        yield self.page([parse_detail(read_html(response), listed)])

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return the consultation."""
        return parse_item(row)


def search_query(first: date, last: date, number: int) -> str:
    """Return the query part of the list's address; its dates have no leading zeros."""
    days = [f"{day.day}-{day.month}-{day.year} 00:00:00" for day in (first, last)]
    values = {
        "Trefwoorden": "",
        "TrefwoordenSearchScope": "TitelEnTekst",
        "ConsultatiedatumVan": days[0],
        "ConsultatiedatumTotEnMet": days[1],
        "Pagina": str(number),
    }
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items())


def parse_list(page: BeautifulSoup) -> tuple[int, list[Listed], list[MalformedPageError]]:
    """Return the total, the consultations of this page and what is wrong with others.

    With one hit the page says no total. MalformedPageError when it has neither.
    """
    content = page.select_one("#content")
    if content is None:
        raise MalformedPageError("geen lijst met consultaties: #content ontbreekt")
    listed: list[Listed] = []
    problems: list[MalformedPageError] = []
    for entry in content.select("div.result--list > ul > li, ul.result--list > li"):
        try:
            listed.append(_listed(entry))
        except MalformedPageError as error:
            problems.append(error)
    said = _TOTAL.search(content.get_text(" "))
    if said is None and len(listed) != 1:
        raise MalformedPageError("geen lijst met consultaties: er staat geen aantal")
    return int(said[1]) if said else 1, listed, problems


def _listed(entry: Tag) -> Listed:
    link = entry.select_one("a.result--title")
    path = urlsplit(str(link["href"])).path if link and link.get("href") else ""
    slug = _FIRST.sub("", path).strip("/")
    if link is None or not _SLUG.fullmatch(slug):
        raise MalformedPageError(f"een consultatie zonder adres: {_said(entry)[:80]}")
    said = [_said(one) for one in entry.select("ul.list--metadata > li")]
    values = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in said}
    others = [line for line in said if ":" not in line]
    summary = entry.select_one("p")
    return Listed(
        slug,
        _said(link),
        _said(summary) if summary else "",
        values.get("status", ""),
        parse_day(values.get("sluitingsdatum", "")),
        others[0] if others else "",
    )


def parse_detail(page: BeautifulSoup, listed: Listed) -> SourceRow:
    """Return the row of a consultation; MalformedPageError when it is no such page.

    Of the reactions only their number is kept: they hold names of private persons.
    """
    content = page.select_one("#content")
    heading = content.select_one("h1") if content else None
    if content is None or heading is None:
        raise MalformedPageError(f"{listed.slug}: geen consultatiepagina")
    facts = _facts(content)
    if not {"closes", "opens"} & facts.keys():
        raise MalformedPageError(f"{listed.slug}: de consultatiegegevens ontbreken")
    reactions = _REACTIONS.search(content.get_text(" "))
    closes = parse_day(facts.get("closes", "")) or listed.closes
    fields: dict[str, Json] = {
        "title": _said(heading),
        "summary": _brief(content) or listed.summary,
        "opens": str(parse_day(facts.get("opens", "")) or ""),
        "closes": str(closes or ""),
        "status": facts.get("status") or listed.status,
        "type": facts.get("type", ""),
        "organisation": facts.get("organisation") or listed.organisation,
        "chain": facts.get("chain", ""),
        "themes": _themes(heading),
        "reactions": int(reactions[1] or 0) if reactions else 0,
        "documents": _documents(content, listed.slug),
    }
    return SourceRow(NAME, CATEGORY, listed.slug[:190], fields=fields)


def _facts(content: Tag) -> dict[str, str]:
    """Return the table of facts; the site also writes it as a list of terms."""
    rows = [row.select("th, td") for row in content.select("table tr")]
    rows += [[term, term.find_next_sibling("dd")] for term in content.select("dl > dt")]  # type: ignore[misc]
    found: dict[str, str] = {}
    for row in rows:
        if len(row) == 2 and row[1] is not None:
            name = _LABELS.get(_said(row[0]).rstrip(":").lower())
            if name:
                found[name] = _said(row[1])
    return found


def _themes(heading: Tag) -> list[str]:
    """Return the themes, which stand between the title and the first heading below it."""
    found = []
    for one in heading.find_next_siblings():
        if one.name in {"h2", "h3"}:
            break
        said = _said(one)
        if said and not said.startswith("Consultatie "):
            found.append(said)
    return found


def _brief(content: Tag) -> str:
    heading = next((one for one in content.select("h2") if _said(one) == "In het kort"), None)
    said = []
    for one in heading.find_next_siblings() if heading else []:
        if one.name in {"h2", "h3"}:
            break
        said.append(_said(one))
    return "\n".join(filter(None, said))[:4_000]


def _documents(content: Tag, slug: str) -> list[dict[str, str]]:
    found = []
    for entry in content.select("ul.list--sources li"):
        link = entry.select_one('a[href*="/document/"]')
        name = entry.select_one(".list--source__information")
        if link is None or name is None:
            continue
        number = str(link["href"]).rstrip("/").rpartition("/")[2]
        for label in name.select(".label"):
            label.extract()
        url = f"https://www.internetconsultatie.nl/{slug}/document/{number}"
        found.append({"key": number, "title": _said(name), "url": url})
    return found


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored consultation; its last day is the day it is due."""
    fields = row.fields
    digits = re.sub(r"\D", "", fields["chain"])
    closed = fields["status"].lower() == "gesloten"
    return ScrapedItem(
        source=NAME,
        key=f"{CATEGORY}:{row.key}",
        kind=ItemKind.CONSULTATIE,
        title=fields["title"],
        subtype=fields["type"],
        url=f"https://www.internetconsultatie.nl/{row.key}",
        status=Status.DONE if closed else Status.OPEN,
        chamber=fields["organisation"],
        published_on=parse_day(fields["opens"]),
        due_on=parse_day(fields["closes"]),
        text=fields["summary"],
        documents=tuple(
            DocumentRef(one["key"], "", "Consultatiedocument", one["title"], url=one["url"])
            for one in fields["documents"]
        ),
        identifiers=(f"keten:{digits.zfill(6)}",) if digits else (),
        concepts=tuple(fields["themes"]),
    )


def _said(node: Tag) -> str:
    return tidy(node.get_text(" ")).replace("\n", " ")
