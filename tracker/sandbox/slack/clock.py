"""The time in the workspace, which a test may put ahead of the machine's."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Clock:
    """Seconds since 1970; `ahead` is how many seconds this clock differs from the machine's.

    A test that has nothing to do for two minutes puts it ahead. Within a delivery it
    runs as fast as any other clock.
    """

    ahead: float = 0.0

    def now(self) -> float:
        """Return the time in seconds."""
        return time.time() + self.ahead

    def micros(self) -> int:
        """Return the time in microseconds."""
        return time.time_ns() // 1_000 + round(self.ahead * 1_000_000)
