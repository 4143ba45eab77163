"""A mail sink: `python -m tracker.sandbox.mail --port 0 --state DIR`.

Takes every mail and sends none on: each one is a file `000001.eml` and a line in
`journal.jsonl`, both on disk before the sender hears "250". A receiver whose name starts
with a reply code, `550-vol@ipo.example`, is refused with that code. `--faults FILE` is a list
of things that go wrong (`tracker.sandbox.mail_faults`); `--certificate FILE --key FILE` offers
STARTTLS.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import re
import ssl
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.sandbox.mail_faults import FaultySMTP, Script

LARGEST_MAIL = 20_000_000
_CODE = re.compile(r"([45]\d\d)-")


def _write(path: Path, content: bytes, mode: str) -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


@dataclass
class Sink:
    """Where mails end up; the handler that aiosmtpd calls."""

    state: Path

    def __post_init__(self) -> None:
        self.state.mkdir(parents=True, exist_ok=True)
        self._number = len(list(self.state.glob("*.eml")))

    async def handle_RCPT(  # noqa: N802  name that aiosmtpd looks for
        self,
        server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accept the receiver, or refuse it with the code in front of its name."""
        if isinstance(server, FaultySMTP):
            server.receiver = address
        if found := _CODE.match(address):
            return f"{found[1]} geweigerd, zoals gevraagd"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  name that aiosmtpd looks for
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the mail and only then say so."""
        if isinstance(server, FaultySMTP) and (refusal := server.refusal("dot")):
            return refusal
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        self.store(envelope.mail_from or "", envelope.rcpt_tos, raw)
        return "250 OK"

    def store(self, sender: str, receivers: list[str], content: bytes) -> Path:
        """Write one mail and its line in the journal; return the file."""
        self._number += 1
        path = self.state / f"{self._number:06d}.eml"
        _write(path, content, "wb")
        mail = message_from_bytes(content, policy=policy.default)
        line: dict[str, Any] = {
            "file": path.name,
            "from": sender,
            "to": receivers,
            "subject": str(mail["subject"] or ""),
            "message_id": str(mail["message-id"] or ""),
            "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        entry = json.dumps(line, ensure_ascii=False) + "\n"
        _write(self.state / "journal.jsonl", entry.encode(), "ab")
        return path


def _context(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def serve(arguments: argparse.Namespace) -> None:
    """Print `listening smtp://127.0.0.1:PORT` and take mail until interrupted."""
    sink = Sink(arguments.state)
    script = Script.read(arguments.faults)
    context = _context(arguments.certificate, arguments.key)
    if arguments.faults or context:
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
    server = await asyncio.get_running_loop().create_server(
        lambda: FaultySMTP(
            sink, script=script, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True,
            tls_context=context,
        ),
        host="127.0.0.1",
        port=arguments.port,
    )  # fmt: skip
    sys.stdout.write(f"listening smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


def main() -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.mail", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    arguments = parser.parse_args()
    try:
        asyncio.run(serve(arguments))
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
