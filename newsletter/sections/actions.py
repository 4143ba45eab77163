"""Actie gevraagd: what the dates that come near ask of somebody; people add their own.

The machine only proposes, and only while nobody decided: an editor keeps, rewrites or drops.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.importance import Level
from newsletter.sections.consultations import internal_due, is_open, owner, responds
from tracker import dutch, wording
from tracker.records import Block, ItemKind, Json, Status, StoredItem

_NEAR = timedelta(days=14)
_TITLE = 110
_UNDECIDED = "nog te bepalen"


def _proposal(desk: Desk, stored: StoredItem, content: dict[str, Json]) -> Block:
    words = content | {"proposed": True, "internal": True, "url": stored.item.url}
    words |= {"on": content["on"], "bacs": [tag["abbreviation"] for tag in desk.tags(stored)[:1]]}
    part = f"voorstel:{stored.item.source}:{stored.item.key}"
    links = source(wording.KIND_WORDS[stored.item.kind], stored.item.url)
    return fact(Section.ACTIONS, "actie", part, words, links, stored.id)


def _consultations(desk: Desk) -> Iterator[Block]:
    for stored in desk.of(ItemKind.CONSULTATIE):
        due = stored.item.due_on
        if due is None or not is_open(stored, desk.today) or due > desk.today + _NEAR:
            continue
        if responds(desk, stored) != _UNDECIDED or desk.weight(stored).level is Level.LOW:
            continue
        last = max(internal_due(desk, due), desk.today)
        title = wording.shorten(titles.clean(stored.item.title), _TITLE)
        content: dict[str, Json] = {
            "what": f"Bepaal of het IPO reageert op de consultatie “{title}”",
            "who": owner(desk, stored),
            "before": dutch.day_heading(last),
            "on": last.isoformat(),
        }
        yield _proposal(desk, stored, content)


def _written_rounds(desk: Desk) -> Iterator[Block]:
    for stored in desk.of(ItemKind.ACTIVITEIT):
        item, at = stored.item, stored.item.starts_at
        is_round = item.subtype.lower().startswith("inbreng") and item.status is Status.PLANNED
        if not is_round or at is None or not desk.now < at <= desk.now + _NEAR:
            continue
        stands = desk.stands(stored)
        if stands.position or stands.inbreng_url or desk.weight(stored).level is Level.LOW:
            continue
        day = dutch.day_of(at)
        title = wording.shorten(titles.subject(item), _TITLE)
        content: dict[str, Json] = {
            "what": f"Geef punten door voor de schriftelijke inbreng “{title}”",
            "who": dutch.listing(desk.followers(stored, day)[:2]) or _UNDECIDED,
            "before": f"{dutch.day_heading(day)}, {dutch.clock(at)} uur",
            "on": day.isoformat(),
        }
        yield _proposal(desk, stored, content)


def blocks(desk: Desk) -> list[Block]:
    """Return what is proposed, the most important first choice, in order of date."""
    proposed = (*_consultations(desk), *_written_rounds(desk))
    found = [block for block in proposed if desk.takes(block.item_id or 0)]
    weights = {stored.id: stored for kind in desk.items.values() for stored in kind}
    found.sort(key=lambda block: desk.order(weights[block.item_id or 0]))
    chosen = found[: desk.room.of(Section.ACTIONS)]
    return sorted(chosen, key=lambda block: str(block.content["on"]))
