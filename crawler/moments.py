"""Moments and days as Dutch and European sites write them; pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime

from tracker import dutch

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?!\d)")
_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})e?\s+({'|'.join(MONTHS)})\s+(\d{{4}})(?!\d)", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[.:]([0-5]\d)(?!\d)")


def parse_moment(text: str) -> datetime | None:
    """Return an RFC 822 or ISO 8601 moment in UTC, None when there is none.

    A moment without a zone is taken as Amsterdam time.
    """
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dutch.AMSTERDAM)
    return aware.astimezone(UTC)


def parse_day(text: str) -> date | None:
    """Return the first day that a text names, None when it names none.

    Forms: "2026-11-24", "24-11-2026", "dinsdag 24 november 2026", "1e december 2026".
    """
    found = _ISO.search(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _NUMBERS.search(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _WORDS.search(text):
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None
    return None


def parse_clock(text: str, day: date) -> datetime | None:
    """Return the first time of day in a text ("9.30 uur", "13:30") on an Amsterdam day, in UTC."""
    found = _CLOCK.search(text)
    if not found:
        return None
    clock = time(int(found[1]), int(found[2]))
    return datetime.combine(day, clock, dutch.AMSTERDAM).astimezone(UTC)


def midnight(day: date) -> datetime:
    """Return the start of an Amsterdam day, in UTC."""
    return datetime.combine(day, time.min, dutch.AMSTERDAM).astimezone(UTC)
