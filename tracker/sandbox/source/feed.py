"""SyncFeed pages: Atom, one entry per entity, a next link per entry, a resume link at the end."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from tracker.sandbox.source.fields import categories
from tracker.sandbox.source.rows import EntityVersion
from tracker.sandbox.source.store import Store

FEED = "/SyncFeed/2.0/Feed"
SCHEME = "http://www.tweedekamer.nl/xsd/tkData/v1-0"


@dataclass(frozen=True, slots=True)
class FeedQuery:
    """What a caller asks for: category (None is everything), token, and embedded XML or not."""

    category: str | None = None
    skiptoken: int = 0
    content: str = "internal"

    def url(self, base: str, token: int) -> str:
        """The Feed address from that token, with the same category and content."""
        parts = [f"category={self.category}"] if self.category else []
        parts.append(f"skiptoken={token}")
        if self.content != "internal":
            parts.append(f"content={self.content}")
        return f"{base}{FEED}?{'&'.join(parts)}"


def known_category(name: str) -> bool:
    """Whether the service has this category (PascalCase)."""
    return name in categories()


def select(
    store: Store, query: FeedQuery, size: int, fault: str | None = None
) -> list[EntityVersion]:
    """The next ``size`` entries after the token."""
    return list(islice(store.after(query.skiptoken, query.category, fault), size))


def page(base: str, query: FeedQuery, entries: list[EntityVersion]) -> bytes:
    """One Atom page. Without entries it carries the resume link instead."""
    links = [_link("self", query.url(base, query.skiptoken))]
    if not entries:
        links.append(_link("resume", query.url(base, query.skiptoken)))
    body = "".join(_entry(base, query, version) for version in entries)
    return _frame(links, body, _stamp(_newest(entries)))


def looping(base: str, query: FeedQuery, entries: list[EntityVersion]) -> bytes:
    """A faulty page: every next link points back to the page itself."""
    here = query.url(base, query.skiptoken)
    body = "".join(_entry(base, query, version, next_url=here) for version in entries)
    return _frame([_link("self", here)], body, _stamp(_newest(entries)))


def without_links(base: str, query: FeedQuery) -> bytes:
    """A faulty page: no entries and no resume link."""
    return _frame([_link("self", query.url(base, query.skiptoken))], "", _stamp(_newest([])))


def _newest(entries: list[EntityVersion]) -> datetime:
    return max((version.updated for version in entries), default=datetime(2026, 11, 26, tzinfo=UTC))


def _frame(links: list[str], body: str, updated: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<feed xmlns="http://www.w3.org/2005/Atom">'
        '<title type="text">Gegevensmagazijn SyncFeed 2.0 (voorbeeldgegevens, verzonnen)</title>'
        f"<id>tag:haagsezaken,2026:syncfeed</id><updated>{updated}</updated>"
        "<author><name>Tweede Kamer der Staten-Generaal (voorbeeld)</name></author>"
        '<rights type="text">Voorbeeldgegevens, verzonnen</rights>'
        f"{''.join(links)}{body}</feed>"
    ).encode()


def _entry(base: str, query: FeedQuery, version: EntityVersion, next_url: str | None = None) -> str:
    address = f"{base}/SyncFeed/2.0/Entiteiten/{version.guid}"
    links = [_link("next", next_url or query.url(base, version.skiptoken))]
    if version.row.content and not version.deleted:
        links.append(_link("enclosure", f"{base}/SyncFeed/2.0/Resources/{version.guid}"))
    term = version.category[0].lower() + version.category[1:]
    return (
        f'<entry><title type="text">{version.guid}</title><id>{escape(address)}</id>'
        "<author><name>Tweede Kamer der Staten-Generaal (voorbeeld)</name></author>"
        f"<updated>{_stamp(version.updated)}</updated>"
        f'<category term="{term}" scheme="{SCHEME}"/>{"".join(links)}'
        f"{_content(query, address, version)}</entry>"
    )


def _content(query: FeedQuery, address: str, version: EntityVersion) -> str:
    if query.content == "external":
        return f'<content type="application/xml" src={quoteattr(address)}/>'
    return f'<content type="application/xml">{version.xml.decode()}</content>'


def _link(rel: str, href: str) -> str:
    return f'<link rel="{rel}" href={quoteattr(href)}/>'


def _stamp(moment: datetime) -> str:
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond:06d}0Z"
