"""The bytes of a mail: headers nobody can add to, a signature that others can check."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from authheaders import check_dkim

from tests.mail.signing_key import signing_key
from tracker.errors import TransportError
from tracker.mail import signing
from tracker.mail.edition import Envelope, Press, message_id

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
SENDER, PAGE = "haagse-zaken@ipo.example", "https://w.example/haagse-zaken/2026-W48"
LONG = "https://werkplek.example/afmelden-nieuwsbrief/" + "a1-_" * 60
PLAIN = "Een regel.\n.punt vooraan\n" + "x" * 500 + " \n"
HTML = "<p>Ćirkel — 14.00 uur</p>\n" * 40


def mail(name: str = "Jan Jansen", subject: str = "Onderwerp", link: str = LONG) -> bytes:
    envelope = Envelope("jan@drenthe.example", name, SENDER, message_id("a", SENDER), link)
    return Press(SENDER, subject, PAGE).mail(envelope, HTML, PLAIN, NOW)


def parsed(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_both_texts_come_out_as_they_went_in() -> None:
    found = parsed(mail())

    texts = {part.get_content_subtype(): part.get_content() for part in found.iter_parts()}

    assert {kind: text.replace("\r\n", "\n") for kind, text in texts.items()} == {
        "plain": PLAIN, "html": HTML,
    }  # fmt: skip
    assert [part.get_content_subtype() for part in found.iter_parts()] == ["plain", "html"]


def test_the_bytes_are_ascii_in_short_lines_except_for_the_reader_s_own_link() -> None:
    data = mail()

    assert data.isascii()
    assert data.count(b"\n") == data.count(b"\r\n")
    long = [line for line in data.split(b"\r\n") if len(line) > 78]
    assert [line.split(b":")[0] for line in long if b"example" in line] == [b"List-Unsubscribe"]
    assert f"List-Unsubscribe: <{LONG}>\r\n".encode() in data


@pytest.mark.parametrize(
    "hostile",
    ["Jan\r\nBcc: x@evil.example", "Jan\nX-Evil: 1", "Jan\x00\x0b", "Jan\u2028Bcc: a@b",
     '"Jan" <x@evil.example>', "Łukasz, de heer; <b>", "=?utf-8?q?evil?="],
)  # fmt: skip
def test_a_name_or_subject_cannot_add_a_header_or_a_receiver(hostile: str) -> None:
    for data in (mail(name=hostile), mail(subject=hostile)):
        found = parsed(data)
        assert set(found.keys()) == set(parsed(mail()).keys())
        assert len(found.get_all("To", [])) == 1
        assert [one.addr_spec for one in found["To"].addresses] == ["jan@drenthe.example"]


@pytest.mark.parametrize("link", ["https://a.nl/ b", "https://a.nl/\r\nBcc: x@y", "https://a>b"])
def test_a_link_that_cannot_stand_in_a_header_makes_no_mail(link: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a header"):
        mail(link=link)


@pytest.fixture
def key(tmp_path: Path) -> tuple[Path, bytes]:
    """A private key in a file, and the TXT record that belongs to it."""
    return signing_key(tmp_path)


def test_others_can_check_the_signature_and_it_covers_one_click(key: tuple[Path, bytes]) -> None:
    path, record = key
    asked = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record

    signed = signing.signer(path, "hz2026", SENDER)(mail())

    assert dkim.verify(signed, dnsfunc=dns)
    assert check_dkim(signed, dnsfunc=dns).result == "pass"
    assert asked[0].rstrip(b".") == b"hz2026._domainkey.ipo.example"
    covered = signed.partition(b"h=")[2].partition(b";")[0].replace(b"\r\n", b"").split(b":")
    assert {b"list-unsubscribe", b"list-unsubscribe-post"} <= {one.strip() for one in covered}
    spoiled = signed.replace(b"List-Unsubscribe: <https", b"List-Unsubscribe: <http")
    assert check_dkim(spoiled, dnsfunc=dns).result == "fail"
    assert not dkim.verify(signed.replace(b"14.00 uur", b"15.00 uur"), dnsfunc=dns)


def test_a_key_that_is_none_says_so_in_dutch(tmp_path: Path) -> None:
    path = tmp_path / "dkim.pem"
    path.write_text("geen sleutel")

    with pytest.raises(TransportError, match="DKIM_KEY_FILE is niet te gebruiken"):
        signing.signer(path, "hz2026", SENDER)
    assert signing.unsigned(b"zo") == b"zo"
