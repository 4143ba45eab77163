"""A dossier as one list of months, what comes on top; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tracker import dutch
from tracker.records import DatePrecision, StoredItem
from tracker.web.view.labels import Names
from tracker.web.view.lines import Line, line

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """The items of one month; `comes` are those to come, `was` the others."""

    heading: str
    comes: tuple[Line, ...]
    was: tuple[Line, ...]
    is_present: bool


@dataclass(frozen=True, slots=True)
class DossierTimeline:
    """Months from the last to come to the first that was; `undated` have no day yet."""

    months: tuple[Month, ...]
    undated: tuple[Line, ...]
    count: int


def _day(stored: StoredItem) -> date | None:
    item = stored.item
    if item.starts_at is not None:
        return None if item.precision is DatePrecision.WEEK else dutch.day_of(item.starts_at)
    return item.published_on


def timeline(
    found: Sequence[StoredItem], names: Names, now: datetime, slug: str
) -> DossierTimeline:
    """Return all items of a dossier in one list, latest day first; each item once."""
    today = dutch.day_of(now)
    items = {one.id: one for one in found}.values()
    dated = [(day, one) for one in items if (day := _day(one)) is not None]
    dated.sort(key=lambda pair: (pair[0], pair[1].item.starts_at is not None, pair[1].id))
    months: dict[tuple[int, int], list[tuple[date, StoredItem]]] = {}
    months.setdefault((today.year, today.month), [])
    for day, one in reversed(dated):
        months.setdefault((day.year, day.month), []).append((day, one))
    return DossierTimeline(
        tuple(_month(key, months[key], names, today, slug) for key in sorted(months, reverse=True)),
        tuple(line(one, names, slug, now) for one in items if _day(one) is None),
        len(dated),
    )


def _comes(day: date, stored: StoredItem, today: date) -> bool:
    """Tell whether it is still to come; what was published today is there already."""
    return day > today or (day == today and stored.item.starts_at is not None)


def _month(
    key: tuple[int, int],
    found: Sequence[tuple[date, StoredItem]],
    names: Names,
    today: date,
    slug: str,
) -> Month:
    year, month = key
    return Month(
        f"{_MONTHS[month - 1].capitalize()} {year}",
        tuple(line(one, names, slug) for day, one in found if _comes(day, one, today)),
        tuple(line(one, names, slug) for day, one in found if not _comes(day, one, today)),
        key == (today.year, today.month),
    )
