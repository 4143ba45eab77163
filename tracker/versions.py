"""The earlier versions of an item, as they were kept when a newer one came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import contents
from tracker.models import ItemVersionTable
from tracker.records import ScrapedItem


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """What an item was until `replaced_at`."""

    version: int
    item: ScrapedItem
    replaced_at: datetime


def earlier_versions(session: Session, item_id: int, limit: int = 60) -> tuple[EarlierVersion, ...]:
    """Return the newest `limit` versions before the present one, newest first."""
    table = ItemVersionTable
    rows = session.exec(
        select(table)
        .where(table.item_id == item_id)
        .order_by(col(table.version).desc())
        .limit(limit)
    )
    return tuple(
        EarlierVersion(row.version, contents.load(row.content), row.replaced_at) for row in rows
    )
