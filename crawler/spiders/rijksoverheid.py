"""Rijksoverheid.nl: news, documents and agendas by RSS with a query; search as an extra."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import orjson
from lxml import etree
from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage, each
from crawler.moments import midnight, parse_day, parse_moment
from crawler.publications import eu_files_in
from crawler.spiders.feeds import entries, feed_from
from crawler.text import plain, tidy
from crawler.visits import PageSpider, Yielded, read_html, read_json, read_xml
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.intake import SyncToken
from tracker.records import (
    DatePrecision,
    ItemKind,
    Json,
    Problem,
    ScrapedItem,
    SourceRow,
    Status,
)

NAME = "rijksoverheid"
CATEGORY = "bericht"
SITE = "https://www.rijksoverheid.nl"
FULL = 20
"""The feed never gives more; a full answer is cut off."""
AGENDA = "Agenda bewindspersoon"
_FEED = "rss"
_SORTS: tuple[tuple[str, str, ItemKind | None], ...] = (
    ("/actueel/nieuws/", "Nieuwsbericht", ItemKind.NIEUWS),
    ("/documenten/videos/", "Video", None),
    ("/documenten/", "Document", ItemKind.PUBLICATIE),
    ("/actueel/agenda/", AGENDA, ItemKind.ACTIVITEIT),
    ("/actueel/weblogs/", "Weblog", ItemKind.NIEUWS),
    ("/vraag-en-antwoord/", "Vraag en antwoord", None),
    ("/themas/", "Thema", None),
    ("/onderwerpen/", "Onderwerp", None),
)
"""What a path holds; None is known and not followed."""
_PATH_DAY = re.compile(r"/(20\d{2})/(\d{2})/(\d{2})/")
_LETTERS = ("kamerbrief", "aanbiedingsbrief")


class RijksoverheidSpider(PageSpider):
    """Asks what appeared since the last round, in periods that are short enough."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the whole period since the last round."""
        options = self.source.options
        last = parse_moment(self.visit.token(_FEED))
        since = last - timedelta(hours=int(options["overlap_hours"])) if last else None
        since = since or self.visit.now - timedelta(days=int(options["first_days"]))
        self.waiting, self.oldest = 1, str(dutch.day_of(since))
        self.agendas: set[str] = set()
        yield self.period(since.astimezone(UTC), self.visit.now.astimezone(UTC))
        if options["search"]["enabled"]:
            yield from (self.search(term, 1) for term in options["search"]["terms"])

    def period(self, since: datetime, until: datetime) -> Request:
        """Return the request for what appeared in a period."""
        url = self.url(f"api/rss?query={quote(rss_query(since, until), safe='')}")
        accept = "application/rss+xml"
        return self.ask(url, self.read_period, accept=accept, since=since, until=until)

    def read_period(
        self, response: Response, since: datetime, until: datetime
    ) -> Iterator[Yielded]:
        """Yield what appeared, or ask both halves of the period when there is too much."""
        found = entries(read_xml(response))
        shortest = timedelta(minutes=int(self.source.options["shortest_minutes"]))
        self.waiting -= 1
        if len(found) >= FULL and until - since > shortest:
            middle = (since + (until - since) / 2).replace(microsecond=0)
            self.waiting += 2
            yield self.period(since, middle)
            yield self.period(middle, until)
            return
        rows, problems = self.rows_of(found)
        if len(found) >= FULL:
            problems.append(_cut_off(since, until))
        token = None if self.waiting else SyncToken(_FEED, self.visit.now.isoformat())
        agendas = [row for row in rows if row.fields["sort"] == AGENDA]
        read = agendas if self.source.options["agendas"] else []
        yield self.page([row for row in rows if row not in read], problems, token)
        yield from self.agenda_pages(read)

    def rows_of(self, found: list[etree._Element]) -> tuple[list[SourceRow], list[Problem]]:
        """Return the rows of entries and what is wrong with others."""
        rows: list[SourceRow] = []
        problems: list[Problem] = []
        for entry in found:
            try:
                row = parse_entry(entry)
            except MalformedPageError as error:
                text = etree.tostring(entry, encoding="unicode")
                problems.append(self.skipped(_FEED, error, text, CATEGORY))
                continue
            if row is not None:
                rows.append(row)
        return rows, problems

    def agenda_pages(self, rows: list[SourceRow]) -> Iterator[Request]:
        """Ask the page behind each agenda of a bewindspersoon, once."""
        for row in rows:
            if row.key not in self.agendas:
                self.agendas.add(row.key)
                yield self.ask(self.url(row.key), self.read_agenda, accept="text/html", row=row)

    def read_agenda(self, response: Response, row: SourceRow) -> Iterator[Yielded]:
        """Yield the text of an agenda, as a row of its own kind."""
        main = read_html(response).select_one("main, #content, article")
        said = tidy(main.get_text("\n")) if main else ""
        if not said:
            raise MalformedPageError(f"{response.url}: een agenda zonder tekst")
        fields = {**row.fields, "summary": said[:8_000]}
        yield self.page([SourceRow(NAME, "agenda", row.key, fields=fields)])

    def search(self, term: str, number: int) -> Request:
        """Return the request for a page of the site's own search."""
        return self.ask(
            self.url("api/search"), self.read_search, accept="application/json",
            form=search_body(term, number), term=term, number=number,
        )  # fmt: skip

    def read_search(self, response: Response, term: str, number: int) -> Iterator[Yielded]:
        """Yield what is older than the feed gives, which would say it otherwise; ask on."""
        count, rows = parse_search(read_json(response))
        yield self.page([row for row in rows if "" < row.fields["published"] < self.oldest])
        if count == FULL and number < int(self.source.options["search"]["pages"]):
            yield self.search(term, number + 1)

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the entries of a feed of this site."""
        root = feed_from(page.body, "rijksoverheid.nl")
        return None if root is None else each(page, entries(root), parse_entry)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return what readers follow; an agenda whose page was read stands for itself."""
        return parse_item(row)


