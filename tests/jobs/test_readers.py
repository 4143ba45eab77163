"""Mails to readers about their own subscription: written when they go, lost never."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.loader import load_taxonomy
from config.settings import Settings
from config.telling import Alarms
from tests.tracker.reader_world import NOW, ask, confirm, mails, reader, stored, wanted
from tests.tracker.telling_world import PEOPLE, OtherSide
from tracker import troubles
from tracker.credentials import token_hash
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.jobs import readers
from tracker.jobs.postroom import PostRoom
from tracker.jobs.readers import ReaderPost
from tracker.jobs.workshop import Workshop
from tracker.letters import from_json
from tracker.models import NoticeTable, ReaderTokenTable
from tracker.outbox import deliver, reconcile
from tracker.records import Notice, Person


@dataclass
class Mail:
    """A mail server that may refuse, or fall silent after it took a mail."""

    errors: list[TransportError] = field(default_factory=list)
    sent: list[Notice] = field(default_factory=list)

    def send(self, notice: Notice) -> str:
        error = self.errors.pop(0) if self.errors else None
        if error is None or error.outcome_unknown:
            self.sent.append(notice)
        if error is not None:
            raise error
        return f"mail:{len(self.sent)}"

    def update(self, notice: Notice) -> None:
        raise TransportError("mail blijft", permanent=True)

    def find(self, key: str, channel: str, thread: str, since: object) -> str | None:
        raise TransportError("niet na te zoeken", unsearchable=True)


@pytest.fixture
def workshop(engine: Engine, tmp_path: Path) -> Iterator[Workshop]:
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url="sqlite://",
        public_url="https://hz.ipo.example",
    )  # fmt: skip
    made = Workshop(settings, lambda: NOW)
    made.engine, made.taxonomy = engine, load_taxonomy()
    yield made


def go(workshop: Workshop, mail: Mail, minutes: int = 0) -> None:
    room = PostRoom(OtherSide(), mail, PEOPLE, Person("beheer", "Beheer", "b@ipo.example"),
                    readers=ReaderPost(workshop, mail))  # fmt: skip
    now = NOW + timedelta(minutes=minutes)
    reconcile(workshop.engine, room, now, timedelta(0), people=PEOPLE)
    deliver(workshop.engine, room, PEOPLE, now, 0, sleep=lambda _: None)


def token_of(notice: Notice) -> str:
    letter = from_json(notice.content)  # type: ignore[arg-type]
    return letter.parts[0].lines[0].url.rpartition("/")[2]


def test_the_outbox_holds_no_token_and_the_database_only_its_hash(
    workshop: Workshop, engine: Engine
) -> None:
    ask(engine)
    mail = Mail()

    go(workshop, mail)

    token = token_of(mail.sent[0])
    with Session(engine) as session:
        row = session.exec(select(ReaderTokenTable)).one()
        notice = session.exec(select(NoticeTable)).one()
    assert row.token_hash == token_hash(token)
    assert notice.content == {"what": "bevestigen", "reader": 1, "about": 1}
    assert notice.state == "sent"
    assert confirm(engine, token) is not None


def test_a_mail_in_doubt_goes_once_more_and_both_links_work(
    workshop: Workshop, engine: Engine
) -> None:
    ask(engine)
    mail = Mail([TransportError("zweeg", outcome_unknown=True)])

    go(workshop, mail)
    go(workshop, mail, minutes=10)

    first, second = (token_of(one) for one in mail.sent)
    assert first != second
    assert mail.sent[0].key == mail.sent[1].key
    assert confirm(engine, first) is not None
    assert confirm(engine, second) is None


def test_an_address_that_does_not_exist_is_kept_and_alarms_nobody(
    workshop: Workshop, engine: Engine
) -> None:
    ask(engine)
    refused = TransportError("mail geweigerd: 550 no such user", permanent=True, code="smtp_550",
                             scope="person")  # fmt: skip

    go(workshop, Mail([refused]))

    row = stored(engine, "anna@provincie.example")
    assert row is not None
    assert row.suppressed_why.startswith("smtp_550")
    with Session(engine) as session:
        assert troubles.refusals(session, Alarms(), NOW) == {}


def test_a_mail_server_that_lets_nobody_in_is_an_alarm(workshop: Workshop, engine: Engine) -> None:
    ask(engine)
    refused = TransportError("mail geweigerd: 530 sign in", permanent=True, code="smtp_530",
                             scope="person")  # fmt: skip

    go(workshop, Mail([refused]))

    row = stored(engine, "anna@provincie.example")
    assert row is not None
    assert row.suppressed_at is None
    with Session(engine) as session:
        assert len(troubles.refusals(session, Alarms(), NOW)) == 1


def test_who_is_erased_before_the_mail_goes_gets_none(workshop: Workshop, engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        row = session.exec(select(NoticeTable).where(NoticeTable.channel == "lezer:1")).first()
        assert row is not None
    readers.erase(workshop, made.email.upper(), "x", "x")
    mail = Mail()

    go(workshop, mail)

    assert mail.sent == []
    assert mails(engine) == []


def test_the_night_ends_what_was_not_confirmed_and_lists_that_wait(
    workshop: Workshop, engine: Engine, tmp_path: Path
) -> None:
    ask(engine)
    reader(engine, "bert@provincie.example")
    folder = readers.waiting_lists(workshop)
    folder.mkdir()
    (folder / "a.json").write_text("[]")
    workshop.clock = lambda: NOW + timedelta(days=3_650)

    assert readers.purge(workshop) == (1, 0)

    assert list(folder.iterdir()) == []
    assert stored(engine, "anna@provincie.example") is None
    assert wanted(engine) == ["bert@provincie.example"]
