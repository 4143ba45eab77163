"""The public agenda of a week as its page shows it: lines per day or per BAC; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from tracker import dutch
from tracker.records import DatePrecision
from tracker.web.public.debates import Debate
from tracker.web.public.states import State
from tracker.web.view import lines
from tracker.web.view.labels import Names, Tag

PAGE = "/politieke-agenda"
_TONES: Mapping[State, str] = {
    State.PLANNED: "plain", State.NEW: "new", State.CHANGED: "shift", State.MOVED: "off",
    State.POSTPONED: "off", State.CANCELLED: "off", State.HELD: "done",
}  # fmt: skip
_MOST_DOSSIERS = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One debate as a line; `tone` goes with the word of its state, never alone."""

    anchor: str
    day: str
    clock: str
    title: str
    href: str
    word: str
    tone: str
    off: bool
    closed: bool
    said: tuple[str, ...]
    chamber: str
    committee: str
    ministers: str
    room: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one day or one BAC."""

    heading: str
    rows: tuple[Row, ...]
    today: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """One week to go to, with how many debates it has."""

    week: str
    number: int
    days: str
    count: str
    here: bool


def _tags(one: Debate, names: Names) -> tuple[Tag, ...]:
    def tag(kind: str, slug: str, text: str, title: str) -> Tag:
        return Tag(text, title, f"{PAGE}?{urlencode({kind: slug})}", kind)

    dossiers = one.dossiers[:_MOST_DOSSIERS]
    return (
        *(tag("dossier", slug, names.dossier(slug), f"Dossier {names.dossier(slug)}")
          for slug in dossiers),
        *(tag("bac", slug, names.abbreviation(slug), f"BAC {names.bac(slug)}")
          for slug in one.bacs),
    )  # fmt: skip


def _day(one: Debate) -> str:
    is_unknown = one.precision is DatePrecision.WEEK or one.state is State.POSTPONED
    return "" if is_unknown else dutch.day_table(one.starts_at)


def row(one: Debate, names: Names) -> Row:
    """Return a debate as a line."""
    return Row(
        anchor=f"d{one.id}",
        day=_day(one),
        clock=one.clock,
        title=one.title,
        href=one.url,
        word=one.word,
        tone=_TONES[one.state],
        off=not one.goes_on,
        closed=one.closed,
        said=one.said,
        chamber=one.chamber,
        committee=one.committee,
        ministers=", ".join(one.ministers),
        room=one.room,
        tags=_tags(one, names),
    )


def by_day(found: Iterable[Debate], names: Names, today: date) -> tuple[Group, ...]:
    """Return debates per day; those without a day yet come last."""
    days: dict[date, list[Row]] = {}
    undated: list[Row] = []
    for one in found:
        if one.precision is DatePrecision.WEEK:
            undated.append(row(one, names))
        else:
            days.setdefault(dutch.day_of(one.starts_at), []).append(row(one, names))
    groups = [
        Group(lines.day_heading(on, today), tuple(days[on]), on == today) for on in sorted(days)
    ]
    if undated:
        groups.append(Group("Dag nog niet bekend", tuple(undated)))
    return tuple(groups)


def by_bac(found: Sequence[Debate], names: Names) -> tuple[Group, ...]:
    """Return debates per BAC, in the order of the taxonomy; one of two BACs stands in both."""
    groups = []
    for bac in names.taxonomy.bacs:
        mine = tuple(row(one, names) for one in found if bac.slug in one.bacs)
        if mine:
            groups.append(Group(f"{bac.name} ({bac.abbreviation})", mine))
    rest = tuple(row(one, names) for one in found if not one.bacs)
    return (*groups, Group("Nog zonder BAC", rest)) if rest else tuple(groups)


def weeks_around(wanted: str, present: str, count: int = 6) -> tuple[str, ...]:
    """Return weeks to choose from: from this week on when the wanted one is near, else from it."""
    near = [dutch.week_after(present, step) for step in range(-1, count - 1)]
    if wanted in near:
        return tuple(near)
    return tuple(dutch.week_after(wanted, step) for step in range(-1, count - 1))


def week_views(counts: Mapping[str, int], wanted: str) -> tuple[Week, ...]:
    """Return weeks with their days and how many debates they have."""
    found = []
    for week, count in counts.items():
        monday, sunday = dutch.week_days(week)
        days = f"{dutch.day_table(monday)[3:]} – {dutch.day_table(sunday)[3:]}"
        words = f"{count or 'geen'} {'debat' if count == 1 else 'debatten'}"
        found.append(Week(week, dutch.week_number(week), days, words, week == wanted))
    return tuple(found)
