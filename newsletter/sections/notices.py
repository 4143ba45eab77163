"""Bestuurlijk overleg, Brussel, consultaties and publicaties: a line each, with its day.

What is internal of an overleg is never here: its item does not hold it, and one that is
closed to the public is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk, people_of
from newsletter.edition import Section, fact
from newsletter.sections.compact import choose
from tracker import dutch
from tracker.records import (
    ROLE_MINISTER,
    Block,
    DatePrecision,
    ItemKind,
    ScrapedItem,
    Status,
    StoredItem,
)
from tracker.wording import KIND_WORDS

_CAP = 6
_AHEAD = timedelta(weeks=2)
_CONSULTATIONS_AHEAD = timedelta(weeks=6)
_EUROPE = (ItemKind.EU_DOCUMENT, ItemKind.EU_PLANNING)
"""A procedure has a page of its own in the workspace; its documents are the news."""
_PUBLICATIONS = (ItemKind.PUBLICATIE, ItemKind.ADVIES, ItemKind.BESLUITENLIJST, ItemKind.REGELING)
_OFF = frozenset({Status.CANCELLED, Status.LAPSED})
_EUROPEAN_BODIES = frozenset({"Europese Commissie", "Europees Parlement", "Comité van de Regio's"})
Line = Callable[[StoredItem], tuple[str, str]]
"""Returns (when, text) of an item."""


def _when(item: ScrapedItem) -> str:
    if item.starts_at is not None:
        if item.precision is DatePrecision.TIME:
            return dutch.moment(item.starts_at)
        return dutch.day_table(dutch.day_of(item.starts_at))
    return dutch.day_table(item.published_on) if item.published_on else ""


def _block(section: Section, stored: StoredItem, line: Line) -> Block:
    when, text = line(stored)
    item = stored.item
    content = {"when": when, "text": text, "url": item.url}
    sources = ((f"Bron ({item.chamber})", item.url),) if item.url else ()
    return fact(section, "bericht", f"{item.source}:{item.key}", content, sources, stored.id)


def _section(desk: Desk, section: Section, found: Iterable[StoredItem], line: Line) -> list[Block]:
    shown, rest = choose(desk, found, _CAP)
    by_day = sorted(shown, key=lambda stored: (_day(stored.item) or date.max, stored.item.title))
    blocks = [_block(section, stored, line) for stored in by_day]
    return blocks + rest.block(
        section, "Ook", lambda stored: (titles.clean(stored.item.title), stored.item.url)
    )


def _day(item: ScrapedItem) -> date | None:
    if item.kind is ItemKind.CONSULTATIE:
        return item.due_on
    return dutch.day_of(item.starts_at) if item.starts_at else item.published_on


def _meeting_line(stored: StoredItem) -> tuple[str, str]:
    item = stored.item
    ministers = dutch.listing([actor.name for actor in people_of(item, ROLE_MINISTER)])
    agenda = "; ".join(point.title for point in item.agenda)
    who = f" met {ministers}" if ministers else ""
    off = " (geannuleerd)" if item.status in _OFF else ""
    about = f". Agenda: {agenda}" if agenda else ""
    return _when(item), f"{item.title}{who}{off}{about}"


def meeting_blocks(desk: Desk) -> list[Block]:
    """Return the public overleggen of this week and the next two."""
    until = desk.sunday + _AHEAD
    found = [
        stored
        for stored in desk.items.get(ItemKind.OVERLEG, ())
        if not stored.item.closed and desk.monday <= (_day(stored.item) or date.max) <= until
    ]
    return _section(desk, Section.MEETINGS, found, _meeting_line)


def _titled(stored: StoredItem) -> tuple[str, str]:
    item = stored.item
    return _when(item), f"{KIND_WORDS[item.kind]}: {titles.clean(item.title)}"


def europe_blocks(desk: Desk) -> list[Block]:
    """Return what came from Brussel this week, and what the Commission plans soon."""
    until = desk.sunday + _AHEAD
    found = [
        stored
        for kind in _EUROPE
        for stored in desk.items.get(kind, ())
        if desk.is_new_since(stored.item.published_on, stored)
        or desk.monday <= (_day(stored.item) or date.min) <= until
    ]
    return _section(desk, Section.EUROPE, found, _titled)


def _consultation_line(stored: StoredItem) -> tuple[str, str]:
    item = stored.item
    closing = f"tot en met {dutch.day_table(item.due_on)}" if item.due_on else ""
    return closing, f"{titles.clean(item.title)} ({item.chamber})"


def consultation_blocks(desk: Desk) -> list[Block]:
    """Return open consultations that close within six weeks, the first to close on top."""
    today = dutch.day_of(desk.now)
    found = [
        stored
        for stored in desk.items.get(ItemKind.CONSULTATIE, ())
        if stored.item.status is not Status.DONE
        and stored.item.due_on is not None
        and today <= stored.item.due_on <= today + _CONSULTATIONS_AHEAD
    ]
    return _section(desk, Section.CONSULTATIONS, found, _consultation_line)


def _publication_line(stored: StoredItem) -> tuple[str, str]:
    item = stored.item
    return _when(item), f"{titles.clean(item.title)} ({item.chamber})"


def publication_blocks(desk: Desk) -> list[Block]:
    """Return reports, adviezen and rules that appeared this week, not those of Brussel."""
    found = [
        stored
        for kind in _PUBLICATIONS
        for stored in desk.items.get(kind, ())
        if desk.is_new_since(stored.item.published_on, stored)
        and stored.item.chamber not in _EUROPEAN_BODIES
    ]
    return _section(desk, Section.PUBLICATIONS, found, _publication_line)
