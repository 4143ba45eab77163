"""How a debate stands, in words, and what changed, with old and new value; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from tracker import naming, wording
from tracker.changes import moment
from tracker.records import ChangeKind, Status, StoredChange, StoredItem
from tracker.web.public.past import MOMENTS, Past
from tracker.web.public.plain import one_line
from tracker.web.view import lines

_LESSER = frozenset(
    {
        ChangeKind.TITLE, ChangeKind.COMMITTEE, ChangeKind.ACTOR_ADDED, ChangeKind.ACTOR_WITHDRAWN,
        ChangeKind.AGENDA_ADDED, ChangeKind.AGENDA_CHANGED, ChangeKind.AGENDA_WITHDRAWN,
    }
)  # fmt: skip
_OFF = frozenset({ChangeKind.CANCELLED, ChangeKind.LAPSED, ChangeKind.DELETED, ChangeKind.UNDATED,
                  ChangeKind.REPLACED})  # fmt: skip
NEWS = timedelta(days=7)
"""How long a debate is new, and how long a lesser change is said."""
MOVED = timedelta(days=28)
"""How long another day, time or place is said: people have it in their calendars."""
_MOVES = frozenset({ChangeKind.MOVED, ChangeKind.TIME, ChangeKind.DATED})
_BARE = "Geannuleerd."
"""Says no more than the word of the state."""
_MOST_SAID, _PART_WIDTH = 4, 160


class State(StrEnum):
    """How a debate stands for a reader."""

    PLANNED = "planned"
    NEW = "new"
    CHANGED = "changed"
    MOVED = "moved"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"


WORDS: Mapping[State, str] = {
    State.PLANNED: "gepland",
    State.NEW: "nieuw",
    State.CHANGED: "gewijzigd",
    State.MOVED: "verplaatst",
    State.POSTPONED: "uitgesteld",
    State.CANCELLED: "geannuleerd",
    State.HELD: "gehouden",
}
OFF = frozenset({State.MOVED, State.POSTPONED, State.CANCELLED})
"""States of what does not take place at the time that stands beside it."""


def heir_words(line: Sequence[StoredItem]) -> tuple[str, ...]:
    """Return "Verplaatst: van … naar …" for what took the place of another activiteit."""
    if len(line) < 2 or line[1].item.starts_at is None or line[0].item.starts_at is None:
        return ()
    new, old = line[0], line[1]
    if moment(old.item) == moment(new.item):
        return ()
    change = StoredChange(
        0, new.id, ChangeKind.MOVED, "when", moment(old.item), moment(new.item), 1,
        new.first_seen_at,
    )  # fmt: skip
    return (wording.describe(change),)


def moved_words(stored: StoredItem, past: Past, heir: tuple[str, ...]) -> str:
    """Return how a debate got another time last, however long ago; "" when it did not."""
    found = [one for one in past.of(stored) if one.kind in _MOVES and one.id in past.told]
    return one_line(wording.describe(found[-1])) if found else "".join(heir)


def _recent(
    changes: Iterable[StoredChange], told: frozenset[int], now: datetime
) -> list[StoredChange]:
    """Return told changes that are still worth saying, the last of each kind."""
    last: dict[ChangeKind, StoredChange] = {}
    for one in changes:
        age = now - one.recorded_at
        is_fresh = age <= (MOVED if one.kind in MOMENTS else NEWS)
        if one.id in told and is_fresh and (one.kind in MOMENTS or one.kind in _LESSER):
            last[one.kind] = one
    return list(wording.by_importance(list(last.values())))


def _off_words(stored: StoredItem, state: State, changes: Sequence[StoredChange]) -> list[str]:
    """Return why and whither a debate went."""
    if stored.deleted_at is not None:
        return ["De Kamer heeft dit van de agenda gehaald."]
    if state is State.MOVED and stored.item.moved_to:
        words = lines.status_words(stored.item)
        return [f"{words[:1].upper()}{words[1:]}."]
    found = [one for one in changes if one.kind in _OFF]
    if found and (words := wording.describe(found[-1])) != _BARE:
        return [words]
    return ["Vervallen."] if stored.item.status is Status.LAPSED else []


def state_of(
    stored: StoredItem, changes: Sequence[StoredChange], past: Past, now: datetime, *, moved: bool
) -> State:
    """Return how a debate stands; `moved` when it took the place of another activiteit."""
    status = stored.item.status
    if stored.deleted_at is not None or status in {Status.CANCELLED, Status.LAPSED}:
        return State.CANCELLED
    if stored.item.starts_at is None:
        return State.POSTPONED
    if status is Status.MOVED:
        return State.MOVED
    if status in {Status.HELD, Status.DONE}:
        return State.HELD
    fresh = _recent(changes, past.told, now)
    if moved or any(one.kind is not ChangeKind.ROOM or one.old for one in fresh):
        return State.CHANGED
    is_new = any(one.kind is ChangeKind.NEW and now - one.recorded_at <= NEWS for one in changes)
    return State.NEW if is_new else State.PLANNED


def sentences(
    stored: StoredItem, state: State, past: Past, now: datetime, heir: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what changed, the most important first; nothing of what was held."""
    changes = past.of(stored)
    if state is State.HELD:
        return ()
    if state in OFF:
        found = _off_words(stored, state, changes)
    else:
        found = [*heir, *(wording.describe(one) for one in _recent(changes, past.told, now))]
    return tuple(naming.shorten(one_line(one), _PART_WIDTH) for one in found[:_MOST_SAID])
