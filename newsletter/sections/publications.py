"""Publicaties: reports and adviezen of the week, each with one sentence from its own text."""

from __future__ import annotations

from newsletter import gist, titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.sections import cabinet, europe
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import Block, ItemKind, Json, StoredItem

_KINDS = (ItemKind.PUBLICATIE, ItemKind.ADVIES, ItemKind.REGELING)


def item_block(desk: Desk, stored: StoredItem) -> Block:
    item, day, topic = stored.item, stored.item.published_on, desk.topic(stored)
    title = titles.fitting(item.title)
    content: dict[str, Json] = {
        "when": dutch.day_table(day) if day else "",
        "on": day.isoformat() if day else "",
        "label": item.chamber,
        "text": title,
        "url": item.url,
        "gist": gist.of(item),
        "details": [],
        "headline": f"{item.chamber}: “{wording.shorten(title, 130)}”.",
        "headline_link": wording.shorten(title, 130),
        "news": f"publicatie over {topic}" if topic else "",
    }
    content |= desk.marks(stored)
    part = f"{item.source}:{item.key}"
    links = source(wording.KIND_WORDS[item.kind], item.url)
    return fact(Section.PUBLICATIONS, "bericht", part, content, links, stored.id)


def _line(stored: StoredItem) -> tuple[str, str]:
    return f"{titles.clean(stored.item.title)} ({stored.item.chamber})", stored.item.url


def blocks(desk: Desk) -> list[Block]:
    """Return what appeared this week, not what is of the cabinet or of Brussel."""
    found = [
        stored
        for stored in desk.of(*_KINDS)
        if desk.is_new_since(stored.item.published_on, stored)
        and not cabinet.belongs(stored)
        and not europe.belongs(stored)
    ]
    shown, rest = choose(desk, found, desk.room.of(Section.PUBLICATIONS))
    return [
        *(item_block(desk, stored) for stored in shown),
        *rest.block(Section.PUBLICATIONS, "Ook verschenen", _line),
    ]
