"""How long the letter is, in words that a reader reads: addresses do not count; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter import render
from newsletter.edition import Section
from tracker.records import Edition

LEAST, MOST = 900, 1_400
"""What a letter should hold, without the agenda."""
_RULE = frozenset("=-")


@dataclass(frozen=True, slots=True)
class Length:
    """Words of the letter without its agenda, of the agenda, and of each section."""

    words: int
    agenda_words: int
    by_section: Mapping[str, int]

    @property
    def verdict(self) -> str:
        """Return "te kort", "goed" or "te lang"."""
        if self.words > MOST:
            return "te lang"
        return "goed" if self.words >= LEAST else "te kort"


def count(text: str) -> int:
    """Return the words in plain text; signs, rules under headings and addresses are none."""
    words = (word for line in text.splitlines() if set(line.strip()) - _RULE
             for word in line.split())  # fmt: skip
    return sum(
        any(sign.isalnum() for sign in word) and not word.startswith(("http://", "https://"))
        for word in words
    )


def measure(edition: Edition) -> Length:
    """Return the length of an edition as it is mailed, what was dropped left out."""
    found = {name: count(text) for name, text in render.by_section(edition).items()}
    agenda = found.get(Section.AGENDA, 0)
    return Length(sum(found.values()) - agenda, agenda, found)
