"""From approval to mailbox with a real letter: personal, a proof, a correction, what came back."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from typer.testing import CliRunner

from config.settings import Settings
from newsletter import placeholders
from tests.mail.sending_world import (
    ANNA,
    FRIDAY,
    WEEK,
    Clock,
    add_readers,
    approve,
    people,
    post,
    server,
)  # fmt: skip
from tests.newsletter.week import TAXONOMY, busy
from tests.tracker.test_bounces import REPORT
from tracker import approvals, bounces, dispatches, editions, subscribers
from tracker.cli.app import app
from tracker.database import read_scope, session_scope
from tracker.errors import TransportError
from tracker.jobs import approving, sending
from tracker.jobs.bounce_reading import BounceReport, MailboxError, read_bounces
from tracker.jobs.workshop import Workshop
from tracker.records import Choices, DeliveryState, MailKind

PLAIN, PERSONAL = "algemeen@drenthe.example", "eigen@drenthe.example"


@pytest.fixture
def url(tmp_path: Path, migrated_file: Path) -> str:
    path = tmp_path / "test.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def workshop(tmp_path: Path, url: str) -> Workshop:
    """A week that is composed and approved, for two readers; mail goes to files."""
    settings = Settings(
        _env_file=None, database_url=url, data_dir=tmp_path / "var",
        public_url="https://werkplek.example", mail_from="haagse-zaken@ipo.example",
    )  # fmt: skip
    made = Workshop(settings, Clock())
    made.taxonomy = TAXONOMY
    add_readers(made, [PLAIN])
    bac = busy().edition().blocks
    wanted = {str(block.content.get("bac", "")) for block in bac} - {""}
    slugs = [one.slug for one in TAXONOMY.bacs if one.slug in wanted] or ["landelijk-gebied"]
    add_readers(made, [PERSONAL], Choices(bacs=tuple(slugs[:1])))
    with session_scope(made.engine) as session:
        editions.save(session, busy().edition())
    return made


def mails(workshop: Workshop) -> dict[str, EmailMessage]:
    found = {}
    for path in sorted((workshop.data_dir / "mail").rglob("*.eml")):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found[mail["To"].addresses[0].addr_spec] = mail
    return found


def text_of(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_who_chose_gets_their_own_subjects_first_and_the_others_the_approved_bytes(
    workshop: Workshop,
) -> None:
    edition = approving.present(workshop, WEEK)
    approve(workshop, approving.render_files(workshop, edition, "Gelezen door Anna."), edition)

    (report,) = sending.send_due(workshop)

    assert (report.progress.sent, report.problem) == (2, "")
    found = mails(workshop)
    with read_scope(workshop.engine) as session:
        approval = approvals.current(session, WEEK)
        assert approval is not None
        files = approvals.files(session, approval.id)
        reader = subscribers.find_by_email(session, PLAIN)
        assert reader is not None
    own = subscribers.links(reader, "https://werkplek.example", MailKind.EDITION)
    back = {"unsubscribe": own.unsubscribe, "preferences": own.preferences}
    for name, kind in (("mail.html", "html"), ("mail.txt", "plain")):
        sent = placeholders.emptied(text_of(found[PLAIN], kind), **back)
        assert sent.encode() == files[name]
        mine, all_of_it = text_of(found[PERSONAL], kind), text_of(found[PLAIN], kind)
        assert "Voor u" in mine
        assert "Voor u" not in all_of_it
        assert placeholders.UNSUBSCRIBE not in mine


def test_a_proof_goes_to_staff_only_and_says_that_it_is_one(workshop: Workshop) -> None:
    sending.send_test(workshop, WEEK, ANNA)

    assert list(mails(workshop)) == [ANNA]
    mail = mails(workshop)[ANNA]
    assert mail["Subject"].startswith("[Proef] ")
    assert placeholders.UNSUBSCRIBE not in text_of(mail, "html")
    with read_scope(workshop.engine) as session:
        assert dispatches.listed(session) == ()


def test_a_proof_that_does_not_go_says_why(tmp_path: Path, workshop: Workshop) -> None:
    with server(tmp_path / "s", {"kind": "code", "at": "rcpt", "code": 550, "text": "nee"}) as sink:
        settings = workshop.settings.model_copy(
            update={"smtp_url": Settings(_env_file=None, smtp_url=f"smtp://127.0.0.1:{sink.port}")
                    .smtp_url}
        )  # fmt: skip
        other = Workshop(settings, workshop.clock)
        with pytest.raises(TransportError, match="de proefmail ging niet weg: 550 nee"):
            sending.send_test(other, WEEK, ANNA)


def returned(found: object, address: str) -> bytes:
    return REPORT.format(
        to=address, reader="x@y", action="failed", status="5.1.1", said="550 weg",
        message_id="<a@b>",
    ).encode()  # fmt: skip


def test_files_of_mail_that_came_back_stop_the_reader_once(tmp_path: Path, url: str) -> None:
    found = post(tmp_path, url, None, people(2), bounce_dir=tmp_path / "terug")
    found.send()
    first = found.deliveries()[0]
    secret = found.reader(first.email).secret
    (tmp_path / "terug").mkdir()
    address = bounces.return_path("bounce@ipo.example", first.id, secret)
    (tmp_path / "terug" / "1.eml").write_bytes(returned(found, address))
    (tmp_path / "terug" / "2.eml").write_bytes(b"From: a@b.nl\n\nIk ben er niet.\n")
    (tmp_path / "terug" / "3.eml").write_bytes(bytes(range(256)) * 20)

    assert read_bounces(found.workshop) == BounceReport(read=3, hard=1, ignored=2)
    assert read_bounces(found.workshop) == BounceReport()
    assert found.reader(first.email).suppressed_why == "5.1.1 550 weg"
    assert found.deliveries()[0].state is DeliveryState.FAILED


class Imap:
    """A mailbox over IMAP with these unread messages; `seen` are those marked as read."""

    def __init__(self, messages: list[bytes]) -> None:
        self.messages, self.seen = messages, list[bytes]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def answer(self, line: bytes) -> bytes:
        tag, _, rest = line.strip().partition(b" ")
        words, out, last = rest.upper(), b"", rest.split()[-1]
        if words.startswith(b"LOGIN") and b"GEHEIM" not in words:
            return tag + b" NO wrong\r\n"
        if words.startswith(b"CAPABILITY"):
            out = b"* CAPABILITY IMAP4rev1\r\n"
        elif b"SEARCH" in words:
            found = b" ".join(b"%d" % one for one in range(len(self.messages)))
            out = b"* SEARCH " + found + b"\r\n"
        elif b"FETCH" in words:
            uid = int(rest.split()[2])
            data = self.messages[uid]
            out = b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)\r\n" % (uid, len(data), data)
        elif last.endswith(b"Seen)"):
            self.seen.append(rest.split()[2])
        return out + tag + b" OK done\r\n"

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as given:
                line.sendall(b"* OK ready\r\n")
                for command in given:
                    line.sendall(self.answer(command))


@contextmanager
def mailbox(messages: list[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    """Port of a mailbox, and which of its messages were marked as read."""
    box = Imap(messages)
    thread = threading.Thread(target=box.serve, daemon=True)
    thread.start()
    try:
        yield box.port, box.seen
    finally:
        box.listener.shutdown(socket.SHUT_RDWR)
        box.listener.close()
        thread.join(10)


def test_a_mailbox_is_read_and_its_messages_marked(tmp_path: Path, url: str) -> None:
    found = post(tmp_path, url, None, people(1))
    found.send()
    first = found.deliveries()[0]
    address = bounces.return_path("bounce@ipo.example", first.id, found.reader(first.email).secret)
    with mailbox([b"From: a@b\r\n\r\nhallo\r\n", returned(found, address)]) as (port, seen):
        for word, good in (("geheim", True), ("fout", False)):
            given = Settings(
                _env_file=None, bounce_mailbox=f"imap://b:{word}@127.0.0.1:{port}/INBOX"
            )
            settings = found.workshop.settings.model_copy(
                update={"bounce_mailbox": given.bounce_mailbox}
            )
            workshop = Workshop(settings, found.clock)
            if good:
                assert read_bounces(workshop) == BounceReport(read=2, hard=1, ignored=1)
            else:
                with pytest.raises(MailboxError, match="niet te lezen"):
                    read_bounces(workshop)
    assert seen == [b"0", b"1"]


def test_the_commands_say_in_dutch_how_far_it_is(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = post(tmp_path, url, None, people(3))
    with session_scope(found.workshop.engine) as session:
        dispatches.halt(session, found.dispatch_id, ANNA, FRIDAY + timedelta(0), "verkeerde foto")
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))
    runner = CliRunner()

    def said(*words: str) -> str:
        return runner.invoke(app, ["newsletter", *words, "--week", WEEK]).output

    assert "0 verzonden van 3, 3 wachten" in said("progress")
    assert "verkeerde foto" in said("progress")
    assert "gaat verder" in said("resume")
    assert "staat stil" in said("halt", "--why", "toch niet")
    assert "niets te versturen" in runner.invoke(app, ["newsletter", "send"]).output
