"""What cannot wait for the next Haagse Zaken, mailed to readers who asked for that.

Planned in the transaction that routes the changes. One mail tells what was found within some
minutes; it is written when it goes, from what is true then, and only of what anybody may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from tracker import dutch, published, queries, subscribers, urgency, worktime
from tracker.models import NoticeTable
from tracker.planning import enqueue
from tracker.reader_post import ReaderMail, channel_of
from tracker.records import (
    ChangeKind,
    Choices,
    Classification,
    Json,
    MailKind,
    NoticeKind,
    NoticeState,
    Ping,
    Reader,
    StoredChange,
    StoredItem,
)

GATHER = timedelta(minutes=10)
"""How long a mail waits for more of the same: the Kamer seldom changes one debate only."""
LATEST = timedelta(days=4)
"""After so long nothing is urgent any more; a weekend that is quiet is shorter."""
_STANDING = frozenset(
    {ChangeKind.CANCELLED, ChangeKind.LAPSED, ChangeKind.REINSTATED, ChangeKind.DELETED,
     ChangeKind.RESTORED}
)  # fmt: skip
"""Whether it goes on at all: only the last one is true."""
_MOVES = frozenset({ChangeKind.MOVED, ChangeKind.TIME, ChangeKind.ROOM, ChangeKind.DUE})
_MARK = f"|{ReaderMail.URGENT.value}|"


@dataclass(frozen=True, slots=True)
class Urgent:
    """Changes of one item that are told at once; `near`: it takes place today or almost."""

    stored: StoredItem
    changes: tuple[StoredChange, ...]
    due: datetime
    near: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """One item of a mail, as it is when the mail goes, with what happened to it."""

    stored: StoredItem
    changes: tuple[StoredChange, ...]


def concerns(choices: Choices, labels: Classification | None) -> bool:
    """Tell whether an item is about what a reader chose; who chose no subject gets all."""
    if labels is None:
        return False
    if not (choices.bacs or choices.dossiers):
        return True
    dossiers = {match.slug for match in labels.dossiers}
    bacs = {*labels.bacs, *(match.bac for match in labels.dossiers)}
    return bool(bacs.intersection(choices.bacs) or dossiers.intersection(choices.dossiers))


def plan(
    session: Session,
    found: Sequence[Urgent],
    most: int,
    now: datetime,
    pace: timedelta = timedelta(0),
) -> int:
    """Plan the mails about these changes in the caller's transaction; return how many are new.

    A reader gets at most `most` in a day, besides those about what is near. What a waiting
    mail can still tell is added to it. They go `pace` apart, as the mail server allows.
    """
    public = published.readable(session, (one.stored.id for one in found), removed=True)
    shown = [one for one in found if one.stored.id in public]
    if not shown:
        return 0
    readers = subscribers.recipients(session, MailKind.URGENT)
    counts, waiting = _planned_today(session, now), _waiting(session, now)
    planned = 0
    for reader in readers:
        mine = [one for one in shown if concerns(reader.choices, one.stored.classification)]
        row = waiting.get(channel_of(reader.id))
        if not mine or (row and _add(session, row, mine, now)):
            continue
        count = counts.get(channel_of(reader.id), 0)
        if fresh := [one for one in mine if one.near or count < most]:
            ping = _ping(reader, fresh, count + 1 == most, now)
            due = _due(fresh, now) + planned * pace
            planned += enqueue(session, [replace(ping, due_at=due)], now)
    return planned


def _due(found: Sequence[Urgent], now: datetime) -> datetime:
    """Return when a mail about these may go: as early as the first of them, after a wait."""
    return max(now, min(one.due for one in found)) + GATHER


def _planned_today(session: Session, now: datetime) -> dict[str, int]:
    """Return how many of these mails each reader got or gets today, by channel."""
    table, midnight = NoticeTable, worktime.at(dutch.day_of(now), time.min)
    rows = session.exec(
        select(table.channel, func.count())
        .where(col(table.created_at) >= midnight, col(table.key).contains(_MARK))
        .group_by(table.channel)
    )
    return dict(rows.all())


def _waiting(session: Session, now: datetime) -> dict[str, NoticeTable]:
    """Return the mails that have not been tried yet, by channel."""
    table = NoticeTable
    rows = session.exec(
        select(table).where(
            col(table.key).contains(_MARK), table.state == NoticeState.PLANNED.value,
            table.attempts == 0, col(table.due_at) > now,
        )
    )  # fmt: skip
    return {row.channel: row for row in rows}


def _add(session: Session, row: NoticeTable, found: Sequence[Urgent], now: datetime) -> bool:
    """Let a waiting mail tell these too, earlier if they must; False when it went meanwhile."""
    content = {**row.content, "items": _merged(row.content["items"], found)}
    result = session.connection().execute(
        update(NoticeTable)
        .where(
            col(NoticeTable.id) == row.id,
            col(NoticeTable.state) == NoticeState.PLANNED.value,
            col(NoticeTable.attempts) == 0,
        )
        .values(content=content, due_at=min(row.due_at, _due(found, now)))
    )
    return bool(result.rowcount == 1)


def _merged(known: Iterable[Mapping[str, Any]], found: Sequence[Urgent]) -> list[Json]:
    """Return [{"item": id, "changes": [ids]}], each item once."""
    changes: dict[int, list[int]] = {int(one["item"]): list(one["changes"]) for one in known}
    for one in found:
        ids = changes.setdefault(one.stored.id, [])
        ids += [change.id for change in one.changes if change.id not in ids]
    return [{"item": item_id, "changes": ids} for item_id, ids in changes.items()]


def _ping(reader: Reader, found: Sequence[Urgent], is_last: bool, now: datetime) -> Ping:
    channel, first = channel_of(reader.id), found[0].changes[0].id
    content: Json = {
        "what": ReaderMail.URGENT.value, "reader": reader.id, "about": 0,
        "items": _merged((), found), "last": is_last,
    }  # fmt: skip
    key = f"{channel}{_MARK}{now:%Y%m%dT%H%M%S%f} {first}|{NoticeKind.READER.value}"
    return Ping(key, None, (), channel, (), kind=NoticeKind.READER, content=content)


def alerts(
    session: Session, content: Mapping[str, Any], choices: Choices, now: datetime
) -> tuple[Alert, ...]:
    """Return what a mail may still tell this reader, in the order in which it was found.

    What was taken back meanwhile, is over, or was told so late that it is in the letter, is
    left out.
    """
    wanted = {int(one["item"]): one["changes"] for one in content["items"]}
    stored = queries.stored_items(session, published.readable(session, wanted, removed=True))
    changes = queries.changes_by_id(session, [one for ids in wanted.values() for one in ids])
    found = (
        Alert(stored[item_id], settled([changes[one] for one in ids if one in changes]))
        for item_id, ids in wanted.items()
        if item_id in stored and concerns(choices, stored[item_id].classification)
    )
    return tuple(one for one in found if one.changes and not _is_old(one, now))


def settled(changes: Iterable[StoredChange]) -> tuple[StoredChange, ...]:
    """Return what is left of some changes of one item: what was undone says nothing.

    Of "geannuleerd" and then "gaat toch door" the last holds; two moves are one, from the
    first moment to the last.
    """
    kept: dict[object, StoredChange] = {}
    for one in sorted(changes, key=lambda change: change.id):
        what: object = one.id
        if one.kind in _STANDING:
            what = "standing"
        elif one.kind in _MOVES:
            what = one.kind
        before = kept.pop(what, None)
        same = before is not None and before.kind is one.kind and one.kind in _MOVES
        kept[what] = replace(one, old=before.old) if before and same else one
    return tuple(one for one in kept.values() if one.kind not in _MOVES or one.old != one.new)


def _is_old(alert: Alert, now: datetime) -> bool:
    moments = list(urgency.moments(alert.stored, alert.changes))
    is_over = bool(moments) and max(moments) < now
    return is_over or max(one.recorded_at for one in alert.changes) < now - LATEST
