"""Eerste Kamer: wetsvoorstellen with phase and next date, meetings, toezeggingen, brieven."""

from __future__ import annotations

from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.sections import letters, promises
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import Block, ChangeKind, ItemKind, Json, ScrapedItem, Status, StoredItem

_PHASED = (ChangeKind.OUTCOME, ChangeKind.STATUS)
_NOT_ON = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})


def _meetings(desk: Desk, bill: StoredItem) -> list[StoredItem]:
    """Return the meetings of the Eerste Kamer that treat a wetsvoorstel, the first one first."""
    numbers = {bill.item.number, bill.item.file_number} - {""}
    found = [
        stored
        for stored in desk.of(ItemKind.ACTIVITEIT, senate=True)
        if stored.item.starts_at is not None
        and stored.item.status not in _NOT_ON
        and numbers & {number for point in stored.item.agenda for number in point.numbers}
    ]
    return sorted(found, key=lambda stored: stored.item.starts_at or desk.now)


def _next(desk: Desk, bill: StoredItem) -> str:
    """Return "di 8 dec: Plenaire vergadering", "" when no date is known."""
    for stored in _meetings(desk, bill):
        item = stored.item
        if item.starts_at is not None and item.starts_at > desk.now:
            return f"{dutch.day_table(item.starts_at)}: {_where(item)}"
    return ""


def _where(item: ScrapedItem) -> str:
    """Return "commissie Binnenlandse Zaken" or "plenaire vergadering"."""
    name = titles.clean(item.committee_name or item.committee)
    if not name:
        return titles.lower_first(titles.clean(item.subtype))
    return name if "commissie" in name.lower() else f"commissie {name}"


def _has_moved(desk: Desk, bill: StoredItem) -> bool:
    """Tell whether its phase changed, or whether it came since the previous edition."""
    is_new = desk.since is not None and bool(desk.told(bill, ChangeKind.NEW))
    return is_new or bool(desk.told(bill, *_PHASED))


def _was(desk: Desk, bill: StoredItem) -> str:
    """Return the phase before, when it changed since the previous edition."""
    told = desk.told(bill, ChangeKind.OUTCOME)
    old = told[-1].old if told else None
    return str(old.get("outcome", "") if isinstance(old, dict) else old or "")


def bill(desk: Desk, stored: StoredItem) -> Block:
    item, topic = stored.item, desk.topic(stored)
    title = titles.fitting(item.title)
    moved = _has_moved(desk, stored)
    content: dict[str, Json] = {
        "title": title,
        "url": item.url,
        "number": titles.kamerstuk(item.file_number or item.number),
        "phase": titles.phase(item.outcome),
        "was": titles.phase(_was(desk, stored)),
        "next": _next(desk, stored),
    }
    content |= desk.marks(stored)
    if moved and item.outcome:
        short = wording.shorten(title, 120)
        content |= {
            "headline": f"Wetsvoorstel in de Eerste Kamer: “{short}” ({content['phase']}).",
            "headline_link": short,
            "news": f"wet over {topic} in Eerste Kamer" if topic else "",
        }
    part = f"{item.source}:{item.key}"
    links = source("Wetsvoorstel", item.url)
    return fact(Section.SENATE, "wetsvoorstel", part, content, links, stored.id)


def _bills(desk: Desk) -> list[StoredItem]:
    """Return the bills that moved since the previous edition, or that are treated this week or
    the next.
    """
    days = (desk.monday, desk.sunday + timedelta(weeks=1))

    def treated(bill: StoredItem) -> bool:
        at = (stored.item.starts_at for stored in _meetings(desk, bill))
        return any(moment and days[0] <= dutch.day_of(moment) <= days[1] for moment in at)

    found = desk.of(ItemKind.WETSVOORSTEL, senate=True)
    return [bill for bill in found if _has_moved(desk, bill) or treated(bill)]


def _meeting(desk: Desk, stored: StoredItem) -> Block:
    item = stored.item
    points = [titles.clean(point.title) for point in item.agenda if point.title]
    content: dict[str, Json] = {
        "when": dutch.day_table(item.starts_at) if item.starts_at else "",
        "on": _day(stored).isoformat(),
        "label": titles.lower_first(item.subtype),
        "text": titles.clean(item.title),
        "url": item.url,
        "gist": f"Op de agenda: {wording.shorten('; '.join(points[:3]), 220)}." if points else "",
        "details": [],
    }
    content |= desk.marks(stored)
    part = f"{item.source}:{item.key}"
    return fact(Section.SENATE, "bericht", part, content, source("Agenda", item.url), stored.id)


def _day(stored: StoredItem) -> date:
    assert stored.item.starts_at is not None
    return dutch.day_of(stored.item.starts_at)


def _held(desk: Desk) -> list[StoredItem]:
    return [
        stored
        for stored in desk.of(ItemKind.ACTIVITEIT, senate=True)
        if stored.item.status is Status.HELD and desk.took_place(stored.item.starts_at)
    ]


def _line(stored: StoredItem) -> tuple[str, str]:
    phase = f" ({titles.phase(stored.item.outcome)})" if stored.item.outcome else ""
    return f"{titles.clean(stored.item.title)}{phase}", stored.item.url


def blocks(desk: Desk) -> list[Block]:
    """Return bills first, then meetings, toezeggingen (T0....), brieven and vragen."""
    most = desk.room.of(Section.SENATE)
    bills, rest = choose(desk, _bills(desk), most)
    held, held_rest = choose(desk, _held(desk), max(1, most - len(bills)))
    return [
        *(bill(desk, stored) for stored in bills),
        *(_meeting(desk, stored) for stored in sorted(held, key=_day)),
        *promises.of_senate(desk),
        *letters.of_senate(desk),
        *rest.block(Section.SENATE, "Ook in de Eerste Kamer", _line),
        *held_rest.block(Section.SENATE, "Ook vergaderd", _line),
    ]
