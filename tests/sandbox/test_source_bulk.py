"""Bulk changes: every kind comes with the rows and the values that must be told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.sandbox.source_client import entries
from tracker.sandbox.source.bulk import KINDS, base_store, build_changes, publish
from tracker.sandbox.source.server import SourceServer

COUNT = 4 * len(KINDS)
FIELDS = {
    "date": "datum",
    "start": "aanvangstijd",
    "end": "eindtijd",
    "title": "onderwerp",
    "committee": "voortouwnaam",
    "cancelled": "status",
    "reinstated": "status",
}


def text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def test_the_changes_cover_every_kind_and_one_activiteit_each() -> None:
    changes = list(build_changes(COUNT))

    assert {change.kind for change in changes} == set(KINDS)
    assert len({change.number for change in changes}) == COUNT
    assert all((change.old == change.new) == change.noop for change in changes)


def test_old_and_new_are_what_the_rows_said_before_and_say_after() -> None:
    store = base_store(COUNT)

    for change in build_changes(COUNT):
        if change.kind in FIELDS:
            (row,) = change.rows
            before = store.row(row.guid)
            assert text(before.values[FIELDS[change.kind]]) == change.old
            assert text(row.values[FIELDS[change.kind]]) == change.new
            assert row.values["nummer"] == before.values["nummer"] == change.number


def test_published_changes_are_what_the_feed_brings_next(tmp_path: Path) -> None:
    store = base_store(COUNT)
    last = store.versions[-1].skiptoken

    with SourceServer(tmp_path, store=store) as server:
        url = f"{server.base_url}/SyncFeed/2.0/Feed?skiptoken={last}"
        assert entries(url) == []
        publish(store, build_changes(COUNT))
        assert len(entries(url)) == COUNT


def test_the_same_changes_come_out_every_time() -> None:
    assert list(build_changes(COUNT)) == list(build_changes(COUNT))
