"""What an item is called, when it is and who comes, in Dutch; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tracker import dutch
from tracker.changes import plain_title
from tracker.records import ROLE_MINISTER, DatePrecision, ItemKind, Json, ScrapedItem
from tracker.vocabulary import KIND_WORDS, NO_DATE


def shorten(text: str, width: int) -> str:
    """Return `text` in at most `width` characters, cut after a word and closed with "…"."""
    flat = " ".join(text.split())
    if len(flat) <= width:
        return flat
    cut = flat[: max(width - 1, 0)]
    word_end = cut.rfind(" ") if flat[len(cut)] != " " else len(cut)
    return (cut[:word_end] if word_end > width // 2 else cut).rstrip(" ,.;:-–(") + "…"


def kind_word(item: ScrapedItem) -> str:
    """Return "Commissiedebat" for an activiteit, else the kind: "Kamerbrief", "Motie"."""
    return (item.subtype if item.kind is ItemKind.ACTIVITEIT else "") or KIND_WORDS[item.kind]


def name(item: ScrapedItem) -> str:
    """Return "Commissiedebat Stikstof": kind and title, never the kind twice.

    A stemming is called after what was voted on.
    """
    title, word = plain_title(item.title), kind_word(item)
    if item.kind is ItemKind.STEMMING:
        return title
    if title.casefold().startswith(word.casefold()):
        return title
    return f"{word} {title}".strip()


def parsed(value: str | None) -> datetime | None:
    """Return the moment that a change carries as text, or None."""
    return datetime.fromisoformat(value) if value else None


def _when(start: datetime | None, end: datetime | None, precision: DatePrecision) -> str:
    if start is None or precision is DatePrecision.NONE:
        return NO_DATE
    if precision is DatePrecision.WEEK:
        week = dutch.week_of(start)
        return f"week {dutch.week_number(week)} van {week[:4]}, dag nog niet bekend"
    if precision is DatePrecision.DAYS:
        return dutch.days(start, end)
    return dutch.span(start, end)


def when(item: ScrapedItem) -> str:
    """Return "di 24 nov, 16.30–19.30 uur", or "24 november 2026" for what was published."""
    if item.starts_at is None and item.published_on is not None:
        return dutch.day_short(item.published_on)
    return _when(item.starts_at, item.ends_at, item.precision)


def when_value(value: Mapping[str, Json] | None) -> str:
    """Return the same for the moment that a change carries."""
    if not value:
        return NO_DATE
    precision = value.get("precision", DatePrecision.TIME)
    return _when(
        parsed(value.get("starts_at")), parsed(value.get("ends_at")), DatePrecision(precision)
    )


def ministers(item: ScrapedItem) -> tuple[str, ...]:
    """Return the bewindspersonen, "Van Essen (minister van LVVN)", in order."""
    actors = sorted(
        (actor for actor in item.actors if actor.role == ROLE_MINISTER),
        key=lambda actor: actor.position,
    )
    return tuple(f"{one.name} ({one.function})" if one.function else one.name for one in actors)


def outcome_words(value: Json) -> str:
    """Return "aangenomen, 92 voor en 58 tegen" for the ballot that a change carries."""
    ballot: Mapping[str, Any] = value if isinstance(value, Mapping) else {"outcome": value or ""}
    words = str(ballot.get("outcome") or "").removeprefix("Stemmen - ") or "nog geen uitslag"
    seats = {"voor": 0, "tegen": 0}
    for _, choice, size in ballot.get("votes", ()):
        seats[str(choice).lower()] = seats.get(str(choice).lower(), 0) + int(size)
    if not seats["voor"] and not seats["tegen"]:
        return words
    mistakes = ", ".join(map(str, ballot.get("mistakes", ())))
    note = f" (vergissing: {mistakes})" if mistakes else ""
    return f"{words}, {seats['voor']} voor en {seats['tegen']} tegen{note}"


def short_when(value: Mapping[str, Json] | None) -> str:
    """Return the same with the start only: "wo 2 dec 10.00 uur"."""
    start = parsed(value.get("starts_at")) if value else None
    precision = value.get("precision", DatePrecision.TIME) if value else DatePrecision.NONE
    return dutch.moment(start) if start and precision == DatePrecision.TIME else when_value(value)
