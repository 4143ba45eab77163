"""*Later*: an item that somebody put away comes back, once, at its moment.

Nothing waits in the outbox meanwhile: what was put away follows from the actions, so taking
it up, handing it over or choosing another moment needs no clearing up, and a moment that is
tied to a debate moves with it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from tracker import desk, dutch, outbox, queries
from tracker.models import ActionTable, NoticeTable
from tracker.records import (
    Action,
    ActionKind,
    DatePrecision,
    Desk,
    ItemKind,
    NoticeKind,
    Ping,
    ScrapedItem,
    StoredItem,
)

WAKE = time(8, 30)
BEFORE_DEBATE = "debate"
"""The value of "follows" in a SNOOZED action that moves with its debate."""
_SATURDAY = 5
_CHAIN = 8
_CLEARING = frozenset({ActionKind.TAKEN, ActionKind.HANDED, ActionKind.DISMISSED})
_OLDEST = timedelta(days=420)
_LATE = timedelta(days=7)
"""What should have come back longer ago than this is left alone: nobody wants last month's."""


def wake_time(day: date) -> datetime:
    """Return 08.30 in Amsterdam on a day."""
    return datetime.combine(day, WAKE, dutch.AMSTERDAM)


def before_debate(item: ScrapedItem) -> datetime | None:
    """Return 08.30 on the working day before an activiteit; None when it has no day."""
    has_day = item.precision in {DatePrecision.TIME, DatePrecision.DAYS}
    if item.kind is not ItemKind.ACTIVITEIT or item.starts_at is None or not has_day:
        return None
    day = dutch.day_of(item.starts_at) - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return wake_time(day)


def _standing(now: Desk) -> tuple[Action, ...]:
    """Return the actions that put the item away and still hold: the last of each person, as
    long as nobody took it, handed it over or dismissed it.
    """
    found: dict[str, Action] = {}
    for action in now.log:
        if action.kind in _CLEARING:
            found.clear()
        elif action.kind is ActionKind.SNOOZED:
            found[action.person] = action
    return tuple(found.values())


def _as_it_is_now(session: Session, stored: StoredItem) -> StoredItem:
    """Return what took the place of an item, else the item itself."""
    for _ in range(_CHAIN):
        ids = queries.item_ids(session, stored.item.source, stored.item.replaced_by).values()
        later = [one for one in queries.stored_items(session, ids).values() if _is_there(one)]
        if not later:
            break
        stored = later[0]
    return stored


def _is_there(stored: StoredItem) -> bool:
    return stored.deleted_at is None


def comes_back(action: Action, item: ScrapedItem) -> datetime:
    """Return when an item comes back, as its debate stands now."""
    until = datetime.fromisoformat(action.value["until"])
    if action.value.get("follows") != BEFORE_DEBATE:
        return until
    return before_debate(item) or until


def _ping(session: Session, stored: StoredItem, action: Action) -> Ping:
    person = action.person
    return Ping(
        key=f"item:{action.item_id}|later:{action.id}|@{person}|{NoticeKind.REMINDER.value}",
        item_id=stored.id,
        change_ids=last_told(session, stored.id),
        channel=f"@{person}",
        recipients=(person,),
        kind=NoticeKind.REMINDER,
        content={"why": "later"},
    )


def last_told(session: Session, item_id: int) -> tuple[int, ...]:
    """Return the changes of an item that were told last; empty when none were."""
    found = session.exec(
        select(NoticeTable.change_ids)
        .where(NoticeTable.item_id == item_id, NoticeTable.kind == NoticeKind.CHANGE.value)
        .order_by(col(NoticeTable.id).desc())
    ).first()
    return tuple(found or ())


def wake(session: Session, now: datetime) -> int:
    """Plan the return of all items whose moment has come; return how many are new."""
    table = ActionTable
    ids = session.exec(
        select(table.item_id)
        .where(table.kind == ActionKind.SNOOZED.value, table.at > now - _OLDEST)
        .distinct()
    ).all()
    if not ids:
        return 0
    desks = desk.desks(session, ids)
    items = queries.stored_items(session, [one for one in ids if desks[one].snoozed_until])
    due: list[Ping] = []
    for item_id, first in items.items():
        stored = _as_it_is_now(session, first)
        due += [
            _ping(session, stored, action)
            for action in (_standing(desks[item_id]) if _is_there(stored) else ())
            if now - _LATE < comes_back(action, stored.item) <= now
        ]
    planned = outbox.enqueue(session, due, now)
    if planned:
        for ping in due:
            desk.touch(session, ping.item_id or 0)
    return planned
