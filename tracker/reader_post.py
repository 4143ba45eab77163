"""Mails to one reader about their own subscription, planned in the outbox.

A notice says which mail and to whom, never a token: those are made when the mail goes, so
that the database holds only their hash.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from tracker.models import NoticeTable
from tracker.planning import enqueue
from tracker.records import Json, NoticeKind, Ping

CHANNEL = "lezer:"
"""Before the number of a reader: the channel of their notices."""
MOST_A_DAY = 3
"""Mails of one kind that requests may send to one address in a day."""
MOST_AN_HOUR = 500
"""Mails that strangers may cause in an hour, all together; beyond it they are turned away."""
APART = timedelta(seconds=2.5)
"""Between the mails that a list plans: Microsoft 365 takes thirty a minute."""


class ReaderMail(StrEnum):
    """Which mail. Those of `BY_STRANGERS` go at a request that anybody can make, URGENT when
    something changed (`tracker.reader_alerts`).
    """

    CONFIRM = "bevestigen"
    KNOWN = "al bekend"
    LINKS = "links"
    WELCOME = "welkom"
    LISTED = "op de lijst"
    STOPPED = "afgemeld"
    EXPORT = "gegevens"
    ERASE = "wissen"
    URGENT = "dringend"


BY_STRANGERS = (ReaderMail.CONFIRM, ReaderMail.KNOWN, ReaderMail.LINKS)


def channel_of(subscriber_id: int) -> str:
    """Return the channel of a reader."""
    return f"{CHANNEL}{subscriber_id}"


def plan(
    session: Session,
    subscriber_id: int,
    what: ReaderMail,
    now: datetime,
    about: int = 0,
    *,
    place: int = 0,
) -> None:
    """Plan a mail in the caller's transaction; `about` is the proof that it follows from.

    `place` is which mail of a list it is: they go one after the other.
    """
    channel = channel_of(subscriber_id)
    content: Json = {"what": what.value, "reader": subscriber_id, "about": about}
    key = f"{channel}|{what.value} {about}|{now:%Y%m%dT%H%M%S%f}|{NoticeKind.READER.value}"
    ping = Ping(key, None, (), channel, (), kind=NoticeKind.READER, content=content,
                due_at=now + place * APART)  # fmt: skip
    enqueue(session, [ping], now)


def may_ask(
    session: Session,
    subscriber_id: int,
    now: datetime,
    kinds: tuple[ReaderMail, ...] = BY_STRANGERS,
) -> bool:
    """Tell whether a request may still send a mail of these kinds to this reader today."""
    table, day = NoticeTable, now - timedelta(days=1)
    rows = session.exec(
        select(table.content).where(
            table.channel == channel_of(subscriber_id), col(table.created_at) > day
        )
    )
    asked = [content for content in rows if content.get("what") in set(kinds)]
    return len(asked) < MOST_A_DAY


def is_flooded(session: Session, now: datetime) -> bool:
    """Tell whether readers asked so much in the last hour that requests have to wait."""
    table, hour = NoticeTable, now - timedelta(hours=1)
    count = session.exec(
        select(func.count()).where(
            table.kind == NoticeKind.READER.value,
            col(table.created_at) > hour,
            or_(*(col(table.key).contains(f"|{one.value} ") for one in BY_STRANGERS)),
        )
    ).one()
    return count >= MOST_AN_HOUR
