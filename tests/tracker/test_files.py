"""Which files are still owed: those of rows that a run stored before it broke off."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Engine

from tracker import runs
from tracker.database import session_scope
from tracker.files import FILE, unfetched
from tracker.intake import store_page
from tracker.records import Outcome, Problem, SourceRow

SOURCE = "tweedekamer"


def report(key: str, enclosure: str = "Resources/1") -> SourceRow:
    refs = {"vergadering": ("m1",)}
    return SourceRow(SOURCE, "verslag", key, fields={"a": "b"}, refs=refs, enclosure=enclosure)


def store(
    engine: Engine,
    now: datetime,
    rows: list[SourceRow],
    *,
    job: str = "crawl-tweedekamer",
    outcome: Outcome = Outcome.FAILED,
    problems: tuple[Problem, ...] = (),
) -> None:
    with session_scope(engine) as session:
        run = runs.begin(session, job, now, now)
        assert run is not None
        store_page(session, run.id, SOURCE, rows, problems, None, now)
        if outcome is not Outcome.RUNNING:
            runs.finish(session, run.id, outcome, now)


def owed(engine: Engine) -> tuple[SourceRow, ...]:
    with session_scope(engine) as session:
        return unfetched(session, SOURCE, ["verslag"])


@pytest.mark.parametrize("outcome", [Outcome.RUNNING, Outcome.FAILED, Outcome.PARTIAL])
def test_the_file_of_a_row_from_a_run_that_broke_off_is_owed(
    engine: Engine, now: datetime, outcome: Outcome
) -> None:
    other = SourceRow(SOURCE, "document", "d1", enclosure="Resources/2")
    store(engine, now, [report("v1"), report("v2", ""), other], outcome=outcome)

    assert [(row.key, row.enclosure, row.fields) for row in owed(engine)] == [
        ("v1", "Resources/1", {"a": "b"})
    ]


def test_a_file_that_is_here_or_was_refused_is_not_owed(engine: Engine, now: datetime) -> None:
    here = SourceRow(SOURCE, FILE, "v1", fields={"sha256": "0"})
    refused = Problem(SOURCE, "verslag", "v2", "bestand niet opgehaald: HTTP 404")
    store(engine, now, [report("v1"), report("v2"), here], problems=(refused,))

    assert owed(engine) == ()


def test_nothing_is_owed_of_a_good_run_or_of_a_replay(engine: Engine, now: datetime) -> None:
    store(engine, now, [report("v1")], outcome=Outcome.COMPLETE)
    store(engine, now, [report("v2")], job="replay")

    assert owed(engine) == ()
