"""What becomes of the rows of a page: new, changed, unchanged, older, deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.database import session_scope
from tracker.intake import PageResult, store_page
from tracker.records import Problem, SourceRow
from tracker.rows import links_to, load


def row(at: datetime, **fields: str) -> SourceRow:
    return SourceRow("test", "point", "p1", updated_at=at, fields=fields, refs={"debate": ("d1",)})


def store(engine: Engine, now: datetime, *rows: SourceRow) -> PageResult:
    with session_scope(engine) as session:
        return store_page(session, 1, "test", rows, (), None, now)


def test_a_row_is_new_then_unchanged_then_changed(engine: Engine, now: datetime) -> None:
    first = row(now, title="a")

    assert store(engine, now, first) == PageResult(new=1)
    assert store(engine, now, replace(first, updated_at=now + timedelta(1))) == PageResult(
        unchanged=1
    )
    assert store(engine, now, row(now + timedelta(2), title="b")) == PageResult(changed=1)


def test_an_older_version_on_a_later_page_changes_nothing(engine: Engine, now: datetime) -> None:
    store(engine, now, row(now, title="new"))

    assert store(engine, now, row(now - timedelta(1), title="old")) == PageResult(unchanged=1)

    with session_scope(engine) as session:
        assert load(session, "test", {"point": ["p1"]})[0].fields == {"title": "new"}


def test_a_deleted_row_keeps_its_content_and_loses_its_relations(
    engine: Engine, now: datetime
) -> None:
    store(engine, now, row(now, title="a"))

    gone = SourceRow("test", "point", "p1", deleted=True, updated_at=now + timedelta(1))
    assert store(engine, now, gone) == PageResult(deleted=1)

    with session_scope(engine) as session:
        (stored,) = load(session, "test", {"point": ["p1"]})
        assert stored.deleted
        assert stored.fields == {"title": "a"}
        assert links_to(session, "test", ["d1"]) == {}


def test_what_cannot_be_used_is_counted_and_a_signal_is_not(engine: Engine, now: datetime) -> None:
    problems = (
        Problem("test", "point", "p2", "title ontbreekt"),
        Problem("test", "point", "p3", "onbekende waarde", fatal=False),
    )

    with session_scope(engine) as session:
        result = store_page(session, 1, "test", [row(now, title="a")], problems, None, now)

    assert result == PageResult(new=1, set_aside=1)
