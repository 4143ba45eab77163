"""Legislative Observatory: key events and forecasts of followed files, from their pages.

Two kinds of rows: the file, and what is forecast in it. A forecast keeps its key when its day
changes, so that a move is told as one. Nothing is concluded from a forecast that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage
from crawler.safe_html import parse_html
from crawler.text import looks_like_html
from crawler.visits import PageSpider, Yielded, read_html
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError
from tracker.records import (
    ROLE_OTHER,
    Actor,
    AgendaPoint,
    DatePrecision,
    ItemKind,
    Json,
    ScrapedItem,
    SourceRow,
    Status,
)

PATH = "oeil/en/procedure-file?reference={0}"
PAGE = "https://oeil.europarl.europa.eu/oeil/en/procedure-file?reference={0}"
_SUFFIX = re.compile(r", (1st|2nd|3rd) reading(/single reading)?$")
_READINGS = {"1st": "eerste lezing", "2nd": "tweede lezing", "3rd": "derde lezing"}
_PERSON = re.compile(r"^(.+?) \(([^()]+)\)$")


class OeilSpider(PageSpider):
    """Asks for the page of each followed file."""

    name = "oeil"

    def begin(self) -> Iterable[Request]:
        """Ask for the files; one that the Observatory does not know yet is no failure."""
        followed = dict.fromkeys((*self.source.options["always"], *self.visit.keys))
        for found in filter(None, map(eu_numbers.procedure, followed)):
            url = self.url(PATH.format(quote(found.reference, safe="/()")))
            yield self.ask(url, self.read_file, absent=(404,), reference=found.reference)

    def read_file(self, response: Response, reference: str) -> Iterator[Yielded]:
        """Yield a file and its forecasts."""
        yield self.page(parse_page(read_html(response), reference, self.source.options["phrases"]))

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return a file and its forecasts; the page itself says which file it is."""
        if b"es_product-section" not in page.body or not looks_like_html(page.body):
            return None
        html = parse_html(page.body)
        shown = eu_numbers.procedure(words(html.select_one("#website-body h2.es_title-h1")))
        if shown is None:
            return None
        return Captured(tuple(parse_page(html, shown.reference, page.source.options["phrases"])))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a file, or what is forecast in it."""
        return file_item(row) if row.category == "dossier" else forecast_item(row)


def parse_page(page: BeautifulSoup, reference: str, phrases: Mapping[str, str]) -> list[SourceRow]:
    """Return the row of a file and of each of its forecasts.

    Raises MalformedPageError when it is no page of this file, or when its parts are missing.
    """
    shown = words(page.select_one("#website-body h2.es_title-h1"))
    title = words(page.select_one("#website-body h2.es_title-h2.mb-3"))
    sections = _sections(page)
    if shown != reference or not title:
        raise MalformedPageError(f"{shown or 'een andere pagina'} in plaats van {reference}")
    if "Basic information" not in sections or "Key events" not in sections:
        raise MalformedPageError(f"{reference}: een pagina zonder haar onderdelen")
    events = _dated(sections["Key events"], phrases)
    forecasts = _dated(sections["Forecasts"], phrases) if "Forecasts" in sections else []
    basic = sections["Basic information"]
    fields: dict[str, Json] = {
        "reference": reference,
        "title": title,
        "status": words(basic.select_one("p.text-danger")),
        "stage": _dutch(words(basic.select_one("p.text-danger")), phrases),
        "subjects": _subjects(basic),
        "events": events,
        "committees": _committees(page),
        "rapporteurs": _rapporteurs(page),
        "proposals": list(_proposals(events)),
    }
    about = {name: fields[name] for name in ("reference", "title", "proposals")}
    rows = [SourceRow("oeil", "dossier", reference, fields=fields)]
    seen: set[str] = set()
    for forecast in forecasts:
        key = f"{reference}:{forecast['english'].lower()}"[:180]
        while key in seen:
            key += "+"
        seen.add(key)
        rows.append(SourceRow("oeil", "verwachting", key, fields={**forecast, **about}))
    return rows


def words(node: Tag | None) -> str:
    """Return the text of an element on one line, "" for none."""
    return "" if node is None else " ".join(node.get_text(" ", strip=True).split())


def _sections(page: BeautifulSoup) -> dict[str, Tag]:
    found = page.select("#website-body div.es_product-section")
    return {words(one.select_one("h2.es_title-h2.mb-2")): one for one in found}


def _dated(section: Tag, phrases: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the rows of a table of days, in order; a row of another shape is its head."""
    rows = []
    for row in section.select("tr"):
        cells = [words(cell) for cell in row.select("td")]
        day = _day(cells[0]) if len(cells) >= 2 else None
        if day is None:
            continue
        rows.append(
            {
                "date": day.isoformat(),
                "english": cells[1],
                "name": _dutch(cells[1], phrases),
                "reference": cells[2] if len(cells) > 2 else "",
            }
        )
    return sorted(rows, key=lambda row: row["date"])


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _dutch(text: str, phrases: Mapping[str, str]) -> str:
    """Return what a phrase says in Dutch, with its reading; the phrase itself when unknown."""
    found = _SUFFIX.search(text)
    known = phrases.get(text[: found.start()] if found else text)
    if known is None:
        return text
    return f"{known}, {_READINGS[found[1]]}" if found else known


