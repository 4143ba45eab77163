"""A DKIM signature of our own, for who has no relay that signs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tracker.errors import TransportError

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"list-id", b"list-unsubscribe",
    b"list-unsubscribe-post", b"mime-version", b"content-type", b"auto-submitted",
)  # fmt: skip
"""RFC 8058 wants both headers of one-click unsubscribing under the signature."""
Sign = Callable[[bytes], bytes]


def unsigned(mail: bytes) -> bytes:
    """Return a mail as it is: a relay signs, or there is no key."""
    return mail


def signer(key_file: Path, selector: str, sender: str) -> Sign:
    """Return what puts the signature of the sender's domain before a mail.

    Raises TransportError, in Dutch, when the key cannot be used.
    """
    import dkim

    domain = sender.rpartition("@")[2]
    try:
        key = key_file.read_bytes()
        _sign(b"From: a@b.nl\r\n\r\nproef\r\n", selector, domain, key)
    except (OSError, dkim.DKIMException, ValueError) as error:
        raise TransportError(
            f"DKIM_KEY_FILE is niet te gebruiken: {error}", permanent=True, scope="app"
        ) from error
    return lambda mail: _sign(mail, selector, domain, key) + mail


def _sign(mail: bytes, selector: str, domain: str, key: bytes) -> bytes:
    import dkim

    given = {
        name.partition(b":")[0].lower() for name in mail.partition(b"\r\n\r\n")[0].split(b"\r\n")
    }
    signature: bytes = dkim.sign(
        mail, selector.encode("ascii"), domain.encode("idna"), key,
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name for name in SIGNED if name in given],
    )  # fmt: skip
    return signature
