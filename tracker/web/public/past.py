"""How debates came to be: what they replace, what changed, who they are in a calendar; pure.

A debate that the Kamer moves may become another activiteit. Both are one here: the later
one takes the identity of the first, so that it moves in a calendar in place of doubling.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from tracker import naming, published
from tracker.records import ChangeKind, DatePrecision, ScrapedItem, StoredChange, StoredItem

MOMENTS = frozenset(
    {
        ChangeKind.MOVED, ChangeKind.TIME, ChangeKind.DATED, ChangeKind.UNDATED,
        ChangeKind.REPLACED, ChangeKind.CANCELLED, ChangeKind.LAPSED, ChangeKind.REINSTATED,
        ChangeKind.DELETED, ChangeKind.RESTORED, ChangeKind.ROOM,
    }
)  # fmt: skip
"""Changes of time, place or status: each version with one makes a calendar's SEQUENCE grow."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of how debates came to be: forebears by key, changes by item id."""

    forebears: Mapping[str, StoredItem] = field(default_factory=dict)
    changes: Mapping[int, Sequence[StoredChange]] = field(default_factory=dict)
    told: frozenset[int] = frozenset()

    def line_of(self, stored: StoredItem) -> tuple[StoredItem, ...]:
        """Return the debate and what it replaces, one after the other, the first one last."""
        line = [stored]
        while len(line) < published.DEEPEST:
            parent = self._parent(line[-1].item)
            if parent is None or parent in line:
                break
            line.append(parent)
        return tuple(line)

    def _parent(self, item: ScrapedItem) -> StoredItem | None:
        """Return what this debate is the first heir of; a merged one has one parent."""
        found = (self.forebears[key] for key in item.replaces if key in self.forebears)
        return next((one for one in found if one.item.replaced_by[:1] == (item.key,)), None)

    def of(self, stored: StoredItem) -> Sequence[StoredChange]:
        """Return all changes of an item, oldest first."""
        return self.changes.get(stored.id, ())


def _lost(changes: Sequence[StoredChange]) -> dict[str, str] | None:
    """Return the moment that a debate without a day had before."""
    return next((one.old for one in reversed(changes) if one.kind is ChangeKind.UNDATED), None)


def times_of(
    stored: StoredItem, changes: Sequence[StoredChange]
) -> tuple[datetime, datetime | None, DatePrecision] | None:
    """Return when a debate is, or was to be before it lost its day; None when never known."""
    item = stored.item
    if item.starts_at is not None:
        ends = item.ends_at if item.ends_at and item.ends_at > item.starts_at else None
        return item.starts_at, ends, item.precision
    lost = _lost(changes)
    start = naming.parsed((lost or {}).get("starts_at"))
    if lost is None or start is None:
        return None
    return start, naming.parsed(lost.get("ends_at")), DatePrecision(lost["precision"])


def uid_of(first: ScrapedItem) -> str:
    """Return an id that stays, also with another database or web address."""
    return str(uuid5(NAMESPACE_URL, f"haagsezaken:{first.source}:{first.key}"))


def sequence_of(line: Sequence[StoredItem], past: Past) -> int:
    """Return how often time, place or status changed, over all that a debate has been."""
    versions = sum(
        len({one.version for one in past.of(member) if one.kind in MOMENTS}) for member in line
    )
    return versions + len(line) - 1


def last_change(line: Sequence[StoredItem], past: Past) -> datetime:
    """Return when something changed last; when it came in while nothing did."""
    return max(
        max((one.recorded_at for one in past.of(member)), default=member.first_seen_at)
        for member in line
    )


def earlier_starts(changes: Sequence[StoredChange], told: frozenset[int]) -> tuple[datetime, ...]:
    """Return when a debate was to begin before it was moved or lost its day."""
    kinds = {ChangeKind.MOVED, ChangeKind.UNDATED}
    olds = (one.old for one in changes if one.kind in kinds and one.id in told)
    found = (naming.parsed((old or {}).get("starts_at")) for old in olds)
    return tuple(at for at in found if at is not None)
