"""Who may come in, and what they did: accounts, sessions, the audit log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class AccountTable(SQLModel, table=True):
    """Somebody who may sign in; `person` is the slug in people.yaml, "" for staff.

    `oidc_subject` is what the sign-in service calls this person, kept at the first time.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("email"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    email: str = Field(max_length=254)
    name: str
    person: str = Field(default="", max_length=60)
    role: str = Field(max_length=20)
    password_hash: str = ""
    totp_secret: str = ""
    totp_used: int = 0
    oidc_subject: str = Field(default="", max_length=255)
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcTime)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcTime)
    signed_in_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SessionTable(SQLModel, table=True):
    """One sign-in of an account; only the hash of its token is kept."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    created_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)


class AuditTable(SQLModel, table=True):
    """One thing that somebody changed or tried to change; never changed afterwards."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    via: str = Field(max_length=20)
    what: str = Field(max_length=60)
    subject: str = Field(default="", max_length=120)
    detail: Any = Field(default=None, sa_column=Column(JsonBytes))
    allowed: bool = True
