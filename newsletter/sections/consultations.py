"""Consultaties: what closes when, whether the IPO reacts, and what closed last week."""

from __future__ import annotations

from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.sections.compact import choose
from tracker import dutch, worktime
from tracker.records import Block, ItemKind, Json, Status, StoredItem

_AHEAD = timedelta(weeks=6)
_BACK = timedelta(days=7)
_INTERNAL = 5
"""Working days between the internal deadline and the day on which it closes."""
_SORTS = (("wet", "wet"), ("amvb", "AMvB"), ("algemene maatregel", "AMvB"),
          ("besluit", "AMvB"), ("regeling", "regeling"), ("beleid", "beleid"))  # fmt: skip


def is_open(stored: StoredItem, today: date) -> bool:
    """Tell whether anyone may still react."""
    due = stored.item.due_on
    return stored.item.status is not Status.DONE and due is not None and due >= today


def internal_due(desk: Desk, due: date) -> date:
    """Return the day on which the reaction must be ready: five working days earlier."""
    return worktime.working_days_before(due, _INTERNAL, desk.quiet)


def responds(desk: Desk, stored: StoredItem) -> str:
    """Return whether the IPO reacts: "ja", "nee" or "nog te bepalen"."""
    stands = desk.stands(stored)
    if stands.inbreng_url or stands.position:
        return "ja"
    return "nee" if stands.dismissed_by else "nog te bepalen"


def owner(desk: Desk, stored: StoredItem) -> str:
    """Return who handles it: who took it, else the first who follows its dossier."""
    names = {member.slug: member.name for member in desk.people.people}
    taken = names.get(desk.stands(stored).taken_by, "")
    return taken or next(iter(desk.followers(stored, desk.today)), "nog te bepalen")


def _sort(stored: StoredItem) -> str:
    words = stored.item.subtype.lower()
    return next((name for start, name in _SORTS if words.startswith(start)), stored.item.subtype)


def _left(days: int) -> str:
    if days == 0:
        return "sluit vandaag"
    return f"nog {days} {'dag' if days == 1 else 'dagen'}"


def _internal(desk: Desk, due: date) -> str:
    day = internal_due(desk, due)
    return dutch.day_table(day) + (" (voorbij)" if day < desk.today else "")


def _closes(day: date) -> str:
    return f"{dutch.day_table(day).split()[0]} {dutch.day_short(day)}"


def item_block(desk: Desk, stored: StoredItem) -> Block:
    item, due = stored.item, stored.item.due_on
    assert due is not None
    is_closed = not is_open(stored, desk.today)
    answer = responds(desk, stored)
    content: dict[str, Json] = {
        "title": titles.fitting(item.title),
        "url": item.url,
        "ministry": item.chamber,
        "sort": _sort(stored),
        "closes": _closes(due),
        "on": due.isoformat(),
        "left": "gesloten" if is_closed else _left((due - desk.today).days),
        "closed": is_closed,
        "responds": ("ja" if desk.stands(stored).inbreng_url else "nee") if is_closed else answer,
        "answer_url": desk.stands(stored).inbreng_url,
        "owner": owner(desk, stored),
        "internal_due": "" if is_closed else _internal(desk, due),
    }
    content |= desk.marks(stored)
    part = f"{item.source}:{item.key}"
    links = source("Consultatie", item.url)
    return fact(Section.CONSULTATIONS, "consultatie", part, content, links, stored.id)


def _line(stored: StoredItem) -> tuple[str, str]:
    due = stored.item.due_on
    closing = f" (sluit {dutch.day_table(due)})" if due else ""
    return f"{titles.clean(stored.item.title)}{closing}", stored.item.url


def _by_day(stored: StoredItem) -> tuple[date, str]:
    return stored.item.due_on or date.max, stored.item.title


def blocks(desk: Desk) -> list[Block]:
    """Return open consultations of six weeks, the first to close on top, then closed ones.

    Of those that closed last week only those are told that somebody worked on.
    """
    found = [one for one in desk.of(ItemKind.CONSULTATIE) if one.item.due_on is not None]
    until = desk.today + _AHEAD
    still = [one for one in found if is_open(one, desk.today) and _by_day(one)[0] <= until]
    over = [
        one
        for one in found
        if desk.today - _BACK <= _by_day(one)[0] < desk.today and one.id in desk.standing
    ]
    shown, rest = choose(desk, still, desk.room.of(Section.CONSULTATIONS))
    return [
        *(item_block(desk, stored) for stored in sorted(shown, key=_by_day)),
        *rest.block(Section.CONSULTATIONS, "Ook open", _line),
        *(item_block(desk, stored) for stored in sorted(over, key=_by_day)),
    ]
