"""How often somebody may do a thing in an hour; in memory, per process."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

_WINDOW = timedelta(hours=1)
_MOST_KEPT = 10_000


@dataclass
class Turns:
    """Counts per key; the keys that were seen longest ago are forgotten first."""

    most: int
    _seen: OrderedDict[str, tuple[datetime, int]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str, now: datetime) -> int:
        """Take a turn; return how many are left, below zero when there was none."""
        with self._lock:
            began, count = self._seen.pop(key, (now, 0))
            if now - began >= _WINDOW:
                began, count = now, 0
            self._seen[key] = began, count + 1
            if len(self._seen) > _MOST_KEPT:
                self._seen.popitem(last=False)
            return self.most - count - 1
