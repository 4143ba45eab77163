"""A debate with dossiers, its changes, and the messages that come of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from config.schema import People
from tests.tracker.telling_world import AT_ONCE, DEBATE, NOW, PEOPLE, RULES
from tracker.records import (
    ChangeKind,
    Classification,
    DossierMatch,
    Ping,
    ScrapedItem,
    StoredChange,
    StoredItem,
)
from tracker.routing import Routed, Standing, plan

STIKSTOF = DossierMatch("stikstof", "landelijk-gebied", 0.9)
LANDBOUW = DossierMatch("landbouw", "landelijk-gebied", 0.7)
WATER = DossierMatch("water-bodem", "ruimte-leefomgeving", 0.6)


def stored(
    item: ScrapedItem = DEBATE,
    matches: tuple[DossierMatch, ...] = (STIKSTOF,),
    *,
    relevant: bool = True,
    certain: bool = True,
) -> StoredItem:
    labels = Classification(relevant, 0.9, certain, matches)
    return StoredItem(7, item, 1, NOW, NOW, classification=labels)


def change(kind: ChangeKind, number: int = 1, version: int = 1, **values: Any) -> StoredChange:
    return StoredChange(
        number, 7, kind, kind.value, values.get("old"), values.get("new"), version, NOW
    )


def pings_for(
    of: StoredItem, changes: list[StoredChange], people: People, at: datetime,
    *, announced: bool = False,
) -> tuple[Ping, ...]:  # fmt: skip
    """Return the messages when everything is told at once."""
    rules = replace(RULES, people=people, telling=AT_ONCE)
    return plan(of, changes, rules, Standing(announced=announced), at).pings


def pings(*kinds: ChangeKind, of: StoredItem | None = None, at: datetime = NOW) -> tuple[Ping, ...]:
    changes = [change(kind, number) for number, kind in enumerate(kinds, 1)]
    return pings_for(of or stored(), changes, PEOPLE, at)


ROOM = [change(ChangeKind.ROOM)]
CANCELLED = [change(ChangeKind.CANCELLED)]


def routed(changes: list[StoredChange], at: datetime = NOW, **standing: Any) -> Routed:
    of = stored(matches=(STIKSTOF, WATER))
    return plan(of, changes, RULES, Standing(**standing), at)
