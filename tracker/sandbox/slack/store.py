"""Messages and their journal: JSON lines, on disk before anybody is told "ok"."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

Json = Any


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `ts` is its id in a channel and the time it was posted, in seconds."""

    ts: str
    channel: str
    channel_name: str
    user: str
    text: str
    blocks: tuple[Mapping[str, Json], ...] = ()
    thread_ts: str = ""
    broadcast: bool = False
    metadata: Mapping[str, Json] | None = None
    edited: bool = False

    @property
    def is_reply(self) -> bool:
        """Whether the message stands in the thread of another one."""
        return bool(self.thread_ts) and self.thread_ts != self.ts


def _read(journal: Path) -> list[Mapping[str, Json]]:
    """Return the whole lines of the journal; a last line that was cut is taken away.

    A cut line was never answered, so nobody believes that it was stored.
    """
    if not journal.exists():
        return []
    content = journal.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with journal.open("r+b") as file:
            file.truncate(len(whole))
    return [json.loads(line) for line in whole.splitlines()]


class Store:
    """All messages, kept in memory and in a journal; safe for several threads."""

    def __init__(self, journal: Path) -> None:
        journal.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._messages: dict[tuple[str, str], Message] = {}
        self._last = 0
        for entry in _read(journal):
            self._replay(entry)
        self._file = journal.open("ab")

    def close(self) -> None:
        """Close the journal."""
        self._file.close()

    def _replay(self, entry: Mapping[str, Json]) -> None:
        values = dict(entry["message"])
        message = Message(**{**values, "blocks": tuple(values["blocks"])})
        self._messages[(message.channel, message.ts)] = message
        self._last = max(self._last, int(message.ts.replace(".", "")))

    def _write(self, kind: str, message: Message) -> None:
        line = json.dumps({"op": kind, "message": asdict(message)}, ensure_ascii=False)
        self._file.write(line.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self._messages[(message.channel, message.ts)] = message

    def _next_ts(self) -> str:
        self._last = max(self._last + 1, time.time_ns() // 1_000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(self, message: Message) -> Message:
        """Store a message under a new, later `ts` and return it."""
        with self._lock:
            stored = replace(message, ts=self._next_ts())
            self._write("post", stored)
            return stored

    def update(
        self,
        channel: str,
        ts: str,
        text: str,
        blocks: Sequence[Mapping[str, Json]],
        metadata: Mapping[str, Json] | None,
    ) -> Message | None:
        """Replace the content of a message; None when there is no such message."""
        with self._lock:
            known = self._messages.get((channel, ts))
            if known is None:
                return None
            changed = replace(
                known,
                text=text,
                blocks=tuple(blocks),
                metadata=metadata or known.metadata,
                edited=True,
            )
            self._write("update", changed)
            return changed

    def get(self, channel: str, ts: str) -> Message | None:
        """Return one message, or None."""
        return self._messages.get((channel, ts))

    def messages(self, channel: str | None = None) -> tuple[Message, ...]:
        """Return all messages of a channel, or of all channels, oldest first."""
        with self._lock:
            found = list(self._messages.values())
        chosen = (one for one in found if channel is None or one.channel == channel)
        return tuple(sorted(chosen, key=lambda one: one.ts))

    def replies(self, channel: str, thread_ts: str) -> tuple[Message, ...]:
        """Return the replies in a thread, oldest first."""
        return tuple(
            one for one in self.messages(channel) if one.is_reply and one.thread_ts == thread_ts
        )
