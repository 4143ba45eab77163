"""Tell later what was told to nobody because the classifier was not sure of the item.

A change of an uncertain item is routed to nobody. When the item becomes relevant and
certain, its loud changes wait again, once, so that the next routing tells them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.models import ChangeTable, DigestEntryTable, NoticeTable

LOOK_BACK = timedelta(days=14)
"""What is older is no news any more."""
_CHUNK = 500


def _told(session: Session, item_ids: list[int]) -> set[int]:
    """Return the changes of these items that a notice or a digest mentions."""
    lists = [
        *session.exec(select(NoticeTable.change_ids).where(col(NoticeTable.item_id).in_(item_ids))),
        *session.exec(
            select(DigestEntryTable.change_ids).where(col(DigestEntryTable.item_id).in_(item_ids))
        ),
    ]
    return {change_id for ids in lists for change_id in ids}


def reopen(session: Session, item_ids: Iterable[int], now: datetime) -> int:
    """Let the untold changes of these items wait for routing again; returns how many.

    Silent changes, those a notice mentions and those older than 14 days stay as they are.
    Runs in the transaction in which the items became relevant and certain.
    """
    wanted = sorted(set(item_ids))
    opened = 0
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        rows = session.exec(
            select(ChangeTable.id).where(
                col(ChangeTable.item_id).in_(chunk),
                col(ChangeTable.silent).is_(False),
                col(ChangeTable.routed_at).is_not(None),
                col(ChangeTable.recorded_at) >= now - LOOK_BACK,
            )
        ).all()
        waiting = sorted({one for one in rows if one is not None} - _told(session, chunk))
        for first in range(0, len(waiting), _CHUNK):
            part = waiting[first : first + _CHUNK]
            statement = update(ChangeTable).where(col(ChangeTable.id).in_(part))
            session.connection().execute(statement.values(routed_at=None))
        opened += len(waiting)
    return opened
