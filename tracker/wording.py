"""Dutch words for what items are and for what happened to them; pure.

Slack, the web pages and the newsletter all say it with these functions. Texts hold the
source's words unescaped: whoever shows them escapes them for its own medium.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from tracker import dutch
from tracker.changes import plain_title
from tracker.naming import (
    kind_word,
    ministers,
    name,
    outcome_words,
    parsed,
    short_when,
    shorten,
    when,
    when_value,
)
from tracker.records import (
    ChangeKind,
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
    REPORT_STATES,
    ROLE_CHANGES,
    STATUS_WORDS,
    VOTED_ON,
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
    "when_now",
    "when_value",
]

HEADLINE_WIDTH = 150
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})


def when_now(stored: StoredItem) -> str:
    """Return when an item is, and that it is off: "vr 11 dec, 14.00–17.00 uur (geannuleerd)"."""
    status = stored.item.status
    off = CHANGE_WORDS[ChangeKind.DELETED].lower() if stored.deleted_at else ""
    off = off or (STATUS_WORDS[status] if status in _OFF else "")
    return f"{when(stored.item)} ({off})" if off else when(stored.item)


def _from_to(old: str, new: str) -> str:
    """Return "van wo 3 dec 10.00 naar do 11 dec 14.00 uur": the unit is said once."""
    if old.endswith(" uur") and new.endswith(" uur"):
        old = old.removesuffix(" uur")
    return f"van {old} naar {new}"


def _moved(change: StoredChange) -> str:
    if not change.new or not change.new.get("starts_at"):
        return f"was {short_when(change.old)}, {NO_DATE.replace('datum', 'nieuwe datum')}"
    return _from_to(short_when(change.old), short_when(change.new))


def _times(change: StoredChange) -> str:
    start = parsed((change.new or {}).get("starts_at"))
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


def _change_word(change: StoredChange) -> str:
    """Return what kind of change it is, "Nieuwe bewindspersoon" for one of an actor."""
    part = change.new or change.old
    role = part.get("role", "") if isinstance(part, Mapping) else ""
    if change.kind is ChangeKind.OUTCOME and _report_state(change.new):
        return CHANGE_WORDS[ChangeKind.STATUS]
    return ROLE_CHANGES.get((change.kind, role), CHANGE_WORDS[change.kind])


def _report_state(value: Json) -> str:
    state = str(value.get("outcome") or "") if isinstance(value, Mapping) else ""
    return state if state in REPORT_STATES else ""


def _outcome(change: StoredChange) -> str:
    if new := _report_state(change.new):
        old = _report_state(change.old)
        return f"van {old} naar {new}" if old else new
    return outcome_words(change.new)


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
    ChangeKind.DATED: lambda change: short_when(change.new),
    ChangeKind.TIME: _times,
    ChangeKind.STATUS: _status,
    ChangeKind.ANSWERED: _part,
    ChangeKind.OUTCOME: _outcome,
}


def describe(change: StoredChange) -> str:
    """Return one sentence with old and new: "Andere zaal: van A naar B."."""
    detail = _DETAIL.get(change.kind, _words)(change)
    return f"{_change_word(change)}{': ' if detail else ''}{detail.rstrip('.')}."


def by_importance(changes: Sequence[StoredChange]) -> tuple[StoredChange, ...]:
    """Return the changes, what a reader wants to hear first in front."""
    return tuple(sorted(changes, key=lambda change: (IMPORTANCE.index(change.kind), change.id)))


def _is_vote(item: ScrapedItem, change: StoredChange) -> bool:
    """Say whether a change tells how a vote ended; something new may have ended already."""
    ended = change.kind in {ChangeKind.OUTCOME, ChangeKind.NEW} and bool(item.outcome)
    return ended and item.kind in VOTED_ON


def _opening(item: ScrapedItem, change: StoredChange, count: int) -> tuple[str, str]:
    """Return (what happened, to what): the two halves of a first line before its detail."""
    if _is_vote(item, change):
        words = shorten(item.outcome.removeprefix("Stemmen - "), 40)
        return words[:1].upper() + words[1:], name(item)
    if change.kind is ChangeKind.NEW:
        title = plain_title(item.title)
        if item.kind is ItemKind.ACTIVITEIT or name(item) == title:
            return CHANGE_WORDS[ChangeKind.NEW], name(item)
        return NEW_WORDS[item.kind], title
    if count > 1 and change.kind in PLURAL_CHANGES:
        return f"{count} {PLURAL_CHANGES[change.kind]}", name(item)
    return _change_word(change), name(item)


def _ballot(item: ScrapedItem) -> str:
    """Return "92 voor en 58 tegen", or an empty text when no votes were counted."""
    votes = [(vote.party, vote.choice, vote.seats) for vote in item.votes]
    return outcome_words({"outcome": "-", "votes": votes}).removeprefix("-").removeprefix(", ")


_WITH_MOMENT = frozenset(
    {
        ChangeKind.NEW,
        ChangeKind.CANCELLED,
        ChangeKind.LAPSED,
        ChangeKind.REINSTATED,
        ChangeKind.DELETED,
        ChangeKind.RESTORED,
    }
)


def _detail(item: ScrapedItem, change: StoredChange, count: int) -> str:
    """Return what a first line says behind the name of the item."""
    if count > 1 and change.kind in PLURAL_CHANGES:
        return ""
    if _is_vote(item, change):
        return _ballot(item)
    detail = _DETAIL.get(change.kind, _words)(change)
    if change.kind in _WITH_MOMENT and item.kind is ItemKind.ACTIVITEIT and item.starts_at:
        present = {"starts_at": item.starts_at.isoformat(), "precision": item.precision.value}
        return ", ".join(part for part in (short_when(present), detail) if part)
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
