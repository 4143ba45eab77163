"""Tentative agendas of the College: one row per planned title, followed through the editions.

An edition is compared with the one before: the same title, also when it is worded otherwise,
keeps its key, so that another date is a move. What the last edition said is kept in the token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote

import orjson
from scrapy import Request
from scrapy.http import Response

from crawler.agendas import Planned, Point, follow, parse_points
from crawler.pdf import pdf_lines
from crawler.visits import PageSpider, Yielded, read_json
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.intake import SyncToken
from tracker.records import (
    ROLE_SUBMITTER,
    Actor,
    DatePrecision,
    ItemKind,
    ScrapedItem,
    SourceRow,
    Status,
)

LIST = "api/groupSearch?size=20&page=1"
PAGE = "https://ec.europa.eu/transparency/documents-register/detail?ref={0}&lang=nl"
FEED = "editions"
QUERY: Mapping[str, Any] = {
    "categories": [],
    "types": ["TENTAT_AGENDA_COM_MEETING"],
    "departments": [],
    "language": "en",
    "keywordsSearchType": "AT_LEAST_ONE",
    "target": "TITLE_AND_CONTENT",
    "sortBy": "DOCUMENT_DATE_DESC",
    "isRegular": True,
    "page": 1,
}
_SHRUNK = 0.4


@dataclass(frozen=True, slots=True)
class Edition:
    """One tentative agenda: its SEC number, its day and the number of its PDF."""

    reference: str
    on: date
    file: str


@dataclass(frozen=True, slots=True)
class Memory:
    """What was read last: the day and number of an edition, and what it planned."""

    reference: str = ""
    on: str = ""
    planned: tuple[Planned, ...] = field(default=())

    def dump(self) -> str:
        """Return it as the token of the feed."""
        return orjson.dumps(asdict(self)).decode()


class CollegeSpider(PageSpider):
    """Reads the editions that are new, oldest first, one after the other."""

    name = "college"

    def begin(self) -> Iterable[Request]:
        """Ask for the newest editions."""
        yield self.ask(
            self.url(LIST), self.read_list, accept="application/json", form=orjson.dumps(QUERY)
        )

    def read_list(self, response: Response) -> Iterator[Yielded]:
        """Ask for the editions after the one that was read last."""
        most = self.source.options["most_documents"]
        editions, unreleased = parse_list(read_json(response), most)
        self.totals.ignored += unreleased
        memory = load_memory(self.visit.token(FEED))
        read = (memory.on, memory.reference)
        new = [one for one in editions if (one.on.isoformat(), one.reference) > read]
        if not memory.reference:
            new = new[-self.source.options["first_editions"] :]
        yield from self.next_edition(new, memory)

    def next_edition(self, editions: Sequence[Edition], memory: Memory) -> Iterator[Yielded]:
        """Ask for the first of some editions."""
        if not editions:
            yield self.page(())
            return
        first = editions[0]
        url = self.url(f"api/files/{quote(first.reference, safe='()')}?ersIds={quote(first.file)}")
        yield self.ask(url, self.read_edition, editions=editions, memory=memory)

    def read_edition(
        self, response: Response, editions: Sequence[Edition], memory: Memory
    ) -> Iterator[Yielded]:
        """Yield what one edition plans, compared with the one before."""
        edition, options = editions[0], self.source.options
        lines = pdf_lines(response.body)
        points = parse_points(lines, options["members"], options["events"])
        present = (one for one in memory.planned if not one.dropped)
        usual = sum(one.point.on.isoformat() >= memory.on for one in present)
        if not points or len(points) < usual * _SHRUNK:
            raise UnlikelyError(f"{len(points)} punten in {edition.reference}, eerder {usual}")
        told, planned = follow(memory.planned, points, edition.on)
        after = Memory(edition.reference, edition.on.isoformat(), planned)
        rows = [parse_row(one, edition) for one in told]
        yield self.page(rows, token=SyncToken(FEED, after.dump()))
        if len(editions) > 1:
            yield from self.next_edition(editions[1:], after)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a planned decision of the Commission."""
        return parse_item(row)