def _subjects(section: Tag) -> list[str]:
    """Return the subjects without their codes ("3.30.07 Cybersecurity")."""
    lines = [line for part in section.select("p") for line in part.get_text("\n").splitlines()]
    found = (re.fullmatch(r"\d(?:\.\d+)+ (.+)", " ".join(line.split())) for line in lines)
    return [match[1] for match in found if match]


def _responsible(page: BeautifulSoup) -> list[Tag]:
    tables = page.select("#es_accordion-committee table")
    heads = [(words(table.select_one("th")).lower(), table) for table in tables]
    return [table for head, table in heads if head.endswith("committee responsible")]


def _committees(page: BeautifulSoup) -> list[str]:
    badges = (table.select("span.es_badge-committee") for table in _responsible(page))
    return list(dict.fromkeys(words(badge) for found in badges for badge in found))


def _rapporteurs(page: BeautifulSoup) -> list[list[str]]:
    """Return [name, group] of the rapporteurs, not of their shadows: "BUDKA Borys (EPP)"."""
    found: list[list[str]] = []
    for table in _responsible(page):
        for cell in table.select("tr:has(span.es_badge-committee) td"):
            for line in cell.get_text("\n").splitlines():
                match = _PERSON.fullmatch(" ".join(line.split()))
                if match and [match[1], match[2]] not in found:
                    found.append([match[1], match[2]])
    return found


def _proposals(events: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Yield the number of the proposal itself; other papers belong to the file only."""
    for event in events:
        if "published" in event["english"] and "Official" not in event["english"]:
            yield from eu_numbers.files(event["reference"])


def file_item(row: SourceRow) -> ScrapedItem:
    """Return the file, dated by the last thing that happened."""
    fields = row.fields
    events = fields["events"]
    over = {"Procedure completed": Status.DONE, "Procedure rejected": Status.DONE}
    lapsed = {"Procedure lapsed or withdrawn": Status.LAPSED}
    return ScrapedItem(
        source="oeil",
        key=f"dossier:{row.key}",
        kind=ItemKind.EU_PROCEDURE,
        title=str(fields["title"]),
        subtype="Wetgevingsdossier (OEIL)",
        number=str(fields["reference"]),
        url=PAGE.format(fields["reference"]),
        status={**over, **lapsed}.get(str(fields["status"]), Status.OPEN),
        chamber="Europees Parlement",
        published_on=date.fromisoformat(events[-1]["date"]) if events else None,
        committee=", ".join(fields["committees"]),
        note=f"Stand: {fields['stage']}." if fields["stage"] else "",
        actors=tuple(
            Actor(name, ROLE_OTHER, "Rapporteur", party) for name, party in fields["rapporteurs"]
        ),
        agenda=tuple(_points(events)),
        identifiers=(f"procedure:{fields['reference']}", *fields["proposals"]),
        concepts=tuple(fields["subjects"]),
        language="en",
    )


def _points(events: Iterable[Mapping[str, str]]) -> Iterator[AgendaPoint]:
    for place, event in enumerate(events):
        shown = dutch.day_short(date.fromisoformat(event["date"]))
        paper = f" ({event['reference']})" if event["reference"] else ""
        key = f"{event['date']} {event['english']}"
        yield AgendaPoint(key, f"{shown}: {event['name']}{paper}", place)


def forecast_item(row: SourceRow) -> ScrapedItem:
    """Return what is forecast, on its day; the Observatory calls it indicative."""
    fields = row.fields
    on = date.fromisoformat(str(fields["date"]))
    midnight = datetime.combine(on, datetime.min.time(), dutch.AMSTERDAM)
    return ScrapedItem(
        source="oeil",
        key=f"verwachting:{row.key}",
        kind=ItemKind.EU_PLANNING,
        title=f"{fields['name']}: {fields['title']}",
        subtype="Verwachting van het Europees Parlement",
        number=str(fields["reference"]),
        url=PAGE.format(fields["reference"]),
        status=Status.PLANNED,
        chamber="Europees Parlement",
        starts_at=midnight.astimezone(UTC),
        precision=DatePrecision.DAYS,
        identifiers=(f"procedure:{fields['reference']}", *fields["proposals"]),
        language="en",
    )
