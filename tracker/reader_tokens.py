"""What proves that somebody reads the mail of an address: single-use and standing links.

A single-use token is random; only its hash is stored. A standing link is made from the
reader's secret, so nothing of it is stored, and it holds until the reader renews it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from tracker.credentials import token_hash
from tracker.models import ReaderTokenTable, SubscriberTable
from tracker.records import MailKind, ReaderState

HOLDS = timedelta(hours=48)
"""How long a single-use link works."""
CONFIRM, ERASE = "bevestigen", "wissen"
_LONGEST_CODE, _LONGEST_ID = 120, 18
_LONGEST_PURPOSE = 20


class Use(StrEnum):
    """What a standing link is for: stop one kind of mail, or change everything."""

    EDITION = "e"
    URGENT = "u"
    PREFERENCES = "v"

    @property
    def kind(self) -> MailKind:
        """Return the mail that stops with this link."""
        return MailKind.URGENT if self is Use.URGENT else MailKind.EDITION


@dataclass(frozen=True, slots=True)
class Token:
    """A single-use token that still works; `about` is a number that came with its purpose."""

    subscriber_id: int
    purpose: str
    about: int
    hash: str


def make_secret() -> str:
    """Return the secret of a new reader: 256 bits, and how often the links were renewed."""
    return f"{secrets.token_urlsafe(32)}.0"


def renewed(secret: str) -> str:
    """Return a secret with which earlier links to the preferences work no longer.

    The links to unsubscribe in mails that were sent before do: they have to, always.
    """
    base, _, times = secret.partition(".")
    return f"{base}.{int(times or 0) + 1}"


def code(reader_id: int, secret: str, use: Use) -> str:
    """Return the last part of a standing link: "12-e-" and 256 bits that prove it."""
    base, _, times = secret.partition(".")
    said = f"{reader_id}|{use}|{times if use is Use.PREFERENCES else ''}"
    proof = hmac.new(base.encode(), said.encode(), hashlib.sha256).digest()
    return f"{reader_id}-{use}-{base64.urlsafe_b64encode(proof).decode().rstrip('=')}"


def reader_of(session: Session, given: str) -> tuple[SubscriberTable, Use] | None:
    """Return whose standing link this is and for what, None for a forged or renewed one."""
    number, _, rest = given[:_LONGEST_CODE].partition("-")
    letter = rest.partition("-")[0]
    if not (number.isascii() and number.isdigit()) or len(number) > _LONGEST_ID:
        return None
    if letter not in set(Use):
        return None
    row = session.get(SubscriberTable, int(number))
    if row is None or row.id is None or row.state == ReaderState.REMOVED:
        return None
    wanted = code(row.id, row.secret, Use(letter))
    fits = hmac.compare_digest(wanted.encode(), given.encode("utf-8", "replace"))
    return (row, Use(letter)) if fits else None


def mint(session: Session, subscriber_id: int, purpose: str, now: datetime, about: int = 0) -> str:
    """Return a new single-use token of 256 bits, good for 48 hours."""
    token = secrets.token_urlsafe(32)
    full = f"{purpose}:{about}" if about else purpose
    assert len(full) <= _LONGEST_PURPOSE, full
    session.add(
        ReaderTokenTable(
            token_hash=token_hash(token),
            subscriber_id=subscriber_id,
            purpose=full,
            created_at=now,
            expires_at=now + HOLDS,
        )
    )
    return token


def look_up(session: Session, token: str, purpose: str, now: datetime) -> Token | None:
    """Return a token that was not used and has not expired; nothing changes."""
    row = session.get(ReaderTokenTable, token_hash(token[:_LONGEST_CODE]))
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    named, _, about = row.purpose.partition(":")
    if named != purpose:
        return None
    return Token(row.subscriber_id, named, int(about or 0), row.token_hash)


def use_up(session: Session, token: Token, now: datetime) -> bool:
    """Take a token; False when another request was first. Its siblings go with it."""
    table = ReaderTokenTable
    fresh = (col(table.used_at).is_(None), col(table.expires_at) > now)
    result = session.connection().execute(
        update(table).where(col(table.token_hash) == token.hash, *fresh).values(used_at=now)
    )
    if result.rowcount != 1:
        return False
    session.connection().execute(
        update(table)
        .where(
            col(table.subscriber_id) == token.subscriber_id,
            col(table.purpose).startswith(token.purpose),
            col(table.used_at).is_(None),
        )
        .values(used_at=now)
    )
    return True


def forget(session: Session, subscriber_id: int) -> None:
    """Take away all tokens of a reader."""
    session.connection().execute(
        delete(ReaderTokenTable).where(col(ReaderTokenTable.subscriber_id) == subscriber_id)
    )


def forget_expired(session: Session, before: datetime) -> int:
    """Take away tokens that expired before a moment; return how many."""
    found = session.connection().execute(
        delete(ReaderTokenTable).where(col(ReaderTokenTable.expires_at) < before)
    )
    return int(found.rowcount)


def open_tokens(session: Session, subscriber_id: int, now: datetime) -> int:
    """Return how many links of a reader still work."""
    rows = session.exec(
        select(ReaderTokenTable.token_hash).where(
            ReaderTokenTable.subscriber_id == subscriber_id,
            col(ReaderTokenTable.used_at).is_(None),
            col(ReaderTokenTable.expires_at) > now,
        )
    )
    return len(rows.all())
