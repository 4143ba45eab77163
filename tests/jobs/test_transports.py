"""Slack for who is in Slack, mail for who is not, and Slack is asked who is who once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from config.settings import read_settings
from tests.tracker.telling_world import NOW, PEOPLE, OtherSide
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.jobs.postroom import PostRoom
from tracker.jobs.telling import deliver
from tracker.jobs.transports import look_up, transport_for
from tracker.jobs.workshop import Workshop
from tracker.outbox import enqueue
from tracker.records import Notice, NoticeKind, Person, Ping

BARE = tuple(
    one.model_copy(update={"slack_id": None}) if one.slug == "water" else one
    for one in PEOPLE.people
)
HALF = PEOPLE.model_copy(update={"people": BARE})
OPERATORS = Person("beheer", "Beheer", "beheer@ipo.example")


def notice_to(channel: str) -> Notice:
    return Notice(1, channel, channel, (), None, (), kind=NoticeKind.DIGEST, content={})


@pytest.mark.parametrize(
    ("channel", "way"),
    [
        ("#lobby", "slack"),
        ("@stikstof", "slack"),
        ("@water", "mail"),
        ("@weg", "mail"),
        ("mail:stikstof", "mail"),
    ],
)
def test_each_goes_the_way_that_reaches_the_person(channel: str, way: str) -> None:
    slack, mail = OtherSide(), OtherSide()
    room = PostRoom(slack, mail, HALF, OPERATORS)

    room.send(notice_to(channel))

    assert (len(slack.messages), len(mail.messages)) == ((1, 0) if way == "slack" else (0, 1))
    assert room.find(channel, channel, "", NOW) == "m1"
    assert replace(room, everyone_in_slack=True)._way("@weg") is slack


class Reads(OtherSide):
    def send(self, notice: Notice) -> str:
        self.reader = notice.recipients[0]
        return super().send(notice)


def test_mail_for_operators_goes_to_their_address() -> None:
    mail = Reads()
    PostRoom(OtherSide(), mail, HALF, OPERATORS).send(notice_to("mail:beheer"))
    assert mail.reader == OPERATORS


@dataclass
class Slack:
    """Knows the water lobbyist once she is hired."""

    known: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def lookup(self, email: str) -> str:
        self.asked.append(email)
        if self.away:
            raise TransportError("503")
        if email not in self.known:
            raise TransportError("x", permanent=True, code="users_not_found", scope="person")
        return self.known[email]


def test_an_address_is_asked_once_a_day_until_slack_knows_it(
    engine: Engine, database_url: str
) -> None:
    now = [NOW]
    workshop = Workshop(read_settings(database_url=database_url), lambda: now[0])
    workshop.__dict__.update(people_file=HALF)
    slack = Slack()

    assert look_up(workshop, slack, ["w@ipo.example"]) == 0
    slack.known["w@ipo.example"] = "U9"
    now[0] += timedelta(days=1)
    assert look_up(workshop, slack, ["w@ipo.example"]) == 1

    found = {one.slug: one.slack_id for one in workshop.people.people}
    workshop.engine.dispose()
    assert found["water"] == "U9"


def test_when_slack_does_not_answer_nothing_is_kept(engine: Engine, database_url: str) -> None:
    workshop = Workshop(read_settings(database_url=database_url), lambda: NOW)
    workshop.__dict__.update(people_file=HALF)
    slack = Slack(away=True)

    assert look_up(workshop, slack, ["w@ipo.example", "x@ipo.example"]) == 0

    workshop.engine.dispose()
    assert slack.asked == ["w@ipo.example"]


def test_without_a_token_everything_is_a_file(
    engine: Engine, database_url: str, tmp_path: object
) -> None:
    settings = read_settings(
        database_url=database_url, data_dir=tmp_path, slack_pace_seconds=0, slack_bot_token=None
    )
    workshop = Workshop(settings, lambda: NOW)
    letter = {"title": "T", "intro": "I", "parts": [], "closing": "", "path": "/"}
    person = workshop.people.people[0].slug
    with session_scope(engine) as session:
        pings = [
            Ping(way, None, (), f"{way}{person}", (person,), kind=NoticeKind.DIGEST, content=letter)
            for way in ("@", "mail:")
        ]
        enqueue(session, pings, NOW)

    with transport_for(workshop) as transport:
        report = deliver(workshop, transport)

    folder = workshop.data_dir
    workshop.engine.dispose()
    assert report.sent == 2
    assert len((folder / "slack/journal.jsonl").read_text().splitlines()) >= 1
    assert len(list((folder / "mail").glob("*.eml"))) == 1
