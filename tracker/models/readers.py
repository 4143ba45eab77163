"""Who reads Haagse Zaken, with which right, and what was sent to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class SubscriberTable(SQLModel, table=True):
    """A reader; `email` is lower case. What `choices` holds: `tracker.records.Choices`.

    States: pending → active → stopped; "removed" has no name or address any more.
    `ground` is why we may write: toestemming, bestuur or medewerker. `secret` makes the
    links of this reader; `imported` names the list that this reader came from.
    """

    __tablename__ = "subscriber"
    __table_args__ = (UniqueConstraint("email"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=160)
    state: str = Field(max_length=20, index=True)
    ground: str = Field(max_length=20)
    function: str = Field(default="", max_length=160)
    province: str = Field(default="", max_length=40)
    choices: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    secret: str = Field(max_length=64)
    imported: str = Field(default="", max_length=60)
    created_at: datetime = Field(sa_type=UtcTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    stopped_at: datetime | None = Field(default=None, sa_type=UtcTime)
    stop_reason: str = ""
    soft_bounces: int = 0
    suppressed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    suppressed_why: str = ""


class ConsentTable(SQLModel, table=True):
    """Proof of what a reader was shown and did; never changed. `ip` is shortened."""

    __tablename__ = "consent"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    subscriber_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    at: datetime = Field(sa_type=UtcTime)
    deed: str = Field(max_length=20)
    via: str = Field(max_length=20)
    text: str
    ip: str = Field(default="", max_length=45)
    detail: Any = Field(default=None, sa_column=Column(JsonBytes))


class ReaderTokenTable(SQLModel, table=True):
    """A single-use link of a reader; only its hash is kept."""

    __tablename__ = "reader_token"

    token_hash: str = Field(primary_key=True, max_length=64)
    subscriber_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    purpose: str = Field(max_length=20)
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime = Field(sa_type=UtcTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcTime)


class DispatchTable(SQLModel, table=True):
    """One sending: an approved edition, or a correction, to a frozen list.

    States: frozen (its list, at the approval) → planned → sending → sent; cancelled before
    the first mail, or halted: `note` says why.
    """

    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_state", "state", "due_at"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    approval_id: int | None = Field(default=None, sa_column=Column(BigKey))
    kind: str = Field(max_length=20)
    subject: str
    content: Any = Field(default=None, sa_column=Column(JsonBytes))
    due_at: datetime = Field(sa_type=UtcTime)
    planned_at: datetime = Field(sa_type=UtcTime)
    planned_by: str = Field(max_length=254)
    state: str = Field(max_length=20)
    started_at: datetime | None = Field(default=None, sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    note: str = ""


class DeliveryTable(SQLModel, table=True):
    """One mail of a sending to one reader.

    States: planned → sending → sent | failed | suppressed | unknown. `message_id` is
    the same at every attempt; `repeats` counts those made while an earlier one may have
    arrived. `choices` are those of the reader when the list was frozen.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "email"),
        Index("ix_delivery_state", "dispatch_id", "state", "due_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    dispatch_id: int = Field(sa_column=Column(BigKey, nullable=False))
    subscriber_id: int | None = Field(default=None, sa_column=Column(BigKey, index=True))
    email: str = Field(max_length=254)
    name: str = Field(default="", max_length=160)
    choices: Any = Field(default=None, sa_column=Column(JsonBytes))
    state: str = Field(max_length=20)
    message_id: str = Field(default="", max_length=255)
    attempts: int = 0
    repeats: int = 0
    due_at: datetime = Field(sa_type=UtcTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    error: str = ""


class BounceTable(SQLModel, table=True):
    """A mail that came back; `kind` is hard or soft."""

    __tablename__ = "bounce"
    __table_args__ = (UniqueConstraint("key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    key: str = Field(max_length=120)
    delivery_id: int | None = Field(default=None, sa_column=Column(BigKey, index=True))
    subscriber_id: int | None = Field(default=None, sa_column=Column(BigKey, index=True))
    at: datetime = Field(sa_type=UtcTime)
    kind: str = Field(max_length=10)
    code: str = Field(default="", max_length=20)
    text: str = ""
