"""*Later, the working day before the debate* moves when the debate moves."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from tracker import queries
from tracker.database import Engine, session_scope
from tracker.models import NoticeTable
from tracker.records import NoticeKind, NoticeState
from tracker.slack import moments

_MOST = 500


def _planned(session: Session) -> list[NoticeTable]:
    rows = session.exec(
        select(NoticeTable)
        .where(
            NoticeTable.state == NoticeState.PLANNED.value,
            NoticeTable.kind == NoticeKind.REMINDER.value,
            col(NoticeTable.key).contains("|later:", autoescape=True),
        )
        .limit(_MOST)
    )
    return [row for row in rows if (row.content or {}).get("follows") == "debate"]


def follow_debates(engine: Engine, now: datetime) -> int:
    """Plan each *Later* that follows a debate for the day before it is now; return how many.

    A debate that came closer than that wakes at once; one without a date keeps its moment.
    """
    moved = 0
    with session_scope(engine) as session:
        rows = _planned(session)
        items = queries.stored_items(session, [row.item_id for row in rows if row.item_id])
        for row in rows:
            stored = items.get(row.item_id or 0)
            due = moments.before_debate(stored.item) if stored else None
            if due is not None and max(due, now) != row.due_at and row.due_at > now:
                row.due_at = max(due, now)
                session.add(row)
                moved += 1
    return moved
