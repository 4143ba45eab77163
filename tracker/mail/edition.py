"""Pure: the mail of one edition to one reader, as the bytes that go over the line.

Its two texts are the approved ones; the headers are made here and never from unchecked text.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LIST_NAME = "Haagse Zaken"
_SUBJECT = 200
_SIMPLE_NAME = re.compile(r"(?:[A-Za-z0-9]+(?: [A-Za-z0-9]+)*)?")
_SIMPLE_ADDRESS = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_SPECIAL = frozenset('()<>[]:;@\\,"')
_NAME = 60
_PLAIN = re.compile(r"[!#-;=?-~]{0,900}")
_NO_AUTO_ANSWER = "OOF, AutoReply, DR, RN, NRN"


@dataclass(frozen=True, slots=True)
class Envelope:
    """For whom a mail is, and the reader's own way out.

    `return_path` is where it comes back to; `one_click` takes the POST of RFC 8058.
    """

    reader: str
    name: str
    return_path: str
    message_id: str
    one_click: str


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a mail: the same for one key, whenever it is made."""
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"<hz.{digest}@{_host(sender)}>"


def list_id(sender: str, part: str = "") -> str:
    """Return the value of List-Id (RFC 2919) for this sender; `part` names a list beside it."""
    name, tail = (f"{LIST_NAME} {part}", f"-{part}") if part else (LIST_NAME, "")
    return f"{name} <haagse-zaken{tail}.{_host(sender)}>"


def _host(sender: str) -> str:
    return sender.rpartition("@")[2] or "localhost"


class Press:
    """Makes the mails of one edition; what is the same in all of them is made once."""

    def __init__(self, sender: str, subject: str, web_version: str = "", *, part: str = "") -> None:
        head = EmailMessage(policy=SMTP)
        head["Subject"] = printable(subject)[:_SUBJECT]
        head["From"] = Address(LIST_NAME, addr_spec=sender)
        lines = [
            ("List-Id", list_id(sender, part)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            *([("List-Archive", f"<{_checked(web_version)}>")] if web_version else []),
            ("Auto-Submitted", "auto-generated"),
            ("Precedence", "bulk"),
            ("X-Auto-Response-Suppress", _NO_AUTO_ANSWER),
            ("Content-Language", "nl"),
            ("MIME-Version", "1.0"),
        ]
        self._head = _raw(head) + b"".join(_line(name, value) for name, value in lines)

    def mail(self, envelope: Envelope, html: str, plain: str, now: datetime) -> bytes:
        """Return a whole mail: ASCII, its texts in lines of at most 76 signs, CRLF line ends.

        Raises ValueError when an address cannot stand in a header.
        """
        digest = hashlib.sha256(envelope.message_id.encode()).hexdigest()
        boundary = f"hz-{digest[:32]}"
        edge = f"--{boundary}\r\n".encode()
        return b"".join(
            (
                self._head,
                _receiver(envelope.name, envelope.reader),
                _line("Date", format_datetime(now)),
                _line("Message-ID", f"<{_checked(envelope.message_id.strip('<>'))}>"),
                _line("List-Unsubscribe", f"<{_checked(envelope.one_click)}>"),
                f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
                edge, _part("plain", plain),
                edge, _part("html", html),
                f"--{boundary}--\r\n".encode(),
            )
        )  # fmt: skip


def _raw(head: EmailMessage) -> bytes:
    return head.as_bytes().rstrip(b"\r\n") + b"\r\n"


def _line(name: str, value: str) -> bytes:
    """Return a header unfolded: a long address that is folded gets cut or encoded."""
    return f"{name}: {value}\r\n".encode("ascii")


def _checked(value: str) -> str:
    if not _PLAIN.fullmatch(value):
        raise ValueError(f"cannot stand in a header: {value!r}")
    return value


def _receiver(name: str, email: str) -> bytes:
    """Return the header To; words of people are encoded where they must be."""
    if _SIMPLE_NAME.fullmatch(name) and _SIMPLE_ADDRESS.fullmatch(email):
        return _line("To", f"{name} <{email}>" if name else email)
    head = EmailMessage(policy=SMTP)
    head["To"] = Address(display_name(name), addr_spec=email)
    return _raw(head)


def display_name(text: str) -> str:
    """Return a name for before an address, without signs that could make another address.

    Python loses the quotes of a name that is longer than a line.
    """
    plain = "".join(" " if one in _SPECIAL else one for one in printable(text))
    return " ".join(plain.split())[:_NAME].strip()


def _part(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
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
    """Return text without what could add a header: line ends, control characters, and words
    that mail programs decode ("=?utf-8?q?=0d=0aBcc?=").
    """
    return "".join(one if one.isprintable() else " " for one in text).replace("=?", "= ?")
