"""An edition of Haagse Zaken: its blocks, what was done to them, remarks and approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json

GONE = "bron"
"""In `Block.dropped_by`: no person dropped it, a new draft no longer makes it."""


class Stage(StrEnum):
    """Where an edition stands; only a concept changes without a new approval."""

    CONCEPT = "concept"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"


class Deed(StrEnum):
    """What happened to a block; the history names one for every version."""

    MACHINE = "machine"
    REMOVED = "removed"
    WRITTEN = "written"
    LOST = "lost"
    ADDED = "added"
    DROPPED = "dropped"
    RESTORED = "restored"
    MOVED = "moved"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNDONE = "undone"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an edition: facts made by the machine, text perhaps by a person.

    `content` is what the template of `kind` shows; `sources` are (label, url) pairs.
    `human` holds the fields that a person wrote (`newsletter.fields`); they win.
    `based_on` is the machine's content when a person first wrote. `version` grows with
    every change; `added_by` is "" for a block that the machine made, `dropped_by` is `GONE`
    for one that it took away.
    """

    key: str
    section: str
    kind: str
    position: int
    content: Mapping[str, Json]
    sources: tuple[tuple[str, str], ...] = ()
    item_id: int | None = None
    human: Mapping[str, Json] | None = None
    based_on: Mapping[str, Json] | None = None
    version: int = 1
    added_by: str = ""
    dropped_by: str = ""
    locked_by: str = ""

    @property
    def dropped(self) -> bool:
        """Tell whether readers do not get this block."""
        return bool(self.dropped_by)

    @property
    def gone(self) -> bool:
        """Tell whether the machine took the block away: its source no longer gives it."""
        return self.dropped_by == GONE


@dataclass(frozen=True, slots=True)
class Edition:
    """One Haagse Zaken: a week, its blocks in reading order, and its state.

    `week` is an ISO week such as "2026-W48". `status` is a `Stage`. `revision` grows with
    every change of what readers get; `edited_by` is the mail address of who changed it last.
    """

    week: str
    subject: str
    preheader: str
    made_at: datetime
    status: str = Stage.CONCEPT.value
    notice: str = ""
    blocks: tuple[Block, ...] = ()
    revision: int = 1
    edited_by: str = ""
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BlockVersion:
    """What a block was after one deed; with `applied` False a text that came too late."""

    id: int
    key: str
    version: int
    deed: Deed
    at: datetime
    by: str
    content: Mapping[str, Json]
    human: Mapping[str, Json] | None
    dropped: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark of an editor with a block; done once `resolved_by` is filled."""

    id: int
    key: str
    at: datetime
    by: str
    text: str
    resolved_by: str = ""
    resolved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Overrule:
    """A check that somebody set aside, and why."""

    check_key: str
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody approved one revision: exactly the files of which `sha256` is the hash.

    `editors` changed it before that, by mail address. `review` says what was looked at:
    `kind` ("edition" or "correction"), `name` of who approved, numbers of the checks.
    """

    id: int
    revision: int
    at: datetime
    by: str
    editors: tuple[str, ...]
    review: Mapping[str, Json]
    sha256: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """New texts for a block of a letter that went out already, and what was wrong."""

    id: int
    key: str
    at: datetime
    by: str
    text: str
    fields: Mapping[str, Json]
    approved_by: str = ""
    approved_at: datetime | None = None
    approval_id: int | None = None
    dispatch_id: int | None = None
    rejected_by: str = ""
    rejected_at: datetime | None = None
    reason: str = ""

    @property
    def waits(self) -> bool:
        """Tell whether nobody approved or rejected it yet."""
        return self.approved_at is None and self.rejected_at is None
