"""What was told and what is stored after a round, in terms that hold on any database."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Entry = tuple[Any, ...]
UNSETTLED = {
    "notices not sent": "SELECT count(*) FROM notice WHERE state <> 'sent'",
    "top messages not updated": "SELECT count(*) FROM thread WHERE stale",
    "items not put together": "SELECT count(*) FROM pending_item",
    "changes not routed": "SELECT count(*) FROM change WHERE routed_at IS NULL",
    "runs left open": "SELECT count(*) FROM run WHERE outcome = 'running'",
}
STORED = {
    "row": "SELECT source, category, key, hex(content_hash), deleted FROM source_row",
    "link": "SELECT source, category, key, relation, target FROM source_link",
    "token": "SELECT source, feed, token FROM sync_token",
    "item": "SELECT source, key, version, hex(content_hash), deleted_at IS NULL FROM item",
    "version": """SELECT i.key, v.version FROM item_version v JOIN item i ON i.id = v.item_id""",
    "change": """SELECT i.key, c.version, c.kind, c.field, c.position, c.old, c.new, c.silent
                 FROM change c JOIN item i ON i.id = c.item_id""",
    "label": """SELECT i.key, k.relevant, k.certain, l.slug, round(l.score, 3), i.version
                FROM item i JOIN classification k ON k.item_id = i.id
                LEFT JOIN label l ON l.item_id = i.id""",
    "notice": """SELECT i.key, substr(n.key, instr(n.key, '|')), n.state
                 FROM notice n LEFT JOIN item i ON i.id = n.item_id""",
    "entry": """SELECT i.key, substr(d.key, instr(d.key, '|')), d.notice_id > 0
                FROM digest_entry d JOIN item i ON i.id = d.item_id""",
    "block": """SELECT e.week, e.status, b.key, b.kind, b.position
                FROM edition e JOIN block b ON b.edition_id = e.id""",
}


@dataclass(frozen=True)
class Ledger:
    """The messages of the journal by key, the top messages as they stand, and the rows."""

    told: Counter[Entry]
    tops: dict[Entry, str]
    stored: Counter[Entry]
    unsettled: dict[str, int]

    @property
    def is_quiet(self) -> bool:
        return not any(self.unsettled.values())


@dataclass(frozen=True)
class Verdict:
    """How a round differs from the one in which nothing went wrong."""

    lost: tuple[Entry, ...]
    doubled: tuple[Entry, ...]
    altered: tuple[Entry, ...]
    rows_lost: tuple[Entry, ...]
    rows_extra: tuple[Entry, ...]
    unsettled: dict[str, int]

    @property
    def is_good(self) -> bool:
        found = self.lost + self.doubled + self.altered + self.rows_lost + self.rows_extra
        return not found and not any(self.unsettled.values())

    def describe(self) -> str:
        """Return in a few lines what is wrong."""
        parts = {
            "lost": self.lost,
            "doubled": self.doubled,
            "altered": self.altered,
            "rows lost": self.rows_lost,
            "rows extra": self.rows_extra,
        }
        lines = [f"{name}: {found[:5]}" for name, found in parts.items() if found]
        lines += [f"{name}: {count}" for name, count in self.unsettled.items() if count]
        return "\n".join(lines)


def journal(home: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of Slack's journal that post or update a message."""
    path = home / "slack" / "journal.jsonl"
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            if entry["op"] in {"post", "update"}:
                yield entry


def read(home: Path) -> Ledger:
    """Read what the round in this folder told and stored."""
    with sqlite3.connect(f"file:{home / 'haagsezaken.db'}?mode=ro", uri=True) as database:
        keys = dict(database.execute("SELECT id, key FROM item"))
        stored: Counter[Entry] = Counter()
        for name, query in STORED.items():
            stored.update((name, *row) for row in database.execute(query))
        unsettled = {
            name: database.execute(query).fetchone()[0] for name, query in UNSETTLED.items()
        }
    database.close()
    told: Counter[Entry] = Counter()
    tops: dict[Entry, str] = {}
    named: dict[str, Entry] = {}
    for line in journal(home):
        message = line["message"]
        if line["op"] == "post":
            key = (*_key(message, keys), bool(message["thread_ts"]))
            told[key] += 1
            named[message["ts"]] = key
        tops[named[message["ts"]]] = message["text"] + json.dumps(message["blocks"])
    return Ledger(told, tops, stored, unsettled)


def _key(message: dict[str, Any], keys: dict[int, str]) -> Entry:
    """Return the notification key with the source's key of the item in place of ours; of a
    digest without the number of its first entry.
    """
    first, _, rest = message["metadata"]["event_payload"]["key"].partition("|")
    kind, _, mark = first.partition(":")
    return (keys[int(mark)] if kind == "item" else first.partition(".")[0]), rest


def compare(found: Ledger, oracle: Ledger, *, extra_rows: bool = False) -> Verdict:
    """Return how a round differs from the oracle; `extra_rows` allows what only it
    holds, and a token that is further.
    """
    expected = Counter(
        {
            entry: count
            for entry, count in oracle.stored.items()
            if not (extra_rows and entry[0] == "token")
        }
    )
    doubled = [key for key, count in found.told.items() if count > oracle.told[key]]
    altered = [
        key for key, text in found.tops.items() if key in oracle.tops and text != oracle.tops[key]
    ]
    return Verdict(
        lost=tuple((oracle.told - found.told).elements()),
        doubled=tuple(doubled),
        altered=tuple(altered),
        rows_lost=tuple((expected - found.stored).elements()),
        rows_extra=() if extra_rows else tuple((found.stored - oracle.stored).elements()),
        unsettled=found.unsettled,
    )
