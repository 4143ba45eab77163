"""Routing turns each change into one notice, also when two processes route at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tests.tracker.telling_world import (
    AT_ONCE,
    CHANNEL,
    DEBATE,
    NOW,
    PEOPLE,
    add_change,
    add_item,
    notice_rows,
)
from tracker import claims, instead, noise, outbox
from tracker.database import session_scope
from tracker.errors import TransportError
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


def test_who_is_named_but_not_in_slack_gets_the_message_as_a_mail(
    engine: Engine, database_url: str
) -> None:
    settings = read_settings(database_url=database_url, slack_bot_token="xoxb-test")
    workshop = Workshop(settings, lambda: NOW)
    there = [one.model_copy(update={"slack_id": None}) if one.slug == "stikstof" else one
             for one in PEOPLE.people]  # fmt: skip
    people = PEOPLE.model_copy(update={"people": tuple(there)})
    workshop.__dict__.update(classifier=Judge(), people_file=people)
    with session_scope(engine) as session:
        add_change(session, add_item(session, DEBATE), ChangeKind.CANCELLED, version=2)

    telling.route(workshop)
    telling.route(workshop)

    workshop.engine.dispose()
    channel, mail = notice_rows(engine)
    assert (channel.channel, channel.recipients) == (CHANNEL, ["stikstof"])
    assert (mail.channel, mail.recipients) == ("mail:stikstof", ["stikstof"])
    assert mail.change_ids == channel.change_ids
    with session_scope(engine) as session:
        (notice, _) = claims.claim(session, people, NOW)
        gone = TransportError("is_archived", permanent=True, scope="channel")
        assert outbox.enqueue(session, instead.pings(notice, gone, people), NOW) == 0
    with session_scope(engine) as session:
        assert noise.named_since(session, NOW - timedelta(hours=1)) == {"stikstof": 1}
