"""The site of the Committee of the Regions: opinions in the making, meetings and news.

Its pages are lists of cards: a title with a link, a date, some words. One row per address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from pydantic import TypeAdapter
from scrapy import Request
from scrapy.http import Response

from config.schema import Strict
from crawler.visits import PageSpider, Yielded, read_html
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import DatePrecision, ItemKind, Json, ScrapedItem, SourceRow, Status

SITE = "https://www.cor.europa.eu"


class Listing(Strict):
    """One list of the site."""

    path: str
    kind: Literal["advies", "bijeenkomst", "nieuws"]


class CorSpider(PageSpider):
    """Reads the first page of each list."""

    name = "cor"

    def begin(self) -> Iterable[Request]:
        """Ask for every list."""
        lists = TypeAdapter(tuple[Listing, ...]).validate_python(self.source.options["lists"])
        for listing in lists:
            yield self.ask(self.url(listing.path), self.read_list, listing=listing)

    def read_list(self, response: Response, listing: Listing) -> Iterator[Yielded]:
        """Yield the cards of one list; a list without cards is not read as empty."""
        cards = read_html(response).select("article.c-card")
        if not cards:
            raise UnlikelyError(f"{listing.path}: geen enkele kaart; is de site veranderd?")
        rows, problems = [], []
        for card in cards:
            try:
                rows.append(parse_card(card, listing.kind, self.source.options["commissions"]))
            except MalformedPageError as error:
                problems.append(self.skipped(listing.path, error, str(card), listing.kind))
        yield self.page(rows, problems)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return an opinion in the making, a meeting or a news item."""
        return parse_item(row)


def _words(node: Tag | None) -> str:
    return "" if node is None else " ".join(node.get_text(" ", strip=True).split())


def parse_card(card: Tag, kind: str, commissions: Sequence[str]) -> SourceRow:
    """Return the row of a card; MalformedPageError without a title or an address of the site.

    The key is the path, without the language: "/our-work/opinions/water-resilience".
    """
    anchor = card.select_one(".c-card__title a")
    title, target = _words(anchor), str(anchor.get("href") or "") if anchor else ""
    link = urljoin(f"{SITE}/", target)
    if not title or not target or urlsplit(link).hostname != urlsplit(SITE).hostname:
        raise MalformedPageError("een kaart zonder titel of adres")
    times = [str(node.get("datetime") or "") for node in card.select("time[datetime]")]
    text = _words(card.select_one(".c-card__text, .c-card__body p, p"))
    everything = _words(card)
    found = re.search(rf"\b({'|'.join(commissions)})\b", everything)
    fields: dict[str, Json] = {
        "title": title,
        "link": link,
        "date": times[0] if times else "",
        "until": times[1] if len(times) > 1 else "",
        "text": text if text != title else "",
        "commission": found[1] if found else "",
        "numbers": _numbers(everything, kind),
    }
    path = re.sub(r"^/[a-z]{2}(?=/)", "", urlsplit(link).path).rstrip("/")
    return SourceRow("cor", kind, path[:190], fields=fields)


def _numbers(text: str, kind: str) -> list[str]:
    """Return the files that a card is about, and the number of an opinion itself."""
    own = [key for key in eu_numbers.find(text) if key.startswith("cor:") and kind == "advies"]
    return [*own[:1], *eu_numbers.files(text)]


def parse_moment(text: str) -> tuple[datetime | None, bool]:
    """Return (moment in UTC, whether it has a time) of "2026-12-02" or "2026-12-02T14:30:00Z"."""
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day = datetime.combine(date.fromisoformat(text), datetime.min.time(), dutch.AMSTERDAM)
            return day.astimezone(UTC), False
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None, False
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dutch.AMSTERDAM)
    return aware.astimezone(UTC), True


_KINDS = {
    "advies": (ItemKind.ADVIES, "CoR, in behandeling", Status.OPEN),
    "bijeenkomst": (ItemKind.ACTIVITEIT, "Bijeenkomst", Status.PLANNED),
    "nieuws": (ItemKind.NIEUWS, "Nieuws", Status.DONE),
}


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a card. Only a meeting takes place; the rest was published."""
    fields = row.fields
    kind, subtype, status = _KINDS[row.category]
    start, exact = parse_moment(str(fields["date"]))
    end, _ = parse_moment(str(fields["until"]))
    meets = kind is ItemKind.ACTIVITEIT and start is not None
    precision = DatePrecision.TIME if exact else DatePrecision.DAYS
    return ScrapedItem(
        source="cor",
        key=f"{row.category}:{row.key}",
        kind=kind,
        title=str(fields["title"]),
        subtype=subtype,
        url=str(fields["link"]),
        status=status,
        chamber="Comité van de Regio's",
        starts_at=start if meets else None,
        ends_at=end if meets else None,
        precision=precision if meets else DatePrecision.NONE,
        published_on=dutch.day_of(start) if start and not meets else None,
        committee=str(fields["commission"]),
        committee_name=f"Commissie {fields['commission']}" if fields["commission"] else "",
        text=str(fields["text"]),
        identifiers=tuple(fields["numbers"]),
        language="en",
    )
