"""`haagsezaken check --live mail`: the records of our domain, the server, a mail, its web page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from config.settings import Settings
from tracker.errors import TransportError
from tracker.jobs.workshop import system_clock
from tracker.mail import doctor
from tracker.mail.courier import SmtpCourier
from tracker.mail.doctor import Asked, LookUp, Sign
from tracker.mail.edition import Envelope, Press, message_id
from tracker.mail.transport import server_of

_TIMEOUT = 10


def check_mail(settings: Settings, look_up: LookUp | None = None) -> list[Sign]:
    """Return what was found, in Dutch; asks DNS, the mail server and our own web page."""
    return [*_server(settings), *_records(settings, look_up or _dns), *_mail(settings)]


def _server(settings: Settings) -> Iterator[Sign]:
    if settings.smtp_url is None:
        text = f"geen SMTP_URL: mails gaan naar {settings.data_dir / 'mail'}"
        yield Sign("mailserver", True, text)
        return
    try:
        server = server_of(settings.smtp_url.get_secret_value())
        courier = SmtpCourier(server, settings.mail_timeout_seconds)
        courier.open()
        courier.close()
    except TransportError as error:
        yield Sign("mailserver", False, str(error))
        return
    safe = server.encrypted or server.starttls
    how = "versleuteld" if safe else "niet versleuteld; zet ?starttls=1 achter SMTP_URL"
    own = server.host in {"127.0.0.1", "localhost", "::1"}
    yield Sign("mailserver", safe or own, f"{server.host} antwoordt, {how}")


def _records(settings: Settings, look_up: LookUp) -> Iterator[Sign]:
    try:
        key = _public_key(settings.dkim_key_file) if settings.dkim_key_file else b""
    except (OSError, ValueError) as error:
        yield Sign("DKIM", False, f"DKIM_KEY_FILE is niet te lezen: {error}")
        return
    asked = Asked(settings.mail_from, settings.bounce_address, settings.dkim_selector, key)
    yield from doctor.examine(asked, look_up)


def _public_key(path: Path) -> bytes:
    """Return the public half of our key as DER; ValueError when the file holds none."""
    from cryptography.hazmat.primitives import serialization

    private = serialization.load_pem_private_key(path.read_bytes(), password=None)
    return private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _dns(name: str, kind: str) -> Sequence[str]:
    """Ask DNS; an empty answer for a name without such records, OSError when nobody answers."""
    import dns.exception
    import dns.resolver

    try:
        found = dns.resolver.resolve(name, kind, lifetime=_TIMEOUT)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except dns.exception.DNSException as error:
        raise OSError("geen antwoord van DNS; is er internet?") from error
    if kind != "TXT":
        return [str(one) for one in found]
    return [b"".join(one.strings).decode("utf-8", "replace") for one in found]


def _mail(settings: Settings) -> Iterator[Sign]:
    """Make a mail as a reader gets it, and look at it."""
    base = settings.public_url.rstrip("/")
    press = Press(settings.mail_from, "Proef", f"{base}/haagse-zaken")
    envelope = Envelope(
        settings.mail_from, "", settings.mail_from, message_id("proef", settings.mail_from),
        f"{base}/afmelden-nieuwsbrief/proef",
    )  # fmt: skip
    yield from doctor.headers(press.mail(envelope, "", "", system_clock()), _status)


def _status(url: str) -> int:
    if urlsplit(url).scheme not in {"http", "https"}:
        return 0
    request = Request(url, headers={"User-Agent": "haagsezaken"})  # noqa: S310  own address
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as error:
        return error.code
    except (URLError, OSError, ValueError):
        return 0
