"""Urgent mails to readers: only on own request, about their subjects, told once, easy to stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from sqlalchemy import Engine

from config.loader import load_taxonomy
from config.settings import Settings
from tests.jobs.alert_world import ANNA, BRAM, MINUTES, mails, moved, planned, send, urgent
from tests.jobs.test_telling import Judge
from tests.mail.sending_world import Server, server
from tests.mail.signing_key import signing_key
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
from tracker import bounces, subscribers
from tracker.database import session_scope
from tracker.jobs import telling
from tracker.jobs.workshop import Workshop
from tracker.models import ClassificationTable, NoticeTable
from tracker.records import ChangeKind, Choices, ItemKind, MailKind


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Server]:
    with server(tmp_path / "mailbox") as running:
        yield running


@pytest.fixture
def workshop(engine: Engine, tmp_path: Path, mailbox: Server) -> Workshop:
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url="sqlite://",
        public_url="https://hz.ipo.example", mail_from="haagsezaken@ipo.example",
        smtp_url=f"smtp://127.0.0.1:{mailbox.port}", bounce_address="terug@ipo.example",
    )  # fmt: skip
    made = Workshop(settings, lambda: NOW)
    made.engine, made.taxonomy = engine, load_taxonomy()
    made.__dict__.update(classifier=Judge(), people_file=PEOPLE)
    return made


def test_a_moved_debate_is_mailed_to_who_asked_for_it_and_to_nobody_else(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    asked = urgent(engine)
    urgent(engine, "weekbrief@provincie.example", Choices(bacs=("landelijk-gebied",)))
    urgent(engine, "energie@provincie.example", Choices(bacs=("energie-klimaat",), urgent=True))
    moved(engine)

    telling.route(workshop)
    slack = send(workshop)

    (mail,) = mails(mailbox)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert mail["To"] == "Anna <anna@provincie.example>"
    assert mail["Subject"].startswith("Verplaatst: Commissiedebat Stikstof, van ")
    assert "https://hz.ipo.example/politieke-agenda?week=2026-W49#d1" in text
    stop = subscribers.links(asked, "https://hz.ipo.example", MailKind.URGENT)
    assert mail["List-Unsubscribe"] == f"<{stop.one_click}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "Haagse Zaken dringend <haagse-zaken-dringend.ipo.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert stop.one_click in text
    assert [one.channel for one in slack.messages] == [CHANNEL]


def test_nothing_internal_is_mailed(workshop: Workshop, engine: Engine, mailbox: Server) -> None:
    urgent(engine)
    moved(engine)
    with session_scope(engine) as session:
        secret = replace(DEBATE, key="overleg:2", kind=ItemKind.OVERLEG, closed=True)
        add_change(session, add_item(session, secret), ChangeKind.CANCELLED, version=2)

    telling.route(workshop)
    send(workshop)

    (mail,) = mails(mailbox)
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Lobbyist" not in body.get_content()
    assert "prioriteit" not in body.get_content()
    assert mail["Subject"].startswith("Verplaatst: Commissiedebat Stikstof")
    assert "en nog" not in mail["Subject"]


def test_what_changes_within_minutes_is_one_mail_with_what_is_true_by_then(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    urgent(engine)
    item_id = moved(engine)
    telling.route(workshop)
    moved(engine, key="activiteit:2")
    with session_scope(engine) as session:
        add_change(session, item_id, ChangeKind.CANCELLED, version=3, field="status")
    telling.route(workshop)

    (row,) = planned(engine)
    assert row.content["items"] == [{"item": 1, "changes": [1, 3]}, {"item": 2, "changes": [2]}]
    assert row.due_at == NOW + timedelta(minutes=10)
    send(workshop, minutes=5)
    assert mails(mailbox) == []
    send(workshop)
    (mail,) = mails(mailbox)
    assert mail["Subject"].endswith("(en nog 1 bericht)")
    assert "Geannuleerd" in mail["Subject"]


def test_who_stops_before_the_mail_goes_gets_none(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    anna = urgent(engine)
    urgent(engine, BRAM)
    moved(engine)
    telling.route(workshop)

    with session_scope(engine) as session:
        subscribers.stop(session, anna.id, MailKind.URGENT, NOW, text="List-Unsubscribe=One-Click")
    send(workshop)

    assert [str(one["To"]) for one in mails(mailbox)] == ["Anna <bram@provincie.example>"]
    with session_scope(engine) as session:
        assert subscribers.is_wanted(session, anna.id)


def test_what_no_longer_concerns_the_provinces_is_not_mailed(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    urgent(engine)
    item_id = moved(engine)
    telling.route(workshop)

    with session_scope(engine) as session:
        session.get_one(ClassificationTable, item_id).relevant = False
    send(workshop)

    assert mails(mailbox) == []


def test_a_reader_gets_three_in_a_day_and_more_only_about_what_is_near(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    urgent(engine)
    for number in range(5):
        moved(engine, key=f"activiteit:{number}")
        telling.route(workshop)
        send(workshop)
    assert len(mails(mailbox)) == 3
    bodies = [one.get_body(("plain",)) for one in mails(mailbox)]
    last = ["krijgt u hierover geen mail meer" in one.get_content() for one in bodies if one]
    assert last == [False, False, True]

    with session_scope(engine) as session:
        today = replace(DEBATE, key="vandaag", starts_at=NOW + timedelta(hours=5))
        add_change(session, add_item(session, today), ChangeKind.CANCELLED, version=2)
    telling.route(workshop)
    send(workshop)

    assert len(mails(mailbox)) == 4


def test_who_is_told_everything_in_slack_changes_nothing_for_readers(
    workshop: Workshop, engine: Engine
) -> None:
    urgent(engine)
    workshop.__dict__.update(telling=AT_ONCE)
    with session_scope(engine) as session:
        add_change(session, add_item(session, DEBATE), ChangeKind.ROOM, version=2)

    telling.route(workshop)

    assert [row.channel for row in notice_rows(engine) if row.item_id] == [CHANNEL]
    assert planned(engine) == []


def test_lobbyists_go_first_and_these_mails_keep_the_pace_of_the_server(
    workshop: Workshop, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tracker import claims, reader_post

    for number in range(3):
        urgent(engine, f"lezer{number}@provincie.example")
    with session_scope(engine) as session:
        for row in notice_rows(engine):
            session.delete(session.get_one(NoticeTable, row.id))
    moved(engine)
    telling.route(workshop)
    monkeypatch.setattr(reader_post, "MOST_AN_HOUR", 3)

    assert [one.due_at - NOW for one in planned(engine)] == [
        timedelta(minutes=10, seconds=seconds) for seconds in (0, 0.5, 1)
    ]
    with session_scope(engine) as session:
        flooded = reader_post.is_flooded(session, NOW)
        due = NOW + timedelta(minutes=MINUTES)
        first = [one.channel for one in claims.claim(session, PEOPLE, due, limit=2)]

    assert not flooded
    assert first == [CHANNEL, "lezer:1"]


def test_a_mail_that_comes_back_stops_the_next(
    workshop: Workshop, engine: Engine, mailbox: Server
) -> None:
    urgent(engine)
    moved(engine)
    telling.route(workshop)
    send(workshop)
    returns_to = mailbox.lines[-1]["from"]

    forged = returns_to.replace("+m", "+m1")
    answers = [bounces.Report((to,), (), ANNA, "5.1.1", "no such user") for to in
               (forged, returns_to, returns_to)]  # fmt: skip
    with session_scope(engine) as session:
        kept = [bounces.keep(session, one, NOW) for one in answers]

    assert returns_to.startswith("terug+m")
    assert kept == ["", "hard", "hard"]
    with session_scope(engine) as session:
        assert len(bounces_of(session)) == 1
        assert subscribers.recipients(session, MailKind.URGENT) == ()


def bounces_of(session: object) -> tuple[object, ...]:
    return subscribers.bounces(session, 1)  # type: ignore[arg-type]


def test_without_a_relay_that_signs_the_headers_to_stop_are_signed(
    workshop: Workshop, engine: Engine, mailbox: Server, tmp_path: Path
) -> None:
    private, record = signing_key(tmp_path)
    workshop.settings = workshop.settings.model_copy(
        update={"dkim_key_file": private, "dkim_selector": "hz"}
    )
    urgent(engine)
    moved(engine)
    telling.route(workshop)

    send(workshop)

    raw = (mailbox.state / mailbox.lines[-1]["file"]).read_bytes()
    assert dkim.verify(raw, dnsfunc=lambda *_, **__: record)
    assert not dkim.verify(raw.replace(b"One-Click", b"Two-Click"), dnsfunc=lambda *_, **__: record)
