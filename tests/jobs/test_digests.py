"""The digest: one message per person, each entry in one digest, a deputy for who is away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.schema import Absence
from config.settings import read_settings
from tests.tracker.telling_world import DEBATE, NOW, PEOPLE, add_change, add_item, notice_rows
from tracker import claims, contents, people
from tracker.database import session_scope
from tracker.jobs import digests, telling
from tracker.jobs.workshop import Workshop
from tracker.models import ClassificationTable, DigestEntryTable, ItemTable
from tracker.records import (
    ChangeKind,
    Classification,
    ClassifierInput,
    DossierMatch,
    ScrapedItem,
    Status,
)

OURS = Classification(True, 0.9, True, (DossierMatch("stikstof", "landelijk-gebied", 0.9),))
MORNING = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


class Judge:
    def classify_many(self, inputs: Sequence[ClassifierInput]) -> list[Classification]:
        return [OURS for _ in inputs]


@pytest.fixture
def workshop(engine: Engine, database_url: str) -> Iterator[Workshop]:
    made = Workshop(read_settings(database_url=database_url), lambda: NOW)
    made.__dict__.update(classifier=Judge(), people_file=PEOPLE)
    yield made
    made.engine.dispose()


def waits(engine: Engine, item: ScrapedItem = DEBATE, *kinds: ChangeKind) -> int:
    with session_scope(engine) as session:
        item_id = add_item(session, item)
        for version, kind in enumerate(kinds or (ChangeKind.ROOM,), 2):
            add_change(session, item_id, kind, version, old="A", new="B")
        return item_id


def entries(engine: Engine) -> list[DigestEntryTable]:
    with Session(engine) as session:
        return list(session.exec(select(DigestEntryTable)))


def lines(content: Any) -> list[str]:
    return [line["text"] for part in content["parts"] for line in part["lines"]]


def test_what_can_wait_comes_in_one_message_to_the_person_alone(
    engine: Engine, workshop: Workshop
) -> None:
    waits(engine)
    waits(engine, replace(DEBATE, key="activiteit:2", title="Natuur"))
    assert telling.route(workshop) == 2
    assert notice_rows(engine) == []

    assert digests.digest(workshop, MORNING) == 1

    (row,) = notice_rows(engine)
    assert (row.channel, row.recipients, row.kind, row.item_id) == (
        "@stikstof", ["stikstof"], "digest", None,
    )  # fmt: skip
    assert lines(row.content) == [
        "Andere zaal: Commissiedebat Stikstof, van A naar B",
        "Andere zaal: Commissiedebat Natuur, van A naar B",
    ]
    assert {one.notice_id for one in entries(engine)} == {row.id}


def test_a_second_digest_holds_only_what_came_since_and_nothing_sends_nothing(
    engine: Engine, workshop: Workshop
) -> None:
    assert digests.digest(workshop, MORNING) == 0
    item_id = waits(engine)
    telling.route(workshop)
    digests.digest(workshop, MORNING)
    assert digests.digest(workshop, MORNING) == 0

    with session_scope(engine) as session:
        add_change(session, item_id, ChangeKind.COMMITTEE, 9, old="A", new="C")
    telling.route(workshop)
    assert digests.digest(workshop, MORNING) == 1

    first, second = notice_rows(engine)
    assert first.key != second.key
    assert lines(second.content) == ["Andere commissie: Commissiedebat Stikstof, van A naar C"]


def test_two_changes_of_an_item_are_one_line_what_matters_most_first(
    engine: Engine, workshop: Workshop
) -> None:
    item_id = waits(engine)
    telling.route(workshop)
    with session_scope(engine) as session:
        add_change(session, item_id, ChangeKind.ACTOR_ADDED, 3, new={"name": "Jansen"})
    telling.route(workshop)

    digests.digest(workshop, MORNING)

    (row,) = notice_rows(engine)
    assert lines(row.content) == [
        "Andere zaal: Commissiedebat Stikstof, van A naar B (en nog 1 wijziging)"
    ]
    assert "Nieuwe deelnemer: Jansen." in row.content["parts"][0]["lines"][0]["detail"]


def test_what_was_cancelled_before_the_digest_came_is_shown_as_cancelled(
    engine: Engine, workshop: Workshop
) -> None:
    item_id = waits(engine)
    telling.route(workshop)
    body, digest = contents.dump_and_hash(replace(DEBATE, status=Status.CANCELLED))
    with session_scope(engine) as session:
        row = session.get_one(ItemTable, item_id)
        row.content, row.content_hash, row.status = body, digest, "cancelled"

    digests.digest(workshop, MORNING)

    (row,) = notice_rows(engine)
    assert "13.00 uur (geannuleerd)" in row.content["parts"][0]["lines"][0]["detail"]


def test_the_deputy_reads_it_when_somebody_went_away_meanwhile(
    engine: Engine, workshop: Workshop
) -> None:
    waits(engine)
    telling.route(workshop)
    away = Absence(person="stikstof", from_on=NOW.date(), until_on=NOW.date())
    with session_scope(engine) as session:
        people.add_absence(
            session, PEOPLE, away, by="x", via="web", event_key="e", now=NOW
        )  # fmt: skip

    digests.digest(workshop, MORNING)

    assert [row.channel for row in notice_rows(engine)] == ["@landbouw"]


def test_what_turned_out_not_to_be_ours_is_dropped_with_the_reason(
    engine: Engine, workshop: Workshop
) -> None:
    item_id = waits(engine)
    telling.route(workshop)
    with session_scope(engine) as session:
        session.get_one(ClassificationTable, item_id).relevant = False

    assert digests.digest(workshop, MORNING) == 0

    assert [(one.notice_id, one.reason) for one in entries(engine)] == [(0, "niet-relevant")]
    assert digests.digest(workshop, MORNING) == 0


def test_in_reces_there_is_only_the_digest_of_the_morning(
    engine: Engine, workshop: Workshop
) -> None:
    waits(engine)
    telling.route(workshop)

    assert digests.digest(workshop, datetime(2026, 12, 21, 15, 0, tzinfo=UTC)) == 0
    assert digests.digest(workshop, datetime(2026, 12, 22, 7, 30, tzinfo=UTC)) == 1


def test_a_claimed_digest_has_no_item_and_no_thread(engine: Engine, workshop: Workshop) -> None:
    waits(engine)
    telling.route(workshop)
    digests.digest(workshop, MORNING)

    with session_scope(engine) as session:
        (notice,) = claims.claim(session, PEOPLE, NOW + timedelta(days=1))

    assert notice.stored is None
    assert (notice.thread, notice.changes, notice.desk) == ("", (), None)
    assert notice.content["title"] == "Uw overzicht van dinsdag 24 november, 08.30 uur"
    assert date(2026, 11, 24) == MORNING.date()
