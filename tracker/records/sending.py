"""A sending of Haagse Zaken: the frozen list, and where the mail to each reader stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json
from tracker.records.readers import Choices, MailKind

LONGEST_REASON = 500
"""Signs of a mail server's answer that are kept."""


class DispatchState(StrEnum):
    """Where a sending stands; FROZEN is approved with its list, without a time."""

    FROZEN = "frozen"
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    HALTED = "halted"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """Where the mail to one reader stands.

    SUPPRESSED: the reader stopped after the list was frozen. UNKNOWN: the server may have it
    and was not asked again; a person decides.
    """

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One sending to a frozen list; `week` is of its edition, `note` why it was halted."""

    id: int
    edition_id: int
    week: str
    approval_id: int | None
    kind: MailKind
    subject: str
    content: Json
    state: DispatchState
    due_at: datetime
    planned_by: str
    started_at: datetime | None = None
    finished_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The mail of a sending to one reader; `repeats` is how often it may have come twice."""

    id: int
    dispatch_id: int
    subscriber_id: int | None
    email: str
    name: str
    choices: Choices
    state: DeliveryState
    message_id: str
    attempts: int
    repeats: int
    due_at: datetime
    sent_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many readers of a sending are in each state.

    `repeated` of them may have the mail twice, with one Message-ID; they count in their
    state as well.
    """

    planned: int = 0
    sending: int = 0
    sent: int = 0
    failed: int = 0
    suppressed: int = 0
    unknown: int = 0
    repeated: int = 0

    @property
    def total(self) -> int:
        """Return the length of the frozen list."""
        return self.waiting + self.sent + self.failed + self.suppressed + self.unknown

    @property
    def waiting(self) -> int:
        """Return how many have no outcome yet."""
        return self.planned + self.sending


class Answer(StrEnum):
    """How the handing over of one mail ended.

    TAKEN: the server said so. REFUSED: for good. LATER: not now. BROKEN: the connection went
    before the server can have it. UNCERTAIN: after the final dot, without an answer. BARRED:
    the server does not want us as sender, so nothing can go.
    """

    TAKEN = "taken"
    REFUSED = "refused"
    LATER = "later"
    BROKEN = "broken"
    UNCERTAIN = "uncertain"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one mail; `bounce` is "hard" or "soft" when it is about the address."""

    answer: Answer
    code: str = ""
    text: str = ""
    bounce: str = ""

    @property
    def reason(self) -> str:
        """Return what staff reads."""
        return f"{self.code} {self.text}".strip()[:LONGEST_REASON]
