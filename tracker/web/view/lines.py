"""One item as one line of a list, and lines grouped by day; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.schema import Recess, RecessCalendar
from newsletter import importance, titles
from newsletter.sections.status import is_written
from tracker import dutch, wording
from tracker.changes import plain_title
from tracker.records import (
    ROLE_MINISTER,
    Classification,
    DatePrecision,
    ItemKind,
    ScrapedItem,
    Status,
    StoredItem,
)
from tracker.web.view.labels import Names, Tag

_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})
_HAS_STATUS = frozenset(
    {ItemKind.ACTIVITEIT, ItemKind.TOEZEGGING, ItemKind.WETSVOORSTEL, ItemKind.KAMERVRAGEN}
)
"""Of the other kinds the status says nothing: a Kamerbrief is "open" to the Kamer only."""
_MIDNIGHT = "00.00"
_TITLE_WIDTH = 220
_PLENARY = "plenair"
_OFFICES = frozenset({"minister", "minister-president", "staatssecretaris"})
_LONGEST_SHORT = 8
_MENTIONS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One item: `tone` is "off", "done" or "" and goes with the word `status`."""

    href: str
    kind: str
    title: str
    time: str
    when: str
    committee: str
    committee_short: str
    ministers: str
    room: str
    status: str
    tone: str
    outcome: str
    tags: tuple[Tag, ...]
    doubtful: bool
    closed: bool
    number: str
    due: str
    mentions: str = ""
    importance: str = ""
    importance_reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The lines of one day; `today` marks the present one."""

    on: date
    heading: str
    lines: tuple[Line, ...]
    today: bool = False


@dataclass(frozen=True, slots=True)
class Agenda:
    """Days with something on them, and what has a week but no day yet."""

    days: tuple[Day, ...]
    undated: tuple[Line, ...]
    recess: tuple[str, ...]
    count: int


def clock_words(item: ScrapedItem) -> str:
    """Return "16.30–19.30 uur", "vóór 12.00 uur", or what is known in place of a time."""
    start, end = item.starts_at, item.ends_at
    if start is None or item.precision is DatePrecision.NONE:
        return wording.NO_DATE
    if item.precision is DatePrecision.WEEK:
        return "dag nog niet bekend"
    if item.precision is DatePrecision.DAYS:
        return dutch.days(start, end) if end else "hele dag"
    if dutch.clock(start) == _MIDNIGHT:
        return "tijd nog niet bekend"
    if is_written(item):
        return f"vóór {dutch.clock(start)} uur"
    if end is None or end <= start or dutch.day_of(end) != dutch.day_of(start):
        return f"{dutch.clock(start)} uur"
    return f"{dutch.clock(start)}–{dutch.clock(end)} uur"


def status_words(item: ScrapedItem) -> str:
    """Return "gepland", or "verplaatst naar do 11 dec" when the new day is known."""
    words = wording.STATUS_WORDS[item.status]
    if item.kind not in _HAS_STATUS:
        return ""
    if item.status is Status.HELD and is_written(item):
        return "afgerond"
    if item.status is Status.MOVED and item.moved_to:
        if item.moved_precision is DatePrecision.WEEK:
            week = dutch.week_of(item.moved_to)
            return f"{words} naar week {dutch.week_number(week)} van {week[:4]}"
        return f"{words} naar {dutch.day_table(item.moved_to)}"
    return "" if item.status is Status.UNKNOWN else words


def _when(item: ScrapedItem) -> str:
    """Return the day with its year: "3 december 2026"; lists may reach back for years."""
    if item.starts_at is not None and item.precision is DatePrecision.TIME:
        return dutch.day_short(item.starts_at)
    return wording.when(item)


def _tone(status: Status) -> str:
    if status in _OFF:
        return "off"
    return "done" if status in {Status.HELD, Status.DONE} else ""


def committee_words(item: ScrapedItem) -> str:
    """Return the committee's full name, "Plenaire vergadering" for the Kamer itself."""
    name = item.committee_name or item.committee
    if name.casefold() == _PLENARY:
        return "Plenaire vergadering"
    return titles.upper_first(name) if item.committee_name else name


def _committee_short(item: ScrapedItem) -> str:
    """Return "Commissie LVVN" when the committee has an abbreviation, else its name."""
    full = committee_words(item)
    short = item.committee
    if item.kind is not ItemKind.ACTIVITEIT or short in {"", full} or " " in short:
        return full
    plenary = item.committee_name.casefold() == _PLENARY
    return full if plenary or len(short) > _LONGEST_SHORT else f"Commissie {short}"


