"""How often people are named, and what of it they never touched."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.models import ActionTable, NoticeTable
from tracker.records import NoticeKind, NoticeState

_MOST = 5_000


def named_since(session: Session, since: datetime) -> Counter[str]:
    """Return how many messages about changes named each person since a moment; the mail to
    who is not in Slack is the same message once more.
    """
    rows = session.exec(
        select(NoticeTable.recipients)
        .where(
            NoticeTable.kind == NoticeKind.CHANGE.value,
            col(NoticeTable.created_at) >= since,
            ~col(NoticeTable.channel).startswith("mail:"),
        )
        .limit(_MOST)
    )
    return Counter(person for recipients in rows for person in recipients)


def ignored(session: Session, since: datetime) -> dict[str, tuple[int, ...]]:
    """Return per person the items that messages named them for and nobody ever touched."""
    table = NoticeTable
    acted = select(ActionTable.item_id)
    rows = session.exec(
        select(table.item_id, table.recipients)
        .where(
            table.kind == NoticeKind.CHANGE.value,
            table.state == NoticeState.SENT.value,
            col(table.created_at) >= since,
            col(table.item_id).not_in(acted),
        )
        .order_by(col(table.id))
        .limit(_MOST)
    )
    found: dict[str, dict[int, None]] = defaultdict(dict)
    for item_id, recipients in rows:
        for person in recipients:
            found[person][item_id or 0] = None
    return {person: tuple(ids) for person, ids in found.items()}
