"""Words that mail programs decode stay words: no header comes out of a title or a name."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from tracker.letters import Letter
from tracker.mail import compose, edition
from tracker.records import Notice, NoticeKind, Person

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
ENCODED = (
    "=?utf-8?q?x=0d=0aBcc=3a_alle=40evil=2eexample?=",
    "=?utf-8?b?eA0KQmNjOiBhbGxlQGV2aWwuZXhhbXBsZQ==?=",
    "Motie =?iso-8859-1?Q?=0ABcc:_a@evil.example?= over stikstof",
    "=\x00?utf-8?q?=0d=0aBcc=3a_a=40evil=2eexample?=",
    "==??utf-8?q?=0d=0aBcc=3a_a=40evil=2eexample?=",
)


@pytest.mark.parametrize("words", ENCODED)
def test_a_subject_or_name_of_encoded_words_adds_no_header(words: str) -> None:
    press = edition.Press("haagse-zaken@ipo.example", words)
    envelope = edition.Envelope(
        "g.deputeerde@provincie.example", words, "terug@ipo.example", "<hz.1@ipo.example>",
        "https://werkplek.example/afmelden/x",
    )  # fmt: skip

    data = press.mail(envelope, "<p>Brief</p>", "Brief\n", NOW)

    mail = message_from_bytes(data, policy=default)
    assert "bcc" not in {name.lower() for name in mail}
    assert b"\nBcc:" not in data
    assert [one.addr_spec for one in mail["To"].addresses] == [envelope.reader]
    assert "\n" not in mail["Subject"]
    assert "Bcc" in mail["Subject"] or "b?" in mail["Subject"]


@pytest.mark.parametrize("words", ENCODED)
def test_notices_are_as_careful(words: str) -> None:
    reader = Person("lezer-1", "Anna", "anna@provincie.example")
    letter = Letter(words, "Begin").to_json()
    notice = Notice(1, "k", "mail:a", (reader,), None, (), kind=NoticeKind.DIGEST, content=letter)

    mail = compose.compose(notice, compose.MailContext("hz@ipo.example"), NOW)

    assert "=?" not in edition.printable(words)
    assert "=?" not in mail["Subject"]
    assert "bcc" not in {name.lower() for name in mail}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("J. van Essen", "J. van Essen"),
        ("Gedeputeerde (Drenthe), b@evil.example", "Gedeputeerde Drenthe b evil.example"),
        ("</w:t></w:r><w:r>" + "x, y <c@evil.example>; " * 6, None),
        ("Ännë " * 40, None),
        ('"><x@evil.example>, "y', "x evil.example y"),
    ],
)
def test_a_name_stays_a_name(name: str, shown: str | None) -> None:
    press = edition.Press("haagse-zaken@ipo.example", "Onderwerp")
    envelope = edition.Envelope(
        "g.deputeerde@provincie.example", name, "terug@ipo.example", "<hz.1@ipo.example>",
        "https://werkplek.example/afmelden/x",
    )  # fmt: skip

    mail = message_from_bytes(press.mail(envelope, "<p>x</p>", "x\n", NOW), policy=default)

    to = mail["To"].addresses
    assert [one.addr_spec for one in to] == [envelope.reader]
    assert shown is None or to[0].display_name == shown
    assert not mail["To"].defects
