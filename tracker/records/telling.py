"""Whom to tell what: people, pings, notices, editions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.changes import StoredChange, StoredItem
from tracker.records.desk import Desk
from tracker.records.items import Json


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is told; role names, from people.yaml."""

    slug: str
    name: str
    email: str
    slack_id: str = ""


class NoticeKind(StrEnum):
    """What a notification is about; only CHANGE, REMINDER, HANDOVER and ESCALATION have an item."""

    CHANGE = "change"
    REMINDER = "reminder"
    HANDOVER = "handover"
    ESCALATION = "escalation"
    DIGEST = "digest"
    BUDGET = "budget"
    ALARM = "alarm"
    RESOLVED = "resolved"
    ACCOUNT = "account"
    READER = "reader"


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

    `key` is (item or subject, change, channel, kind) in one string and unique in the outbox.
    `channel` is a Slack channel ("#lobby-natuur", "C0123"), a person's own messages
    ("@energie": Slack, or mail for who is not in Slack) or only mail ("mail:energie").
    `content` is what a notice of another kind than CHANGE shows besides its item; see
    `tracker.letters`. It waits until `due_at`; None is at once.
    """

    key: str
    item_id: int | None
    change_ids: tuple[int, ...]
    channel: str
    recipients: tuple[str, ...]
    broadcast: bool = False
    kind: NoticeKind = NoticeKind.CHANGE
    content: Json = None
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A claimed outbox row, ready for a transport: all it needs to build the message.

    `stored` is None for what is about no item (DIGEST, BUDGET, ALARM, RESOLVED, ACCOUNT, READER).
    `desk` is how the item stands with the lobbyists, None when there is no item; `others`
    were told of the item in other messages.
    """

    id: int
    key: str
    channel: str
    recipients: tuple[Person, ...]
    stored: StoredItem | None
    changes: tuple[StoredChange, ...]
    thread: str = ""
    broadcast: bool = False
    attempt: int = 1
    history: tuple[StoredChange, ...] = ()
    kind: NoticeKind = NoticeKind.CHANGE
    content: Json = None
    desk: Desk | None = None
    others: tuple[Person, ...] = ()

    @property
    def about(self) -> StoredItem:
        """The item that the notice is about; asking it of a notice without one is a mistake."""
        assert self.stored is not None, self.key
        return self.stored
