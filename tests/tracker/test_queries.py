"""Reads: what a limit leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests.tracker.telling_world import NOW, add_change, add_item
from tracker import queries
from tracker.database import session_scope
from tracker.recording import Recorder
from tracker.records import ChangeKind, ItemKind, ScrapedItem


def test_of_too_many_changes_the_newest_are_kept_in_order(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        ids = [
            add_change(session, item_id, ChangeKind.ROOM, version=number) for number in (2, 3, 4)
        ]

        found = queries.changes_since(session, NOW - timedelta(hours=1), limit=2)

    assert [change.id for change in found] == ids[1:]


def test_an_open_consultation_is_found_by_its_closing_day(engine: Engine, now: datetime) -> None:
    day = now.date()
    closing = ScrapedItem(
        "internetconsultatie", "c:1", ItemKind.CONSULTATIE, "Wet warmte",
        published_on=day - timedelta(days=90), due_on=day + timedelta(days=9),
    )  # fmt: skip
    undated = replace(closing, key="c:2", due_on=None, published_on=day)
    over = replace(closing, key="c:3", due_on=day - timedelta(days=60))
    with session_scope(engine) as session:
        Recorder(session, 1, now, silent=True).record(
            [closing, undated, over], source="internetconsultatie"
        )

        found = queries.items_between(session, now - timedelta(days=14), now + timedelta(days=42))

    assert [one.item.key for one in found] == ["c:1", "c:2"]
