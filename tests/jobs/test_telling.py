"""Routing turns each change into one notice, also when two processes route at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tests.tracker.telling_world import AT_ONCE, DEBATE, NOW, add_change, add_item, notice_rows
from tracker.database import session_scope
from tracker.jobs import telling
from tracker.jobs.workshop import Workshop
from tracker.models import ClassificationTable
from tracker.records import ChangeKind, Classification, ClassifierInput, DossierMatch

OURS = Classification(True, 0.9, True, (DossierMatch("stikstof", "landelijk-gebied", 0.9),))


class Judge:
    """A classifier that calls everything ours; something may happen while it thinks."""

    def __init__(self) -> None:
        self.meanwhile: list[Callable[[], object]] = []

    def classify_many(self, inputs: Sequence[ClassifierInput]) -> list[Classification]:
        if self.meanwhile:
            self.meanwhile.pop()()
        return [OURS for _ in inputs]


def test_two_processes_that_route_at_once_tell_a_change_once(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_WAIT_SECONDS", 0)
    workshop = Workshop(read_settings(database_url=database_url), lambda: NOW)
    judge = Judge()
    workshop.__dict__.update(classifier=judge, telling=AT_ONCE)
    with session_scope(engine) as session:
        item_id = add_item(session, DEBATE)
        first = add_change(session, item_id, ChangeKind.ROOM, version=2)

    def another() -> None:
        with session_scope(engine) as session:
            columns = {"recorded_at": NOW + timedelta(seconds=1)}
            add_change(session, item_id, ChangeKind.TIME, version=3, **columns)
        telling.route(workshop)

    judge.meanwhile.append(another)
    telling.route(workshop)

    told = [change for row in notice_rows(engine) for change in row.change_ids]
    workshop.engine.dispose()
    assert sorted(told) == [first, first + 1]


def test_what_was_held_back_is_told_together_with_what_is_new(
    engine: Engine, database_url: str
) -> None:
    workshop = Workshop(read_settings(database_url=database_url), lambda: NOW)
    workshop.__dict__.update(classifier=Judge(), telling=AT_ONCE)
    with session_scope(engine) as session:
        item_id = add_item(session, DEBATE)
        said = session.get_one(ClassificationTable, item_id)
        said.certain = False
        held_back = add_change(session, item_id, ChangeKind.NEW, routed_at=NOW)
        moved = add_change(session, item_id, ChangeKind.ROOM, version=2)

    telling.route(workshop)
    telling.route(workshop)

    told = [row.change_ids for row in notice_rows(engine)]
    workshop.engine.dispose()
    assert told == [[held_back, moved]]
