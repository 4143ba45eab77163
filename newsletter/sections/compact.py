"""What a section has no room for: listed as links, so that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from newsletter.edition import Section, fact
from tracker import wording
from tracker.records import Block

_TEXT = 160
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Rest(Generic[Entry]):
    """The entries above the cap of a section."""

    entries: Sequence[Entry]

    def block(
        self, section: Section, title: str, line: Callable[[Entry], tuple[str, str]]
    ) -> list[Block]:
        """Return one block with a (text, url) line per entry; none when nothing is left."""
        if not self.entries:
            return []
        lines = [line(entry) for entry in self.entries]
        links = [{"text": wording.shorten(text, _TEXT), "url": url} for text, url in lines]
        sources = tuple((wording.shorten(text, _TEXT), url) for text, url in lines if url)
        return [fact(section, "ook", title.lower(), {"title": title, "links": links}, sources)]


def split(entries: Sequence[Entry], cap: int) -> tuple[Sequence[Entry], Rest[Entry]]:
    """Return what is shown in full and the rest; a single one left over is shown too."""
    cut = cap if len(entries) > cap + 1 else len(entries)
    return entries[:cut], Rest(entries[cut:])
