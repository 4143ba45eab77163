"""Pure: what people type after a command: names with typing errors, days in Dutch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher, get_close_matches
from unicodedata import combining, normalize

from tracker import dutch

_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
           "september", "oktober", "november", "december")  # fmt: skip
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DUTCH = re.compile(r"(\d{1,2})[-/](\d{1,2})(?:[-/](\d{4}|\d{2}))?")
_WORDS = re.compile(r"(\d{1,2})\s+([a-z]{3,9})(?:\s+(\d{4}))?")
_BETWEEN = re.compile(r"\s+(?:t/m|tm|tot en met|tot|-|–|en)\s+")
_ALIKE, _SURE = 0.6, 0.85


def plain(text: str) -> str:
    """Return `text` in small letters without accents and with single blanks."""
    letters = normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not combining(one)).split())


def _likeness(wanted: str, name: str) -> float:
    """Return how much a name looks like what was typed, 1 for the same or a whole word of it."""
    if wanted == name:
        return 1.0
    pieces = re.findall(r"\w+", name)
    if wanted in pieces:
        return 0.97
    if name.startswith(wanted) and len(wanted) >= 3:
        return 0.95
    if wanted in name and len(wanted) >= 4:
        return 0.9
    best = max((SequenceMatcher(None, wanted, piece).ratio() for piece in pieces), default=0.0)
    return max(SequenceMatcher(None, wanted, name).ratio(), best * 0.92)


def matches(typed: str, names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the keys whose names look like `typed`, best first: one when it is sure.

    `names` holds for each key all that it may be called.
    """
    wanted = plain(typed)
    if not wanted:
        return []
    scores = {
        key: max(_likeness(wanted, plain(name)) for name in called) for key, called in names.items()
    }
    found = sorted((key for key in scores if scores[key] >= _ALIKE), key=lambda key: -scores[key])
    if found and scores[found[0]] >= _SURE:
        sure = [key for key in found if scores[key] >= scores[found[0]] - 0.005]
        return sure if len(sure) == 1 or scores[sure[0]] < 1 else sure[:1]
    return found[:5]


def nearest(typed: str, words: Sequence[str]) -> str:
    """Return the word that `typed` was meant to be, or ""."""
    found = get_close_matches(plain(typed), words, 1, 0.65)
    return found[0] if found else ""


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _coming(month: int, day: int, today: date) -> date | None:
    """Return that day this year, or next year when it was months ago."""
    found = _date(today.year, month, day)
    if found is not None and found < today - timedelta(days=60):
        return _date(today.year + 1, month, day)
    return found


def _month(word: str) -> int:
    found = [number for number, name in enumerate(_MONTHS, 1) if name.startswith(word[:3])]
    return found[0] if found else {"mrt": 3}.get(word, 0)


def day_of(text: str, today: date) -> date | None:
    """Return the day that is meant by "24-11", "24 november", "morgen", "maandag"; else None."""
    typed = plain(text).strip(" .,")
    words = {"vandaag": 0, "morgen": 1, "overmorgen": 2}
    if typed in words:
        return today + timedelta(days=words[typed])
    if typed in _DAYS:
        ahead = (_DAYS.index(typed) - today.weekday()) % 7
        return today + timedelta(days=ahead or 7)
    if found := _ISO.fullmatch(typed):
        return _date(*(int(part) for part in found.groups()))
    if found := _DUTCH.fullmatch(typed):
        day, month, year = found.groups()
        if year is None:
            return _coming(int(month), int(day), today)
        return _date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    if found := _WORDS.fullmatch(typed):
        day, name, year = found.groups()
        month_number = _month(name)
        if year is None:
            return _coming(month_number, int(day), today)
        return _date(int(year), month_number, int(day))
    return None


def period_of(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day of "24-11 tot en met 27-11" or "24-11 27-11"; else None."""
    typed = plain(text).removeprefix("van ").removeprefix("vanaf ")
    halves = [part for part in _BETWEEN.split(typed, maxsplit=1) if part]
    if len(halves) == 1:
        pieces = typed.split()
        for at in range(1, len(pieces)):
            first, last = (day_of(" ".join(one), today) for one in (pieces[:at], pieces[at:]))
            if first and last:
                return first, last
        only = day_of(typed, today)
        return (only, only) if only else None
    if len(halves) != 2:
        return None
    first, last = (day_of(part, today) for part in halves)
    return (first, last) if first and last else None


def period_words(first: date, last: date) -> str:
    """Return "24 tot en met 27 november 2026"."""
    return dutch.period(first, last)
