"""How an activity stands, in words: off, moved, changed since the previous edition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from newsletter import titles
from newsletter.desk import Desk
from tracker import dutch, wording
from tracker.records import (
    ChangeKind,
    DatePrecision,
    ScrapedItem,
    Status,
    StoredChange,
    StoredItem,
)

_OFF = {
    Status.CANCELLED: "Geannuleerd",
    Status.LAPSED: "Vervallen",
    Status.MOVED: "Verplaatst",
}
_WORDS = {Status.PLANNED: "Gepland", Status.HELD: "Geweest"}
_TOLD = (
    ChangeKind.MOVED,
    ChangeKind.TIME,
    ChangeKind.DATED,
    ChangeKind.REINSTATED,
    ChangeKind.CONTINUED,
    ChangeKind.ROOM,
    ChangeKind.AGENDA_ADDED,
    ChangeKind.AGENDA_WITHDRAWN,
    ChangeKind.ACTOR_ADDED,
    ChangeKind.ACTOR_WITHDRAWN,
)
"""What is said of a debate that goes on: once it was held only the outcome counts."""
_REMARKS = 3
_WIDTH = 130


_WRITTEN = ("inbreng", "e-mailprocedure", "schriftelijk commentaar")


def is_written(item: ScrapedItem) -> bool:
    """Tell whether nobody meets: a written round, with its closing time as its moment."""
    return item.subtype.lower().startswith(_WRITTEN)


@dataclass(frozen=True, slots=True)
class StatusWords:
    """`word` says the status, `remarks` what changed, `off` that it does not take place."""

    word: str
    remarks: tuple[str, ...]
    off: bool

    @property
    def sentence(self) -> str:
        """Return the status as one piece of text."""
        return "; ".join([self.word, *(titles.lower_first(text) for text in self.remarks)])


def _successor(desk: Desk, item: ScrapedItem) -> tuple[datetime, DatePrecision] | None:
    for ref in item.replaced_by:
        found = desk.lookup.get(ref)
        if found and found.item.starts_at:
            return found.item.starts_at, found.item.precision
    return (item.moved_to, item.moved_precision) if item.moved_to else None


def _target(desk: Desk, item: ScrapedItem) -> str:
    """Return " naar dinsdag 1 december, 10.00 uur", as far as the source says it."""
    successor = _successor(desk, item)
    if successor is None:
        return ""
    at, precision = successor
    if precision is DatePrecision.WEEK:
        return f" naar week {dutch.week_number(dutch.week_of(at))}"
    time = f", {dutch.clock(at)} uur" if precision is DatePrecision.TIME else ""
    return f" naar {dutch.day_heading(at)}{time}"


def _remarks(desk: Desk, stored: StoredItem) -> Iterator[str]:
    if desk.since is not None and desk.told(stored, ChangeKind.NEW):
        yield "Nieuw sinds de vorige editie"
        return
    latest = {_place(change): change for change in desk.told(stored, *_TOLD)}
    changes = wording.by_importance(tuple(latest.values()))
    for change in changes[:_REMARKS]:
        yield wording.shorten(wording.describe(change).rstrip("."), _WIDTH)
    if len(changes) > _REMARKS:
        yield f"En nog {dutch.number(len(changes) - _REMARKS)} wijzigingen"


def _place(change: StoredChange) -> tuple[str, str]:
    """Return what a change is about: of several changes of one thing the last is told."""
    part = change.new or change.old
    named = part.get("key") or part.get("name") if isinstance(part, dict) else ""
    return (change.field, str(named or ""))


def describe(desk: Desk, stored: StoredItem) -> StatusWords:
    """Return how the activity stands, from the source's own status and changes."""
    item = stored.item
    if item.status in _OFF:
        word = _OFF[item.status]
        target = _target(desk, item) if item.status is Status.MOVED else ""
        said = "" if target else titles.off_remark(item)
        if said.lower().startswith(word.lower()):
            return StatusWords(titles.upper_first(said), (), True)
        return StatusWords(word + target, (titles.upper_first(said),) if said else (), True)
    word = _WORDS.get(item.status, "")
    if item.status is Status.HELD and is_written(item):
        word = "Afgerond"
    if item.status is not Status.PLANNED:
        return StatusWords(word, (), False)
    remarks = tuple(_remarks(desk, stored))
    is_changed = bool(remarks) and not desk.told(stored, ChangeKind.NEW)
    return StatusWords("Gewijzigd" if is_changed else word, remarks, False)
