"""What must go wrong next, and for which method."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["rate_limited", "status", "error", "reset", "stall"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to go wrong, `count` times.

    `accept` stores the message first, then closes the connection without an answer: at once
    (reset) or after `seconds` (stall). `retry_after` is in seconds, `status` an HTTP status,
    `error` one of Slack's codes.
    """

    kind: Kind
    count: int = 1
    method: str = "chat.postMessage"
    retry_after: int = 1
    status: int = 503
    error: str = "internal_error"
    seconds: float = 60.0
    accept: bool = True


class Faults:
    """Faults in the order in which they were asked for; each is used up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Go wrong like this, after the faults asked for earlier."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """Return what must go wrong with this call, or None."""
        with self._lock:
            for position, fault in enumerate(self._waiting):
                if fault.method in {method, "*"}:
                    if fault.count > 1:
                        self._waiting[position] = replace(fault, count=fault.count - 1)
                    else:
                        del self._waiting[position]
                    return fault
        return None
