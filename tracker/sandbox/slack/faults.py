"""What must go wrong next, and for which method."""

from __future__ import annotations

import random
import threading
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["rate_limited", "status", "error", "reset", "stall", "slow"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong, `count` times.

    `accept` stores the message first, then closes the connection without an answer: at once
    (reset) or after `seconds` (stall). A slow answer is a good one, `seconds` later.
    `retry_after` is in seconds; with `hold` every call of the method is refused until then.
    `status` is an HTTP status, `error` one of Slack's codes. `channel` (an id) limits it to
    calls about that channel, `chance` (0 to 1) says how many of the calls it strikes.
    """

    kind: Kind
    count: int = 1
    method: str = "chat.postMessage"
    retry_after: int = 1
    status: int = 503
    error: str = "internal_error"
    seconds: float = 60.0
    accept: bool = True
    hold: bool = False
    channel: str = ""
    chance: float = 1.0


class Faults:
    """Faults in the order in which they were asked for; each is used up."""

    def __init__(self, seed: int = 2026) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311  no secret
        self._until: dict[str, float] = {}
        self._held: set[str] = set()

    def add(self, fault: Fault) -> None:
        """Go wrong like this, after the faults asked for earlier."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._waiting.clear()
            self._until.clear()
            self._held.clear()

    def take(self, method: str, channel: str = "") -> Fault | None:
        """Return what must go wrong with this call, or None."""
        with self._lock:
            for position, fault in enumerate(self._waiting):
                here = fault.method in {method, "*"} and fault.channel in {"", channel}
                if here and (fault.chance >= 1 or self._random.random() < fault.chance):
                    if fault.count > 1:
                        self._waiting[position] = replace(fault, count=fault.count - 1)
                    else:
                        del self._waiting[position]
                    return fault
        return None

    def limit(self, method: str, until: float, *, hold: bool) -> None:
        """Remember until when a method may not be called."""
        with self._lock:
            self._until[method] = max(until, self._until.get(method, 0.0))
            if hold:
                self._held.add(method)

    def too_early(self, method: str, now: float) -> float:
        """Return how many seconds too early this call is, 0 when it is not."""
        return max(0.0, self._until.get(method, 0.0) - now)

    def is_held(self, method: str, now: float) -> bool:
        """Say whether this call must be refused because it is too early."""
        return method in self._held and self.too_early(method, now) > 0
