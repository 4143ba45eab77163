"""Bring notices to people by SMTP, or without a server to files with the same mails."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from tracker.bounces import HARD, POLICY, SOFT, classify
from tracker.errors import TransportError
from tracker.mail.compose import MailContext, message_id, return_path, written
from tracker.mail.reasons import in_dutch
from tracker.mail.signing import Sign, unsigned
from tracker.records import Notice

TIMEOUT = 30
"""Seconds that the mail server gets for an answer."""
_PORTS = {"smtp": 25, "smtps": 465}
_PERMANENT = 500
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail goes: "smtp://user:password@host:587?starttls=1" or "smtps://host"."""

    host: str
    port: int
    encrypted: bool
    starttls: bool
    user: str
    password: str


def server_of(url: str) -> SmtpServer:
    """Return the server that an address names; TransportError when it names none."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise TransportError(
            "SMTP_URL moet beginnen met smtp:// of smtps://", permanent=True, scope="app"
        )
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _PORTS[parts.scheme],
        encrypted=parts.scheme == "smtps",
        starttls=parse_qs(parts.query).get("starttls", ["0"])[0] == "1",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


@contextmanager
def _connected(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    if server.encrypted:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=context
        )
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.starttls:
            client.starttls(context=context)
        if server.user:
            client.login(server.user, server.password)
        client.ehlo_or_helo_if_needed()
        yield client
    finally:
        client.close()


def _refused(stage: str, code: int, answer: bytes) -> TransportError:
    """Return what a refusal means: only a "no" to the address itself is about the person.

    `stage` is "rcpt" for that, "mail" for the sender, "text" for the mail itself.
    """
    said = answer.decode(errors="replace")[:200]
    kind = classify(str(code), said) if stage == "rcpt" else POLICY
    about = {"rcpt": "person", "mail": "app"}.get(stage, "message")
    return TransportError(
        f"mail geweigerd: {code} {said}",
        permanent=code >= _PERMANENT and kind != SOFT,
        code=f"smtp_{code}" if kind == HARD else f"{stage}_{code}",
        scope=about,
    )


def _give(server: SmtpServer, mail: bytes, sender: str, reader: str) -> None:
    """Hand a mail over. Only once its text has gone out can the outcome be unknown."""
    with _connected(server) as client:
        for stage, (code, answer) in (
            ("mail", client.mail(sender)),
            ("rcpt", client.rcpt(reader)),
        ):
            if code >= 400:
                raise _refused(stage, code, answer)
        try:
            code, answer = client.data(mail)
        except smtplib.SMTPDataError as error:
            raise _refused("text", error.smtp_code, _bytes(error.smtp_error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(
                f"de mailserver zweeg na de mail: {error}", outcome_unknown=True
            ) from error
        if code >= 400:
            raise _refused("text", code, answer)


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@dataclass(frozen=True, slots=True)
class MailTransport:
    """SMTP. A message id is "mail:" and the Message-ID."""

    server: SmtpServer
    context: MailContext
    clock: Clock
    sign: Sign = unsigned

    def send(self, notice: Notice) -> str:
        """Mail the notice; see `tracker.outbox.Transport`."""
        mail, identity = _written(notice, self.context, self.clock())
        reader = notice.recipients[0].email
        try:
            _give(self.server, self.sign(mail), return_path(notice, self.context), reader)
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(f"de mailserver is niet bereikbaar: {in_dutch(error)}") from error
        return f"mail:{identity}"

    def update(self, notice: Notice) -> None:
        """Mail cannot be changed afterwards."""
        raise TransportError(f"{notice.key}: een mail blijft zoals hij is", permanent=True)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Nobody can be asked whether a mail arrived."""
        del channel, thread, since
        raise TransportError(f"{key}: bij mail valt niets na te zoeken", unsearchable=True)


@dataclass(frozen=True, slots=True)
class MailFiles:
    """The same mails as files in `folder`, named after their key: one notice, one file."""

    folder: Path
    context: MailContext
    clock: Clock

    def _path(self, key: str) -> Path:
        name = message_id(key, self.context.sender).strip("<>").partition("@")[0]
        return self.folder / f"{name}.eml"

    def send(self, notice: Notice) -> str:
        """Write the mail; it is on disk when this returns."""
        mail, identity = _written(notice, self.context, self.clock())
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self._path(notice.key).with_suffix(".new")
        with draft.open("wb") as file:
            file.write(mail)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path(notice.key))
        return f"mail:{identity}"

    def update(self, notice: Notice) -> None:
        """Mail cannot be changed afterwards."""
        raise TransportError(f"{notice.key}: een mail blijft zoals hij is", permanent=True)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Look whether the file is there."""
        del channel, thread, since
        found = self._path(key).exists()
        return f"mail:{message_id(key, self.context.sender)}" if found else None


def _written(notice: Notice, context: MailContext, now: datetime) -> tuple[bytes, str]:
    """Return the mail and its Message-ID; a notice that cannot be a mail fails for good."""
    if not notice.recipients:
        raise TransportError("niemand meer om te mailen", permanent=True, scope="person")
    try:
        return written(notice, context, now)
    except (ValueError, KeyError) as error:
        raise TransportError(f"dit past niet in een mail: {error}", permanent=True) from error
