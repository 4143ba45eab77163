"""Editions of Haagse Zaken: blocks, their history, remarks, approval and corrections."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey, JsonBytes, UtcTime


class EditionTable(SQLModel, table=True):
    """One Haagse Zaken per ISO week.

    `revision` grows with every change of what a reader gets; an approval names one.
    `edited_by` is who changed it last, as e-mail address; "" while only the machine did.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("week"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    week: str = Field(max_length=8)
    subject: str
    preheader: str
    notice: str = ""
    status: str = Field(max_length=20)
    made_at: datetime = Field(sa_type=UtcTime)
    revision: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    edited_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    edited_at: datetime | None = Field(default=None, sa_type=UtcTime)


class BlockTable(SQLModel, table=True):
    """One block of an edition; `content` is the machine's, `human` a person's text.

    `based_on` is the machine's content when a person first wrote; `version` grows with
    every change. `added_by` is "" for a block of the machine, which a new draft may take away.
    """

    __tablename__ = "block"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    key: str = Field(max_length=120)
    section: str = Field(max_length=40)
    kind: str = Field(max_length=40)
    position: int
    item_id: int | None = Field(default=None, sa_column=Column(BigKey))
    content: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    sources: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    human: Any = Field(default=None, sa_column=Column(JsonBytes))
    based_on: Any = Field(default=None, sa_column=Column(JsonBytes))
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    added_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    dropped_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    placed_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    locked_by: str = Field(default="", max_length=254, sa_column_kwargs={"server_default": ""})
    locked_at: datetime | None = Field(default=None, sa_type=UtcTime)


class BlockVersionTable(SQLModel, table=True):
    """What a block was after each change; never changed. A text that lost a race is one too.

    `deed` is a key of `tracker.records.Deed`; `applied` is False for a text that was kept
    here only, because another editor was first.
    """

    __tablename__ = "block_version"
    __table_args__ = (Index("ix_block_version_block", "edition_id", "block_key", "id"),)

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False))
    block_key: str = Field(max_length=120)
    version: int
    deed: str = Field(max_length=20)
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    content: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    human: Any = Field(default=None, sa_column=Column(JsonBytes))
    position: int
    dropped: bool = False
    applied: bool = True


class CommentTable(SQLModel, table=True):
    """A remark of an editor with a block, until somebody says it is done."""

    __tablename__ = "comment"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    block_key: str = Field(max_length=120)
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    text: str
    resolved_by: str = Field(default="", max_length=254)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcTime)


class OverruleTable(SQLModel, table=True):
    """A check that an editor set aside by name; `check_key` names what exactly was wrong."""

    __tablename__ = "overrule"

    edition_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    check_key: str = Field(primary_key=True, max_length=200)
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    reason: str


class ApprovalTable(SQLModel, table=True):
    """Somebody approved one revision of an edition: exactly the bytes of `sha256`.

    `editors` are those who changed it since the draft, `review` what the proof of human
    review says. It holds until `withdrawn_at`.
    """

    __tablename__ = "approval"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    revision: int
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    editors: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    review: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    sha256: str = Field(max_length=64)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcTime)
    withdrawn_by: str = Field(default="", max_length=254)
    reason: str = ""


class ApprovedFileTable(SQLModel, table=True):
    """One file of an approval as it will be sent: mail.html, mail.txt, page.html, edition.json."""

    __tablename__ = "approved_file"

    approval_id: int = Field(sa_column=Column(BigKey, primary_key=True))
    name: str = Field(primary_key=True, max_length=60)
    sha256: str = Field(max_length=64)
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class CorrectionTable(SQLModel, table=True):
    """A change note after sending: on the web edition, and in a mail to who got the letter.

    `fields` are the new texts of the block. Approved it has an approval of its own, with the
    corrected pages and the mail; rejected it has `rejected_at` and a reason.
    """

    __tablename__ = "correction"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    edition_id: int = Field(sa_column=Column(BigKey, nullable=False, index=True))
    block_key: str = Field(default="", max_length=120)
    at: datetime = Field(sa_type=UtcTime)
    by: str = Field(max_length=254)
    text: str
    fields: Any = Field(sa_column=Column(JsonBytes, nullable=False))
    approved_by: str = Field(default="", max_length=254)
    approved_at: datetime | None = Field(default=None, sa_type=UtcTime)
    approval_id: int | None = Field(default=None, sa_column=Column(BigKey))
    dispatch_id: int | None = Field(default=None, sa_column=Column(BigKey))
    rejected_by: str = Field(default="", max_length=254)
    rejected_at: datetime | None = Field(default=None, sa_type=UtcTime)
    reason: str = ""
