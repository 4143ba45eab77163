"""What lets the app answer a person: trigger ids for a modal, addresses for a reply.

Figures: docs.slack.dev, "trigger_id" (3 seconds, once) and "response_url" (30 minutes, 5 times).
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

from tracker.sandbox.slack.clock import Clock

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 1800.0
RESPONSES = 5


@dataclass(frozen=True, slots=True)
class Trigger:
    """Somebody did something; within 3 seconds the app may show that person a modal."""

    user: str
    at: float
    view: str = ""


@dataclass(slots=True)
class Reply:
    """Where the app may answer; `ts` is the message with the button, "" for a command."""

    user: str
    channel: str
    at: float
    ts: str = ""
    thread_ts: str = ""
    is_whisper: bool = False
    used: int = 0


class Tickets:
    """All that was given out; safe for several threads."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._triggers: dict[str, Trigger] = {}
        self._exchanged: set[str] = set()
        self._replies: dict[str, Reply] = {}

    def trigger(self, user: str, view: str = "") -> str:
        """Return a new trigger id for something that `user` did, in a modal or not."""
        identity = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self._triggers[identity] = Trigger(user, self.clock.now(), view)
        return identity

    def exchange(self, identity: str) -> Trigger | str:
        """Use a trigger id; returns Slack's error code when it is not good."""
        with self._lock:
            found = self._triggers.get(identity)
            if found is None:
                return "invalid_trigger_id"
            if identity in self._exchanged:
                return "exchanged_trigger_id"
            if self.clock.now() - found.at > TRIGGER_SECONDS:
                return "expired_trigger_id"
            self._exchanged.add(identity)
            return found

    def reply(self, one: Reply) -> str:
        """Return the token of a new address at which the app may answer."""
        token = secrets.token_hex(12)
        self._replies[token] = one
        return token

    def answer(self, token: str) -> Reply | None:
        """Use an address; None when it is unknown, too old or used five times."""
        with self._lock:
            found = self._replies.get(token)
            if found is None or found.used >= RESPONSES:
                return None
            if self.clock.now() - found.at > RESPONSE_SECONDS:
                return None
            found.used += 1
            return found
