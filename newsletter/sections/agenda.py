"""Politieke agenda: this and next week in full, two more weeks selected on importance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from config.schema import Recess
from newsletter import titles
from newsletter.desk import Desk, office, people_of
from newsletter.edition import Section, fact, sentence, source
from newsletter.importance import Level
from newsletter.sections.position import inzet
from newsletter.sections.status import describe, is_written
from tracker import dutch, wording
from tracker.records import (
    ROLE_ABSENT,
    ROLE_MINISTER,
    Block,
    ChangeKind,
    DatePrecision,
    ItemKind,
    Json,
    ScrapedItem,
    Status,
    StoredItem,
)

_FULL_WEEKS = 2
_SELECTED_WEEKS = 2
_SELECTED = 10
WEEKS_SHOWN = _FULL_WEEKS + _SELECTED_WEEKS
_NAMES = ("Deze week", "Volgende week", "Over twee weken", "Over drie weken")
_PLENARY = "TK"
_MIDNIGHT = "00.00"
_NOT_ON = frozenset({Status.CANCELLED, Status.LAPSED})
_NEWSWORTHY = 4
_SENTENCE = 140
_PLANNED = "Waar geen status staat, is de status: gepland."
_SHIFTED = (
    ChangeKind.CANCELLED,
    ChangeKind.LAPSED,
    ChangeKind.REPLACED,
    ChangeKind.MOVED,
    ChangeKind.TIME,
    ChangeKind.DATED,
)


def days_of(item: ScrapedItem) -> tuple[date, date] | None:
    """Return first and last day in Amsterdam; None without a date."""
    if item.starts_at is None or item.precision is DatePrecision.NONE:
        return None
    first = dutch.day_of(item.starts_at)
    if item.precision is DatePrecision.WEEK:
        return first, first + timedelta(days=6)
    last = dutch.day_of(item.ends_at) if item.ends_at else first
    return first, max(first, last)


def _falls_in(stored: StoredItem, monday: date) -> bool:
    days = days_of(stored.item)
    return days is not None and days[0] <= monday + timedelta(days=6) and days[1] >= monday


def in_selection(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether the agenda shows an activity of week three or four."""
    return desk.weight(stored).level is not Level.LOW or bool(desk.told(stored, *_SHIFTED))


def of_week(desk: Desk, offset: int) -> tuple[StoredItem, ...]:
    """Return the activities that the agenda shows in the week `offset` weeks on."""
    monday = desk.monday + timedelta(weeks=offset)
    activities = desk.items.get(ItemKind.ACTIVITEIT, ())
    found = [one for one in activities if desk.takes(one.id) and _falls_in(one, monday)]
    if offset >= _FULL_WEEKS:
        chosen = [stored for stored in found if in_selection(desk, stored)]
        found = sorted(chosen, key=lambda stored: -desk.weight(stored).points)[:_SELECTED]
    return tuple(sorted(found, key=lambda stored: _place(desk, stored, monday)))


def _place(desk: Desk, stored: StoredItem, monday: date) -> tuple[date, bool, float, int, str]:
    item = stored.item
    assert item.starts_at is not None
    timed = item.precision is DatePrecision.TIME
    return (
        _day_shown(item, monday) or monday + timedelta(days=7),
        not timed,
        item.starts_at.timestamp(),
        desk.weight(stored).level.rank,
        item.title,
    )


def _day_shown(item: ScrapedItem, monday: date) -> date | None:
    """Return the day under which it is listed; None when only the week is known."""
    days = days_of(item)
    if days is None or item.precision is DatePrecision.WEEK:
        return None
    return max(days[0], monday)


def time_label(item: ScrapedItem) -> str:
    """Return "16.30–19.30 uur", "di 24 nov – do 26 nov" or what is not known."""
    assert item.starts_at is not None
    if item.precision is DatePrecision.WEEK:
        return f"week {dutch.week_number(dutch.week_of(item.starts_at))}"
    days = days_of(item)
    assert days is not None
    if days[0] != days[1]:
        return dutch.days(*days)
    untimed = item.ends_at is None and dutch.clock(item.starts_at) == _MIDNIGHT
    if item.precision is DatePrecision.DAYS or untimed:
        return "tijd nog niet bekend"
    if is_written(item):
        return f"vóór {dutch.clock(item.starts_at)} uur"
    if item.ends_at is None or item.ends_at <= item.starts_at:
        return f"{dutch.clock(item.starts_at)} uur"
    return f"{dutch.clock(item.starts_at)}–{dutch.clock(item.ends_at)} uur"


def _committee(item: ScrapedItem) -> tuple[str, str]:
    """Return (full name, abbreviation); plenary says so."""
    if item.committee == _PLENARY or item.subtype.lower().startswith("plenair"):
        return "plenaire vergadering", ""
    name = titles.clean(item.committee_name)
    return (name or item.committee), (item.committee if name else "")


