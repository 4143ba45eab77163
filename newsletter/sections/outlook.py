"""Vooruitblik: what is fixed for the coming weeks and not in the agenda above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.importance import Level, decision_power
from newsletter.sections import europe, meetings, promises
from newsletter.sections.agenda import WEEKS_SHOWN, days_of
from tracker import dutch
from tracker.records import Block, DatePrecision, ItemKind, Json, Status, StoredItem

_WEEKS = 6
_NEAR = timedelta(weeks=2)
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


def _planned(desk: Desk, until: date) -> Iterator[_Milestone]:
    """Yield what the Commission plans after the weeks that Brussel shows."""
    for stored in desk.of(ItemKind.EU_PLANNING):
        item, level = stored.item, desk.weight(stored).level
        if item.starts_at is None or item.status is not Status.PLANNED or level is Level.LOW:
            continue
        day = dutch.day_of(item.starts_at)
        if desk.sunday + _NEAR < day <= until:
            text = f"{europe.phase(item)}: {titles.clean(item.title)}"
            part = f"{item.source}:{item.key}"
            yield _Milestone(day, dutch.day_heading(day), text, part, item.url, level, stored)


def _meetings(desk: Desk, until: date) -> Iterator[_Milestone]:
    """Yield the overleggen after the weeks that their section shows."""
    for stored in desk.of(ItemKind.OVERLEG):
        day = meetings.day_of(stored)
        if stored.item.status is Status.PLANNED and desk.sunday + _NEAR < day <= until:
            text, part = meetings.name(desk, stored), f"{stored.item.source}:{stored.item.key}"
            when = dutch.day_heading(day)
            yield _Milestone(day, when, text, part, stored.item.url, Level.HIGH, stored)


def _block(milestone: _Milestone) -> Block:
    content: dict[str, Json] = {
        "when": milestone.when,
        "on": milestone.day.isoformat(),
        "text": milestone.text,
        "url": milestone.url,
    }
    stored = milestone.stored
    if stored and stored.item.kind is ItemKind.OVERLEG and stored.item.closed:
        content |= {"internal": True, "public": None}
    links = source("Bron", milestone.url)
    item_id = stored.id if stored else None
    return fact(Section.OUTLOOK, "mijlpaal", milestone.part, content, links, item_id)


def blocks(desk: Desk) -> list[Block]:
    """Return the most important milestones of six weeks, in order of date."""
    until = desk.monday + timedelta(weeks=_WEEKS, days=-1)
    found = [
        *_recesses(desk, until),
        *_activities(desk, until),
        *_promises(desk, until),
        *_planned(desk, until),
        *_meetings(desk, until),
    ]
    found = [one for one in found if desk.takes(*([one.stored.id] if one.stored else []))]
    found.sort(key=lambda milestone: (milestone.level.rank, milestone.day))
    chosen = sorted(
        found[: desk.room.of(Section.OUTLOOK)],
        key=lambda milestone: (milestone.day, milestone.text),
    )
    return [_block(milestone) for milestone in chosen]
