"""RSS 2.0 and Atom feeds, one list in the configuration; each feed is asked conditionally."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Self
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup
from lxml import etree
from pydantic import TypeAdapter, model_validator
from scrapy import Request
from scrapy.http import Response

from config.schema import Slug, Strict
from crawler.captured import Captured, KeptPage, each, from_prologue
from crawler.moments import parse_moment
from crawler.safe_xml import parse_xml
from crawler.text import looks_like_html, plain
from crawler.visits import PageSpider, Yielded, read_html, read_xml
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9"
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})


_FEEDS = (b"<rss", b"http://www.w3.org/2005/Atom", b"http://purl.org/rss/1.0")


class Feed(Strict):
    """One feed of the configuration; `kind` is what its entries are to a reader.

    `page` in place of `url` is a news page that names its feed; `path` says which addresses
    of the sitemap are news, for a site whose page names none.
    """

    slug: Slug
    title: str
    url: str = ""
    page: str = ""
    path: str = ""
    kind: ItemKind = ItemKind.NIEUWS
    language: str = "nl"

    @model_validator(mode="after")
    def _has_one_address(self) -> Self:
        if bool(self.url) == bool(self.page):
            raise ValueError(f"feed {self.slug}: give url or page")
        return self


class FeedsSpider(PageSpider):
    """Reads every feed of the list."""

    name = "feeds"

    def begin(self) -> Iterable[Request]:
        """Ask for each feed, if it changed."""
        for feed in TypeAdapter(tuple[Feed, ...]).validate_python(self.source.options["feeds"]):
            if feed.url:
                yield self.feed(feed, feed.url)
            else:
                page = self.address(feed.page, feed.slug)
                yield self.ask(page, self.read_page, accept="text/html", feed=feed)

    def feed(self, feed: Feed, url: str) -> Request:
        """Return the request for a feed, conditional on what was seen last."""
        return self.ask(
            self.address(url, feed.slug), self.read_feed,
            accept=ACCEPT, remember=feed.slug, feed=feed,
        )  # fmt: skip

    def address(self, url: str, slug: str) -> str:
        """Return where something is; a stand-in serves a feed under its slug, and what
        its page leads to under the path that it names there.
        """
        if self.visit.base_url == self.source.base_url:
            return url
        return url if url.startswith(self.visit.base_url) else self.url(slug)

    def read_page(self, response: Response, feed: Feed) -> Iterator[Yielded]:
        """Ask the feed that a news page names, else the sitemap of the site."""
        found = feed_of(read_html(response), response.url)
        if found:
            yield self.feed(feed, found)
        elif feed.path:
            url = self.address(urljoin(response.url, "/sitemap.xml"), f"{feed.slug}/sitemap.xml")
            yield self.ask(url, self.read_sitemap, accept="application/xml", feed=feed)
        else:
            raise MalformedPageError(f"{response.url}: deze pagina noemt geen feed")

    def read_sitemap(self, response: Response, feed: Feed) -> Iterator[Yielded]:
        """Yield the news of a sitemap that changed lately; an index leads to its sitemaps."""
        root = read_xml(response)
        name = etree.QName(root).localname
        if name == "sitemapindex":
            for url in locations(root):
                yield self.ask(url, self.read_sitemap, accept="application/xml", feed=feed)
            return
        if name != "urlset":
            raise MalformedPageError(f"geen sitemap maar <{name}>")
        days = timedelta(days=int(self.source.options.get("sitemap_days", 60)))
        yield self.page(parse_sitemap(root, feed, self.visit.now - days))

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

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the entries of any feed; one that is not on the list goes by its host."""
        root = feed_from(page.body)
        if root is None:
            return None
        known = TypeAdapter(tuple[Feed, ...]).validate_python(page.source.options["feeds"])
        return each(page, entries(root), partial(parse_entry, feed=feed_for(root, known)))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a news item."""
        return parse_item(row)


def feed_from(body: bytes, site: str = "") -> etree._Element | None:
    """Return the root of a feed, None for another page or a feed of another site.

    The Atom of the Tweede Kamer is its interface, not news. Raises as `parse_xml` does.
    """
    page = from_prologue(body)
    head = page[:4_096]
    if not any(mark in head for mark in _FEEDS) or b"tweedekamer" in head.lower():
        return None
    if head.lstrip()[:1] != b"<" or looks_like_html(head) or site.encode() not in page:
        return None
    root = parse_xml(page)
    return root if _host(root).endswith(site) else None


def _host(root: etree._Element) -> str:
    """Return the host that a feed is of: by its own link, else by that of its first entry."""
    around = root if (found := root.find("{*}channel")) is None else found
    first = next(root.iter("{*}item", "{*}entry"), None)
    links = (_link(node) for node in (around, first) if node is not None)
    hosts = (urlsplit(link).hostname or "" for link in links)
    return next(filter(None, hosts), "")


def feed_for(root: etree._Element, known: Sequence[Feed]) -> Feed:
    """Return the feed of the list by its host or title, else a feed named after its host."""
    around = root if (found := root.find("{*}channel")) is None else found
    host, title = _host(root), plain(_text(around, "title"))
    for feed in known:
        if host == urlsplit(feed.url or feed.page).hostname or title == feed.title:
            return feed
    slug = "-".join(re.findall(r"[a-z0-9]+", host.removeprefix("www."))) or "onbekend"
    language = _text(around, "language")[:2].lower() or ("en" if host.endswith(".eu") else "nl")
    return Feed(
        slug=slug, title=title or host or "Onbekende feed", url=f"https://{host}", language=language
    )


def feed_of(page: BeautifulSoup, address: str) -> str:
    """Return the address of the first feed that a page names in its head, "" for none."""
    for link in page.select('link[rel~="alternate"][href]'):
        if str(link.get("type", "")).lower() in _TYPES:
            return urljoin(address, str(link["href"]))
    return ""


def locations(root: etree._Element) -> list[str]:
    """Return the addresses of a sitemap or of an index of sitemaps."""
    return [(node.text or "").strip() for node in root.iterfind("{*}*/{*}loc")]


def parse_sitemap(root: etree._Element, feed: Feed, since: datetime) -> list[SourceRow]:
    """Return the rows of a sitemap's news since a moment: the title is made of the address."""
    rows = []
    for node in root.iterfind("{*}url"):
        link = _text(node, "loc")
        path = urlsplit(link).path
        words = path.rstrip("/").rpartition("/")[2].replace("-", " ").strip()
        changed = parse_moment(_text(node, "lastmod"))
        if path.startswith(feed.path) and words and changed and changed >= since:
            fields = _fields(feed, words[0].upper() + words[1:], link, _text(node, "lastmod"))
            rows.append(SourceRow("feeds", "bericht", f"{feed.slug}:{link}"[:190], fields=fields))
    return rows


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
    fields = _fields(
        feed,
        title,
        link,
        _text(entry, "pubDate") or _text(entry, "published") or _text(entry, "date"),
        plain(_text(entry, "description") or _text(entry, "summary"))[:4_000],
        [plain(node.text or node.get("term") or "") for node in entry.iter("{*}category")],
    )
    key = _text(entry, "guid") or _text(entry, "id") or link
    return SourceRow("feeds", "bericht", f"{feed.slug}:{key}"[:190], fields=fields)


def _fields(
    feed: Feed, title: str, link: str, published: str, summary: str = "", subjects: Json = ()
) -> dict[str, Json]:
    return {
        "feed": feed.slug,
        "feed_title": feed.title,
        "kind": feed.kind.value,
        "language": feed.language,
        "title": title,
        "link": link,
        "summary": summary,
        "published": published,
        "subjects": list(subjects),
    }


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
