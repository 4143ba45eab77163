"""What of the week no block shows, and why: nothing is out of sight; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.importance import Level
from newsletter.sections import consultations
from tracker import dutch, wording
from tracker.records import Block, Edition, ItemKind, StoredItem

_AGENDA_WEEKS = timedelta(weeks=4)
_PARTS = frozenset({ItemKind.VERSLAG, ItemKind.STEMMING, ItemKind.TERMIJN})
"""Belong to another item, which tells of them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of the week that readers do not get, with the reason in Dutch."""

    item_id: int
    kind: str
    title: str
    url: str
    day: date | None
    level: str
    reason: str
    dossier: str


def shown_ids(edition: Edition) -> set[int]:
    """Return the items that some block tells of or lists as a link."""
    found: set[int] = set()
    for block in edition.blocks:
        if not block.dropped:
            found |= set(_ids(block))
    return found


def _ids(block: Block) -> Iterator[int]:
    yield from block.content.get("items", ())
    if block.item_id is not None:
        yield block.item_id


def _day(stored: StoredItem) -> date | None:
    item = stored.item
    if item.kind is ItemKind.CONSULTATIE:
        return item.due_on
    return dutch.day_of(item.starts_at) if item.starts_at else item.published_on or item.due_on


def _is_of_week(desk: Desk, stored: StoredItem) -> bool:
    day = _day(stored)
    if stored.item.kind is ItemKind.CONSULTATIE:
        return consultations.is_open(stored, desk.today)
    if stored.item.kind is ItemKind.ACTIVITEIT:
        return day is not None and desk.monday <= day < desk.monday + _AGENDA_WEEKS
    if desk.is_new_since(stored.item.published_on, stored):
        return True
    return day is not None and desk.monday <= day <= desk.sunday


def _reason(desk: Desk, stored: StoredItem, dropped: set[int]) -> str:
    if stored.id in dropped:
        return "weggelaten door de redactie"
    if desk.weight(stored).level is Level.LOW:
        return f"belang laag: {desk.weight(stored).reason}"
    return "geen plaats: andere onderwerpen wogen zwaarder"


def left_out(desk: Desk, edition: Edition) -> tuple[LeftOut, ...]:
    """Return the items of the week that no block shows, the most important first.

    `desk` is `newsletter.desk.prepare` of the same material and week as the edition.
    """
    shown = shown_ids(edition)
    gone = {one for block in edition.blocks if block.dropped for one in _ids(block)}
    found = [
        stored
        for kind, items in desk.items.items()
        if kind not in _PARTS
        for stored in items
        if stored.id not in shown and _is_of_week(desk, stored)
    ]
    return tuple(
        LeftOut(
            item_id=stored.id,
            kind=wording.KIND_WORDS[stored.item.kind],
            title=titles.clean(stored.item.title),
            url=stored.item.url,
            day=_day(stored),
            level=desk.weight(stored).level.value,
            reason=_reason(desk, stored, gone),
            dossier=desk.topic(stored),
        )
        for stored in sorted(found, key=desk.order)
    )
