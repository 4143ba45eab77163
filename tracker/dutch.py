"""Days, times, weeks and numbers as Dutch readers expect them; pure.

A moment is aware and shown in Europe/Amsterdam; a naive one is refused. A day may be given
as a date or as a moment. ISO weeks are text such as "2026-W48" and run from Monday.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_decimal

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_LOCALE = "nl_NL"
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_SCALES = ((10**9, "miljard"), (10**6, "miljoen"))


def local(at: datetime) -> datetime:
    """Return the moment in Europe/Amsterdam; ValueError when it is naive."""
    if at.tzinfo is None:
        raise ValueError(f"naive time {at!r}: give it a time zone")
    return at.astimezone(AMSTERDAM)


def day_of(at: date) -> date:
    """Return the Amsterdam day of a moment; a date is returned as it is."""
    return local(at).date() if isinstance(at, datetime) else at


def _day(at: date, pattern: str) -> str:
    return _written(day_of(at), pattern)


@lru_cache(maxsize=4_096)
def _written(day: date, pattern: str) -> str:
    return format_date(day, pattern, locale=_LOCALE)


def day_long(at: date) -> str:
    """Return "dinsdag 24 november 2026"."""
    return _day(at, "EEEE d MMMM y")


def day_heading(at: date) -> str:
    """Return "dinsdag 24 november", for where the year is plain."""
    return _day(at, "EEEE d MMMM")


def day_short(at: date) -> str:
    """Return "24 november 2026"."""
    return _day(at, "d MMMM y")


def day_table(at: date) -> str:
    """Return "di 24 nov"."""
    return _day(at, "EEE d MMM")


def clock(at: datetime) -> str:
    """Return "16.30"; the word "uur" is left to the sentence."""
    return local(at).strftime("%H.%M")


def moment(at: datetime) -> str:
    """Return "wo 2 dec 10.00 uur"."""
    return f"{day_table(at)} {clock(at)} uur"


def moment_long(at: datetime) -> str:
    """Return "vrijdag 27 november 2026, 16.00 uur"."""
    return f"{day_long(at)}, {clock(at)} uur"


def span(start: datetime, end: datetime | None = None) -> str:
    """Return "di 24 nov, 16.30–19.30 uur", with both days when they differ."""
    first = f"{day_table(start)}, {clock(start)}"
    if end is None or end <= start:
        return f"{first} uur"
    if day_of(start) == day_of(end):
        return f"{first}–{clock(end)} uur"
    return f"{first} uur – {day_table(end)}, {clock(end)} uur"


def days(start: date, end: date | None = None) -> str:
    """Return "di 24 nov" or "di 24 nov – do 26 nov"."""
    if end is None or day_of(end) <= day_of(start):
        return day_table(start)
    return f"{day_table(start)} – {day_table(end)}"


def period(start: date, end: date) -> str:
    """Return "23 tot en met 27 november 2026"; month and year are said once if they can be."""
    first, last = day_of(start), day_of(end)
    if first == last:
        return day_short(first)
    pattern = "d MMMM y"
    if first.year == last.year:
        pattern = "d" if first.month == last.month else "d MMMM"
    return f"{_day(first, pattern)} tot en met {day_short(last)}"


def duration(length: timedelta) -> str:
    """Return "30 minuten", "1 uur", "2 uur en 30 minuten"."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    parts = [f"{hours} uur"] if hours else []
    if minutes or not hours:
        parts.append(f"{minutes} {'minuut' if minutes == 1 else 'minuten'}")
    return " en ".join(parts)


def week_of(at: date) -> str:
    """Return the ISO week of a day, "2026-W48"; 1 January 2027 is in "2026-W53"."""
    year, week, _ = day_of(at).isocalendar()
    return f"{year:04d}-W{week:02d}"


def week_days(week: str) -> tuple[date, date]:
    """Return Monday and Sunday of an ISO week; ValueError when there is no such week."""
    found = _WEEK.fullmatch(week)
    year, number_of_week = (int(found[1]), int(found[2])) if found else (1, 0)
    try:
        monday = date.fromisocalendar(year, number_of_week, 1)
    except ValueError:
        raise ValueError(f"{week!r} is geen week; schrijf bijvoorbeeld 2026-W48") from None
    return monday, monday + timedelta(days=6)


def week_number(week: str) -> int:
    """Return 48 for "2026-W48"."""
    return week_days(week)[0].isocalendar().week


def week_after(week: str, count: int = 1) -> str:
    """Return the week `count` weeks later; a negative count goes back."""
    return week_of(week_days(week)[0] + timedelta(weeks=count))


def week_label(week: str) -> str:
    """Return "Week 48, 23 tot en met 27 november 2026": the working days of the week."""
    monday, _ = week_days(week)
    return f"Week {week_number(week)}, {period(monday, monday + timedelta(days=4))}"


def number(value: Decimal | float) -> str:
    """Return "1.234" or "24,3"."""
    return format_decimal(value, locale=_LOCALE)


def money(euros: Decimal | float) -> str:
    """Return "€ 24,3 miljard", "€ 18 miljoen", "€ 950.000" or "€ 12,50"."""
    amount = Decimal(str(euros))
    for size, name in _SCALES:
        if abs(amount) >= size:
            return f"€ {format_decimal(amount / size, '#,##0.#', locale=_LOCALE)} {name}"
    pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
    return f"€ {format_decimal(amount, pattern, locale=_LOCALE)}"


def listing(words: tuple[str, ...] | list[str]) -> str:
    """Return "a, b en c"."""
    return words[0] if len(words) == 1 else " en ".join([", ".join(words[:-1]), *words[-1:]])
