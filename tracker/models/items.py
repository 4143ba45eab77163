"""What readers follow: items, their earlier versions, changes and labels."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class ItemTable(SQLModel, table=True):
    """The latest content of an item; the columns beside `content` are for search."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("source", "key"),
        Index("ix_item_kind_starts_at", "kind", "starts_at"),
        Index("ix_item_kind_published_on", "kind", "published_on"),
        Index("ix_item_number", "number"),
        Index("ix_item_pending", "classified_version", "version"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    source: str = Field(max_length=40)
    key: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    number: str = Field(max_length=60)
    title: str
    status: str = Field(max_length=20)
    starts_at: datetime | None = Field(default=None, sa_type=UtcTime)
    published_on: date | None = None
    due_on: date | None = None
    content: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    content_hash: bytes
    version: int = 1
    classified_version: int = 0
    first_seen_at: datetime = Field(sa_type=UtcTime)
    changed_at: datetime = Field(sa_type=UtcTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcTime)
    run_id: int


class ItemVersionTable(SQLModel, table=True):
    """An earlier version of an item, as it was until `replaced_at`."""

    __tablename__ = "item_version"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    version: int = Field(primary_key=True)
    content: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    replaced_at: datetime = Field(sa_type=UtcTime)


class ChangeTable(SQLModel, table=True):
    """One difference that readers may be told; written with the new version.

    `routed_at` is None until its notices stand in the outbox: a change is the intent
    to tell, so a process killed in between loses nothing.
    """

    __tablename__ = "change"
    __table_args__ = (
        UniqueConstraint("item_id", "version", "kind", "field", "position"),
        Index("ix_change_unrouted", "routed_at", "id"),
        Index("ix_change_recorded_at", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    item_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    version: int
    position: int = 0
    kind: str = Field(max_length=30)
    field: str = Field(max_length=40)
    old: Any = Field(default=None, sa_column=Column(JsonBytes))
    new: Any = Field(default=None, sa_column=Column(JsonBytes))
    silent: bool = False
    recorded_at: datetime = Field(sa_type=UtcTime)
    routed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    run_id: int


class ClassificationTable(SQLModel, table=True):
    """What the classifier said of the version it saw; `certain` False waits for a person.

    `judged_by` is whose word this is when it is a person's, `feedback_id` the judgement it
    came from. `series` (near-duplicate titles) and `file_number` (Kamerstukdossier) find
    the items that the same correction would touch.
    """

    __tablename__ = "classification"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    version: int
    relevant: bool
    relevance: float
    certain: bool = Field(index=True)
    model: str
    classified_at: datetime = Field(sa_type=UtcTime)
    mentions: Any = Field(default=None, sa_column=Column(JsonBytes))
    judged_by: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    judged_at: datetime | None = Field(default=None, sa_type=UtcTime)
    feedback_id: int | None = Field(default=None, sa_column=Column(BigKey, index=True))
    series: str = Field(
        default="", max_length=16, index=True, sa_column_kwargs={"server_default": ""}
    )
    file_number: str = Field(
        default="", max_length=60, index=True, sa_column_kwargs={"server_default": ""}
    )


class LabelTable(SQLModel, table=True):
    """One dossier of an item, with the words that led to it."""

    __tablename__ = "label"
    __table_args__ = (Index("ix_label_slug", "slug"),)

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    slug: str = Field(primary_key=True, max_length=60)
    bac: str = Field(max_length=60)
    score: float
    position: int
    evidence: Any = Field(sa_column=Column(JsonBytes, nullable=False))


class IdentifierTable(SQLModel, table=True):
    """A normalised key that several sources use for one thing, and who carries it."""

    __tablename__ = "item_identifier"
    __table_args__ = (Index("ix_item_identifier_item_id", "item_id"),)

    identifier: str = Field(primary_key=True, max_length=160)
    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))


class JoinTable(SQLModel, table=True):
    """Two items are one thing: `item_id` is shown as part of `into_id`, by `rule`.

    A person can undo a join; an undone one is never made again by itself.
    """

    __tablename__ = "item_join"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    into_id: int = Field(sa_column=Column(BigKey, primary_key=True, index=True))
    rule: str = Field(max_length=40)
    evidence: str
    joined_at: datetime = Field(sa_type=UtcTime)
    undone_by: str = Field(default="", max_length=60)
    undone_at: datetime | None = Field(default=None, sa_type=UtcTime)


class InternalFieldTable(SQLModel, table=True):
    """Something about an item that never leaves the association, such as its owner."""

    __tablename__ = "internal_field"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    name: str = Field(primary_key=True, max_length=40)
    value: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    by: str = Field(max_length=60)
    at: datetime = Field(sa_type=UtcTime)
