"""Messages and their journal: JSON lines, on disk before anybody is told "ok"."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from tracker.sandbox.slack.clock import Clock
from tracker.sandbox.slack.journal import Journal

Json = Any
_OPS = ("post", "update")


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


class Store:
    """All messages, kept in memory and in a journal; safe for several threads."""

    def __init__(self, journal: Path, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.journal = Journal(journal)
        self._lock = threading.Lock()
        self._messages: dict[tuple[str, str], Message] = {}
        self._last = 0
        for entry in self.journal.earlier:
            self._replay(entry)

    def close(self) -> None:
        """Close the journal."""
        self.journal.close()

    def _replay(self, entry: Mapping[str, Json]) -> None:
        values = entry.get("message")
        if not values:
            return
        message = Message(**{**values, "blocks": tuple(values["blocks"])})
        self._last = max(self._last, int(message.ts.replace(".", "")))
        if entry["op"] in _OPS:
            self._messages[(message.channel, message.ts)] = message
        elif entry["op"] == "delete":
            self._messages.pop((message.channel, message.ts), None)

    def _write(self, kind: str, message: Message) -> None:
        self.journal.write(kind, message=asdict(message))
        self._messages[(message.channel, message.ts)] = message

    def next_ts(self) -> str:
        """Return an id later than all others, near the present time."""
        with self._lock:
            return self._next_ts()

    def _next_ts(self) -> str:
        self._last = max(self._last + 1, self.clock.micros())
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

    def delete(self, channel: str, ts: str) -> bool:
        """Take a message away; False when there is no such message."""
        with self._lock:
            gone = self._messages.pop((channel, ts), None)
            if gone is not None:
                self.journal.write("delete", message=asdict(gone))
            return gone is not None

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
