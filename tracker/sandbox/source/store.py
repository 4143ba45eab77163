"""The store of the stand-in: all versions in feed order, and the files."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

from tracker.sandbox.source.rows import EntityVersion, Row, Value
from tracker.sandbox.source.serialise import element

FIRST_TOKEN = 31_402_118


@dataclass(slots=True)
class Store:
    """All versions in feed order, the files, and the current row of each entity."""

    versions: list[EntityVersion] = field(default_factory=list)
    resources: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    current: dict[str, EntityVersion] = field(default_factory=dict)

    def add(
        self, row: Row, updated: datetime, *, xml: bytes | None = None, fault: str | None = None
    ) -> EntityVersion:
        """Append a version with the next token; ``xml`` overrides what would be written."""
        file = self.resources.get(row.guid)
        if file and not row.deleted:
            row = replace(row, content=(file[0], len(file[1])))
        body = xml if xml is not None else element(row, updated - timedelta(seconds=6))
        version = EntityVersion(
            self._next_token(), row.category, row.guid, updated, row.deleted, body, row, fault
        )
        self.versions.append(version)
        self.current[row.guid] = version
        return version

    def _next_token(self) -> int:
        if not self.versions:
            return FIRST_TOKEN
        last = self.versions[-1].skiptoken
        return last + 1 + (last * 2_654_435_761 >> 9) % 4

    def row(self, guid: str) -> Row:
        """The current row of an entity. Raises KeyError for an unknown id."""
        return self.current[guid].row

    def live(self, category: str) -> Iterator[Row]:
        """Current rows of a category that are not deleted, in feed order."""
        for version in self.versions:
            shown = version.category == category and not version.deleted
            if shown and self.current[version.guid] is version:
                yield version.row

    def find(self, category: str, **wanted: Value) -> Row:
        """The one live row with these values. Raises LookupError if there is none."""
        for row in self.live(category):
            if all(row.values.get(key) == value for key, value in wanted.items()):
                return row
        raise LookupError(f"no live {category} with {wanted}")

    def latest(self, category: str | None = None, fault: str | None = None) -> list[EntityVersion]:
        """What a feed shows: each entity once, at the place of its last change.

        Versions that belong to a fault are only shown while that fault is on.
        """
        return list(self.after(0, category, fault))

    def after(
        self, token: int, category: str | None = None, fault: str | None = None
    ) -> Iterator[EntityVersion]:
        """The entries of ``latest`` whose token is larger, from the first of them on."""
        start = bisect_right(self.versions, token, key=lambda version: version.skiptoken)
        for version in islice(self.versions, start, None):
            shown = version.fault in (None, fault) and self.current[version.guid] is version
            if shown and category in (None, version.category):
                yield version


def add_all(store: Store, rows: Iterable[tuple[datetime, Row]]) -> None:
    """Add rows in order of time; rows of the same time keep the order given."""
    for updated, row in sorted(rows, key=lambda pair: pair[0]):
        store.add(row, updated.astimezone(UTC))
