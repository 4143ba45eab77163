"""Which notice may be sent now, and the conditional updates that let one process have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from config.schema import People
from tracker import desk, dutch, instead, queries, threads
from tracker.models import NoticeTable
from tracker.reader_post import CHANNEL as READERS
from tracker.records import Notice, NoticeKind, NoticeState, Person, StoredItem
from tracker.wording import by_importance

RATE_LIMITED = "te veel berichten; de andere kant vraagt te wachten"
_UNSETTLED = (NoticeState.PLANNED.value, NoticeState.SENDING.value, NoticeState.UNKNOWN.value)
_IN_DOUBT = (NoticeState.SENDING.value, NoticeState.UNKNOWN.value)
_LOOK_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Doubt:
    """A notice that may or may not have arrived; `since` is when it was planned."""

    id: int
    key: str
    kind: NoticeKind
    item_id: int | None
    channel: str
    thread: str
    attempt: int
    repeats: int
    since: datetime


POSTING, UPDATING, LOOKING_UP = NoticeState.PLANNED, NoticeState.SENT, NoticeState.UNKNOWN
"""The state of the notices that remember a request to wait, by what has to wait."""


def held_until(session: Session, now: datetime, what: NoticeState = POSTING) -> datetime | None:
    """Return until when `what` has to wait, as the other side asked; None when free.

    The other side limits each method by itself: updating does not hold up posting.
    """
    return session.exec(
        select(func.max(NoticeTable.due_at)).where(
            NoticeTable.state == what.value,
            NoticeTable.due_at > now,
            NoticeTable.error == RATE_LIMITED,
        )
    ).one()


def hold(session: Session, notice_id: int, until: datetime) -> None:
    """Remember, on a notice that was sent, that nothing may be updated before `until`."""
    session.connection().execute(
        update(NoticeTable)
        .where(col(NoticeTable.id) == notice_id)
        .values(due_at=until, error=RATE_LIMITED)
    )


_EARLIER = aliased(NoticeTable)
_PLANNED = col(NoticeTable.state) == NoticeState.PLANNED.value
_FIRST_IN_THREAD = ~exists().where(
    col(_EARLIER.item_id) == col(NoticeTable.item_id),
    col(_EARLIER.channel) == col(NoticeTable.channel),
    col(_EARLIER.id) < col(NoticeTable.id),
    col(_EARLIER.state).in_(_UNSETTLED),
)


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of a notice that may go: due, and nothing earlier in its thread."""
    return _PLANNED, col(NoticeTable.due_at) <= now, _FIRST_IN_THREAD


def _is_blocked(session: Session, row: NoticeTable, earlier: Sequence[int]) -> bool:
    """Say whether a notice of an item that this one replaces must go first."""
    if not earlier:
        return False
    found = session.exec(
        select(NoticeTable.id).where(
            col(NoticeTable.item_id).in_(list(earlier)),
            NoticeTable.channel == row.channel,
            col(NoticeTable.id) < row.id,
            col(NoticeTable.state).in_(_UNSETTLED),
        )
    ).first()
    return found is not None


def _persons(people: People, slugs: Sequence[str]) -> tuple[Person, ...]:
    known = {one.slug: one for one in people.people}
    found = (known[slug] for slug in slugs if slug in known)
    return tuple(Person(one.slug, one.name, one.email, one.slack_id or "") for one in found)


def _notice(
    session: Session, people: People, row: NoticeTable, stored: StoredItem | None, thread: str
) -> Notice:
    assert row.id is not None
    history = queries.changes_of(session, stored.id) if stored else ()
    wanted = set(row.change_ids)
    named = _persons(people, row.recipients)
    if row.recipients and not named:
        named = _persons(people, instead.stand_ins(stored, people, dutch.day_of(row.due_at)))
    return Notice(
        id=row.id,
        key=row.key,
        channel=row.channel,
        recipients=named,
        stored=stored,
        changes=by_importance([change for change in history if change.id in wanted]),
        thread=thread,
        broadcast=row.broadcast,
        attempt=row.attempts,
        history=history,
        kind=NoticeKind(row.kind),
        content=row.content,
        desk=desk.desk_of(session, stored.id) if stored else None,
        others=_others(session, people, row),
    )


def _others(session: Session, people: People, row: NoticeTable) -> tuple[Person, ...]:
    """Return who was told of the same item in other messages than this one."""
    if row.item_id is None:
        return ()
    rows = session.exec(
        select(NoticeTable.recipients)
        .where(NoticeTable.item_id == row.item_id, NoticeTable.channel != row.channel)
        .order_by(col(NoticeTable.id))
    )
    slugs = dict.fromkeys(slug for recipients in rows for slug in recipients)
    return _persons(people, [slug for slug in slugs if slug not in set(row.recipients)])


def _take(session: Session, row: NoticeTable, now: datetime) -> bool:
    """Claim a planned notice; False when another process was first."""
    result = session.connection().execute(
        update(NoticeTable)
        .where(col(NoticeTable.id) == row.id, _PLANNED)
        .values(
            state=NoticeState.SENDING.value,
            attempts=NoticeTable.attempts + 1,
            claimed_at=now,
        )
    )
    if result.rowcount == 1:
        session.refresh(row)
        return True
    return False


