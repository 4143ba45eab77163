"""Reads: what a limit leaves out."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from tests.tracker.telling_world import NOW, add_change, add_item
from tracker import queries
from tracker.database import session_scope
from tracker.records import ChangeKind


def test_of_too_many_changes_the_newest_are_kept_in_order(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        ids = [
            add_change(session, item_id, ChangeKind.ROOM, version=number) for number in (2, 3, 4)
        ]

        found = queries.changes_since(session, NOW - timedelta(hours=1), limit=2)

    assert [change.id for change in found] == ids[1:]
