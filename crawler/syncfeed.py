"""SyncFeed 2.0: one Atom page of bytes to rows and the link to go on with; pure.

Elements are found by namespace, never by prefix: Parlis entities come in a default
namespace, Vergadering, Verslag and Toezegging with `ns1:` on elements and attributes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from lxml import etree

from crawler.kamer.fields import CATEGORIES, NOT_FOLLOWED
from crawler.kamer.parse import read_bool, read_moment
from crawler.safe_xml import parse_xml
from tracker.errors import MalformedPageError, SourceError
from tracker.records import Problem, SourceRow

MAX_ENTRIES = 5_000

_ATOM = "{http://www.w3.org/2005/Atom}"
_TK = "{http://www.tweedekamer.nl/xsd/tkData/v1-0}"
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"
_ENTITY_ATTRIBUTES = ("contentType", "contentLength")


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What one page of the feed holds.

    `entries` counts all of them, `ignored` those of categories nobody follows.
    `next_url` is there while the feed goes on, `resume_url` at its end.
    """

    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...]
    next_url: str | None
    resume_url: str | None
    updated: datetime | None
    entries: int
    ignored: int

    @property
    def is_end(self) -> bool:
        """Tell whether this is a proper end: no entries and a link to resume with."""
        return self.entries == 0 and self.resume_url is not None


class _BadEntryError(Exception):
    """One entry cannot be used; the text is the reason."""


def read_page(body: bytes, url: str, source: str = "tweedekamer") -> FeedPage:
    """Return the rows of one page, fetched from `url`.

    Raises BotChallengeError for a web page, MalformedPageError for XML that is cut,
    hostile or no feed, SourceError when the next link leads back to the page itself.
    """
    root = parse_xml(body)
    if root.tag != f"{_ATOM}feed":
        raise MalformedPageError(f"{url}: geen Atom-feed maar <{etree.QName(root).localname}>")
    entries = root.findall(f"{_ATOM}entry")
    if len(entries) > MAX_ENTRIES:
        raise MalformedPageError(f"{url}: {len(entries)} regels op één pagina, dat klopt niet")
    base = url.partition("?")[0].rpartition("/")[0] + "/"
    rows, problems, ignored = _read_entries(entries, base, source)
    next_url = _next(root, entries)
    if next_url is not None and _address(next_url) == _address(url):
        raise SourceError(f"{url}: de verwijzing naar de volgende pagina wijst naar zichzelf")
    return FeedPage(
        rows=tuple(rows),
        problems=tuple(problems),
        next_url=next_url,
        resume_url=_link(root, "resume"),
        updated=_moment(root.findtext(f"{_ATOM}updated")),
        entries=len(entries),
        ignored=ignored,
    )


def skiptoken(url: str) -> str:
    """Return the token in a feed address; SourceError when it has none."""
    token = dict(parse_qsl(urlsplit(url).query)).get("skiptoken", "")
    if not token:
        raise SourceError(f"{url}: geen skiptoken in de verwijzing")
    return token


def _read_entries(
    entries: list[etree._Element], base: str, source: str
) -> tuple[list[SourceRow], list[Problem], int]:
    """Read every entry on its own: a bad one never takes the others along."""
    rows: list[SourceRow] = []
    problems: list[Problem] = []
    ignored = 0
    for entry in entries:
        try:
            row = _read_entry(entry, base, source)
        except _BadEntryError as error:
            problems.append(_problem(entry, source, str(error)))
            continue
        if row is None:
            ignored += 1
        else:
            rows.append(row)
    return rows, problems, ignored


def _problem(entry: etree._Element, source: str, reason: str) -> Problem:
    return Problem(
        source=source,
        category=_term(entry).lower(),
        key=_title(entry),
        reason=reason,
        advice="De regel is apart gezet; de rest van de pagina is gelezen.",
        payload=etree.tostring(entry, encoding="unicode")[:4_000],
    )


def _title(entry: etree._Element) -> str:
    return (entry.findtext(f"{_ATOM}title") or "").strip().lower()


def _term(entry: etree._Element) -> str:
    category = entry.find(f"{_ATOM}category")
    return "" if category is None else category.get("term", "")


def _read_entry(entry: etree._Element, base: str, source: str) -> SourceRow | None:
    """Return the row of an entry, None when its category is not followed."""
    content = entry.find(f"{_ATOM}content")
    entity = None if content is None else next(iter(content), None)
    term = _term(entry) if entity is None else entity.tag.rpartition("}")[2]
    category = term.lower()
    if category in NOT_FOLLOWED:
        return None
    if category not in CATEGORIES:
        raise _BadEntryError(f"onbekende categorie {term!r}")
    if entity is None:
        raise _BadEntryError("de inhoud ontbreekt")
    if not entity.tag.startswith(_TK):
        raise _BadEntryError(f"onbekende naamruimte: {entity.tag}")
    key = (_attribute(entity, "id") or "").strip().lower()
    title = _title(entry)
    if not key or (title and title != key):
        raise _BadEntryError(f"sleutel {key!r} past niet bij {title!r}")
    fields, refs = _read_entity(entity)
    return SourceRow(
        source=source,
        category=category,
        key=key,
        deleted=_deleted(entity),
        updated_at=_updated(entry, entity),
        fields=fields,
        refs=refs,
        enclosure=(_link(entry, "enclosure") or "").removeprefix(base),
    )


def _read_entity(entity: etree._Element) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return the fields that have text, and the keys that are pointed to."""
    fields = {name: value for name in _ENTITY_ATTRIBUTES if (value := _attribute(entity, name))}
    refs: dict[str, tuple[str, ...]] = {}
    for child in entity.iterchildren(tag=etree.Element):
        name = child.tag.rpartition("}")[2]
        target = _attribute(child, "ref")
        if target:
            refs[name] = (*refs.get(name, ()), target.strip().lower())
        elif child.get(_NIL) not in {"true", "1"} and (text := _text(child)):
            if name in fields:
                raise _BadEntryError(f"veld {name!r} komt twee keer voor")
            fields[name] = text
    return fields, refs


def _text(element: etree._Element) -> str:
    if len(element) == 0:
        return element.text or ""
    return "".join(map(str, element.itertext()))


def _attribute(element: etree._Element, name: str) -> str | None:
    value = element.get(_TK + name)
    return element.get(name) if value is None else value


def _deleted(entity: etree._Element) -> bool:
    value = _attribute(entity, "verwijderd")
    try:
        return bool(read_bool(value)) if value is not None else False
    except ValueError:
        raise _BadEntryError(f"verwijderd is {value!r}") from None


def _updated(entry: etree._Element, entity: etree._Element) -> datetime | None:
    """Return when the row became visible, else when the source system changed it."""
    return _moment(entry.findtext(f"{_ATOM}updated")) or _moment(_attribute(entity, "bijgewerkt"))


def _moment(text: str | None) -> datetime | None:
    try:
        return read_moment(text) if text else None
    except (ValueError, OverflowError):
        return None


def _links(element: etree._Element, relation: str) -> Iterator[str]:
    for link in element.findall(f"{_ATOM}link"):
        if link.get("rel") == relation and link.get("href"):
            yield str(link.get("href"))


def _link(element: etree._Element, relation: str) -> str | None:
    return next(_links(element, relation), None)


def _next(root: etree._Element, entries: list[etree._Element]) -> str | None:
    """Return the next of the last entry; some versions put it on the feed itself."""
    last = _link(entries[-1], "next") if entries else None
    return last or _link(root, "next")


def _address(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(url)
    return parts.path, tuple(sorted(parse_qsl(parts.query, keep_blank_values=True)))
