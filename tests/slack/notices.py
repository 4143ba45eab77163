"""Notices to build messages from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from config.schema import Bac, Dossier, Taxonomy
from tracker.records import (
    ROLE_MINISTER,
    Actor,
    ChangeKind,
    Classification,
    DatePrecision,
    DossierMatch,
    Evidence,
    ItemKind,
    Notice,
    Person,
    ScrapedItem,
    Status,
    StoredChange,
    StoredItem,
)
from tracker.slack.blocks import MessageContext

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CONTEXT = MessageContext(
    Taxonomy(
        bacs=(Bac(slug="landelijk-gebied", name="Landelijk Gebied", abbreviation="LG"),),
        dossiers=(
            Dossier(
                slug="stikstof", bac="landelijk-gebied", name="Stikstof en vergunningverlening",
                scope="s", terms=("stikstof",),
            ),
        ),
    )
)  # fmt: skip
ITEM = ScrapedItem(
    source="tweedekamer",
    key="activiteit:1",
    kind=ItemKind.ACTIVITEIT,
    title="Stikstof, NPLG en natuur",
    subtype="Commissiedebat",
    number="2026A01234",
    url="https://www.tweedekamer.nl/debat_en_vergadering/commissievergaderingen/details?id=2026A01234",
    status=Status.PLANNED,
    starts_at=datetime(2026, 12, 11, 13, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 11, 16, 0, tzinfo=UTC),
    precision=DatePrecision.TIME,
    committee="LVVN",
    committee_name="Vaste commissie voor Landbouw",
    room="Thorbeckezaal",
    actors=(Actor("Van Essen", ROLE_MINISTER, "minister van LVVN"),),
)
LABELS = Classification(
    relevant=True,
    relevance=0.95,
    certain=True,
    dossiers=(
        DossierMatch("stikstof", "landelijk-gebied", 0.95, (Evidence("Stikstof", 0, 8, "title"),)),
    ),
    bacs=("landelijk-gebied",),
)
PERSONS = (
    Person("stikstof", "Lobbyist stikstof", "s@ipo.example", "U0STIKSTOF3"),
    Person("landbouw", "Lobbyist landbouw", "l@ipo.example", ""),
)
MOVED = {
    "old": {
        "starts_at": "2026-12-02T09:00:00+00:00",
        "ends_at": "2026-12-02T12:00:00+00:00",
        "precision": "time",
    },
    "new": {
        "starts_at": "2026-12-11T13:00:00+00:00",
        "ends_at": "2026-12-11T16:00:00+00:00",
        "precision": "time",
    },
}


def change(kind: ChangeKind, number: int = 1, **values: Any) -> StoredChange:
    return StoredChange(number, 1, kind, kind.value, values.get("old"), values.get("new"), 2, NOW)


def notice(
    *changes: StoredChange, item: ScrapedItem = ITEM, labels: Classification = LABELS, **fields: Any
) -> Notice:
    """Return a claimed notice, by default of one new debate."""
    stored = StoredItem(1, item, 2, NOW, NOW, classification=labels)
    told = changes or (change(ChangeKind.NEW),)
    values: dict[str, Any] = {
        "id": 1,
        "key": "item:1|change:abc|#lobby-landelijk-gebied|new",
        "channel": "#lobby-landelijk-gebied",
        "recipients": PERSONS,
        "stored": stored,
        "changes": told,
    }
    return Notice(**{**values, **fields})


def titled(title: str, **fields: Any) -> Notice:
    """Return a notice of an item with this title everywhere where a source puts text."""
    evidence = (Evidence(title, 0, len(title), "title"),)
    labels = replace(
        LABELS, dossiers=(DossierMatch("stikstof", "landelijk-gebied", 0.9, evidence),)
    )
    item = replace(
        ITEM, title=title, room=title, committee_name=title, number=title, subtype=title,
        actors=(Actor(title, ROLE_MINISTER, title),), outcome=title, appreciation=title,
    )  # fmt: skip
    told = change(ChangeKind.TITLE, old=title, new=title)
    return notice(told, item=item, labels=labels, **fields)
