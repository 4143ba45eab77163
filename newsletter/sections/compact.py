"""What a section has no room for: listed as links, so that nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from newsletter.desk import Desk
from newsletter.edition import Section, fact
from tracker import wording
from tracker.records import Block, StoredItem

_TEXT = 160
_PER_TOPIC = 2
Entry = TypeVar("Entry")


def _own_id(entry: object) -> list[int]:
    return [entry.id] if isinstance(entry, StoredItem) else []


@dataclass(frozen=True, slots=True)
class Rest(Generic[Entry]):
    """The entries above the cap of a section; the mail shows `most` of their links."""

    entries: Sequence[Entry]
    most: int = 0

    def block(
        self,
        section: Section,
        title: str,
        line: Callable[[Entry], tuple[str, str]],
        ids: Callable[[Entry], list[int]] = _own_id,
    ) -> list[Block]:
        """Return one block with a (text, url) line per entry; none when nothing is left.

        Its `items` are the ids of what it lists.
        """
        if not self.entries:
            return []
        lines = [line(entry) for entry in self.entries]
        links = [{"text": wording.shorten(text, _TEXT), "url": url} for text, url in lines]
        sources = tuple((wording.shorten(text, _TEXT), url) for text, url in lines if url)
        items = [item_id for entry in self.entries for item_id in ids(entry)]
        content = {"title": title, "links": links, "items": items, "most": self.most}
        return [fact(section, "ook", title.lower(), content, sources)]


def choose(
    desk: Desk, found: Iterable[StoredItem], cap: int
) -> tuple[list[StoredItem], Rest[StoredItem]]:
    """Return what is shown in full, by importance and BAC, and the rest.

    The heaviest items are shown, but no third one of a dossier while another dossier has
    something of the same level; a single one left over is shown too.
    """
    wanted = (stored for stored in found if desk.takes(stored.id))
    weighed = sorted(wanted, key=lambda stored: (-desk.weight(stored).points, *desk.order(stored)))
    if len(weighed) <= cap + 1:
        return sorted(weighed, key=desk.order), Rest(())
    seen: Counter[str] = Counter()
    ranked = []
    for stored in weighed:
        topic = desk.topic(stored)
        seen[topic] += 1
        ranked.append((desk.weight(stored).level.rank, seen[topic] > _PER_TOPIC, stored))
    ranked.sort(key=lambda entry: entry[:2])
    ordered = [stored for _, _, stored in ranked]
    return sorted(ordered[:cap], key=desk.order), Rest(ordered[cap:], desk.room.links)
