"""One alarm per cause, one word when it is over, and an account that adds up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.settings import read_settings
from tests.tracker.telling_world import (
    CHANNEL,
    DEBATE,
    NOW,
    PEOPLE,
    OtherSide,
    add_change,
    add_item,
    add_notice,
    notice_rows,
    raising,
)
from tracker import accounting, alarms, letters, outbox, people, runs, troubles
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.jobs import weekly
from tracker.jobs.alarms import watch
from tracker.jobs.workshop import Workshop
from tracker.models import AlarmTable, ClassificationTable
from tracker.records import ChangeKind, NoticeState, Outcome

OPERATORS = "#beheer"
SETTINGS = read_settings()


class Day:
    def __init__(self, engine: Engine, database_url: str) -> None:
        self.engine, self.now = engine, NOW
        settings = read_settings(database_url=database_url, operators_channel=OPERATORS)
        self.workshop = Workshop(settings, lambda: self.now)
        self.workshop.__dict__.update(people_file=PEOPLE)

    def run(self, outcome: Outcome, reason: str = "", **stats: int) -> None:
        """Send what waits, then let a crawl of the Kamer end like this."""
        outbox.deliver(self.engine, OtherSide(), PEOPLE, self.now, 0)
        self.now += timedelta(minutes=10)
        with session_scope(self.engine) as session:
            run = runs.begin(session, "crawl-tweedekamer", self.now, self.now)
            assert run is not None
            runs.finish(session, run.id, outcome, self.now, stats, reason)

    def said(self) -> list[tuple[str, str]]:
        rows = [row for row in notice_rows(self.engine) if row.channel == OPERATORS]
        return [(row.kind, row.content["intro"]) for row in rows]


@pytest.fixture
def day(engine: Engine, database_url: str) -> Iterator[Day]:
    made = Day(engine, database_url)
    yield made
    made.workshop.engine.dispose()


def test_a_source_that_fails_is_told_once_until_it_works_again(day: Day) -> None:
    day.run(Outcome.COMPLETE)
    assert watch(day.workshop) == alarms.Watched()

    day.run(Outcome.FAILED, "3 rijen, verwacht waren er ten minste 10")
    assert watch(day.workshop).opened == ("bron:mislukt:tweedekamer",)
    day.run(Outcome.FAILED, "3 rijen, verwacht waren er ten minste 10")
    assert watch(day.workshop) == alarms.Watched()
    day.run(Outcome.COMPLETE)
    assert watch(day.workshop).resolved == ("bron:mislukt:tweedekamer",)
    assert watch(day.workshop) == alarms.Watched()

    kinds = [kind for kind, _ in day.said()]
    assert kinds == ["alarm", "resolved"]
    assert "verwacht waren er ten minste 10" in day.said()[0][1]


def test_the_same_cause_can_come_back_as_a_new_alarm(day: Day) -> None:
    for _ in range(2):
        day.run(Outcome.FAILED, "weg")
        watch(day.workshop)
        day.run(Outcome.COMPLETE)
        watch(day.workshop)

    assert [kind for kind, _ in day.said()] == ["alarm", "resolved"] * 2


def test_a_change_of_people_that_no_longer_fits_is_an_alarm(day: Day) -> None:
    day.run(Outcome.COMPLETE)
    with session_scope(day.engine) as session:
        people.change(
            session, kind="lobbyist", subject="stikstof", value="weg", by="x", via="web",
            event_key="e", now=NOW,
        )  # fmt: skip

    assert watch(day.workshop).opened == ("config:lobbyist:stikstof",)


def refused(engine: Engine, code: str, scope: str, count: int) -> None:
    error = TransportError(f"Slack: {code}: reden", permanent=True, code=code, scope=scope)
    with session_scope(engine) as session:
        for number in range(count):
            item_id = add_item(session, replace(DEBATE, key=f"activiteit:{code}{number}"))
            add_notice(session, item_id, ChangeKind.NEW)
    outbox.deliver(engine, OtherSide(faults=[raising(error)] * count), PEOPLE, NOW, 0)


def test_fifty_refusals_of_one_cause_are_one_alarm_that_ends_with_the_next_message(
    engine: Engine, day: Day
) -> None:
    day.run(Outcome.COMPLETE)
    refused(engine, "is_archived", "channel", 50)

    assert watch(day.workshop).opened == (f"slack:is_archived:{CHANNEL}",)
    assert "50 berichten zijn geweigerd" in day.said()[0][1]

    with session_scope(engine) as session:
        add_notice(session, add_item(session), ChangeKind.NEW)
    outbox.deliver(engine, OtherSide(), PEOPLE, NOW + timedelta(minutes=20), 0)
    assert watch(day.workshop).resolved == (f"slack:is_archived:{CHANNEL}",)


def test_a_revoked_token_is_one_cause_for_all_channels(engine: Engine) -> None:
    refused(engine, "token_revoked", "app", 3)
    settings = Workshop(SETTINGS).telling.alarms
    with session_scope(engine) as session:
        assert list(troubles.refusals(session, settings, NOW)) == ["slack:token_revoked"]


def test_a_refused_mail_is_said_to_have_reached_nobody(engine: Engine) -> None:
    with session_scope(engine) as session:
        add_notice(session, add_item(session), ChangeKind.NEW, channel="mail:stikstof")
    refusal = TransportError("mail geweigerd", permanent=True, code="smtp_550", scope="person")
    outbox.deliver(engine, OtherSide(faults=[raising(refusal)]), PEOPLE, NOW, 0)

    settings = Workshop(SETTINGS).telling.alarms
    with session_scope(engine) as session:
        (text,) = troubles.refusals(session, settings, NOW).values()
    assert "hoort het nu niet" in text
    assert "andere manier" not in text


def test_messages_that_wait_too_long_are_an_alarm(engine: Engine) -> None:
    settings = Workshop(SETTINGS).telling.alarms
    with session_scope(engine) as session:
        assert troubles.standstill(session, settings, NOW) == {}
        add_notice(session, add_item(session), ChangeKind.NEW)
        assert troubles.standstill(session, settings, NOW + timedelta(minutes=29)) == {}
        late = troubles.standstill(session, settings, NOW + timedelta(minutes=31))
    assert list(late) == ["outbox:wacht"]


def test_every_item_of_the_week_is_in_the_account_once(engine: Engine, day: Day) -> None:
    with session_scope(engine) as session:
        for number, (certain, relevant) in enumerate([(True, True), (True, False), (False, True)]):
            item_id = add_item(session, replace(DEBATE, key=f"activiteit:{number}"))
            label = session.get_one(ClassificationTable, item_id)
            label.certain, label.relevant = certain, relevant
        add_notice(session, 1, ChangeKind.NEW)
        quiet = add_item(session, replace(DEBATE, key="activiteit:stil"))
        add_change(session, quiet, ChangeKind.NEW, silent=True)
        old = add_item(session, replace(DEBATE, key="activiteit:oud"))
        add_change(session, old, ChangeKind.NEW)
        bare = add_item(session, replace(DEBATE, key="activiteit:kaal"))
        session.delete(session.get_one(ClassificationTable, bare))
    outbox.deliver(engine, OtherSide(), PEOPLE, NOW, 0)
    day.run(Outcome.COMPLETE, items_new=6)

    found = weekly.account(day.workshop, "2026-W48")
    weekly.account(day.workshop, "2026-W48")

    assert found.outcomes == {
        "gemeld": 1, "niet voor de provincies": 1, "wacht op een oordeel": 1,
        "stil vastgelegd, kraan dicht": 1, "geen nieuws": 1, "nog niet geclassificeerd": 1,
    }  # fmt: skip
    assert (found.from_sources, found.stored, found.classified, found.adds_up) == (6, 6, 5, True)
    assert [kind for kind, _ in day.said()] == ["account"]
    assert "De cijfers kloppen." in day.said()[0][1]
    assert accounting.letter(found).intro.startswith("23 tot en met 29 november 2026.")
    lost = replace(found, from_sources=7)
    assert not lost.adds_up
    assert "kloppen niet" in accounting.letter(lost).intro


def test_who_never_touched_three_messages_is_asked_once_a_week(engine: Engine, day: Day) -> None:
    with session_scope(engine) as session:
        for number in range(3):
            item_id = add_item(session, replace(DEBATE, key=f"activiteit:{number}"))
            add_notice(session, item_id, ChangeKind.NEW)
    assert weekly.ignored(day.workshop, NOW) == 0
    outbox.deliver(engine, OtherSide(), PEOPLE, NOW, 0)

    assert weekly.ignored(day.workshop, NOW) == 1
    assert weekly.ignored(day.workshop, NOW) == 0

    (row,) = (one for one in notice_rows(engine) if one.kind == "budget")
    letter = letters.from_json(row.content)
    assert (row.channel, letter.title) == ("@stikstof", "Dit heb je genegeerd, minder hiervan?")
    assert [len(part.lines) for part in letter.parts] == [3]
    assert letter.parts[0].heading.endswith("activiteiten (3)")


def test_an_alarm_is_kept_with_how_often_it_was_seen(engine: Engine) -> None:
    with session_scope(engine) as session:
        for minute in range(3):
            at = NOW + timedelta(minutes=minute)
            alarms.sync(session, {"a:b": "iets"}, at, OPERATORS)
    with Session(engine) as session:
        (row,) = session.exec(select(AlarmTable))
    assert (row.times, row.seen_at, row.resolved_at) == (3, NOW + timedelta(minutes=2), None)
    assert {one.state for one in notice_rows(engine)} == {NoticeState.PLANNED.value}