def _set_aside(session: Session, row: NoticeTable) -> None:
    row.state, row.error = NoticeState.FAILED.value, f"item {row.item_id} bestaat niet meer"
    session.add(row)


def _first_of(session: Session, people: People, channel: str, now: datetime) -> Notice | None:
    rows = session.exec(
        select(NoticeTable)
        .where(NoticeTable.channel == channel, *_due(now))
        .order_by(col(NoticeTable.id))
        .limit(_LOOK_AHEAD)
    ).all()
    for row in rows:
        stored = _item(session, row)
        if stored is None and row.item_id is not None:
            _set_aside(session, row)
            continue
        earlier = threads.predecessors(session, stored) if stored else ()
        if _is_blocked(session, row, earlier) or not _take(session, row, now):
            continue
        return _notice(session, people, row, stored, _thread(session, row, stored, earlier))
    return None


def _item(session: Session, row: NoticeTable) -> StoredItem | None:
    if row.item_id is None:
        return None
    return queries.stored_items(session, [row.item_id]).get(row.item_id)


def _thread(
    session: Session, row: NoticeTable, stored: StoredItem | None, earlier: Sequence[int]
) -> str:
    """Return the top message that a notice belongs under, "" when it has none."""
    place = threads.Place(row.item_id, row.channel, NoticeKind(row.kind))
    if stored is None or not place.is_threaded:
        return ""
    return threads.find(session, [stored.id, *earlier], row.channel)


def claim(session: Session, people: People, now: datetime, limit: int = 20) -> tuple[Notice, ...]:
    """Claim what may be sent now: at most one notice per channel, so that a channel keeps
    its order and its pace, lobbyists before readers of the newsletter; nothing while the
    other side asked to wait.
    """
    if held_until(session, now) is not None:
        return ()
    channels = session.exec(
        select(NoticeTable.channel)
        .where(*_due(now))
        .group_by(NoticeTable.channel)
        .order_by(col(NoticeTable.channel).startswith(READERS), func.min(NoticeTable.id))
        .limit(limit)
    ).all()
    found = (_first_of(session, people, channel, now) for channel in channels)
    return tuple(notice for notice in found if notice is not None)


def settle(
    session: Session, notice_id: int, attempt: int, state: NoticeState, values: Mapping[str, Any]
) -> bool:
    """Move a notice out of doubt, if this attempt is still its last; say whether it was."""
    result = session.connection().execute(
        update(NoticeTable)
        .where(
            col(NoticeTable.id) == notice_id,
            col(NoticeTable.attempts) == attempt,
            col(NoticeTable.state).in_(_IN_DOUBT),
        )
        .values(state=state.value, **values)
    )
    return bool(result.rowcount == 1)


def hand_back(session: Session, notices: Sequence[Notice]) -> None:
    """Plan claimed notices again that were not tried."""
    for notice in notices:
        back = {"attempts": notice.attempt - 1, "claimed_at": None}
        settle(session, notice.id, notice.attempt, NoticeState.PLANNED, back)


def doubtful(session: Session, claimed_before: datetime | None) -> tuple[Doubt, ...]:
    """Return notices of unknown outcome, and those claimed before that moment (None: all
    that are claimed), oldest first.
    """
    row = NoticeTable
    died = col(row.state) == NoticeState.SENDING.value
    if claimed_before is not None:
        died &= col(row.claimed_at) <= claimed_before
    rows = session.exec(
        select(row)
        .where((col(row.state) == NoticeState.UNKNOWN.value) | died)
        .order_by(col(row.id))
    ).all()
    found = (_doubt(session, one) for one in rows)
    return tuple(doubt for doubt in found if doubt is not None)


def _doubt(session: Session, row: NoticeTable) -> Doubt | None:
    stored = _item(session, row)
    if row.id is None or (stored is None and row.item_id is not None):
        return None
    earlier = threads.predecessors(session, stored) if stored else ()
    return Doubt(
        id=row.id,
        key=row.key,
        kind=NoticeKind(row.kind),
        item_id=row.item_id,
        channel=row.channel,
        thread=_thread(session, row, stored, earlier),
        attempt=row.attempts,
        repeats=row.repeats,
        since=row.created_at,
    )


def for_update(session: Session, people: People, thread: threads.StaleThread) -> Notice | None:
    """Return the notice whose content the top message of a thread must show."""
    row = session.get(NoticeTable, thread.notice_id)
    if row is None:
        return None
    stored = _item(session, row)
    return _notice(session, people, row, stored, thread.message_id) if stored else None


def in_doubt(session: Session, people: People, doubt: Doubt) -> Notice | None:
    """Return the notice of a doubt, None when its item is gone."""
    row = session.get(NoticeTable, doubt.id)
    if row is None:
        return None
    stored = _item(session, row)
    if stored is None and row.item_id is not None:
        return None
    return _notice(session, people, row, stored, doubt.thread)
