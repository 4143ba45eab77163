"""How much of each section is told in full: less when the week is heavier; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter.edition import Section

LATE = "over-de-termijn"
"""Toezeggingen of which the term has passed: a cap of their own."""

_CAPS: Mapping[str, tuple[int, ...]] = {
    Section.ACTIONS: (4, 3, 3, 3, 3, 2, 2),
    Section.DEBATES: (6, 5, 4, 4, 4, 3, 3),
    Section.VOTES: (6, 5, 4, 3, 3, 2, 2),
    Section.PROMISES: (5, 3, 2, 2, 1, 1, 1),
    LATE: (4, 2, 2, 1, 1, 1, 0),
    Section.LETTERS: (6, 4, 3, 3, 3, 2, 2),
    Section.QUESTIONS: (4, 3, 2, 2, 1, 1, 0),
    Section.SENATE: (5, 3, 2, 2, 2, 1, 1),
    Section.CABINET: (5, 3, 2, 2, 1, 1, 1),
    Section.MEETINGS: (5, 3, 2, 2, 1, 1, 1),
    Section.EUROPE: (6, 4, 3, 2, 1, 1, 1),
    Section.CONSULTATIONS: (6, 4, 3, 2, 2, 2, 1),
    Section.PUBLICATIONS: (5, 3, 2, 2, 1, 1, 0),
    Section.INPUT: (5, 3, 2, 2, 2, 1, 1),
    Section.OUTLOOK: (12, 8, 6, 5, 4, 3, 2),
}
"""Items in full by section, from a quiet week to the heaviest. One more is shown when it is
the only one left."""
_LINKS = (4, 2, 1, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Room:
    """What the mail tells of each section: a column of the tables, and the sections that got
    more than that; one named twice is two columns wider.
    """

    column: int
    wide: tuple[str, ...] = ()

    def of(self, section: str) -> int:
        """Return how many items a section tells in full; the others become links."""
        more = self.wide.count(Section.PROMISES if section == LATE else section)
        return _CAPS[section][max(0, self.column - more)]

    def widened(self, section: str) -> Room:
        """Return this room with more for one section."""
        return Room(self.column, (*self.wide, section))

    @property
    def links(self) -> int:
        """Return how many of those links stand in the mail; the web page has them all."""
        return _LINKS[self.column]


ROOMS = tuple(Room(column) for column in range(len(_LINKS)))
"""From wide to narrow: a letter takes the first in which it is short enough."""
WIDE = ROOMS[0]
