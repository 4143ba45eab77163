"""The table of a tentative agenda, and which of its points are those of the edition before.

Pure. The PDF has four columns: date of the meeting, item, responsible member (in capitals)
and other events, of which the text comes in between. Rows that begin with "-" are parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import SequenceMatcher

SIMILAR = 0.72
"""From here on two titles are taken for one; "2027" and "2028" never are."""
REMEMBERED = timedelta(days=120)

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})\b\s*")
_PLACE = re.compile(r"^\((?:Str|tbc)\)\s*", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the table; `parts` are its sub-items, `abroad` says "in Strasbourg"."""

    title: str
    on: date
    member: str = ""
    parts: tuple[str, ...] = ()
    abroad: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """A point with the key that it keeps through all editions."""

    key: str
    point: Point
    dropped: bool = False


class _Reader:
    """Reads line after line; a point ends where its responsible member stands."""

    def __init__(self, members: Sequence[str], events: Sequence[str]) -> None:
        names = "|".join(map(re.escape, sorted(members, key=len, reverse=True)))
        labels = "|".join(map(re.escape, sorted(events, key=len, reverse=True)))
        range_of_days = rf"\d{{1,2}}(?:\s?[-–]\s?\d{{1,2}})?\s(?:{_MONTHS})"
        self.event = re.compile(rf"\s*{range_of_days}(?:\s+(?:{labels})\S*)?$|^(?:{labels})\S*$")
        self.member = re.compile(rf"(?:^|\s)((?:{names})(?:\s*(?:/|,|and|&)\s*(?:{names}))*)$")
        self.points: list[Point] = []
        self.words: list[str] = []
        self.on: date | None = None
        self.abroad = False
        self.in_parts = False

    def read(self, line: str) -> None:
        """Take the next line."""
        if found := _DATE.match(line):
            self._meeting(date(int(found[3]), int(found[2]), int(found[1])))
            line = line[found.end() :]
        if _PLACE.match(line):
            self.abroad = self.abroad or line.lower().startswith("(str)")
            line = _PLACE.sub("", line)
        line = self.event.sub("", line).strip()
        if self.on is None or not line:
            return
        if line.startswith(("- ", "– ")) or line in {"-", "–"}:
            self._part(line[1:].strip())
            return
        found = self.member.search(line)
        whole = line.isupper() and len(line) <= 40 and any(map(str.isalpha, line))
        if found or whole:
            self._close(line[: found.start()] if found else "", found[1] if found else line)
        elif self.in_parts and self.points:
            self._continue_part(line)
        else:
            self.words.append(line)

    def _meeting(self, on: date) -> None:
        self.on, self.abroad, self.in_parts, self.words = on, False, False, []

    def _close(self, last: str, member: str) -> None:
        assert self.on is not None
        title = " ".join((*self.words, last.strip())).strip()
        self.words, self.in_parts = [], False
        if title:
            self.points.append(Point(title, self.on, member, (), self.abroad))

    def _part(self, text: str) -> None:
        if self.words:
            self._close("", "")
        self.in_parts = bool(self.points)
        if self.points:
            last = self.points[-1]
            self.points[-1] = replace(last, parts=(*last.parts, text))

    def _continue_part(self, text: str) -> None:
        last = self.points[-1]
        joined = f"{last.parts[-1]} {text}".strip()
        self.points[-1] = replace(last, parts=(*last.parts[:-1], joined))


def parse_points(
    lines: Sequence[str], members: Sequence[str], events: Sequence[str]
) -> tuple[Point, ...]:
    """Return the points of an edition; text before the first date is no point.

    `members` are the names of Commissioners as they stand in the last word of a line, `events`
    the labels of the column of other events. A line of capitals alone is a member too.
    """
    reader = _Reader(members, events)
    for line in lines:
        reader.read(line)
    return tuple(reader.points)


def plain_words(title: str) -> str:
    """Return the words of a title without case or punctuation."""
    return " ".join(_WORDS.findall(title.lower()))


def likeness(one: str, other: str) -> float:
    """Return how alike two titles are, 0 to 1; 0 when their numbers differ."""
    first, second = plain_words(one), plain_words(other)
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def follow(
    before: Sequence[Planned], points: Sequence[Point], on: date
) -> tuple[tuple[Planned, ...], tuple[Planned, ...]]:
    """Return (the points of this edition, all that is to be remembered).

    A point that the edition before planned on a day from `on` and that is no longer there is
    in both, with `dropped`. What lies in the past is remembered a while: it may come back.
    """
    keys: dict[int, str] = {}
    for unlike, _, place, key in sorted(_pairs(before, points)):
        if -unlike >= SIMILAR and place not in keys and key not in keys.values():
            keys[place] = key
    present = tuple(_named(points, keys, {old.key for old in before}))
    left = [old for old in before if old.key not in keys.values()]
    dropped = tuple(
        replace(old, dropped=True) for old in left if old.point.on >= on and not old.dropped
    )
    known = {one.key for one in dropped}
    past = [old for old in left if old.key not in known and old.point.on >= on - REMEMBERED]
    return (*present, *dropped), (*present, *dropped, *past)


def _pairs(
    before: Sequence[Planned], points: Sequence[Point]
) -> Iterator[tuple[float, int, int, str]]:
    """Yield each pair of an old and a new point; the most alike and nearest sorts first."""
    for place, point in enumerate(points):
        for old in before:
            days = abs((old.point.on - point.on).days)
            yield -likeness(old.point.title, point.title), days, place, old.key


def _named(points: Sequence[Point], keys: dict[int, str], taken: set[str]) -> Iterator[Planned]:
    """Yield each point with its old key, or with a new one made of its title."""
    for place, point in enumerate(points):
        key = keys.get(place)
        if key is None:
            stem = plain_words(point.title).replace(" ", "-")[:100]
            numbers = (f"{stem}-{count}" if count > 1 else stem for count in range(1, 1000))
            key = next(name for name in numbers if name not in taken)
            taken.add(key)
        yield Planned(key, point)
