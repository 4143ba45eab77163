"""Mail as the second way: the same content, one Message-ID per key, at most one repeat."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.conftest import ROOT
from tests.slack.notices import NOW, change, notice, titled
from tests.tracker.telling_world import PEOPLE, add_change, add_item, notice_rows
from tracker import letters, outbox
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.letters import Letter, Line, Part
from tracker.mail.compose import MailContext, compose, message_id
from tracker.mail.transport import MailFiles, MailTransport, server_of
from tracker.records import ChangeKind, Notice, NoticeKind, Person, Ping

CONTEXT = MailContext("haagse-zaken@ipo.example", "https://werkplek.example/")
READER = Person("water", "Lobbyist water", "w@ipo.example")
LETTER = Letter(
    "Uw overzicht", "Twee items.", (Part("Agenda", (Line("Debat <b>", "wo", "/items/1"),)),),
    "Einde", "/",
)  # fmt: skip
DIGEST = Notice(
    1, "digest:1|water|@water|digest", "@water", (READER,), None, (), kind=NoticeKind.DIGEST,
    content=LETTER.to_json(),
)  # fmt: skip


def parts(mail: EmailMessage) -> tuple[str, str]:
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Port and folder of a running mail sink."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker.sandbox.mail", "--state", str(tmp_path / "sink")],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    yield int(process.stdout.readline().strip().rsplit(":", 1)[1]), tmp_path / "sink"
    process.kill()
    process.wait(timeout=10)
    process.stdout.close()


@contextmanager
def broken_server(hangs_up_at: str) -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that closes the line at "DATA" or after the final "." of a mail."""
    listener = socket.create_server(("127.0.0.1", 0))
    mails: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as given:
                line.sendall(b"220 hallo\r\n")
                for command in given:
                    word = command.strip().upper().split(b" ")[0]
                    if word == b"DATA" and hangs_up_at == "DATA":
                        break
                    line.sendall(b"354 ga door\r\n" if word == b"DATA" else b"250 goed\r\n")
                    if word == b"DATA":
                        mails.append(b"".join(iter(given.readline, b".\r\n")))
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], mails
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


def transport(port: int) -> MailTransport:
    return MailTransport(server_of(f"smtp://127.0.0.1:{port}"), CONTEXT, lambda: NOW)


def test_a_mail_arrives_with_both_parts_and_a_message_id_of_its_key(
    sink: tuple[int, Path],
) -> None:
    port, folder = sink

    identity = transport(port).send(DIGEST)

    (line,) = [json.loads(one) for one in (folder / "journal.jsonl").read_text().splitlines()]
    assert (line["to"], line["subject"]) == (["w@ipo.example"], "Uw overzicht")
    assert identity == f"mail:{line['message_id']}"
    assert line["message_id"] == message_id(DIGEST.key, CONTEXT.sender)
    mail = message_from_bytes((folder / line["file"]).read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    plain, html = parts(mail)
    assert "Debat <b>" in plain
    assert "https://werkplek.example/items/1" in plain
    assert 'href="https://werkplek.example/items/1">Debat &lt;b&gt;</a>' in html
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_change_by_mail_says_what_slack_says() -> None:
    about = notice(change(ChangeKind.ROOM, old="A", new="B"), recipients=(READER,))

    mail = compose(about, CONTEXT, NOW)

    plain, html = parts(mail)
    assert mail["Subject"] == letters.title_of(about)
    assert "Andere zaal: van A naar B." in plain
    assert "Thorbeckezaal" in plain
    assert "/items/1" in html


@pytest.mark.parametrize(
    "title",
    ["Debat\r\nBcc: iedereen@ipo.example", "<script>alert(1)</script>", "x" * 3_000, "\x00\x07"],
    ids=["header", "script", "long", "control"],
)
def test_a_hostile_title_adds_no_header_and_no_markup(title: str) -> None:
    about = titled(title, recipients=(Person("a", title[:80], "a@ipo.example"),))

    mail = compose(about, CONTEXT, NOW)

    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert [one.addr_spec for one in read["To"].addresses] == ["a@ipo.example"]
    assert len(str(read["Subject"])) <= 160
    assert isinstance(read, EmailMessage)
    assert "<script>" not in parts(read)[1]


@pytest.mark.parametrize(("code", "permanent"), [("550", True), ("451", False)])
def test_a_refusal_is_for_good_or_for_now(
    sink: tuple[int, Path], code: str, permanent: bool
) -> None:
    refused = Person("vol", "Vol", f"{code}-vol@ipo.example")
    about = Notice(1, "k", "mail:vol", (refused,), None, (), content=LETTER.to_json())

    with pytest.raises(TransportError, match=code) as error:
        transport(sink[0]).send(about)

    assert (error.value.permanent, error.value.outcome_unknown) == (permanent, False)


def test_a_server_that_is_away_or_hangs_up_early_has_surely_not_got_it() -> None:
    with pytest.raises(TransportError) as nobody:
        transport(1).send(DIGEST)
    assert not nobody.value.outcome_unknown
    with pytest.raises(TransportError, match="SMTP_URL"):
        server_of("https://mail.example")


def mail_ping(session_engine: Engine) -> None:
    with session_scope(session_engine) as session:
        item_id = add_item(session)
        change_id = add_change(session, item_id, ChangeKind.ROOM, 2, old="A", new="B")
        ping = Ping("k|mail", item_id, (change_id,), "mail:water", ("water",))
        outbox.enqueue(session, [ping], NOW)


def test_cut_after_the_last_dot_the_same_mail_goes_once_more_and_never_a_third_time(
    engine: Engine,
) -> None:
    mail_ping(engine)
    with broken_server("after the dot") as (port, mails):
        for minute in range(6):
            at = NOW + timedelta(minutes=minute)
            outbox.deliver(engine, transport(port), PEOPLE, at, pace=0)
            outbox.reconcile(engine, transport(port), at)

    assert len(mails) == 2
    identities = {message_from_bytes(mail)["Message-ID"] for mail in mails}
    assert identities == {message_id("k|mail", CONTEXT.sender)}
    (row,) = notice_rows(engine)
    assert (row.state, row.repeats) == ("failed", 1)


def test_without_a_server_the_same_mail_is_a_file_and_is_found_again(
    engine: Engine, tmp_path: Path
) -> None:
    mail_ping(engine)
    files = MailFiles(tmp_path / "mail", CONTEXT, lambda: NOW)

    assert files.find("k|mail", "mail:water", "", NOW) is None
    assert outbox.deliver(engine, files, PEOPLE, NOW, pace=0).sent == 1

    (path,) = (tmp_path / "mail").glob("*.eml")
    assert "w@ipo.example" in path.read_text()
    assert files.find("k|mail", "mail:water", "", NOW) == notice_rows(engine)[0].message_id


def test_somebody_who_left_between_routing_and_sending_cannot_be_mailed() -> None:
    gone = Notice(1, "k", "mail:weg", (), None, (), content=LETTER.to_json())
    with pytest.raises(TransportError, match="niemand") as error:
        transport(1).send(gone)
    assert error.value.permanent
