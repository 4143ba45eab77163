"""Frozen types and enums that cross packages.

Every module may import these; they import nothing of the project. Times are aware and
in UTC (`..._at`), days are dates in Europe/Amsterdam (`..._on`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

Json = Any
"""A value that JSON can hold."""


class ItemKind(StrEnum):
    """What a reader follows; the published Soort stays in `subtype`."""

    ACTIVITEIT = "activiteit"
    KAMERBRIEF = "kamerbrief"
    MOTIE = "motie"
    AMENDEMENT = "amendement"
    WETSVOORSTEL = "wetsvoorstel"
    KAMERVRAGEN = "kamervragen"
    STEMMING = "stemming"
    TOEZEGGING = "toezegging"
    VERSLAG = "verslag"
    KAMERSTUK = "kamerstuk"


class Status(StrEnum):
    """Where an item stands, in words that do not depend on the source."""

    PLANNED = "planned"
    HELD = "held"
    MOVED = "moved"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    OPEN = "open"
    DONE = "done"
    UNKNOWN = "unknown"


class DatePrecision(StrEnum):
    """How exact `starts_at` is."""

    TIME = "time"
    DAYS = "days"
    WEEK = "week"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone who takes part. `role` is one of the ROLE_* values."""

    name: str
    role: str
    function: str = ""
    party: str = ""
    position: int = 0


ROLE_MINISTER = "bewindspersoon"
ROLE_MEMBER = "deelnemer"
ROLE_SUBMITTER = "indiener"
ROLE_COSUBMITTER = "medeindiener"
ROLE_REQUESTER = "aanvrager"
ROLE_ADDRESSEE = "gericht aan"
ROLE_COMMITTEE = "volgcommissie"
ROLE_ABSENT = "afgemeld"
ROLE_OTHER = "overig"


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """One point on an agenda, with the numbers of the cases it treats."""

    key: str
    title: str
    position: int = 0
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document that belongs to an item."""

    key: str
    number: str
    kind: str
    title: str
    published_on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of one fractie, or of one member in a roll call.

    `seats` is the weight: the size of the fractie, 1 in a roll call.
    `choice` is "voor", "tegen" or "niet deelgenomen".
    """

    party: str
    choice: str
    seats: int
    member: str = ""
    mistake: bool = False


@dataclass(frozen=True, slots=True)
class ScrapedItem:
    """One item as a source gives it, in source-neutral words.

    `source` + `key` is its identity and never changes. `updated_at` is the source's
    own time stamp; it takes no part in comparison.
    """

    source: str
    key: str
    kind: ItemKind
    title: str
    subtype: str = ""
    number: str = ""
    url: str = ""
    status: Status = Status.UNKNOWN
    chamber: str = "Tweede Kamer"
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    precision: DatePrecision = DatePrecision.NONE
    published_on: date | None = None
    due_on: date | None = None
    committee: str = ""
    committee_name: str = ""
    room: str = ""
    closed: bool = False
    note: str = ""
    text: str = ""
    file_number: str = ""
    file_title: str = ""
    outcome: str = ""
    appreciation: str = ""
    replaced_by: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    continued_in: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    agenda: tuple[AgendaPoint, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    votes: tuple[Vote, ...] = ()
    updated_at: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class ClassifierInput:
    """What the classifier may look at; every text field may be empty."""

    id: str
    title: str
    kind: str = ""
    committee: str = ""
    text: str = ""
    source: str = ""
    file_title: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that led to a label: `field[start:end] == text`."""

    text: str
    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class DossierMatch:
    """One IPO dossier of an item; `score` is a certainty from 0 to 1."""

    slug: str
    bac: str
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What the classifier says of one item.

    `certain` is False when a person has to judge ("te beoordelen").
    `dossiers` are sorted by score, best first; `bacs` follow that order.
    """

    relevant: bool
    relevance: float
    certain: bool
    dossiers: tuple[DossierMatch, ...] = ()
    bacs: tuple[str, ...] = ()
    model: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a source as read, before anything is made of it.

    `category` is lower case ("activiteitactor"), `fields` carry the source's own names
    (SyncFeed spelling) with text, number, boolean or null, `refs` the keys it points to.
    """

    source: str
    category: str
    key: str
    deleted: bool = False
    updated_at: datetime | None = None
    fields: Mapping[str, Json] = field(default_factory=dict)
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enclosure: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a source gave that could not be used, or a value nobody knew.

    `fatal` is True when the row or page was set aside, False for a signal: the row is
    kept, the value too, and an operator should look.
    """

    source: str
    category: str
    key: str
    reason: str
    advice: str = ""
    payload: str = ""
    fatal: bool = True


class Outcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is told; role names, from people.yaml."""

    slug: str
    name: str
    email: str
    slack_id: str = ""


class NoticeState(StrEnum):
    """Life of one notification in the outbox."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ping:
    """One notification to enqueue: which changes of which item, to which channel.

    `key` is (item, change, channel, kind) in one string and unique in the outbox.
    """

    key: str
    item_id: int
    change_ids: tuple[int, ...]
    channel: str
    recipients: tuple[str, ...]
    broadcast: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A claimed outbox row, ready for a transport: all it needs to build the message."""

    id: int
    key: str
    channel: str
    recipients: tuple[Person, ...]
    stored: StoredItem
    changes: tuple[StoredChange, ...]
    thread: str = ""
    broadcast: bool = False
    attempt: int = 1
    history: tuple[StoredChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of an edition: facts made by the machine, text perhaps by a person.

    `content` is what the template of `kind` shows; `sources` are (label, url) pairs.
    """

    key: str
    section: str
    kind: str
    position: int
    content: Mapping[str, Json]
    sources: tuple[tuple[str, str], ...] = ()
    item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """One Haagse Zaken: a week, its blocks in reading order, and its state.

    `week` is an ISO week such as "2026-W48". `status` is "concept" until approval.
    """

    week: str
    subject: str
    preheader: str
    made_at: datetime
    status: str = "concept"
    notice: str = ""
    blocks: tuple[Block, ...] = ()
