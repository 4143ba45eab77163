"""A feed of what happened: Atom, RFC 4287, the same bytes for the same data; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from tracker import wording
from tracker.published import News
from tracker.records import Status, StoredItem
from tracker.web.public.plain import one_line, web_address
from tracker.web.view.labels import Names

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})
_BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without entries was changed last: such a moment is obligatory."""
_TITLE_WIDTH, _SAID_WIDTH = 250, 600


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news in a feed; `id` stays, whatever happens later."""

    id: str
    title: str
    summary: str
    url: str
    at: datetime
    tags: tuple[tuple[str, str], ...]


def urn(*parts: object) -> str:
    """Return an id that stays, also with another database or web address."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, 'haagsezaken:' + ':'.join(map(str, parts)))}"


def _facts(stored: StoredItem) -> list[str]:
    item = stored.item
    who = ", ".join(part for part in (item.chamber, item.committee_name or item.committee) if part)
    return [part for part in (f"{who}." if who else "", f"{wording.when_now(stored)}.") if part]


def _tags(stored: StoredItem, names: Names) -> tuple[tuple[str, str], ...]:
    said = stored.classification
    if said is None:
        return ()
    dossiers = tuple((one.slug, names.dossier(one.slug)) for one in said.dossiers)
    return (*dossiers, *((slug, f"BAC {names.bac(slug)}") for slug in said.bacs))


def entry_of(news: News, names: Names, page: str) -> Entry:
    """Return news as an entry; `page` is our own address, for what has none elsewhere."""
    stored, changes = news.stored, news.changes
    ordered = wording.by_importance(changes)
    told = " ".join(wording.describe(one) for one in ordered)
    summary = wording.shorten(one_line(told), _SAID_WIDTH)
    return Entry(
        id=urn(stored.item.source, stored.item.key, changes[0].version),
        title=wording.shorten(one_line(wording.headline(stored, changes)), _TITLE_WIDTH),
        summary=one_line(" ".join([summary, *_facts(stored)])),
        url=web_address(stored.item.url) or page,
        at=max(one.recorded_at for one in changes),
        tags=_tags(stored, names),
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    if text:
        made.text = text
    return made


def _write(root: etree._Element, entry: Entry) -> None:
    made = _add(root, "entry")
    _add(made, "id", entry.id)
    _add(made, "title", entry.title)
    _add(made, "published", _stamp(entry.at))
    _add(made, "updated", _stamp(entry.at))
    _add(made, "link", rel="alternate", href=entry.url)
    for slug, label in entry.tags:
        _add(made, "category", term=slug, label=label)
    _add(made, "summary", entry.summary, type="text")


def feed(entries: Sequence[Entry], place: str, name: str, address: str, page: str) -> bytes:
    """Return a feed called `name`; `place` is what it is about, `address` where it is found."""
    root = etree.Element(f"{{{_ATOM}}}feed", {f"{{{_XML}}}lang": "nl"}, nsmap={None: _ATOM})  # type: ignore[dict-item]
    _add(root, "id", urn("feed", place))
    _add(root, "title", name)
    _add(root, "subtitle", "Nieuws uit de politiek dat de provincies raakt.")
    _add(root, "updated", _stamp(max((one.at for one in entries), default=_BEFORE_ALL)))
    _add(root, "link", rel="self", type="application/atom+xml", href=address)
    _add(root, "link", rel="alternate", type="text/html", href=page)
    _add(_add(root, "author"), "name", "Interprovinciaal Overleg (IPO)")
    for entry in entries:
        _write(root, entry)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def entries_of(found: Iterable[News], names: Names, page: str) -> tuple[Entry, ...]:
    """Return news as entries, in its order."""
    return tuple(entry_of(one, names, page) for one in found)
