"""One item by itself, also when no section would choose it; for what an editor adds by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsletter import gist, titles
from newsletter.desk import SENATE, Desk
from newsletter.edition import Section, fact, source
from newsletter.sections import (
    agenda,
    cabinet,
    consultations,
    europe,
    letters,
    meetings,
    promises,
    publications,
    senate,
)
from tracker import dutch, wording
from tracker.records import Block, ItemKind, Json, StoredItem

_PLACES: Mapping[ItemKind, Section] = {
    ItemKind.ACTIVITEIT: Section.OUTLOOK,
    ItemKind.MOTIE: Section.VOTES,
    ItemKind.AMENDEMENT: Section.VOTES,
    ItemKind.STEMMING: Section.VOTES,
    ItemKind.VERSLAG: Section.DEBATES,
    ItemKind.KAMERSTUK: Section.LETTERS,
    ItemKind.EU_PROCEDURE: Section.EUROPE,
}


def _promise(desk: Desk, stored: StoredItem) -> Block:
    section = Section.SENATE if stored.item.chamber == SENATE else Section.PROMISES
    return promises.item_block(desk, stored, promises.is_overdue(desk, stored), section)


def _letter(desk: Desk, stored: StoredItem) -> Block:
    section = Section.SENATE if stored.item.chamber == SENATE else Section.LETTERS
    return letters.letter(desk, stored, section)


def _bill(desk: Desk, stored: StoredItem) -> Block:
    in_senate = stored.item.chamber == SENATE
    return senate.bill(desk, stored) if in_senate else letters.letter(desk, stored)


def _question(desk: Desk, stored: StoredItem) -> Block:
    section = Section.SENATE if stored.item.chamber == SENATE else Section.QUESTIONS
    return letters.question(desk, stored, section)


def _from_elsewhere(desk: Desk, stored: StoredItem) -> Block:
    if europe.belongs(stored):
        return europe.item_block(desk, stored)
    if cabinet.belongs(stored):
        return cabinet.item_block(desk, stored)
    return publications.item_block(desk, stored)


def _activity(desk: Desk, stored: StoredItem) -> Block:
    return agenda.row(desk, stored) or _message(desk, stored)


def _consultation(desk: Desk, stored: StoredItem) -> Block:
    known = stored.item.due_on is not None
    return (consultations.item_block if known else _message)(desk, stored)


def _message(desk: Desk, stored: StoredItem) -> Block:
    """Return an item of any kind as a few lines."""
    item = stored.item
    day = dutch.day_of(item.starts_at) if item.starts_at else item.published_on or item.due_on
    content: dict[str, Json] = {
        "when": dutch.day_table(day) if day else "",
        "on": day.isoformat() if day else "",
        "label": titles.lower_first(titles.kind_of(item) or wording.KIND_WORDS[item.kind]),
        "text": titles.clean(item.title),
        "url": item.url,
        "gist": gist.of(item) if item.language == "nl" else "",
        "details": [],
        "language": item.language,
    }
    content |= desk.marks(stored)
    section = _PLACES.get(item.kind, Section.PUBLICATIONS)
    form = "mijlpaal" if section is Section.OUTLOOK else "bericht"
    links = source(wording.KIND_WORDS[item.kind], item.url)
    return fact(section, form, f"{item.source}:{item.key}", content, links, stored.id)


_FORMS: Mapping[ItemKind, Callable[[Desk, StoredItem], Block]] = {
    ItemKind.ACTIVITEIT: _activity,
    ItemKind.KAMERBRIEF: _letter,
    ItemKind.WETSVOORSTEL: _bill,
    ItemKind.KAMERVRAGEN: _question,
    ItemKind.TOEZEGGING: _promise,
    ItemKind.OVERLEG: meetings.item_block,
    ItemKind.CONSULTATIE: _consultation,
    ItemKind.EU_DOCUMENT: europe.item_block,
    ItemKind.EU_PLANNING: europe.item_block,
    ItemKind.ADVIES: _from_elsewhere,
    ItemKind.BESLUITENLIJST: _from_elsewhere,
    ItemKind.NIEUWS: _from_elsewhere,
    ItemKind.PUBLICATIE: _from_elsewhere,
    ItemKind.REGELING: _from_elsewhere,
}


def block(desk: Desk, stored: StoredItem) -> Block:
    """Return the block of an item in the form of its kind, whatever its day."""
    return _FORMS.get(stored.item.kind, _message)(desk, stored)
