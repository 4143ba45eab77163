"""Pure: a notice as a mail with a plain text and an HTML part; nothing unescaped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from tracker import letters, wording
from tracker.letters import Letter, Line
from tracker.mail import reader_page
from tracker.mail.edition import Envelope, Press, display_name, printable
from tracker.records import Notice, NoticeKind

ONE_CLICK, RETURN_PATH = "one_click", "return_path"
"""What the content of a notice to a reader may name besides its letter."""
URGENT_LIST = "dringend"
_SUBJECT = 150
_STYLE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;"
    "max-width:40em;color:#1c1c1c;background:#ffffff;"
)
_SMALL = "color:#4d4d4d;font-size:14px;"


@dataclass(frozen=True, slots=True)
class MailContext:
    """Who sends, and where the workspace is. `sender` is an address, without a name."""

    sender: str
    public_url: str = ""


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of a notice: the same for the same key, whenever it is sent."""
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"<{digest}@{sender.rpartition('@')[2] or 'localhost'}>"


def _address(line: Line, context: MailContext) -> str:
    own = f"{context.public_url.rstrip('/')}{line.path}" if line.path and context.public_url else ""
    found = own or line.url
    return found if found.startswith(("https://", "http://")) else ""


def _text(letter: Letter, context: MailContext) -> Iterator[str]:
    yield letter.title
    yield "=" * len(letter.title)
    yield ""
    yield letter.intro
    for part in letter.parts:
        yield ""
        if part.heading:
            yield part.heading
            yield "-" * len(part.heading)
        for line in part.lines:
            yield f"* {line.text}"
            yield from (f"  {more}" for more in (line.detail, _address(line, context)) if more)
    if letter.closing:
        yield ""
        yield letter.closing
    if letter.path and context.public_url:
        yield ""
        yield f"Werkplek: {context.public_url.rstrip('/')}{letter.path}"


def _item(line: Line, context: MailContext) -> str:
    address = _address(line, context)
    text = escape(line.text)
    shown = f'<a href="{escape(address, quote=True)}">{text}</a>' if address else text
    detail = f'<br><span style="{_SMALL}">{escape(line.detail)}</span>' if line.detail else ""
    return f"<li>{shown}{detail}</li>"


def _html(letter: Letter, context: MailContext) -> str:
    parts = [f"<h1>{escape(letter.title)}</h1>", f"<p>{escape(letter.intro)}</p>"]
    for part in letter.parts:
        heading = f"<h2>{escape(part.heading)}</h2>" if part.heading else ""
        items = "".join(_item(line, context) for line in part.lines)
        parts.append(f"{heading}<ul>{items}</ul>")
    if letter.closing:
        parts.append(f'<p style="{_SMALL}">{escape(letter.closing)}</p>')
    if letter.path and context.public_url:
        home = escape(f"{context.public_url.rstrip('/')}{letter.path}", quote=True)
        parts.append(f'<p><a href="{home}">Open de werkplek</a></p>')
    body = "".join(parts)
    return (
        '<!doctype html><html lang="nl"><head><meta charset="utf-8">'
        f"<title>{escape(letter.title)}</title></head>"
        f'<body style="{_STYLE}">{body}</body></html>'
    )


def compose(notice: Notice, context: MailContext, now: datetime) -> EmailMessage:
    """Return the mail of a notice to its first recipient.

    The subject is one line whatever the source wrote; the Message-ID follows from the key.
    """
    letter = letters.letter_of(notice)
    reader = notice.recipients[0]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = wording.shorten(printable(letter.title), _SUBJECT)
    mail["From"] = Address("Haagse Zaken", addr_spec=context.sender)
    mail["To"] = Address(display_name(reader.name), addr_spec=reader.email)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(notice.key, context.sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(_text(letter, context)) + "\n")
    shown = reader_page.html(letter) if notice.kind is NoticeKind.READER else _html(letter, context)
    mail.add_alternative(shown, subtype="html")
    return mail


def written(notice: Notice, context: MailContext, now: datetime) -> tuple[bytes, str]:
    """Return the bytes of a mail and its Message-ID.

    A notice of which the reader can be rid with one click (`ONE_CLICK` in its content) gets
    the headers of a mailing list.
    """
    one_click = _extra(notice, ONE_CLICK)
    if not one_click:
        mail = compose(notice, context, now)
        return mail.as_bytes(), str(mail["Message-ID"])
    letter, reader = letters.letter_of(notice), notice.recipients[0]
    identity = message_id(notice.key, context.sender)
    envelope = Envelope(
        reader.email, reader.name, return_path(notice, context), identity, one_click
    )
    subject = wording.shorten(letter.title, _SUBJECT)
    press = Press(context.sender, subject, part=URGENT_LIST)
    text = "\n".join(_text(letter, context)) + "\n"
    return press.mail(envelope, reader_page.html(letter), text, now), identity


def return_path(notice: Notice, context: MailContext) -> str:
    """Return where a mail comes back to when it cannot be delivered."""
    return _extra(notice, RETURN_PATH) or context.sender


def _extra(notice: Notice, name: str) -> str:
    """Return what the content of a notice names besides its letter, "" when it does not."""
    content = notice.content if isinstance(notice.content, dict) else {}
    return str(content.get(name) or "")
