"""Onze inbreng: what lobbyists sent to the Kamer or to a consultatie, from what they said.

An item counts from the moment that somebody gave its address; the points are the lines of
the standpunt that stands with it.
"""

from __future__ import annotations

from datetime import datetime

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import ActionKind, Block, ItemKind, Json, StoredItem

_POINTS = 3
_WIDTH = 200
_SORTS = (("rondetafelgesprek", "rondetafelnotitie"), ("hoorzitting", "rondetafelnotitie"))


def aims(desk: Desk, stored: StoredItem) -> list[str]:
    """Return the lines of the standpunt, without the signs of a list."""
    lines = (line.strip(" \t-•*") for line in desk.stands(stored).position.splitlines())
    return [wording.shorten(line, _WIDTH) for line in lines if line][:_POINTS]


def inzet(desk: Desk, stored: StoredItem) -> dict[str, Json]:
    """Return the IPO-inzet of an activity as the agenda shows it."""
    stands = desk.stands(stored)
    if stands.inbreng_url:
        return {"inzet": "Inbreng van de provincies", "inzet_url": stands.inbreng_url}
    return {"inzet": "inbreng in voorbereiding" if stands.position else "", "inzet_url": ""}


def _sent_at(desk: Desk, stored: StoredItem) -> datetime | None:
    """Return when the address of the inbreng was given for the first time."""
    given = [
        action.at
        for action in desk.stands(stored).log
        if action.kind is ActionKind.POSITION and (action.value or {}).get("inbreng_url")
    ]
    return given[0] if given else None


def _sort(stored: StoredItem) -> str:
    if stored.item.kind is ItemKind.CONSULTATIE:
        return "consultatiereactie"
    words = stored.item.subtype.lower()
    return next((name for start, name in _SORTS if words.startswith(start)), "brief")


def _to(stored: StoredItem) -> str:
    """Return to whom it went: "de woordvoerders LVVN", "het ministerie van KGG"."""
    item = stored.item
    if item.kind is ItemKind.CONSULTATIE:
        return item.chamber
    return f"de woordvoerders {item.committee or item.chamber}"


def _subject(stored: StoredItem) -> str:
    item = stored.item
    if item.kind is ItemKind.ACTIVITEIT and item.starts_at is not None:
        words = titles.lower_first(titles.activity(item))
        return f"Inbreng {words}, {dutch.day_short(item.starts_at)}"
    return f"Inbreng {titles.lower_first(wording.KIND_WORDS[item.kind])} {titles.clean(item.title)}"


def _block(desk: Desk, stored: StoredItem) -> Block:
    url, at = desk.stands(stored).inbreng_url, _sent_at(desk, stored)
    content: dict[str, Json] = {
        "day": dutch.day_short(at) if at else "",
        "on": dutch.day_of(at).isoformat() if at else "",
        "title": _subject(stored),
        "sort": _sort(stored),
        "to": _to(stored),
        "partners": "",
        "format": "pdf" if url.lower().split("?")[0].endswith(".pdf") else "",
        "aims": aims(desk, stored),
        "url": url,
        "about_url": stored.item.url,
    }
    content |= desk.marks(stored)
    links = (*source("Inbreng", url), *source("Waar dit over gaat", stored.item.url))
    part = f"{stored.item.source}:{stored.item.key}"
    return fact(Section.INPUT, "inbreng", part, content, links, stored.id)


def _line(desk: Desk, stored: StoredItem) -> tuple[str, str]:
    return _subject(stored), desk.stands(stored).inbreng_url


def blocks(desk: Desk) -> list[Block]:
    """Return what was sent since the previous edition, or this week, oldest first."""
    found = [
        stored
        for kind in desk.items.values()
        for stored in kind
        if desk.stands(stored).inbreng_url and desk.took_place(_sent_at(desk, stored))
    ]
    shown, rest = choose(desk, found, desk.room.of(Section.INPUT))
    by_day = sorted(shown, key=lambda one: (_sent_at(desk, one) or desk.now, one.item.title))
    left = rest.block(Section.INPUT, "Ook verstuurd", lambda one: _line(desk, one))
    return [*(_block(desk, stored) for stored in by_day), *left]