def _ministers_short(item: ScrapedItem) -> str:
    """Return "minister M. Hoogland, staatssecretaris G. Wijnstra"."""
    found = []
    for actor in sorted(item.actors, key=lambda actor: actor.position):
        if actor.role == ROLE_MINISTER:
            office = actor.function.split(" ")[0].lower()
            found.append(f"{office} {actor.name}" if office in _OFFICES else actor.name)
    return ", ".join(dict.fromkeys(found))


def title_of(item: ScrapedItem) -> str:
    """Return what an item is called, at most 220 characters, never empty."""
    is_activity = item.kind is ItemKind.ACTIVITEIT
    text = titles.activity(item) if is_activity else plain_title(item.title)
    return wording.shorten(text, _TITLE_WIDTH) or "Zonder titel"


def mention_words(said: Classification | None) -> str:
    """Return how the provinces are named, each way once, at most four: "provincies, IPO"."""
    words: dict[str, str] = {}
    for one in said.mentions if said else ():
        words.setdefault(one.text.casefold(), one.text)
    return ", ".join(list(words.values())[:_MENTIONS])


def weight_words(stored: StoredItem, names: Names, now: datetime | None) -> tuple[str, str]:
    """Return ("hoog", "commissiedebat, noemt provincies"), or nothing for what is not ours."""
    said = stored.classification
    if now is None or said is None or not said.relevant:
        return "", ""
    found = importance.of(stored, now, names.taxonomy)
    return found.level.value, found.reason


def line(stored: StoredItem, names: Names, without: str = "", now: datetime | None = None) -> Line:
    """Return an item as a line; the tag of the dossier `without` is left out.

    With `now` it says how important the item is at that moment.
    """
    item, said = stored.item, stored.classification
    level, reason = weight_words(stored, names, now)
    return Line(
        href=f"/items/{stored.id}",
        kind=wording.kind_word(item),
        title=title_of(item),
        time=clock_words(item),
        when=_when(item),
        committee=committee_words(item),
        committee_short=_committee_short(item),
        ministers=_ministers_short(item),
        room=item.room,
        status=status_words(item),
        tone=_tone(item.status),
        outcome=wording.outcome_words(item.outcome) if item.outcome else "",
        tags=names.tags(said, without),
        doubtful=said is not None and not said.certain,
        closed=item.closed and not is_written(item),
        number=item.number,
        due=dutch.day_short(item.due_on) if item.due_on else "",
        mentions=mention_words(said),
        importance=level,
        importance_reason=reason,
    )


def lines(
    items: Iterable[StoredItem], names: Names, without: str = "", now: datetime | None = None
) -> tuple[Line, ...]:
    """Return items as lines, in their order."""
    return tuple(line(stored, names, without, now) for stored in items)


def _recess_words(recess: Recess) -> str:
    words = (
        f"{recess.name.capitalize()}: van {dutch.day_short(recess.from_on)} tot en met "
        f"{dutch.day_short(recess.until_on)} vergadert de Kamer niet."
    )
    return words if recess.confirmed else f"{words} De Kamer heeft dit nog niet bevestigd."


def recesses(calendar: RecessCalendar, first: date, last: date) -> tuple[str, ...]:
    """Return a sentence for each reces that touches these days."""
    touching = (one for one in calendar.recesses if one.from_on <= last and one.until_on >= first)
    return tuple(_recess_words(one) for one in touching)


def agenda(
    items: Sequence[StoredItem],
    names: Names,
    calendar: RecessCalendar,
    first: date,
    last: date,
    now: datetime,
    without: str = "",
) -> Agenda:
    """Return the items of [first, last] per day; days without items are left out."""
    today = dutch.day_of(now)
    by_day: dict[date, list[StoredItem]] = {}
    undated = []
    for stored in items:
        starts_at = stored.item.starts_at
        if starts_at is None or stored.item.precision is DatePrecision.WEEK:
            undated.append(stored)
        else:
            by_day.setdefault(dutch.day_of(starts_at), []).append(stored)
    days = tuple(
        Day(on, day_heading(on, today), lines(by_day[on], names, without, now), on == today)
        for on in sorted(by_day)
    )
    return Agenda(
        days, lines(undated, names, without, now), recesses(calendar, first, last), len(items)
    )


def day_heading(on: date, today: date) -> str:
    """Return "Vandaag, maandag 23 november", "Morgen, …" or "Woensdag 25 november"."""
    words = dutch.day_heading(on)
    if on == today:
        return f"Vandaag, {words}"
    if on == today + timedelta(days=1):
        return f"Morgen, {words}"
    return words[:1].upper() + words[1:]
