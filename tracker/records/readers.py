"""Readers of Haagse Zaken: what they chose, why we may write to them, where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json

PROVINCES = (
    "Groningen", "Fryslân", "Drenthe", "Overijssel", "Flevoland", "Gelderland", "Utrecht",
    "Noord-Holland", "Zuid-Holland", "Zeeland", "Noord-Brabant", "Limburg",
)  # fmt: skip
"""The twelve provinces as `Choices.provinces` and `Reader.province` name them."""


class MailKind(StrEnum):
    """What a mail to readers is; each kind stops by itself. A correction goes with EDITION."""

    EDITION = "edition"
    CORRECTION = "correction"
    URGENT = "urgent"


class Ground(StrEnum):
    """Why we may write to somebody: they asked, or it belongs to their office or work."""

    CONSENT = "toestemming"
    OFFICE = "bestuur"
    STAFF = "medewerker"


class ReaderState(StrEnum):
    """Where a reader stands; who is REMOVED has no name or address any more."""

    PENDING = "pending"
    ACTIVE = "active"
    STOPPED = "stopped"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a reader wants to get; nothing chosen is everything.

    `bacs` and `dossiers` are slugs of the taxonomy, `provinces` names of `PROVINCES`.
    `weekly` is Haagse Zaken with its corrections, `urgent` what cannot wait for it.
    With `personal` the reader's own subjects come first.
    """

    bacs: tuple[str, ...] = ()
    dossiers: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    weekly: bool = True
    urgent: bool = False
    personal: bool = True

    def wants(self, kind: MailKind | str) -> bool:
        """Tell whether a mail of this kind was asked for."""
        return self.urgent if MailKind(kind) is MailKind.URGENT else self.weekly

    @property
    def wants_nothing(self) -> bool:
        """Tell whether no kind of mail is left."""
        return not (self.weekly or self.urgent)

    def to_json(self) -> dict[str, Json]:
        """Return it as it is stored with a reader and with a delivery."""
        return asdict(self)


def choices_of(stored: Mapping[str, Json] | None) -> Choices:
    """Return stored choices; names that this version does not know are left out."""
    given = stored or {}
    return Choices(
        bacs=_names(given.get("bacs")),
        dossiers=_names(given.get("dossiers")),
        provinces=_names(given.get("provinces")),
        weekly=given.get("weekly", True) is True,
        urgent=given.get("urgent", False) is True,
        personal=given.get("personal", True) is True,
    )


def _names(value: Json) -> tuple[str, ...]:
    given = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return tuple(str(one) for one in given)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who gets mail; `secret` makes their links (`tracker.subscribers.links`)."""

    id: int
    email: str
    name: str
    choices: Choices
    secret: str
    province: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """A reader's own addresses, the same until renewed.

    `unsubscribe` is a page with buttons, for the text of a mail; `one_click` is for its
    `List-Unsubscribe` header and takes the POST of RFC 8058; `preferences` is a page.
    """

    unsubscribe: str
    one_click: str
    preferences: str


@dataclass(frozen=True, slots=True)
class Subscriber:
    """All that is kept of a reader, for who administers them."""

    id: int
    email: str
    name: str
    state: ReaderState
    ground: Ground
    function: str
    province: str
    choices: Choices
    secret: str
    imported: str
    created_at: datetime
    confirmed_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_reason: str = ""
    soft_bounces: int = 0
    suppressed_at: datetime | None = None
    suppressed_why: str = ""

    @property
    def reader(self) -> Reader:
        """Return who this is for a mail."""
        return Reader(self.id, self.email, self.name, self.choices, self.secret, self.province)


@dataclass(frozen=True, slots=True)
class Consent:
    """Proof of one deed: the text that was shown, when, and a shortened IP address."""

    id: int
    at: datetime
    deed: str
    via: str
    text: str
    ip: str
    detail: Json = None


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail of a reader that came back; `kind` is "hard" or "soft"."""

    at: datetime
    kind: str
    code: str
    text: str
