"""What happened to an item, and an item as stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.classification import Classification
from tracker.records.items import Json, ScrapedItem


class ChangeKind(StrEnum):
    """What happened to an item; one kind per thing a reader would be told."""

    NEW = "new"
    MOVED = "moved"
    TIME = "time"
    DATED = "dated"
    UNDATED = "undated"
    REPLACED = "replaced"
    CONTINUED = "continued"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    REINSTATED = "reinstated"
    HELD = "held"
    ROOM = "room"
    TITLE = "title"
    COMMITTEE = "committee"
    AGENDA_ADDED = "agenda_added"
    AGENDA_CHANGED = "agenda_changed"
    AGENDA_WITHDRAWN = "agenda_withdrawn"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    ACTOR_ADDED = "actor_added"
    ACTOR_WITHDRAWN = "actor_withdrawn"
    OUTCOME = "outcome"
    APPRECIATION = "appreciation"
    ANSWERED = "answered"
    DUE = "due"
    STATUS = "status"
    TEXT = "text"
    DELETED = "deleted"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference that matters: what it is, from what, to what.

    `old` and `new` are JSON values; a moment is {"starts_at", "ends_at", "precision"}.
    """

    kind: ChangeKind
    field: str
    old: Json = None
    new: Json = None


@dataclass(frozen=True, slots=True)
class StoredChange:
    """A change as recorded, with the item it belongs to."""

    id: int
    item_id: int
    kind: ChangeKind
    field: str
    old: Json
    new: Json
    version: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as the database holds it: its latest content and what is known of it."""

    id: int
    item: ScrapedItem
    version: int
    first_seen_at: datetime
    changed_at: datetime
    deleted_at: datetime | None = None
    classification: Classification | None = None
