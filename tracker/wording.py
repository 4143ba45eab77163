"""Dutch words for what items are and for what happened to them; pure.

Slack, the web pages and the newsletter all say it with these functions. Texts hold the
source's words unescaped: whoever shows them escapes them for its own medium.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from tracker import dutch
from tracker.changes import plain_title
from tracker.records import (
    ROLE_MINISTER,
    ChangeKind,
    DatePrecision,
    ItemKind,
    Json,
    ScrapedItem,
    Status,
    StoredChange,
    StoredItem,
)
from tracker.vocabulary import (
    CHANGE_WORDS,
    IMPORTANCE,
    KIND_PLURALS,
    KIND_WORDS,
    NEW_WORDS,
    NO_DATE,
    PLURAL_CHANGES,
    STATUS_WORDS,
)

__all__ = [
    "CHANGE_WORDS",
    "IMPORTANCE",
    "KIND_PLURALS",
    "KIND_WORDS",
    "NO_DATE",
    "STATUS_WORDS",
    "by_importance",
    "describe",
    "headline",
    "kind_word",
    "ministers",
    "name",
    "outcome_words",
    "shorten",
    "when",
    "when_value",
]

HEADLINE_WIDTH = 150


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
    """Return "Commissiedebat Stikstof": kind and title, never the kind twice."""
    title, word = plain_title(item.title), kind_word(item)
    if title.casefold().startswith(word.casefold()):
        return title
    return f"{word} {title}".strip()


def _parsed(value: str | None) -> datetime | None:
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
        _parsed(value.get("starts_at")), _parsed(value.get("ends_at")), DatePrecision(precision)
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
    return f"{words}, {seats['voor']} voor en {seats['tegen']} tegen"


def _short_when(value: Mapping[str, Json] | None) -> str:
    start = _parsed(value.get("starts_at")) if value else None
    precision = value.get("precision", DatePrecision.TIME) if value else DatePrecision.NONE
    return dutch.moment(start) if start and precision == DatePrecision.TIME else when_value(value)


def _from_to(old: str, new: str) -> str:
    """Return "van wo 3 dec 10.00 naar do 11 dec 14.00 uur": the unit is said once."""
    if old.endswith(" uur") and new.endswith(" uur"):
        old = old.removesuffix(" uur")
    return f"van {old} naar {new}"


def _moved(change: StoredChange) -> str:
    if not change.new or not change.new.get("starts_at"):
        return f"was {_short_when(change.old)}, {NO_DATE.replace('datum', 'nieuwe datum')}"
    return _from_to(_short_when(change.old), _short_when(change.new))


def _times(change: StoredChange) -> str:
    start = _parsed((change.new or {}).get("starts_at"))
    old, new = (when_value(value).split(", ", 1)[-1] for value in (change.old, change.new))
    return f"{dutch.day_table(start)}, {_from_to(old, new)}" if start else _from_to(old, new)


def _part(change: StoredChange) -> str:
    """Return what the added, changed or withdrawn part is called."""
    value = change.new or change.old or {}
    if not isinstance(value, Mapping):
        return str(value)
    title = str(value.get("title") or value.get("name") or value.get("number") or "")
    extra = value.get("kind") or value.get("function")
    return f"{title} ({extra})" if extra and change.field != "agenda" else title


def _words(change: StoredChange) -> str:
    if change.field == "due_on":
        days = [dutch.day_short(date.fromisoformat(value)) if value else NO_DATE
                for value in (change.old, change.new)]  # fmt: skip
        return _from_to(*days)
    old, new = (str(value or "") for value in (change.old, change.new))
    return f"van {old} naar {new}" if old and new else new or f"was {old}"


def _renamed_part(change: StoredChange) -> str:
    return f"van “{change.old['title']}” naar “{change.new['title']}”"


def _status(change: StoredChange) -> str:
    if change.field != "status":
        return ""
    old, new = (STATUS_WORDS[Status(value["status"])] for value in (change.old, change.new))
    return f"van {old} naar {new}"


def _reason(change: StoredChange) -> str:
    reason = change.new.get("reason", "") if isinstance(change.new, Mapping) else ""
    words = str(reason or "")
    return "" if words.casefold() == CHANGE_WORDS[change.kind].casefold() else words


def _nothing(_change: StoredChange) -> str:
    return ""


_DETAIL: Mapping[ChangeKind, Callable[[StoredChange], str]] = {
    **dict.fromkeys((ChangeKind.MOVED, ChangeKind.REPLACED, ChangeKind.UNDATED), _moved),
    **dict.fromkeys((kind for kind in PLURAL_CHANGES), _part),
    **dict.fromkeys((ChangeKind.CANCELLED, ChangeKind.LAPSED), _reason),
    **dict.fromkeys(
        (
            ChangeKind.NEW,
            ChangeKind.DELETED,
            ChangeKind.RESTORED,
            ChangeKind.REINSTATED,
            ChangeKind.HELD,
            ChangeKind.TEXT,
            ChangeKind.CONTINUED,
        ),
        _nothing,
    ),
    ChangeKind.AGENDA_CHANGED: _renamed_part,
    ChangeKind.DATED: lambda change: _short_when(change.new),
    ChangeKind.TIME: _times,
    ChangeKind.STATUS: _status,
    ChangeKind.ANSWERED: _part,
    ChangeKind.OUTCOME: lambda change: outcome_words(change.new),
}


def describe(change: StoredChange) -> str:
    """Return one sentence with old and new: "Andere zaal: van A naar B."."""
    detail = _DETAIL.get(change.kind, _words)(change)
    return f"{CHANGE_WORDS[change.kind]}{': ' if detail else ''}{detail.rstrip('.')}."


def by_importance(changes: Sequence[StoredChange]) -> tuple[StoredChange, ...]:
    """Return the changes, what a reader wants to hear first in front."""
    return tuple(sorted(changes, key=lambda change: (IMPORTANCE.index(change.kind), change.id)))


def _opening(item: ScrapedItem, change: StoredChange, count: int) -> tuple[str, str]:
    """Return (what happened, to what): the two halves of a first line before its detail."""
    if change.kind is ChangeKind.OUTCOME or (change.kind is ChangeKind.NEW and item.outcome):
        words = shorten(item.outcome.removeprefix("Stemmen - "), 40) or "Uitslag"
        return words[:1].upper() + words[1:], name(item)
    if change.kind is ChangeKind.NEW:
        title = plain_title(item.title)
        if item.kind is ItemKind.ACTIVITEIT or name(item) == title:
            return CHANGE_WORDS[ChangeKind.NEW], name(item)
        return NEW_WORDS[item.kind], title
    if count > 1 and change.kind in PLURAL_CHANGES:
        return f"{count} {PLURAL_CHANGES[change.kind]}", name(item)
    return CHANGE_WORDS[change.kind], name(item)


def _detail(item: ScrapedItem, change: StoredChange, count: int) -> str:
    """Return what a first line says behind the name of the item."""
    present = {"starts_at": item.starts_at and item.starts_at.isoformat()}
    if count > 1 and change.kind in PLURAL_CHANGES:
        return ""
    if change.kind is ChangeKind.OUTCOME:
        _, _, ballot = outcome_words(change.new).partition(", ")
        return ballot
    detail = _DETAIL.get(change.kind, _words)(change)
    if not detail and item.kind is ItemKind.ACTIVITEIT and item.starts_at:
        return _short_when({**present, "precision": item.precision.value})
    return detail


def headline(stored: StoredItem, changes: Sequence[StoredChange]) -> str:
    """Return what happened in one line of at most 150 characters.

    "Verplaatst: Commissiedebat Stikstof, van wo 3 dec 10.00 naar do 11 dec 14.00 uur".
    The title is cut before the detail is; without changes it is the name and the moment.
    """
    item = stored.item
    if not changes:
        return shorten(f"{name(item)}, {when(item)}", HEADLINE_WIDTH)
    first = by_importance(changes)[0]
    count = sum(change.kind is first.kind for change in changes)
    opening, subject = _opening(item, first, count)
    rest = len(changes) - (count if first.kind in PLURAL_CHANGES else 1)
    detail = shorten(_detail(item, first, count), HEADLINE_WIDTH // 2)
    tail = f", {detail}" if detail else ""
    if rest:
        tail += f" (en nog {rest} wijziging{'en' if rest > 1 else ''})"
    width = HEADLINE_WIDTH - len(opening) - len(": ") - len(tail)
    return f"{opening}: {shorten(subject, width)}{tail}"
