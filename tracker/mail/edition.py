"""Pure: the mail of one edition to one reader, as the bytes that go over the line.

Its two texts are the approved ones; the headers are made here and never from unchecked text.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LIST_NAME = "Haagse Zaken"
_LINE_END = re.compile(r"\r\n|\r|\n")
_SUBJECT = 200
_PLAIN = re.compile(r"[!#-;=?-~]{0,900}")
_NO_AUTO_ANSWER = "OOF, AutoReply, DR, RN, NRN"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who a mail is from and for, and the reader's own way out.

    `return_path` is where it comes back to; `one_click` takes the POST of RFC 8058.
    """

    sender: str
    reader: str
    name: str
    return_path: str
    message_id: str
    one_click: str
    web_version: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the reader sees; both with the reader's own links in it."""

    subject: str
    html: str
    plain: str


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a mail: the same for one key, whenever it is made."""
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"<hz.{digest}@{_host(sender)}>"


def list_id(sender: str) -> str:
    """Return the value of List-Id (RFC 2919) for this sender."""
    return f"{LIST_NAME} <haagse-zaken.{_host(sender)}>"


def _host(sender: str) -> str:
    return sender.rpartition("@")[2] or "localhost"


def build(envelope: Envelope, texts: Texts, now: datetime) -> bytes:
    """Return the whole mail, in lines of at most 76 ASCII signs that end in CRLF.

    Raises ValueError when an address cannot stand in a header.
    """
    boundary = f"hz-{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]}"
    edge = f"--{boundary}\r\n".encode()
    return b"".join(
        (
            _people(envelope, texts.subject, now),
            *(f"{name}: {value}\r\n".encode("ascii") for name, value in _lines(envelope)),
            b"MIME-Version: 1.0\r\n",
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
            edge, _part("plain", texts.plain),
            edge, _part("html", texts.html),
            f"--{boundary}--\r\n".encode(),
        )
    )  # fmt: skip


def _people(envelope: Envelope, subject: str, now: datetime) -> bytes:
    """Return the headers with words of people, which are encoded where they must be."""
    head = EmailMessage(policy=SMTP)
    head["Subject"] = printable(subject)[:_SUBJECT]
    head["From"] = Address(LIST_NAME, addr_spec=envelope.sender)
    head["To"] = Address(printable(envelope.name).strip(), addr_spec=envelope.reader)
    head["Date"] = format_datetime(now)
    return head.as_bytes().rstrip(b"\r\n") + b"\r\n"


def _lines(envelope: Envelope) -> Iterator[tuple[str, str]]:
    """Yield the other headers, unfolded: a long address that is folded is cut or encoded."""
    for value in (envelope.message_id.strip("<>"), envelope.one_click, envelope.web_version):
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"cannot stand in a header: {value!r}")
    yield "Message-ID", envelope.message_id
    yield "List-Id", list_id(envelope.sender)
    yield "List-Unsubscribe", f"<{envelope.one_click}>"
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    if envelope.web_version:
        yield "List-Archive", f"<{envelope.web_version}>"
    yield "Auto-Submitted", "auto-generated"
    yield "Precedence", "bulk"
    yield "X-Auto-Response-Suppress", _NO_AUTO_ANSWER
    yield "Content-Language", "nl"


def _part(kind: str, text: str) -> bytes:
    lines = _LINE_END.sub("\r\n", text)
    body = binascii.b2a_qp(lines.encode("utf-8"), istext=True)
    return (
        (
            f'Content-Type: text/{kind}; charset="utf-8"\r\n'
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        ).encode()
        + body
        + b"\r\n"
    )


def printable(text: str) -> str:
    """Return text without line ends and control characters, which could add a header."""
    return "".join(one if one.isprintable() else " " for one in text)