def rss_query(since: datetime, until: datetime) -> str:
    """Return the JSON of a query for a period: full instants, for a mere date is HTTP 500."""
    period = {"from": _instant(since), "to": _instant(until), "name": "specificPeriod"}
    asked = {"field": "sort_date", "values": [period], "type": "all"}
    query = {"filters": [asked], "resultSearchTerm": "", "pageTitle": "Haagse Zaken"}
    return orjson.dumps(query).decode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def search_body(term: str, number: int) -> bytes:
    """Return the form of the site's own search for page `number`, counted from 1."""
    names = ("page_title", "url", "sort_date", "meta_description", "information_type")
    facets = ("ministry", "information_type", "topic")
    state = {
        "searchTerm": term,
        "filters": [],
        "resultsPerPage": FULL,
        "current": number,
        "sortDirection": "desc",
        "sortField": "sort_date",
    }
    config = {
        "result_fields": {name: {"raw": {}} for name in names},
        "facets": {name: {"type": "value"} for name in facets},
        "disjunctiveFacets": [],
        "search_fields": {},
    }
    return orjson.dumps({"requestState": state, "queryConfig": config})


def sort_of(path: str) -> tuple[str, ItemKind | None]:
    """Return what a path of the site holds: "/documenten/…" is a document."""
    found = next(((name, kind) for start, name, kind in _SORTS if path.startswith(start)), None)
    return found or ("Pagina", None)


def parse_entry(entry: etree._Element) -> SourceRow | None:
    """Return the row of an entry, None when its kind is not followed.

    Raises MalformedPageError without a title or an address of the site.
    """
    link, title = _text(entry, "link"), plain(_text(entry, "title"))
    return _row(link, title, _text(entry, "pubDate"), _text(entry, "description"))


def _row(link: str, title: str, published: str, summary: str, sort: str = "") -> SourceRow | None:
    parts = urlsplit(link)
    path = parts.path.rstrip("/")
    if not title or not path or parts.hostname not in {None, urlsplit(SITE).hostname}:
        raise MalformedPageError("een bericht zonder titel of adres op rijksoverheid.nl")
    name, kind = sort_of(f"{path}/")
    if kind is None:
        return None
    if title.lower().startswith(_LETTERS) or "kamerbrief" in sort.lower():
        name, kind = "Kamerbrief", ItemKind.KAMERBRIEF
    moment = parse_moment(published)
    fields: dict[str, Json] = {
        "title": title,
        "kind": kind.value,
        "sort": name,
        "link": f"{SITE}{path}",
        "summary": plain(summary)[:4_000],
        "published": str(dutch.day_of(moment)) if moment else "",
    }
    return SourceRow(NAME, CATEGORY, path[:190], fields=fields)


def parse_search(answer: Json) -> tuple[int, list[SourceRow]]:
    """Return how many results a page has, and the rows of the kinds that are followed.

    Raises MalformedPageError for anything that is no search result.
    """
    raw = answer.get("rawResponse") if isinstance(answer, dict) else None
    results = raw.get("rawResults") if isinstance(raw, dict) else None
    if not isinstance(results, list):
        raise MalformedPageError("geen zoekresultaat van rijksoverheid.nl")
    rows = [
        _row(
            _raw(one, "url"),
            plain(_raw(one, "page_title")),
            _raw(one, "sort_date"),
            _raw(one, "meta_description"),
            _raw(one, "information_type"),
        )
        for one in results
    ]
    return len(results), [row for row in rows if row is not None]


def _raw(result: Any, name: str) -> str:
    value = result.get(name) if isinstance(result, dict) else None
    found = value.get("raw", value.get("snippet")) if isinstance(value, dict) else value
    return str(found[0] if isinstance(found, list) and found else found or "")


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored entry; the path of an agenda says its day."""
    fields = row.fields
    path = row.key.strip("/").lower()
    own = (f"ronl:{path}",) if path.startswith("documenten/") else ()
    found = _PATH_DAY.search(path) if fields["sort"] == AGENDA else None
    day = parse_day("-".join(found.groups())) if found else None
    return ScrapedItem(
        source=NAME,
        key=f"{row.category}:{row.key}",
        kind=ItemKind(fields["kind"]),
        title=fields["title"],
        subtype=fields["sort"],
        url=fields["link"],
        status=Status.PLANNED if day else Status.DONE,
        chamber="Rijksoverheid",
        starts_at=midnight(day) if day else None,
        precision=DatePrecision.DAYS if day else DatePrecision.NONE,
        published_on=parse_day(fields["published"]),
        text=fields["summary"],
        identifiers=(*own, *eu_files_in(fields["title"])),
    )


def _cut_off(since: datetime, until: datetime) -> Problem:
    reason = f"tussen {since} en {until} verscheen meer dan de bron wil geven"
    return Problem(NAME, _FEED, _instant(since), reason, fatal=False)


def _text(entry: etree._Element, name: str) -> str:
    found = entry.find(f"{{*}}{name}")
    return "" if found is None else "".join(map(str, found.itertext())).strip()
