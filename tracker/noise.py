"""How often people are named, and what of it they never touched."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import NoticeTable
from tracker.records import NoticeKind

_MOST = 5_000


def named_since(session: Session, since: datetime) -> Counter[str]:
    """Return how many messages about changes named each person since a moment."""
    rows = session.exec(
        select(NoticeTable.recipients)
        .where(
            NoticeTable.kind == NoticeKind.CHANGE.value,
            col(NoticeTable.created_at) >= since,
        )
        .limit(_MOST)
    )
    return Counter(person for recipients in rows for person in recipients)
