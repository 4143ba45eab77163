"""What may go wrong at a mail server, as a list in a file: `--faults FILE`.

Each fault is {"kind", "at", …}. `kind`: "code" (an answer such as 451, in "code"), "cut" (the
line goes, before anything is answered), "drip" (each byte of an answer takes "seconds") or
"stall" (no answer for "seconds") or "exit" (the server is gone, once it took `after` mails).
`at`: "connect", "mail", "rcpt", "data", "dot" (after the
final dot, before the mail is kept) or "kept" (after it is kept, before 250). `every` 3 is one
in three receivers, `times` 2 the first two attempts of each; 0 is always.
"""

from __future__ import annotations

import asyncio
import json
import os
import zlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP

_CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong."""

    kind: str
    at: str
    code: int = 451
    text: str = "later"
    every: int = 1
    times: int = 0
    seconds: float = 0.02
    after: int = 0


@dataclass
class Script:
    """All faults of a server, and how often each happened to each receiver."""

    faults: tuple[Fault, ...] = ()
    _passed: Counter[int] = field(default_factory=Counter)
    _happened: Counter[tuple[int, str]] = field(default_factory=Counter)

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """Return the faults of a file; without one nothing goes wrong."""
        if path is None:
            return cls()
        return cls(tuple(Fault(**one) for one in json.loads(path.read_text(encoding="utf-8"))))

    def next(self, at: str, receiver: str) -> Fault | None:
        """Return what goes wrong here for this receiver, and count it."""
        for number, fault in enumerate(self.faults):
            if fault.at != at:
                continue
            self._passed[number] += 1
            if self._passed[number] <= fault.after or zlib.crc32(receiver.encode()) % fault.every:
                continue
            if fault.times and self._happened[number, receiver] >= fault.times:
                continue
            self._happened[number, receiver] += 1
            return fault
        return None


class FaultySMTP(SMTP):
    """A server that follows a script; without faults it is the ordinary one.

    `receiver` is who the present mail is for; "" until the server was told.
    """

    def __init__(self, handler: object, *, script: Script, **options: Any) -> None:
        super().__init__(handler, **options)
        self.script, self.receiver, self.verb = script, "", "connect"

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802  name of aiosmtpd
        """Take the sender."""
        self.verb, self.receiver = "mail", ""
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        """Take the receiver."""
        self.verb, self.receiver = "rcpt", (arg or "").partition("<")[2].partition(">")[0]
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        """Take the text; what is answered last is "kept"."""
        self.verb = "data"
        await super().smtp_DATA(arg)

    async def smtp_RSET(self, arg: str | None) -> None:  # noqa: N802
        """Forget the mail."""
        self.verb = ""
        await super().smtp_RSET(arg)

    def refusal(self, at: str) -> str:
        """Return the answer in place of keeping a mail, "" to keep it; may cut the line."""
        fault = self.script.next(at, self.receiver)
        if fault is None:
            return ""
        if fault.kind == "cut":
            self.cut()
        return f"{fault.code} {fault.text}"

    def cut(self) -> None:
        """Let the line go at once."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def push(self, status: Any) -> None:
        """Answer, or do what the script says."""
        stage = self._stage(status)
        fault = self.script.next(stage, self.receiver) if stage else None
        if fault is None:
            await super().push(status)
        elif fault.kind == "code":
            await super().push(f"{fault.code} {fault.text}")
            if fault.code == 421 and self.transport is not None:
                self.transport.close()
        elif fault.kind == "cut":
            self.cut()
        elif fault.kind == "exit":
            os._exit(0)
        elif fault.kind == "stall":
            await asyncio.sleep(fault.seconds)
            await super().push(status)
        else:
            await self._drip(status, fault.seconds)

    def _stage(self, status: str | bytes) -> str:
        """Return which stage this answer ends; "" for one without faults."""
        verb, self.verb = self.verb, ""
        text = status if isinstance(status, str) else status.decode("ascii", "replace")
        if verb == "data":
            self.verb = "kept" if text.startswith("354") else ""
        return verb

    async def _drip(self, status: str | bytes, seconds: float) -> None:
        raw = status.encode() if isinstance(status, str) else status
        assert self._writer is not None
        for place in range(len(raw := raw + _CRLF)):
            self._writer.write(raw[place : place + 1])
            await self._writer.drain()
            await asyncio.sleep(seconds)
