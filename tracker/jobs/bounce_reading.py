"""Read mail that came back: from a mailbox over IMAP, or from files in a folder.

A file that was read goes to the folder "verwerkt" beside it, a message in a mailbox is marked
as read. Each report counts once, however often it is read.
"""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from urllib.parse import unquote, urlsplit

import structlog

from tracker import bounces
from tracker.database import session_scope
from tracker.errors import HaagseZakenError
from tracker.jobs.workshop import Workshop

_LARGEST = 2_000_000
_MOST = 500
_TIMEOUT = 30
_IMAP, _IMAPS = 143, 993
_DONE = "verwerkt"


class MailboxError(HaagseZakenError):
    """The mailbox of mail that came back cannot be read; the text says why, in Dutch."""


@dataclass(frozen=True, slots=True)
class BounceReport:
    """How many messages were read, and what they were."""

    read: int = 0
    hard: int = 0
    soft: int = 0
    policy: int = 0
    ignored: int = 0


def read_bounces(workshop: Workshop) -> BounceReport:
    """Read what came back; MailboxError when the mailbox does not open."""
    counted: Counter[str] = Counter()
    settings = workshop.settings
    if settings.bounce_dir is not None:
        for path in _files(settings.bounce_dir):
            counted[_take(workshop, path.read_bytes())] += 1
            _put_away(path)
    if settings.bounce_mailbox is not None:
        for data in _mailbox(settings.bounce_mailbox.get_secret_value()):
            counted[_take(workshop, data)] += 1
    return BounceReport(
        read=counted.total(), hard=counted[bounces.HARD], soft=counted[bounces.SOFT],
        policy=counted[bounces.POLICY], ignored=counted[""],
    )  # fmt: skip


def _take(workshop: Workshop, data: bytes) -> str:
    """Keep one message; return what it was, "" when it is no report of ours."""
    log = structlog.get_logger("tracker.bounces")
    try:
        report = bounces.read(message_from_bytes(data[:_LARGEST]))
    except (ValueError, LookupError, AttributeError) as error:
        log.warning("unreadable", reason=str(error))
        return ""
    if report is None:
        return ""
    with session_scope(workshop.engine) as session:
        kind = bounces.keep(session, report, workshop.clock())
    log.info("bounce", kind=kind or "unknown", code=report.code)
    return kind


def _files(folder: Path) -> Iterator[Path]:
    found = sorted(one for one in folder.glob("*") if one.is_file() and one.suffix != ".new")
    yield from found[:_MOST]


def _put_away(path: Path) -> None:
    done = path.parent / _DONE
    done.mkdir(exist_ok=True)
    path.replace(done / path.name)


def _mailbox(url: str) -> Iterator[bytes]:
    """Yield the unread messages, each marked as read once we are done with it."""
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname:
        raise MailboxError("BOUNCE_MAILBOX moet beginnen met imaps://")
    try:
        box = _opened(parts.scheme, parts.hostname, parts.port)
    except OSError as error:
        raise MailboxError(f"De postbus is niet bereikbaar: {error}") from error
    try:
        box.login(unquote(parts.username or ""), unquote(parts.password or ""))
        box.select(unquote(parts.path.strip("/")) or "INBOX")
        yield from _unread(box)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxError(f"De postbus is niet te lezen: {error}") from error
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()


def _opened(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port or _IMAPS, timeout=_TIMEOUT)
    return imaplib.IMAP4(host, port or _IMAP, timeout=_TIMEOUT)


def _unread(box: imaplib.IMAP4) -> Iterator[bytes]:
    _, found = box.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:_MOST]:
        _, parts = box.uid("FETCH", uid.decode(), "(BODY.PEEK[])")
        whole = next((one[1] for one in parts if isinstance(one, tuple)), None)
        if isinstance(whole, bytes):
            yield whole
        box.uid("STORE", uid.decode(), "+FLAGS", "(\\Seen)")
