"""Toezeggingen: new ones, and open ones of which the term has passed.

An overdue one is told in the first letter after its term, and then once a month: in the first
letter of the month, so that the section does not say the same each week.
"""

from __future__ import annotations

from datetime import timedelta

from newsletter import titles
from newsletter.desk import Desk, office, people_of
from newsletter.edition import Section, fact, source
from newsletter.room import LATE
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import (
    ROLE_MINISTER,
    ROLE_SUBMITTER,
    Block,
    ItemKind,
    Json,
    Status,
    StoredItem,
)

_TEXT = 320
_DONE = frozenset({Status.DONE, Status.LAPSED, Status.CANCELLED})


def is_open(stored: StoredItem) -> bool:
    """Tell whether the promise still has to be kept, as far as the source says."""
    return stored.item.status is Status.OPEN


def is_overdue(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether the term of an open promise has passed."""
    due = stored.item.due_on
    return is_open(stored) and due is not None and due < dutch.day_of(desk.now)


def who(stored: StoredItem) -> str:
    """Return the bewindspersoon who promised."""
    actors = people_of(stored.item, ROLE_MINISTER, ROLE_SUBMITTER)
    return office(actors[0]) if actors else ""


def text(stored: StoredItem, limit: int = _TEXT) -> str:
    """Return the promise in the source's words."""
    return wording.shorten(titles.clean(stored.item.text or stored.item.title), limit)


def _state(desk: Desk, stored: StoredItem) -> str:
    if stored.item.status is Status.DONE:
        return "nagekomen"
    if stored.item.status in _DONE:
        return "vervallen"
    if not is_open(stored):
        return "status niet bekend"
    return "verlopen" if is_overdue(desk, stored) else "open"


def _debate(desk: Desk, stored: StoredItem) -> str:
    debates = desk.related(stored, ItemKind.ACTIVITEIT)
    return titles.activity(debates[0].item) if debates else titles.clean(stored.item.file_title)


def _news(desk: Desk, stored: StoredItem, overdue: bool) -> dict[str, Json]:
    topic = desk.topic(stored)
    if overdue or stored.item.status in _DONE:
        return {}
    by = f"Toezegging van {who(stored)}" if who(stored) else "Nieuwe toezegging"
    return {
        "headline": f"{by}: “{text(stored, 150)}”.",
        "headline_link": by,
        "news": f"toezegging over {topic}" if topic else "",
        "points": desk.weight(stored).points,
    }


def item_block(
    desk: Desk, stored: StoredItem, overdue: bool, section: Section = Section.PROMISES
) -> Block:
    item = stored.item
    content: dict[str, Json] = {
        "number": item.number,
        "who": who(stored),
        "text": text(stored),
        "term": titles.clean(item.note),
        "due": dutch.day_short(item.due_on) if item.due_on else "",
        "state": _state(desk, stored),
        "overdue": overdue,
        "debate": _debate(desk, stored),
        "url": item.url,
        "on": item.published_on.isoformat() if item.published_on else "",
    }
    content |= desk.marks(stored) | _news(desk, stored, overdue)
    sources = source("Toezegging bij debat", item.url)
    part = f"{item.source}:{item.key}"
    return fact(section, "toezegging", part, content, sources, stored.id)


def _line(stored: StoredItem) -> tuple[str, str]:
    due = stored.item.due_on
    term = f" (termijn {dutch.day_short(due)})" if due else ""
    return f"{text(stored, 110)}{term}", stored.item.url


def _is_monthly(desk: Desk) -> bool:
    """Tell whether this is the first letter of a month, or the first one ever."""
    if desk.since is None:
        return True
    before, here = dutch.day_of(desk.since), desk.monday + timedelta(days=3)
    return (before.year, before.month) != (here.year, here.month)


def _is_told(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether an overdue promise stands in this letter."""
    due = stored.item.due_on
    if due is None or not is_overdue(desk, stored):
        return False
    return desk.since is None or _is_monthly(desk) or due >= dutch.day_of(desk.since)


def _sorted_out(desk: Desk, senate: bool) -> tuple[list[StoredItem], list[StoredItem]]:
    """Return new promises and those told because they are overdue."""
    found = tuple(desk.of(ItemKind.TOEZEGGING, senate=senate))
    new = [stored for stored in found if desk.is_new_since(stored.item.published_on, stored)]
    known = {stored.id for stored in new}
    return new, [one for one in found if one.id not in known and _is_told(desk, one)]


def of_senate(desk: Desk) -> list[Block]:
    """Return the promises made to the Eerste Kamer (T0....), new and overdue."""
    section, most = Section.SENATE, desk.room.of(Section.SENATE)
    new, overdue = _sorted_out(desk, senate=True)
    shown, rest = choose(desk, new, most)
    late, late_rest = choose(desk, overdue, desk.room.of(LATE))
    return [
        *(item_block(desk, stored, False, section) for stored in shown),
        *(item_block(desk, stored, True, section) for stored in late),
        *rest.block(section, "Ook toegezegd", _line),
        *late_rest.block(section, "Ook over de termijn", _line),
    ]


def blocks(desk: Desk) -> list[Block]:
    """Return new promises, then overdue ones; what does not fit as links."""
    new, overdue = _sorted_out(desk, senate=False)
    shown, rest = choose(desk, new, desk.room.of(Section.PROMISES))
    late, late_rest = choose(desk, overdue, desk.room.of(LATE))
    return [
        *(item_block(desk, stored, overdue=False) for stored in shown),
        *rest.block(Section.PROMISES, "Ook deze week", _line),
        *(item_block(desk, stored, overdue=True) for stored in late),
        *late_rest.block(Section.PROMISES, "Ook over de termijn", _line),
    ]