def facts(desk: Desk, stored: StoredItem, day: date) -> dict[str, Json]:
    """Return what every row of an activity shows, as content of a block."""
    item, weight = stored.item, desk.weight(stored)
    name, abbreviation = _committee(item)
    status = describe(desk, stored)
    return {
        "title": titles.fitting(titles.activity(item)),
        "url": item.url,
        "where": ", ".join(part for part in (item.chamber, titles.clean(item.room)) if part),
        "committee": name,
        "committee_short": abbreviation,
        "ministers": [office(actor) for actor in people_of(item, ROLE_MINISTER)],
        "absent": [office(actor) for actor in people_of(item, ROLE_ABSENT) if not actor.party],
        "tags": desk.tags(stored),
        "level": weight.level.value,
        "reason": weight.reason,
        "followers": desk.followers(stored, day),
        "status": status.word,
        "remarks": list(status.remarks),
        "off": status.off,
        **inzet(desk, stored),
        "closed": item.closed and not is_written(item),
    }


def _row(desk: Desk, stored: StoredItem, offset: int) -> Block:
    monday = desk.monday + timedelta(weeks=offset)
    item = stored.item
    day = _day_shown(item, monday)
    content = facts(desk, stored, day or monday)
    content |= {
        "week": offset,
        "day": day.isoformat() if day else "",
        "on": (day or monday).isoformat(),
        "day_label": dutch.day_heading(day) if day else "Dag nog niet bekend",
        "time": time_label(item),
        "brief": _is_brief(desk, stored),
    }
    content |= _news(desk, stored, day)
    links = source(titles.kind_of(item) or "Activiteit", item.url)
    part = f"{offset}:{item.source}:{item.key}"
    return fact(Section.AGENDA, "agenda-item", part, content, links, stored.id)


def row(desk: Desk, stored: StoredItem) -> Block | None:
    """Return the row of an activity whether or not the agenda selects it; None outside it."""
    for offset in range(WEEKS_SHOWN):
        if _falls_in(stored, desk.monday + timedelta(weeks=offset)):
            return _row(desk, stored, offset)
    return None


def _is_brief(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether one line is enough: of little weight, or over and told of below."""
    if describe(desk, stored).off:
        return False
    return desk.weight(stored).level is Level.LOW or stored.item.status is Status.HELD


def _news(desk: Desk, stored: StoredItem, day: date | None) -> dict[str, Json]:
    """Return one sentence and a headline for a debate to come, or one that was moved."""
    item = stored.item
    if day is None or item.starts_at is None or item.closed:
        return {}
    topic = desk.topic(stored)
    points = desk.weight(stored).points
    if shifted := desk.told(stored, *_SHIFTED):
        word = "gaat niet door" if item.status in _NOT_ON else "verplaatst"
        told = sentence(wording.headline(stored, shifted))
        return {
            "headline": told,
            "headline_link": wording.name(item),
            "news": f"debat over {topic} {word}",
            "points": points + 1,
        }
    if item.status is not Status.PLANNED or item.starts_at <= desk.now or points < _NEWSWORTHY:
        return {}
    when = dutch.day_heading(day)
    if item.precision is DatePrecision.TIME:
        when += f" om {dutch.clock(item.starts_at)} uur"
    what = wording.shorten(titles.in_sentence(item), _SENTENCE)
    told = sentence(f"Op {when} {'sluit' if is_written(item) else 'is'} {what}")
    return {
        "headline": told,
        "headline_link": what.partition(" ")[2],
        "news": f"debat over {topic} op komst",
        "points": points - 1,
    }


def _recess_note(recess: Recess) -> str:
    note = f"De Tweede Kamer is met reces tot en met {dutch.day_long(recess.until_on)}."
    return note if recess.confirmed else f"{note} Deze datum is nog niet bevestigd."


def _head(desk: Desk, offset: int, count: int) -> Block:
    week = dutch.week_after(desk.week, offset)
    monday = desk.monday + timedelta(weeks=offset)
    recess = desk.recess_in(monday)
    note = _recess_note(recess) if recess else ""
    if not count and not recess:
        note = "De Kamer heeft nog geen activiteiten gepland over onderwerpen van de provincies."
        if monday < dutch.day_of(desk.now):
            note = "Er zijn geen activiteiten bekend over onderwerpen van de provincies."
    if offset >= _FULL_WEEKS and count:
        note = f"{note} Dit is een keuze: alleen wat voor provincies het meest telt.".strip()
    content: dict[str, Json] = {
        "week": offset,
        "label": f"{_NAMES[offset]}: {titles.lower_first(dutch.week_label(week))}",
        "note": note,
        "recess": recess is not None,
    }
    return fact(Section.AGENDA, "agenda-week", f"week-{offset}", content)


def _weeks(desk: Desk) -> Iterator[Block]:
    for offset in range(WEEKS_SHOWN):
        rows = [_row(desk, stored, offset) for stored in of_week(desk, offset)]
        recess = desk.recess_in(desk.monday + timedelta(weeks=offset))
        if rows or recess or offset == 0:
            yield _head(desk, offset, len(rows))
            yield from rows


def blocks(desk: Desk) -> list[Block]:
    """Return the agenda: per week a head and its activities, then how fresh it is."""
    stamp = dutch.moment_long(desk.as_of)
    note = {"text": f"{_PLANNED} Stand van {stamp}; wijzigingen voorbehouden."}
    return [*_weeks(desk), fact(Section.AGENDA, "agenda-stand", "stand", note)]
