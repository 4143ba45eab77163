"""Press Corner: what the Commission tells the press, in Dutch or else in English.

References are not in order of time, so the last days are asked again. One row per reference.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage, each, from_json
from crawler.text import plain
from crawler.visits import PageSpider, Yielded, read_json
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

PAGE = "https://ec.europa.eu/commission/presscorner/detail/{0}/{1}"
ACCEPT = "application/json"
_REFERENCE = re.compile(r"[A-Z]+/\d{2}/\d+")
_TYPES = {
    "IP": "Persbericht",
    "QANDA": "Vragen en antwoorden",
    "FS": "Factsheet",
    "STATEMENT": "Verklaring",
    "SPEECH": "Toespraak",
    "MEX": "Dagelijks nieuws",
    "READ": "Verslag van een gesprek",
    "AC": "Aankondiging",
    "INF": "Inbreuken",
}


class PressCornerSpider(PageSpider):
    """Asks for the last days, in Dutch and then in English."""

    name = "presscorner"

    def begin(self) -> Iterable[Request]:
        """Ask for the first page in the first language."""
        self.known: set[str] = set()
        yield self.search(0, 1)

    def search(self, place: int, number: int) -> Request:
        """Return the request for one page, counted from 1, in one language."""
        options, today = self.source.options, dutch.day_of(self.visit.now)
        query = {
            "language": options["languages"][place],
            "pagesize": options["size"],
            "pagenumber": number,
            "datefrom": (today - timedelta(days=options["days"])).strftime("%d%m%Y"),
            "dateto": today.strftime("%d%m%Y"),
            "documentTypeCodes": ",".join(options["types"]),
        }
        url = self.url(f"api/search?{urlencode(query)}")
        return self.ask(url, self.read_page, accept=ACCEPT, place=place, number=number)

    def read_page(self, response: Response, place: int, number: int) -> Iterator[Yielded]:
        """Yield what was not seen in an earlier language, and ask for the next page."""
        options = self.source.options
        total, entries = parse_page(read_json(response), options["most_documents"])
        rows, problems = [], []
        for entry in entries:
            try:
                row = parse_entry(entry)
            except MalformedPageError as error:
                problems.append(self.skipped("", error, str(entry), "bericht"))
                continue
            if row.fields["type"] not in options["types"]:
                self.totals.ignored += 1
            elif row.key not in self.known:
                rows.append(row)
                self.known.add(row.key)
        yield self.page(rows, problems)
        if number * options["size"] < total and entries:
            yield self.search(place, number + 1)
        elif place + 1 < len(options["languages"]):
            yield self.search(place + 1, 1)

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the messages of an answer of the search, of the types that are followed."""
        if b'"docuLanguageListResources"' not in page.body:
            return None
        _, entries = parse_page(from_json(page.body), sys.maxsize)
        found = each(page, entries, parse_entry)
        types = page.source.options["types"]
        return replace(found, rows=tuple(row for row in found.rows if row.fields["type"] in types))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a news item."""
        return parse_item(row)


def parse_page(answer: Any, most: int) -> tuple[int, list[Any]]:
    """Return the total and the entries of a page.

    Raises MalformedPageError for another answer, UnlikelyError when the filter was ignored.
    """
    found = answer.get("docuLanguageListResources") if isinstance(answer, dict) else None
    total = answer.get("totalNumber") if isinstance(answer, dict) else None
    if not isinstance(found, list) or not isinstance(total, int):
        raise MalformedPageError("geen lijst van Press Corner")
    if total > most:
        raise UnlikelyError(f"{total} berichten in een paar dagen: het filter is genegeerd")
    return total, found


def parse_entry(entry: Any) -> SourceRow:
    """Return the row of an entry; MalformedPageError without reference, title or date."""
    entry = entry if isinstance(entry, dict) else {}
    reference, title = str(entry.get("refCode") or ""), plain(str(entry.get("title") or ""))
    try:
        day = date.fromisoformat(str(entry.get("eventDate") or "")[:10])
    except ValueError as error:
        raise MalformedPageError(f"{reference}: een bericht zonder datum") from error
    if not _REFERENCE.fullmatch(reference) or not title:
        raise MalformedPageError(f"{reference}: een bericht zonder nummer of titel")
    kind = entry.get("docutype")
    fields: dict[str, Json] = {
        "reference": reference,
        "title": title,
        "date": day.isoformat(),
        "lead": plain(str(entry.get("leadText") or "")),
        "type": str(kind.get("code") or "") if isinstance(kind, dict) else "",
        "language": str(entry.get("languageCode") or "EN").lower(),
        "machine": bool(entry.get("isETranslated")),
    }
    return SourceRow("presscorner", "bericht", reference, fields=fields)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the news item; a translation by a machine is said to be one."""
    fields = row.fields
    language = "nl" if fields["language"] == "nl" else "en"
    slug = str(fields["reference"]).lower().replace("/", "_")
    return ScrapedItem(
        source="presscorner",
        key=f"bericht:{row.key}",
        kind=ItemKind.NIEUWS,
        title=str(fields["title"]),
        subtype=_TYPES.get(str(fields["type"]), "Bericht"),
        number=str(fields["reference"]),
        url=PAGE.format(language, slug),
        status=Status.DONE,
        chamber="Europese Commissie",
        published_on=date.fromisoformat(fields["date"]),
        note="Automatisch vertaald." if fields["machine"] else "",
        text=str(fields["lead"]),
        identifiers=eu_numbers.files(f"{fields['title']} {fields['lead']}"),
        language=language,
    )
