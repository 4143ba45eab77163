"""What the sources gave: rows, their relations, tokens, runs, what was set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class SourceRowTable(SQLModel, table=True):
    """The latest state of one row of a source, with its raw payload."""

    __tablename__ = "source_row"

    source: str = Field(primary_key=True, max_length=40)
    category: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=200)
    content_hash: bytes
    payload: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    deleted: bool = False
    updated_at: datetime | None = Field(default=None, sa_type=UtcTime)
    run_id: int


class SourceLinkTable(SQLModel, table=True):
    """One row points to another; only the child holds the reference."""

    __tablename__ = "source_link"
    __table_args__ = (
        Index("ix_source_link_target", "source", "target", "relation"),
        {"sqlite_with_rowid": False},
    )

    source: str = Field(primary_key=True, max_length=40)
    category: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=200)
    relation: str = Field(primary_key=True, max_length=60)
    target: str = Field(primary_key=True, max_length=200)


class PendingItemTable(SQLModel, table=True):
    """An item whose rows changed and that must be put together again."""

    __tablename__ = "pending_item"
    __table_args__ = {"sqlite_with_rowid": False}

    source: str = Field(primary_key=True, max_length=40)
    category: str = Field(primary_key=True, max_length=60)
    key: str = Field(primary_key=True, max_length=200)


class SyncTokenTable(SQLModel, table=True):
    """How far a feed was read; saved with the rows of that page."""

    __tablename__ = "sync_token"

    source: str = Field(primary_key=True, max_length=40)
    feed: str = Field(primary_key=True, max_length=100)
    token: str
    etag: str = ""
    saved_at: datetime = Field(sa_type=UtcTime)


class SetAsideTable(SQLModel, table=True):
    """A row or page that could not be used, kept with the reason."""

    __tablename__ = "set_aside"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    source: str = Field(max_length=40)
    category: str = Field(max_length=60)
    key: str = Field(max_length=200)
    reason: str
    advice: str = ""
    payload: str = ""
    fatal: bool = True
    run_id: int = Field(index=True)
    recorded_at: datetime = Field(sa_type=UtcTime)


class RunTable(SQLModel, table=True):
    """One run of one job; unique per job and planned time."""

    __tablename__ = "run"
    __table_args__ = (UniqueConstraint("job", "planned_at"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    job: str = Field(max_length=80)
    planned_at: datetime = Field(sa_type=UtcTime)
    started_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
    outcome: str = Field(max_length=20)
    late: bool = False
    reason: str = ""
    stats: Any = Field(default=None, sa_column=Column(JsonBytes))


class SwitchTable(SQLModel, table=True):
    """A switch that a person sets, such as the tap that lets notices out."""

    __tablename__ = "switch"

    name: str = Field(primary_key=True, max_length=60)
    value: str
    set_by: str
    set_at: datetime = Field(sa_type=UtcTime)
