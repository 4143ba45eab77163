"""Slow hashes, two at a time: a flood of tries at the door must not take the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TypeVar

_AT_ONCE = 2
Answer = TypeVar("Answer")


@dataclass
class Hasher:
    """Lets so many threads hash at once; the others wait their turn."""

    _turns: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_AT_ONCE))

    def run(self, work: Callable[[], Answer]) -> Answer:
        """Do the work when it is our turn."""
        with self._turns:
            return work()


def local_path(asked: str) -> str:
    """Return the page to go on to: one of ours, else the start page."""
    plain = asked.isprintable() and "\\" not in asked and " " not in asked
    return asked if plain and asked.startswith("/") and not asked.startswith("//") else "/"
