"""A refusal of us or of one mail says nothing about the reader; a refused login comes again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mail.sending_world import server
from tests.slack.notices import NOW
from tracker.errors import TransportError
from tracker.letters import Letter
from tracker.mail.compose import MailContext
from tracker.mail.transport import MailTransport, server_of
from tracker.records import Notice, NoticeKind, Person

ANNA = Person("lezer-1", "Anna", "anna@provincie.example")
MAIL = Notice(
    1, "k", "lezer:1", (ANNA,), None, (), kind=NoticeKind.READER,
    content=Letter("Titel", "Begin").to_json(),
)  # fmt: skip


def refused(folder: Path, *faults: dict[str, Any], login: str = "") -> TransportError:
    with server(folder / "sink", *faults) as sink:
        address = server_of(f"smtp://{login}127.0.0.1:{sink.port}")
        transport = MailTransport(address, MailContext("hz@ipo.example"), lambda: NOW)
        with pytest.raises(TransportError) as error:
            transport.send(MAIL)
    return error.value


@pytest.mark.parametrize(
    ("at", "code", "text", "permanent", "name", "scope"),
    [
        ("rcpt", 550, "5.1.1 no such user", True, "smtp_550", "person"),
        ("rcpt", 550, "5.7.1 blocked by our list", True, "rcpt_550", "person"),
        ("rcpt", 552, "5.2.2 mailbox full", False, "rcpt_552", "person"),
        ("mail", 550, "5.7.60 not allowed to send as this", True, "mail_550", "app"),
        ("dot", 550, "5.7.1 looks like spam", True, "text_550", "message"),
        ("dot", 451, "4.3.0 later", False, "text_451", "message"),
    ],
)
def test_only_a_dead_address_is_called_one(
    tmp_path: Path, at: str, code: int, text: str, permanent: bool, name: str, scope: str
) -> None:
    error = refused(tmp_path, {"kind": "code", "at": at, "code": code, "text": text})

    assert (error.permanent, error.code, error.scope) == (permanent, name, scope)
    assert not error.outcome_unknown


def test_a_server_that_lets_nobody_in_for_a_while_loses_no_mail(tmp_path: Path) -> None:
    closed = refused(tmp_path, {"kind": "code", "at": "connect", "code": 554, "text": "busy"})
    no_login = refused(tmp_path, login="hz:fout@")

    assert not closed.permanent
    assert not no_login.permanent
    assert "de mailserver is niet bereikbaar" in str(closed)
