"""Sessions of people who signed in; the database knows only the hash of their token."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker.credentials import make_token, token_hash
from tracker.models import AccountTable, SessionTable

LIFETIME = timedelta(hours=12)
"""However busy somebody is, the next morning they sign in again."""
IDLE = timedelta(hours=2)
_NOTED_EVERY = timedelta(minutes=5)


def start(session: Session, account_id: int, now: datetime) -> str:
    """Open a session and return its token; what has expired is cleared away."""
    session.connection().execute(delete(SessionTable).where(col(SessionTable.expires_at) <= now))
    token = make_token()
    session.add(
        SessionTable(
            token_hash=token_hash(token),
            account_id=account_id,
            created_at=now,
            used_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


def find(session: Session, token: str, now: datetime) -> AccountTable | None:
    """Return the account of a session that is still open, or None."""
    row = session.get(SessionTable, token_hash(token)) if token else None
    if row is None or row.expires_at <= now or row.used_at + IDLE <= now:
        return None
    account = session.get(AccountTable, row.account_id)
    return account if account is not None and account.active else None


def is_due(session: Session, token: str, now: datetime) -> bool:
    """Tell whether the use of a session must be noted again: once in five minutes."""
    row = session.get(SessionTable, token_hash(token))
    return row is not None and row.used_at + _NOTED_EVERY <= now


def note_use(session: Session, token: str, now: datetime) -> None:
    """Keep that a session is in use, so that it does not end as idle."""
    row = session.exec(
        select(SessionTable).where(SessionTable.token_hash == token_hash(token))
    ).first()
    if row is not None and row.used_at < now:
        row.used_at = now
        session.add(row)


def end(session: Session, token: str) -> None:
    """Close a session; one that is gone already is no error."""
    session.connection().execute(
        delete(SessionTable).where(col(SessionTable.token_hash) == token_hash(token))
    )


def end_all(session: Session, account_id: int) -> None:
    """Close all sessions of an account."""
    session.connection().execute(
        delete(SessionTable).where(col(SessionTable.account_id) == account_id)
    )
