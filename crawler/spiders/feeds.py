"""RSS 2.0 and Atom feeds, one list in the configuration; each feed is asked conditionally."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from lxml import etree
from pydantic import TypeAdapter
from scrapy import Request
from scrapy.http import Response

from config.schema import Slug, Strict
from crawler.moments import parse_moment
from crawler.text import plain
from crawler.visits import PageSpider, Yielded, read_xml
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9"


class Feed(Strict):
    """One feed of the configuration; `kind` is what its entries are to a reader."""

    slug: Slug
    title: str
    url: str
    kind: ItemKind = ItemKind.NIEUWS
    language: str = "nl"


class FeedsSpider(PageSpider):
    """Reads every feed of the list."""

    name = "feeds"

    def begin(self) -> Iterable[Request]:
        """Ask for each feed, if it changed."""
        for feed in TypeAdapter(tuple[Feed, ...]).validate_python(self.source.options["feeds"]):
            yield self.ask(
                self.address(feed), self.read_feed, accept=ACCEPT, remember=feed.slug, feed=feed
            )

    def address(self, feed: Feed) -> str:
        """Return where the feed is; a stand-in serves it under its slug."""
        own = self.visit.base_url == self.source.base_url
        return feed.url if own else self.url(feed.slug)

    def read_feed(self, response: Response, feed: Feed) -> Iterator[Yielded]:
        """Yield the entries of one feed."""
        root = read_xml(response)
        rows, problems = [], []
        for entry in entries(root):
            try:
                rows.append(parse_entry(entry, feed))
            except MalformedPageError as error:
                text = etree.tostring(entry, encoding="unicode")
                problems.append(self.skipped(feed.slug, error, text, "bericht"))
        yield self.page(rows, problems, self.seen(response, feed.slug))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a news item."""
        return parse_item(row)


def entries(root: etree._Element) -> list[etree._Element]:
    """Return the entries of an RSS or Atom feed; MalformedPageError for anything else."""
    name = etree.QName(root).localname.lower()
    if name not in {"rss", "feed", "rdf"}:
        raise MalformedPageError(f"geen feed maar <{name}>")
    if name == "rss" and root.find("{*}channel") is None:
        raise MalformedPageError("een RSS-feed zonder <channel>")
    return list(root.iter("{*}item", "{*}entry"))


def parse_entry(entry: etree._Element, feed: Feed) -> SourceRow:
    """Return the row of one entry; MalformedPageError without a title or an address."""
    title, link = plain(_text(entry, "title")), _link(entry)
    if not title or urlsplit(link).scheme not in {"http", "https"}:
        raise MalformedPageError("een bericht zonder titel of webadres")
    fields: dict[str, Json] = {
        "feed": feed.slug,
        "feed_title": feed.title,
        "kind": feed.kind.value,
        "language": feed.language,
        "title": title,
        "link": link,
        "summary": plain(_text(entry, "description") or _text(entry, "summary"))[:4_000],
        "published": _text(entry, "pubDate") or _text(entry, "published") or _text(entry, "date"),
        "subjects": [
            plain(node.text or node.get("term") or "") for node in entry.iter("{*}category")
        ],
    }
    key = _text(entry, "guid") or _text(entry, "id") or link
    return SourceRow("feeds", "bericht", f"{feed.slug}:{key}"[:190], fields=fields)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored entry."""
    fields = row.fields
    published = parse_moment(str(fields["published"]))
    return ScrapedItem(
        source="feeds",
        key=f"bericht:{row.key}",
        kind=ItemKind(fields["kind"]),
        title=str(fields["title"]),
        subtype=str(fields["feed_title"]),
        url=str(fields["link"]),
        status=Status.DONE,
        chamber=str(fields["feed_title"]),
        published_on=dutch.day_of(published) if published else None,
        text=str(fields["summary"]),
        concepts=tuple(fields["subjects"]),
        language=str(fields["language"]),
    )


def _text(entry: etree._Element, name: str) -> str:
    node = entry.find(f"{{*}}{name}")
    return "" if node is None else "".join(map(str, node.itertext())).strip()


def _link(entry: etree._Element) -> str:
    for node in entry.iterfind("{*}link"):
        if node.get("rel", "alternate") == "alternate":
            return (node.get("href") or node.text or "").strip()
    return ""
