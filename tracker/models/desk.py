"""What people do: judgements, actions on items, whom they follow, who is responsible."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class FeedbackTable(SQLModel, table=True):
    """One judgement of an item's labels; `event_key` makes a second click harmless.

    `seen` is what the classifier saw, so that training can use it when the item changes;
    `before` what it said of that, with its evidence.
    """

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("event_key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    event_key: str = Field(max_length=160)
    item_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    version: int
    verdict: str = Field(max_length=20)
    dossiers: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    before: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    seen: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    model: str
    by: str = Field(max_length=60)
    via: str = Field(max_length=20)
    note: str = ""
    given_at: datetime = Field(sa_type=UtcTime)
    reach: int = 1
    seconded_by: str = Field(default="", max_length=60)
    seconded_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_by: str = Field(default="", max_length=60)


class ActionTable(SQLModel, table=True):
    """One thing a person did with an item; never changed afterwards."""

    __tablename__ = "action"
    __table_args__ = (UniqueConstraint("event_key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    event_key: str = Field(max_length=160)
    item_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    kind: str = Field(max_length=20)
    person: str = Field(max_length=60)
    value: Any = Field(default=None, sa_column=Column(JsonBytes))
    via: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcTime)


class FollowTable(SQLModel, table=True):
    """A person follows `item:<id>` or `dossier:<slug>`."""

    __tablename__ = "follow"

    person: str = Field(primary_key=True, max_length=60)
    subject: str = Field(primary_key=True, max_length=80, index=True)
    since: datetime = Field(sa_type=UtcTime)


class PeopleChangeTable(SQLModel, table=True):
    """A change of people.yaml made while running; the newest of a subject holds.

    `kind`: absence, lobbyist, deputy, coordinator, channel, member; `subject` is the slug
    that it is about, `value` what it became (None: back to the file).
    """

    __tablename__ = "people_change"
    __table_args__ = (UniqueConstraint("event_key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    event_key: str = Field(max_length=160)
    kind: str = Field(max_length=20)
    subject: str = Field(max_length=80)
    value: Any = Field(default=None, sa_column=Column(JsonBytes))
    by: str = Field(max_length=60)
    via: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcTime)