def load_memory(token: str) -> Memory:
    """Return what `dump` wrote; nothing for an empty token."""
    if not token:
        return Memory()
    saved = orjson.loads(token)
    planned = tuple(
        Planned(
            one["key"],
            replace(
                Point(**{**one["point"], "on": date.fromisoformat(one["point"]["on"])}),
                parts=tuple(one["point"]["parts"]),
            ),
            one["dropped"],
        )
        for one in saved["planned"]
    )
    return Memory(saved["reference"], saved["on"], planned)


def parse_list(answer: Any, most: int) -> tuple[list[Edition], int]:
    """Return the editions of the register, oldest first, and how many are not released yet.

    Raises MalformedPageError for another answer, UnlikelyError for an empty or endless list.
    """
    documents = answer.get("documents") if isinstance(answer, dict) else None
    total = answer.get("totalResults") if isinstance(answer, dict) else None
    if not isinstance(documents, list) or not isinstance(total, int):
        raise MalformedPageError("geen lijst van het documentenregister")
    if not documents or total > most:
        raise UnlikelyError(f"{total} voorlopige agenda's: dat klopt niet")
    editions, unreleased = [], 0
    for document in documents:
        try:
            reference, on = str(document["reference"]), date.fromisoformat(document["date"][:10])
            files = [_file(attachment) for attachment in document["attachments"]]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise MalformedPageError(f"een document dat niet te lezen is: {error}") from error
        found = next(filter(None, files), "")
        if not re.fullmatch(r"SEC\(\d{4}\)\d+", reference):
            raise UnlikelyError(f"{reference} is geen voorlopige agenda: het filter is genegeerd")
        if found:
            editions.append(Edition(reference, on, found))
        else:
            unreleased += 1
    return sorted(editions, key=lambda one: (one.on, one.reference)), unreleased


def _file(attachment: Mapping[str, Any]) -> str:
    """Return the number of the English PDF, else of any language; "" before its release."""
    versions = attachment["linguisticVersions"]
    chosen = versions.get("en") or next(iter(versions.values()), None) or {}
    return str(chosen.get("ersId") or "")


def parse_row(planned: Planned, edition: Edition) -> SourceRow:
    """Return the row of a planned point as this edition has it."""
    point = planned.point
    return SourceRow(
        "college",
        "punt",
        planned.key,
        fields={
            "title": point.title,
            "date": point.on.isoformat(),
            "member": point.member,
            "parts": list(point.parts),
            "abroad": point.abroad,
            "dropped": planned.dropped,
            "edition": edition.reference,
            "edition_on": edition.on.isoformat(),
        },
    )


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the planned decision. Nothing in it is sure, and the note says so."""
    fields = row.fields
    on = date.fromisoformat(fields["date"])
    day = datetime.combine(on, datetime.min.time(), dutch.AMSTERDAM).astimezone(UTC)
    member = " ".join(word.capitalize() for word in str(fields["member"]).split())
    note = "Voorlopige datum: de Commissie kan dit nog wijzigen."
    if fields["abroad"]:
        note += " De Commissie vergadert dan in Straatsburg."
    if fields["dropped"]:
        note = f"Staat niet meer op de voorlopige agenda ({fields['edition']})."
    text = "\n".join(f"• {part}" for part in fields["parts"])
    plan = eu_numbers.plan(str(fields["title"]))
    return ScrapedItem(
        source="college",
        key=f"punt:{row.key}",
        kind=ItemKind.EU_PLANNING,
        title=str(fields["title"]),
        subtype="Voorlopige agenda van de Commissie",
        number=str(fields["edition"]),
        url=PAGE.format(fields["edition"]),
        status=Status.UNKNOWN if fields["dropped"] else Status.PLANNED,
        chamber="Europese Commissie",
        starts_at=day,
        precision=DatePrecision.DAYS,
        published_on=date.fromisoformat(fields["edition_on"]),
        note=note,
        text=text,
        actors=(Actor(member, ROLE_SUBMITTER, "Eurocommissaris"),) if member else (),
        identifiers=tuple(filter(None, (plan, *eu_numbers.files(f"{fields['title']}\n{text}")))),
        language="en",
    )
