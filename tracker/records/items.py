"""What readers follow: items and their parts."""

from __future__ import annotations

from dataclasses import dataclass
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
    REGELING = "regeling"
    CONSULTATIE = "consultatie"
    PUBLICATIE = "publicatie"
    NIEUWS = "nieuws"
    ADVIES = "advies"
    BESLUITENLIJST = "besluitenlijst"
    EU_DOCUMENT = "eu-document"
    EU_PROCEDURE = "eu-procedure"
    EU_PLANNING = "eu-planning"
    OVERLEG = "overleg"
    TERMIJN = "termijn"


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

    `identifiers` are normalised keys that other sources use for the same thing
    ("kst:36800-xiv-12", "com:2025:123", "procedure:2025/0123(COD)", "keten:27200");
    `concepts` are subject headings such as EuroVoc; `language` is "nl" or "en".
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
    moved_to: datetime | None = None
    moved_precision: DatePrecision = DatePrecision.TIME
    replaces: tuple[str, ...] = ()
    continued_in: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    actors: tuple[Actor, ...] = ()
    agenda: tuple[AgendaPoint, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    votes: tuple[Vote, ...] = ()
    identifiers: tuple[str, ...] = ()
    concepts: tuple[str, ...] = ()
    language: str = "nl"
    updated_at: datetime | None = None
