"""A planned edition goes to its frozen list: each reader once, with exactly the approved text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from newsletter import placeholders
from tests.mail.sending_world import (
    ANNA,
    FRIDAY,
    HTML,
    PLAIN,
    WEEK,
    Post,
    people,
    post,
    server,
)  # fmt: skip
from tracker import blocks, dispatches, subscribers
from tracker.database import read_scope, session_scope
from tracker.models import ApprovedFileTable, DispatchTable
from tracker.records import DeliveryState, DispatchState, MailKind, Progress, Stage

Posting = Callable[..., Post]


@pytest.fixture
def posting(tmp_path: Path, database_url: str) -> Iterator[Posting]:
    """Make planned sendings; on SQLite and on PostgreSQL."""
    made: list[Post] = []

    def make(port: int | None, emails: list[str], **settings: Any) -> Post:
        made.append(post(tmp_path, database_url, port, emails, **settings))
        return made[-1]

    yield make
    for one in made:
        one.workshop.engine.dispose()


def text_of(part: EmailMessage) -> str:
    """Return what stands in a part, with the line ends of an approved file."""
    return str(part.get_content()).replace("\r\n", "\n")


def status(found: Post) -> str:
    with read_scope(found.workshop.engine) as session:
        row = blocks.edition_row(session, WEEK)
        assert row is not None
        return row.status


def state(found: Post) -> DispatchState:
    with read_scope(found.workshop.engine) as session:
        dispatch = dispatches.get(session, found.dispatch_id)
        assert dispatch is not None
        return dispatch.state


def test_every_reader_gets_the_approved_text_once_with_links_of_their_own(
    tmp_path: Path, posting: Posting
) -> None:
    with server(tmp_path / "sink") as sink:
        found = posting(sink.port, people(5))

        (report,) = found.send()

        assert report.progress == Progress(sent=5)
        assert sink.arrived() == dict.fromkeys(people(5), 1)
        assert (state(found), status(found)) == (DispatchState.SENT, Stage.SENT)
        one_click = set()
        for mail in sink.mails():
            plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
            assert plain is not None and html is not None
            link = mail["List-Unsubscribe"].strip("<>")
            one_click.add(link)
            reader = found.reader(mail["To"].addresses[0].addr_spec)
            own = subscribers.links(reader, "https://werkplek.example", MailKind.EDITION)
            back = {"unsubscribe": own.unsubscribe, "preferences": own.preferences}
            assert placeholders.emptied(text_of(html), **back) == HTML
            assert placeholders.emptied(text_of(plain), **back) == PLAIN
            assert own.unsubscribe in html.get_content()
        assert len(one_click) == 5
        assert found.send() == ()


def test_the_headers_say_whose_list_it_is_and_how_to_leave_with_one_click(
    tmp_path: Path, posting: Posting
) -> None:
    with server(tmp_path / "sink") as sink:
        found = posting(sink.port, people(1), bounce_address="bounce@ipo.example")
        found.send()

        (mail,) = sink.mails()

        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["List-Unsubscribe"].startswith("<https://werkplek.example/")
        assert mail["List-Id"] == "Haagse Zaken <haagse-zaken.ipo.example>"
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["Message-ID"] == found.deliveries()[0].message_id
        assert mail["Subject"] == "Haagse Zaken week 48"
        assert sink.lines[0]["from"].startswith("bounce+")
        raw = (sink.state / sink.lines[0]["file"]).read_bytes()
        link = mail["List-Unsubscribe"].strip("<>").encode()
        assert b"\r\nList-Unsubscribe: <" + link + b">\r\n" in raw
        assert raw.isascii()


def test_a_reader_who_stopped_after_the_approval_gets_nothing(
    tmp_path: Path, posting: Posting
) -> None:
    with server(tmp_path / "sink") as sink:
        found = posting(sink.port, people(3))
        with session_scope(found.workshop.engine) as session:
            gone = found.reader(people(3)[1])
            subscribers.stop(session, gone.id, MailKind.EDITION, FRIDAY, text="Afmelden")

        found.send()

        assert found.progress() == Progress(sent=2, suppressed=1)
        assert people(3)[1] not in sink.arrived()


def test_nothing_goes_when_a_file_is_not_what_was_approved(
    tmp_path: Path, posting: Posting
) -> None:
    with server(tmp_path / "sink") as sink:
        found = posting(sink.port, people(2))
        with session_scope(found.workshop.engine) as session:
            row = session.get_one(ApprovedFileTable, (1, "mail.html"))
            row.data = row.data.replace(b"dinsdag", b"donderdag")

        (report,) = found.send()

        assert "niet meer wat is goedgekeurd" in report.problem
        assert (state(found), sink.lines) == (DispatchState.HALTED, [])


def test_what_lay_still_too_long_waits_for_a_person(tmp_path: Path, posting: Posting) -> None:
    with server(tmp_path / "sink") as sink:
        found = posting(sink.port, people(2))
        found.clock.ahead(hours=30)

        assert found.send() == ()
        assert (state(found), sink.lines) == (DispatchState.HALTED, [])

        with session_scope(found.workshop.engine) as session:
            assert "back-up" in session.get_one(DispatchTable, found.dispatch_id).note
            dispatches.resume(session, found.dispatch_id, ANNA, found.clock())
        found.send()
        assert found.progress() == Progress(sent=2)


def test_without_a_server_each_mail_is_a_file(tmp_path: Path, posting: Posting) -> None:
    found = posting(None, people(3))

    found.send()

    files = sorted((tmp_path / "var" / "mail").rglob("*.eml"))
    mails = [message_from_bytes(one.read_bytes(), policy=policy.default) for one in files]
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mails) == people(3)
    assert found.progress() == Progress(sent=3)


def test_what_was_planned_for_later_stays(tmp_path: Path, posting: Posting) -> None:
    found = posting(None, people(1))
    found.clock.ahead(minutes=-10)

    assert found.send() == ()
    assert [one.state for one in found.deliveries()] == [DeliveryState.PLANNED]
