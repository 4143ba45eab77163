"""Bestuurlijk overleg: who met, about what, what was agreed and when they meet again.

Internal unless its owner said otherwise. Of an internal overleg the public reads, once it was
held, that it took place; afspraken are never public.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk, people_of
from newsletter.edition import Section, fact, source
from newsletter.sections.compact import choose
from tracker import dutch
from tracker.records import (
    ROLE_MEMBER,
    ROLE_MINISTER,
    Block,
    DatePrecision,
    ItemKind,
    Json,
    Status,
    StoredItem,
)

_AHEAD = timedelta(weeks=2)
_OFF = frozenset({Status.CANCELLED, Status.LAPSED})


def day_of(stored: StoredItem) -> date:
    """Return the day of an overleg; one without a day is far away."""
    at = stored.item.starts_at
    return dutch.day_of(at) if at else date.max


def name(desk: Desk, stored: StoredItem) -> str:
    """Return how members know the overleg."""
    return titles.clean(str(desk.internal.get(stored.id, {}).get("naam") or stored.item.title))


def _is_over(desk: Desk, stored: StoredItem) -> bool:
    at = stored.item.starts_at
    return stored.item.status is Status.HELD or (at is not None and at < desk.now)


def _when(stored: StoredItem) -> str:
    at = stored.item.starts_at
    if at is None:
        return ""
    timed = stored.item.precision is DatePrecision.TIME and dutch.clock(at) != "00.00"
    return f"{dutch.day_heading(at)}, {dutch.clock(at)} uur" if timed else dutch.day_heading(at)


def _words(desk: Desk, stored: StoredItem, field: str, public: Sequence[str]) -> list[str]:
    given = desk.internal.get(stored.id, {}).get(field)
    return [str(one) for one in given] if given else list(public)


def _next(desk: Desk, stored: StoredItem) -> str:
    """Return the day of the first later overleg of the same name."""
    later = [
        day_of(one)
        for one in desk.of(ItemKind.OVERLEG)
        if day_of(stored) < day_of(one) < date.max
        and name(desk, one) == name(desk, stored)
        and one.item.status not in _OFF
    ]
    closed = stored.item.closed and "naam" not in desk.internal.get(stored.id, {})
    return dutch.day_short(min(later)) if later and not closed else ""


def _state(desk: Desk, stored: StoredItem) -> str:
    if stored.item.status in _OFF:
        return "geannuleerd"
    return "geweest" if _is_over(desk, stored) else "gepland"


def _content(desk: Desk, stored: StoredItem) -> dict[str, Json]:
    item = stored.item
    ministers = [actor.name for actor in people_of(item, ROLE_MINISTER)]
    members = [actor.name for actor in people_of(item, ROLE_MEMBER)]
    points = [titles.clean(point.title) for point in item.agenda]
    content: dict[str, Json] = {
        "title": name(desk, stored),
        "when": _when(stored),
        "on": day_of(stored).isoformat(),
        "state": _state(desk, stored),
        "off": item.status in _OFF,
        "rijk": _words(desk, stored, "rijk", ministers),
        "provincies": _words(desk, stored, "provincies", members),
        "agenda": _words(desk, stored, "agenda", points),
        "agreements": _words(desk, stored, "afspraken", ()),
        "owner": str(desk.internal.get(stored.id, {}).get("eigenaar") or ""),
        "next": _next(desk, stored),
        "url": item.url,
    }
    return content | desk.marks(stored)


def _for_everyone(content: dict[str, Json], stored: StoredItem) -> dict[str, Json] | None:
    """Return what the public reads of an internal overleg: that it took place."""
    if content["state"] != "geweest":
        return None
    empty: dict[str, Json] = {name: [] for name in ("rijk", "provincies", "agenda", "agreements")}
    empty |= {"followers": [], "tags": [], "level": "", "reason": "", "points": 0}
    return content | empty | {"title": stored.item.title, "owner": "", "next": "",
                              "when": dutch.day_heading(day_of(stored))}  # fmt: skip


def item_block(desk: Desk, stored: StoredItem) -> Block:
    item, content = stored.item, _content(desk, stored)
    if item.closed:
        content |= {"internal": True, "public": _for_everyone(content, stored)}
    part = f"{item.source}:{item.key}"
    links = source("Openbare agenda", item.url)
    return fact(Section.MEETINGS, "overleg", part, content, links, stored.id)


def _is_told(desk: Desk, stored: StoredItem) -> bool:
    if stored.item.starts_at is None:
        return False
    ahead = desk.monday <= day_of(stored) <= desk.sunday + _AHEAD
    return ahead or desk.took_place(stored.item.starts_at)


def blocks(desk: Desk) -> list[Block]:
    """Return the overleggen of this week and the next two, in order of date.

    What does not fit is listed without its link: the name of an internal one is internal.
    """
    found = [one for one in desk.of(ItemKind.OVERLEG) if _is_told(desk, one)]
    shown, rest = choose(desk, found, desk.room.of(Section.MEETINGS))
    left = rest.block(Section.MEETINGS, "Ook", lambda one: (_line(desk, one), one.item.url))
    if any(one.item.closed for one in rest.entries):
        left = [_inside(block) for block in left]
    return [*(item_block(desk, one) for one in sorted(shown, key=day_of)), *left]


def _line(desk: Desk, stored: StoredItem) -> str:
    return f"{dutch.day_table(day_of(stored))}: {name(desk, stored)}"


def _inside(block: Block) -> Block:
    content = {**block.content, "internal": True, "public": None}
    return fact(Section.MEETINGS, block.kind, "ook", content, block.sources)
