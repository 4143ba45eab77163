"""Press releases of the Council of the EU: one RSS feed, asked conditionally.

The only address of this host that is ever asked for; its pages refuse scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml import etree
from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage, each
from crawler.moments import parse_moment
from crawler.spiders.feeds import ACCEPT, Feed, entries, feed_from, parse_entry
from crawler.visits import PageSpider, Yielded, read_xml
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ItemKind, ScrapedItem, SourceRow, Status

FEED = Feed(
    slug="pressreleases",
    title="Raad van de Europese Unie",
    url="https://www.consilium.europa.eu/en/rss/pressreleases.ashx",
    language="en",
)


class CouncilPressSpider(PageSpider):
    """Reads the feed, when it changed."""

    name = "councilpress"

    def begin(self) -> Iterable[Request]:
        """Ask for the feed itself, never for a page."""
        url = self.visit.base_url
        yield self.ask(url, self.read_feed, accept=ACCEPT, remember=FEED.slug)

    def read_feed(self, response: Response) -> Iterator[Yielded]:
        """Yield the press releases; a feed of this size is never empty."""
        found = entries(read_xml(response))
        if not found:
            raise UnlikelyError("een feed zonder persberichten")
        rows, problems = [], []
        for entry in found:
            try:
                rows.append(parse_release(entry))
            except MalformedPageError as error:
                text = etree.tostring(entry, encoding="unicode")
                problems.append(self.skipped(FEED.slug, error, text, "bericht"))
        yield self.page(rows, problems, self.seen(response, FEED.slug))

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the entries of a feed of this site."""
        root = feed_from(page.body, "consilium.europa.eu")
        return None if root is None else each(page, entries(root), parse_release)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a news item."""
        return parse_item(row)


def parse_release(entry: etree._Element) -> SourceRow:
    """Return the row of a press release, by its path: a release keeps it in every language.

    Raises MalformedPageError without a title, or with an address elsewhere.
    """
    row = parse_entry(entry, FEED)
    parts = urlsplit(str(row.fields["link"]))
    if not (parts.hostname or "").endswith("consilium.europa.eu"):
        raise MalformedPageError(f"een persbericht op een ander adres: {parts.hostname}")
    key = parts.path.partition("/press/")[2].strip("/") or parts.path
    return SourceRow("councilpress", "bericht", key[:190], fields=row.fields)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the news item; without a date of its own it has none."""
    fields = row.fields
    published = parse_moment(str(fields["published"]))
    return ScrapedItem(
        source="councilpress",
        key=f"bericht:{row.key}",
        kind=ItemKind.NIEUWS,
        title=str(fields["title"]),
        subtype="Persbericht van de Raad",
        url=str(fields["link"]),
        status=Status.DONE,
        chamber="Raad van de Europese Unie",
        published_on=dutch.day_of(published) if published else None,
        text=str(fields["summary"]),
        identifiers=eu_numbers.files(f"{fields['title']} {fields['summary']}"),
        concepts=tuple(fields["subjects"]),
        language=str(fields["language"]),
    )
