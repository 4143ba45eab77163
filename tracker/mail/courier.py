"""Hand mails over, many on one connection, and say exactly how each ended.

What went wrong before the final dot of a mail was out is safe to do again; after it only the
server knows (`Answer.UNCERTAIN`).
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from tracker.bounces import POLICY, classify
from tracker.errors import TransportError
from tracker.mail.parcels import Parcel, nothing
from tracker.mail.reasons import in_dutch
from tracker.mail.transport import SmtpServer
from tracker.records import Answer, Result

_CLOSING = 421
_LAST_LINE_FACTOR = 5
"""After the final dot a server may think longer: who hangs up then does not know."""


class Refusal(Exception):  # noqa: N818  ends the handing over of one mail, nothing is wrong
    """The server answered with a code that is not the one for going on."""

    def __init__(self, stage: str, code: int, text: bytes) -> None:
        super().__init__(code)
        self.stage, self.code = stage, code
        self.text = " ".join(text.decode("utf-8", "replace").split())[:400]


@dataclass
class SmtpCourier:
    """A connection with a mail server, opened again when it broke or is used up.

    `timeout` is how many seconds one answer may take, however it drips; `most` how many mails
    go over one connection. `taken` is told the Message-ID at once when the server took a mail.
    """

    server: SmtpServer
    timeout: float = 60.0
    most: int = 100
    taken: Callable[[str], None] = nothing
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic
    _client: smtplib.SMTP | None = field(default=None, init=False)
    _given: int = field(default=0, init=False)
    _deadline: float | None = field(default=None, init=False)

    @property
    def is_open(self) -> bool:
        """Tell whether there is a connection that takes another mail."""
        return self._client is not None and self._given < self.most

    def open(self) -> None:
        """Connect, encrypt and sign in as the address of the server asks."""
        if self.is_open:
            return
        self.close()
        self._allow(1)
        try:
            self._client = self._connect()
            self._greet(self._client)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            raise TransportError(f"de mailserver is niet bereikbaar: {in_dutch(error)}") from error
        finally:
            self._deadline = None
        self._given = 0

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        client: smtplib.SMTP
        if self.server.encrypted:
            client = smtplib.SMTP_SSL(timeout=self.timeout, context=self.tls)
        else:
            client = smtplib.SMTP(timeout=self.timeout)
        client._host = host  # type: ignore[attr-defined]
        self._client = client
        code, text = client.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        return client

    def _greet(self, client: smtplib.SMTP) -> None:
        client.ehlo_or_helo_if_needed()
        if self.server.starttls:
            client.starttls(context=self.tls)
            client.ehlo_or_helo_if_needed()
        if self.server.user:
            client.login(self.server.user, self.server.password)

    def give(self, parcel: Parcel) -> Result:
        """Bring one mail; after BROKEN and UNCERTAIN the connection is gone."""
        client = self._client
        if client is None:
            return Result(Answer.BROKEN, text="geen verbinding")
        self._given += 1
        try:
            self._announce(client, parcel)
            self._write(client, parcel.data)
        except Refusal as refusal:
            return self._refused(client, refusal)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            return Result(Answer.BROKEN, text=f"verbinding verbroken: {in_dutch(error)}")
        result = self._hear(client)
        if result.answer is Answer.TAKEN:
            self.taken(parcel.message_id)
        return result

    def _announce(self, client: smtplib.SMTP, parcel: Parcel) -> None:
        """Say who the mail is from and for, up to the permission to send it."""
        self._allow(3)
        self._expect("mail", client.mail(parcel.sender), (250,))
        self._expect("rcpt", client.rcpt(parcel.reader), (250, 251))
        self._data(client)

    def _data(self, client: smtplib.SMTP) -> None:
        """Ask whether the text may come."""
        self._expect("data", client.docmd("DATA"), (354,))

    def _write(self, client: smtplib.SMTP, data: bytes) -> None:
        """Send the whole mail with its final dot; OSError when not all of it went out."""
        self._allow(_LAST_LINE_FACTOR)
        client.send(data.replace(b"\r\n.", b"\r\n..") + b".\r\n")

    def _hear(self, client: smtplib.SMTP) -> Result:
        """Return what the server says after the final dot."""
        self._allow(_LAST_LINE_FACTOR)
        if client.sock is not None:
            client.sock.settimeout(self.timeout * _LAST_LINE_FACTOR)
        try:
            self._expect("dot", client.getreply(), range(200, 300))
        except Refusal as refusal:
            if refusal.code >= 400:
                return self._refused(client, refusal)
            self._drop()
            return Result(Answer.UNCERTAIN, text=f"onleesbaar antwoord: {refusal.text}")
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Result(Answer.UNCERTAIN, text=f"geen antwoord na de mail: {in_dutch(error)}")
        finally:
            self._deadline = None
            if client.sock is not None:
                client.sock.settimeout(self.timeout)
        return Result(Answer.TAKEN)

    def _expect(self, stage: str, reply: tuple[int, bytes], good: Container[int]) -> None:
        code, text = reply
        if code not in good:
            raise Refusal(stage, code, text)

    def _refused(self, client: smtplib.SMTP, refusal: Refusal) -> Result:
        """Return what a refusal means, and make the connection ready for the next mail."""
        result = judge(refusal)
        try:
            if result.answer is Answer.BROKEN:
                self._drop()
            else:
                self._allow(1)
                self._expect("rset", client.rset(), (250,))
        except (OSError, smtplib.SMTPException, Refusal):
            self._drop()
        finally:
            self._deadline = None
        return result

    def _allow(self, times: int) -> None:
        self._deadline = self.clock() + self.timeout * times

    def watch(self, now: float) -> None:
        """Cut the line when the answer takes longer than allowed."""
        deadline, client = self._deadline, self._client
        sock = client.sock if client is not None else None
        if deadline is not None and now > deadline and sock is not None:
            self._deadline = None
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def _drop(self) -> None:
        client, self._client, self._deadline = self._client, None, None
        if client is not None:
            client.close()

    def close(self) -> None:
        """Say goodbye, and hang up."""
        if self._client is None:
            return
        self._allow(1)
        try:
            self._client.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self._drop()


def judge(refusal: Refusal) -> Result:
    """Return what an answer of the server means for the mail.

    421 ends the connection, and a "no" to the sender is about us: neither counts against the
    reader. Only a "no" to the address itself can be a bounce.
    """
    code, text = str(refusal.code), refusal.text
    if refusal.code == _CLOSING or refusal.code < 400:
        return Result(Answer.BROKEN, code, text)
    if refusal.stage == "mail":
        answer = Answer.LATER if refusal.code < 500 else Answer.BARRED
        return Result(answer, code, text)
    kind = classify(code, text)
    bounce = kind if refusal.stage == "rcpt" and kind != POLICY else ""
    return Result(Answer.LATER if refusal.code < 500 else Answer.REFUSED, code, text, bounce)
