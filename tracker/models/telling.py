"""What is told: the outbox, message threads, editions of the newsletter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class NoticeTable(SQLModel, table=True):
    """One notification in the outbox; `key` is (item or subject, change, channel, kind).

    `repeats` counts how often it was sent again without knowing that it had not arrived.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_notice_state", "state", "due_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    key: str = Field(max_length=255)
    kind: str = Field(
        default="change", max_length=20, sa_column_kwargs={"server_default": "change"}
    )
    item_id: int | None = Field(default=None, sa_column=Column(BigKey, index=True))
    change_ids: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    content: Any = Field(default=None, sa_column=Column(JsonBytes))
    channel: str = Field(max_length=80)
    recipients: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    broadcast: bool = False
    state: str = Field(max_length=20)
    attempts: int = 0
    repeats: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    due_at: datetime = Field(sa_type=UtcTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcTime)
    message_id: str = ""
    error: str = ""
    created_at: datetime = Field(sa_type=UtcTime)


class ThreadTable(SQLModel, table=True):
    """The top message of an item in a channel; later changes are replies to it.

    `stale` is True while the top message does not show the item's present state.
    """

    __tablename__ = "thread"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    channel: str = Field(primary_key=True, max_length=80)
    message_id: str
    stale: bool = False
    opened_at: datetime = Field(sa_type=UtcTime)


class DigestEntryTable(SQLModel, table=True):
    """Something that waits for a person's next digest; `notice_id` is the digest that took it.

    `reason` is "" or "budget": it was urgent, but the person had enough that day.
    """

    __tablename__ = "digest_entry"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_digest_entry_person", "person", "notice_id"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    key: str = Field(max_length=255)
    person: str = Field(max_length=60)
    item_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    change_ids: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    reason: str = Field(default="", max_length=20, sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(sa_type=UtcTime)
    notice_id: int | None = Field(default=None, sa_column=Column(BigKey))


class AlarmTable(SQLModel, table=True):
    """A cause that operators were told of once, until it is over."""

    __tablename__ = "alarm"

    cause: str = Field(primary_key=True, max_length=160)
    text: str
    opened_at: datetime = Field(sa_type=UtcTime)
    seen_at: datetime = Field(sa_type=UtcTime)
    times: int = 1
    resolved_at: datetime | None = Field(default=None, sa_type=UtcTime)


class SlackUserTable(SQLModel, table=True):
    """The Slack id of an e-mail address, found once; "" when Slack knows nobody."""

    __tablename__ = "slack_user"

    email: str = Field(primary_key=True, max_length=254)
    slack_id: str = Field(default="", max_length=20)
    looked_up_at: datetime = Field(sa_type=UtcTime)
    problem: str = ""


class SlackEventTable(SQLModel, table=True):
    """Something that came in from Slack: kept first, acknowledged, then worked on once.

    States: received → done | refused | failed.
    """

    __tablename__ = "slack_event"
    __table_args__ = (Index("ix_slack_event_state", "state", "received_at"),)

    event_id: str = Field(primary_key=True, max_length=160)
    kind: str = Field(max_length=40)
    payload: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    state: str = Field(max_length=20)
    attempts: int = 0
    result: str = ""
    received_at: datetime = Field(sa_type=UtcTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcTime)
