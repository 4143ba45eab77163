"""What of an item or edition can be found, and keeping that true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from sqlalchemy import delete, insert
from sqlalchemy import select as columns
from sqlmodel import Session, col

from tracker import dutch, queries, wording
from tracker.changes import plain_title
from tracker.joining import joined_ids
from tracker.models import SearchEntryTable
from tracker.records import ItemKind, ScrapedItem, StoredItem
from tracker.search import index, marks
from tracker.search.index import EVERYTHING, Indexed, facets_of
from tracker.search.stems import stem, tokens

PUBLIC, INSIDE, OUTSIDE = "v_public", "v_inside", "v_outside"
"""For everybody; only for members; only for who is no member, who gets it in other words."""
LONGEST = 20_000
EDITION_KIND = "haagse-zaken"
_DAY_BITS, _PLACE_BITS = 32, 30
_CHUNK = 500


class Place(IntEnum):
    """Where a result stands: in an item, or in an edition."""

    ITEM = 0
    EDITION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found; `facets` are those of `tracker.search.index.facets_of`."""

    place: Place
    ref_id: int
    day: date
    title: str
    body: str
    label: str
    url: str
    number: str = ""
    week: str = ""
    facets: tuple[str, ...] = ()

    @property
    def id(self) -> int:
        """Return the id, which begins with the day: a later day has a higher one."""
        return first_id(self.day) + (self.place << _PLACE_BITS) + self.ref_id


def first_id(day: date) -> int:
    """Return the lowest id of a day."""
    return day.toordinal() << _DAY_BITS


def day_of(entry_id: int) -> date:
    """Return the day of an entry by its id."""
    return date.fromordinal(entry_id >> _DAY_BITS)


def _day(stored: StoredItem) -> date:
    item = stored.item
    if item.starts_at is not None:
        return dutch.day_of(item.starts_at)
    return item.published_on or item.due_on or dutch.day_of(stored.first_seen_at)


def _body(item: ScrapedItem) -> str:
    """Return the text in which words are looked for, beside the title."""
    if item.closed and item.kind is ItemKind.OVERLEG:
        return ""
    people = (f"{one.name} {one.function} ({one.party})" if one.party else
              f"{one.name} {one.function}".strip() for one in item.actors)  # fmt: skip
    parts = [
        item.text, item.note, item.committee_name or item.committee,
        item.file_title, "; ".join(point.title for point in item.agenda),
        "; ".join(f"{one.kind} {one.number} {one.title}" for one in item.documents),
        ", ".join(people), item.file_number,
    ]  # fmt: skip
    return " · ".join(part for part in parts if part)[:LONGEST]


def _numbers(item: ScrapedItem) -> Iterator[str]:
    for number in (item.number, item.file_number, *(one.number for one in item.documents[:20])):
        if number:
            yield "".join(tokens(number))


def _is_public(stored: StoredItem) -> bool:
    said, item = stored.classification, stored.item
    inside = item.kind is ItemKind.TERMIJN or (item.kind is ItemKind.OVERLEG and item.closed)
    return said is not None and said.relevant and not inside


def item_facets(stored: StoredItem) -> tuple[str, ...]:
    """Return by what an item can be filtered."""
    item, said = stored.item, stored.classification
    matches = said.dossiers if said else ()
    found = [
        *facets_of("k", [item.kind.value]),
        *facets_of("d", [one.slug for one in matches]),
        *facets_of("b", [one.bac for one in matches]),
        *facets_of("p", [one.party for one in item.actors if one.party]),
        *facets_of("n", _numbers(item)),
    ]
    return (*found, PUBLIC) if _is_public(stored) else tuple(found)


def of_item(stored: StoredItem) -> Entry:
    """Return an item as it can be found."""
    item = stored.item
    return Entry(
        Place.ITEM, stored.id, _day(stored), plain_title(item.title) or "Zonder titel",
        _body(item), wording.kind_word(item)[:80], item.url, item.number[:60],
        facets=item_facets(stored),
    )  # fmt: skip


def indexed(entry: Entry) -> Indexed:
    """Return the words of an entry as the index holds them.

    After the text come words that differ from their stem, for who typed half a word.
    """
    title = tokens(entry.title)
    body = tokens(f"{entry.body} | {entry.label} | {entry.number}")
    full = sorted({word for word in (*title, *body) if stem(word) != word})
    facets = (*entry.facets, EVERYTHING)
    return Indexed(entry.id, [stem(one) for one in title], [*map(stem, body), *full], facets)


def keep(session: Session, entries: Sequence[Entry]) -> None:
    """Add entries; what they replace was removed before."""
    if not entries:
        return
    rows = [
        {
            "id": one.id, "kind": int(one.place), "ref_id": one.ref_id, "week": one.week,
            "title": one.title, "body": one.body, "label": one.label, "number": one.number,
            "url": one.url, "day": one.day,
        }
        for one in entries
    ]  # fmt: skip
    session.connection().execute(insert(SearchEntryTable), rows)
    index.put(session, [indexed(one) for one in entries])


def _forget(session: Session, ids: Sequence[int]) -> None:
    table = SearchEntryTable
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        session.connection().execute(delete(table).where(col(table.id).in_(chunk)))
    index.remove(session, ids)


def forget_items(session: Session, item_ids: Sequence[int]) -> None:
    """Take items out of the search."""
    table, known = SearchEntryTable, []
    for start in range(0, len(item_ids), _CHUNK):
        chunk = col(table.ref_id).in_(item_ids[start : start + _CHUNK])
        found = columns(col(table.id)).where(col(table.kind) == int(Place.ITEM), chunk)
        known += [row[0] for row in session.connection().execute(found)]
    _forget(session, known)


def forget_edition(session: Session, refs: range) -> None:
    """Take the pieces of an edition out of the search."""
    table = SearchEntryTable
    found = columns(col(table.id)).where(
        col(table.kind) == int(Place.EDITION),
        col(table.ref_id) >= refs.start, col(table.ref_id) < refs.stop,
    )  # fmt: skip
    _forget(session, [row[0] for row in session.connection().execute(found)])


def _findable(session: Session, ids: Iterable[int]) -> Mapping[int, StoredItem]:
    stored = queries.stored_items(session, ids)
    away = joined_ids(session, stored)
    return {
        one: found for one, found in stored.items() if found.deleted_at is None and one not in away
    }


def refresh_items(session: Session, limit: int = 500) -> int:
    """Index items that wait, in the caller's transaction; returns how many there were."""
    waiting = marks.take(session, limit)
    if waiting:
        forget_items(session, waiting)
        keep(session, [of_item(one) for one in _findable(session, waiting).values()])
    return len(waiting)
