"""Vooruitblik: what is fixed for the coming weeks and not in the agenda above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact
from newsletter.importance import Level, decision_power
from newsletter.sections import promises
from newsletter.sections.agenda import WEEKS_SHOWN, days_of
from tracker import dutch
from tracker.records import Block, DatePrecision, ItemKind, Status, StoredItem

_WEEKS = 6
_CAP = 12
_DECISIVE = 2


@dataclass(frozen=True, slots=True)
class _Milestone:
    day: date
    when: str
    text: str
    part: str
    url: str = ""
    level: Level = Level.MIDDLE
    stored: StoredItem | None = None


def _recesses(desk: Desk, until: date) -> Iterator[_Milestone]:
    for entry in desk.recess.recesses:
        if desk.monday <= entry.from_on <= until:
            note = "" if entry.confirmed else " (nog niet bevestigd)"
            text = f"Begin {entry.name}, tot en met {dutch.day_long(entry.until_on)}{note}"
            day, part = entry.from_on, f"reces:{entry.from_on.isoformat()}"
            yield _Milestone(day, dutch.day_heading(day), text, part, level=Level.HIGH)


def _activities(desk: Desk, until: date) -> Iterator[_Milestone]:
    start = desk.monday + timedelta(weeks=WEEKS_SHOWN)
    for stored in desk.items.get(ItemKind.ACTIVITEIT, ()):
        item, days, level = stored.item, days_of(stored.item), desk.weight(stored).level
        if item.status is not Status.PLANNED or days is None or not start <= days[0] <= until:
            continue
        if level is Level.LOW or decision_power(item) < _DECISIVE:
            continue
        when = dutch.day_heading(days[0])
        if item.precision is DatePrecision.WEEK:
            when = f"week {dutch.week_number(dutch.week_of(days[0]))}"
        part = f"{item.source}:{item.key}"
        yield _Milestone(days[0], when, titles.activity(item), part, item.url, level, stored)


def _promises(desk: Desk, until: date) -> Iterator[_Milestone]:
    today = dutch.day_of(desk.now)
    for stored in desk.items.get(ItemKind.TOEZEGGING, ()):
        due, level = stored.item.due_on, desk.weight(stored).level
        if due is None or not today <= due <= until or not promises.is_open(stored):
            continue
        if level is Level.LOW:
            continue
        by = promises.who(stored).partition(" (")[0]
        text = f"Termijn toezegging{f' {by}' if by else ''}: {promises.text(stored, 140)}"
        part = f"{stored.item.source}:{stored.item.key}"
        yield _Milestone(due, dutch.day_heading(due), text, part, stored.item.url, level, stored)


def _block(milestone: _Milestone) -> Block:
    content = {"when": milestone.when, "text": milestone.text, "url": milestone.url}
    sources = (("Bron (tweedekamer.nl)", milestone.url),) if milestone.url else ()
    item_id = milestone.stored.id if milestone.stored else None
    return fact(Section.OUTLOOK, "mijlpaal", milestone.part, content, sources, item_id)


def blocks(desk: Desk) -> list[Block]:
    """Return at most twelve milestones, the most important ones, in order of date."""
    until = desk.monday + timedelta(weeks=_WEEKS, days=-1)
    found = [*_recesses(desk, until), *_activities(desk, until), *_promises(desk, until)]
    found.sort(key=lambda milestone: (milestone.level.rank, milestone.day))
    chosen = sorted(found[:_CAP], key=lambda milestone: (milestone.day, milestone.text))
    return [_block(milestone) for milestone in chosen]
