"""Kabinet: what the ministerraad decided, the Raad van State advised, a regeling's new phase."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter import gist, importance, titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import Block, ChangeKind, ItemKind, Json, StoredItem

COUNCIL_OF_STATE = "Raad van State"
CALENDAR = "wetgevingskalender"
_CABINET = "ministerraad"
_POINTS = 3
_STEPS = (ChangeKind.OUTCOME, ChangeKind.STATUS)
_LABELS = {"advies": COUNCIL_OF_STATE, "regeling": "Wetgevingskalender"}


def _is_of_cabinet(stored: StoredItem) -> bool:
    item = stored.item
    if item.kind is ItemKind.BESLUITENLIJST:
        return True
    if item.kind is ItemKind.ADVIES:
        return item.chamber == COUNCIL_OF_STATE
    if item.kind is ItemKind.REGELING:
        return item.source == CALENDAR
    told = f"{item.title} {item.text}".lower()
    return item.chamber == "Rijksoverheid" and _CABINET in told


def belongs(stored: StoredItem) -> bool:
    """Tell whether an item has its place in this section, and so in no other one."""
    kinds = {ItemKind.BESLUITENLIJST, ItemKind.ADVIES, ItemKind.REGELING, ItemKind.NIEUWS,
             ItemKind.PUBLICATIE}  # fmt: skip
    return stored.item.kind in kinds and _is_of_cabinet(stored)


def _found(desk: Desk) -> Iterator[StoredItem]:
    kinds = (ItemKind.BESLUITENLIJST, ItemKind.ADVIES, ItemKind.REGELING, ItemKind.NIEUWS,
             ItemKind.PUBLICATIE)  # fmt: skip
    for stored in desk.of(*kinds):
        if not belongs(stored):
            continue
        is_step = stored.item.kind is ItemKind.REGELING and desk.told(stored, *_STEPS)
        if is_step or desk.is_new_since(stored.item.published_on, stored):
            yield stored


def _details(stored: StoredItem) -> list[str]:
    item = stored.item
    if item.kind is ItemKind.BESLUITENLIJST:
        points = [one.title for one in item.agenda if importance.mentions(one.title)]
        named = points or gist.about_provinces(item, _POINTS)
        return [wording.shorten(titles.clean(one), 220) for one in named[:_POINTS]]
    if item.kind is ItemKind.REGELING and item.outcome:
        return [f"Fase: {titles.phase(item.outcome)}; {item.chamber}."]
    return [f"{item.outcome}."] if item.outcome else []


def item_block(desk: Desk, stored: StoredItem) -> Block:
    item, topic = stored.item, desk.topic(stored)
    label = _LABELS.get(item.kind.value, "Ministerraad")
    title = titles.fitting(item.title)
    day = item.published_on
    content: dict[str, Json] = {
        "when": dutch.day_table(day) if day else "",
        "on": day.isoformat() if day else "",
        "label": label,
        "text": title,
        "url": item.url,
        "gist": "" if item.kind in {ItemKind.BESLUITENLIJST, ItemKind.REGELING} else gist.of(item),
        "details": _details(stored),
        "headline": f"{label}: “{wording.shorten(title, 130)}”.",
        "headline_link": wording.shorten(title, 130),
        "news": f"{label} over {topic}" if topic else "",
    }
    content |= desk.marks(stored)
    part = f"{item.source}:{item.key}"
    return fact(Section.CABINET, "bericht", part, content, source(label, item.url), stored.id)


def _line(stored: StoredItem) -> tuple[str, str]:
    label = _LABELS.get(stored.item.kind.value, "Ministerraad")
    return f"{label}: {titles.clean(stored.item.title)}", stored.item.url


def blocks(desk: Desk) -> list[Block]:
    """Return what is new of the cabinet, the most important first; the rest as links."""
    shown, rest = choose(desk, _found(desk), desk.room.of(Section.CABINET))
    return [
        *(item_block(desk, stored) for stored in shown),
        *rest.block(Section.CABINET, "Ook van het kabinet", _line),
    ]
