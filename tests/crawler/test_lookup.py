"""What a look-up may change of what the feed stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from crawler.lookup import with_stored
from tracker.database import session_scope
from tracker.intake import store_page
from tracker.records import SourceRow

KEY = "aaaaaaaa-0001-4000-8000-000000000001"
ONE, TWO = ("bbbbbbbb-0001-4000-8000-000000000001", "bbbbbbbb-0002-4000-8000-000000000002")
STORED = SourceRow(
    "tweedekamer",
    "zaak",
    KEY,
    updated_at=datetime(2026, 11, 20, tzinfo=UTC),
    fields={"volgnummer": "1"},
    refs={"agendapunt": (ONE,)},
    enclosure="Resources/x",
)


@pytest.fixture
def beside(engine: Engine):
    """Rows of a look-up, merged with STORED."""

    def merge(row: SourceRow, stored: SourceRow = STORED) -> list[SourceRow]:
        with session_scope(engine) as session:
            store_page(session, 1, "tweedekamer", [STORED], (), None, STORED.updated_at)
            store_page(session, 1, "tweedekamer", [stored], (), None, STORED.updated_at)
            return with_stored(session, "tweedekamer", [row])

    return merge


def test_an_equal_version_brings_its_references_only(beside) -> None:
    found = replace(STORED, fields={"volgnummer": 1}, refs={"agendapunt": (TWO,)}, enclosure="")
    assert beside(found) == [replace(STORED, refs={"agendapunt": (ONE, TWO)})]


def test_a_newer_version_brings_its_fields_and_keeps_the_references(beside) -> None:
    later = datetime(2026, 11, 21, tzinfo=UTC)
    found = replace(STORED, updated_at=later, fields={"volgnummer": 2}, refs={}, enclosure="")
    assert beside(found) == [replace(STORED, updated_at=later, fields={"volgnummer": 2})]


def test_a_row_nobody_had_is_new(beside) -> None:
    other = replace(STORED, key=ONE, refs={})
    assert beside(other) == [other]


def test_a_deleted_row_does_not_come_back_by_an_older_answer(beside) -> None:
    gone = replace(
        STORED, deleted=True, fields={}, refs={}, updated_at=datetime(2026, 11, 22, tzinfo=UTC)
    )
    assert beside(STORED, gone) == []
