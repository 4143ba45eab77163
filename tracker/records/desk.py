"""What people did with an item: the log of actions, and what it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json


class ActionKind(StrEnum):
    """One thing a person can do with an item, in Slack or in the workspace."""

    TAKEN = "taken"
    RELEASED = "released"
    DISMISSED = "dismissed"
    REDIRECTED = "redirected"
    HANDED = "handed"
    SNOOZED = "snoozed"
    NEWSLETTER = "newsletter"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Action:
    """One action as logged. `person` is a slug of people.yaml, `via` slack, web or mail.

    `value` by kind: redirected {"dossiers": [slug]}; handed {"to": slug}; snoozed
    {"until": ISO moment}; newsletter {"in": bool}; position {"position", "inbreng_url",
    "note"}; else None.
    """

    id: int
    item_id: int
    kind: ActionKind
    person: str
    value: Json
    via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an item stands with the lobbyists, worked out from its actions."""

    taken_by: str = ""
    taken_at: datetime | None = None
    dismissed_by: str = ""
    handed_to: str = ""
    handed_by: str = ""
    snoozed_until: datetime | None = None
    in_newsletter: bool = False
    position: str = ""
    inbreng_url: str = ""
    note: str = ""
    followers: tuple[str, ...] = ()
    log: tuple[Action, ...] = ()
