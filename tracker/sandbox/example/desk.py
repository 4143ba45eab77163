"""The desk on which the example is laid out before it goes into the store."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Row, Value
from tracker.sandbox.source.serialise import AMSTERDAM
from tracker.sandbox.source.store import Store, add_all

YEAR = 2026
SITTING_YEAR = "2026-2027"
NOW = datetime(2026, 11, 26, 8, 0, tzinfo=AMSTERDAM)
FIRST_NUMBER = {"A": 6480, "P": 15210, "Z": 20110, "D": 47230}


def moment(text: str) -> datetime:
    """``11-24 14:00`` (or ``11-24``, midnight) in 2026, Amsterdam time."""
    day, _, clock = text.partition(" ")
    return datetime.fromisoformat(f"{YEAR}-{day}T{clock or '00:00'}").replace(tzinfo=AMSTERDAM)


def pick(key: str, size: int) -> int:
    """A number below ``size`` that depends on the key only."""
    return int.from_bytes(sha256(key.encode()).digest()[:6]) % size


@dataclass(slots=True)
class Desk:
    """Rows by id in the order in which they were laid down, files, and labels per row.

    ``labels`` says which IPO dossiers an item is about; it is not on the wire.
    """

    rows: dict[str, tuple[datetime, Row]] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    counters: Counter[str] = field(default_factory=Counter)

    def number(self, letter: str) -> str:
        """The next public number: ``2026A06481``."""
        self.counters[letter] += 1 + (self.counters[letter] % 3)
        return f"{YEAR}{letter}{FIRST_NUMBER[letter] + self.counters[letter]:05d}"

    def put(
        self,
        category: str,
        key: str,
        at: datetime,
        values: dict[str, Value],
        refs: tuple[tuple[str, str], ...] = (),
    ) -> str:
        """Lay down a row that became visible at ``at`` (never after NOW); returns its id."""
        guid = guid_for(category, key)
        if guid in self.rows:
            raise ValueError(f"the example has {category} {key} twice")
        seen = min(at, NOW - timedelta(minutes=20)) + timedelta(seconds=pick(guid, 900))
        self.rows[guid] = (seen, Row(category, guid, values, refs))
        return guid

    def put_deleted(self, category: str, key: str, at: datetime) -> None:
        """A row that was deleted before the example starts: only its id is left."""
        guid = guid_for(category, key)
        self.rows[guid] = (at, Row(category, guid, {}, deleted=True))

    def link(self, guid: str, name: str, target: str) -> None:
        """Give a row one reference more, once."""
        seen, row = self.rows[guid]
        if (name, target) not in row.refs:
            self.rows[guid] = (seen, row.with_ref(name, target))

    def change(self, guid: str, **values: Value) -> None:
        """Replace values of a row that is already on the desk."""
        seen, row = self.rows[guid]
        self.rows[guid] = (seen, row.with_values(**values))

    def label(self, guid: str, text: str | None) -> None:
        """Note the IPO dossiers (slugs with spaces between) of an item; none for ``None``."""
        self.labels[guid] = tuple((text or "").split())

    def row(self, guid: str) -> Row:
        """The row as it lies on the desk now."""
        return self.rows[guid][1]

    def store(self) -> Store:
        """A store with everything in order of arrival."""
        store = Store(resources=dict(self.files))
        add_all(store, self.rows.values())
        return store
