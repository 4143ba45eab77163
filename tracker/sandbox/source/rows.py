"""A row of the source and one version of it in the feed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

Value = str | int | bool | date | datetime | None

NO_DATE = datetime(1, 1, 1)  # noqa: DTZ001  the source's own "no date"


@dataclass(frozen=True, slots=True)
class Row:
    """One entity as the source knows it: field values and references by SyncFeed element name.

    ``refs`` keeps the order and may repeat a name. ``file`` is the key of a file in the store's
    resources. ``content`` is the (type, length) of that file, filled in when the row is added.
    """

    category: str
    guid: str
    values: dict[str, Value]
    refs: tuple[tuple[str, str], ...] = ()
    deleted: bool = False
    content: tuple[str, int] | None = None

    def with_values(self, **changed: Value) -> "Row":
        """The same row with some values replaced."""
        return replace(self, values={**self.values, **changed})

    def with_ref(self, name: str, guid: str) -> "Row":
        """The same row with one reference more."""
        return replace(self, refs=(*self.refs, (name, guid)))

    def ref(self, name: str) -> str | None:
        """The first reference of that name."""
        return next((guid for key, guid in self.refs if key == name), None)


@dataclass(frozen=True, slots=True)
class EntityVersion:
    """One place in the feed. ``skiptoken`` is the token just after this entry; times are UTC."""

    skiptoken: int
    category: str
    guid: str
    updated: datetime
    deleted: bool
    xml: bytes
    row: Row
    fault: str | None = None
