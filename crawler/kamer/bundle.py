"""Everything an item of the Tweede Kamer is made of, loaded for many items at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crawler.kamer.parse import CategoryReader, ParsedRow, parse
from tracker.database import Session
from tracker.rows import Link, links_to, load

_PARTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "activiteit": {
        "activiteit": ("agendapunt", "activiteitactor", "reservering", "document", "activiteit"),
        "agendapunt": ("zaak", "document"),
        "zaak": ("document",),
    },
    "zaak": {
        "zaak": ("zaakactor", "document", "besluit", "zaak"),
        "besluit": ("stemming",),
    },
    "besluit": {"besluit": ("stemming",)},
    "toezegging": {},
    "vergadering": {"vergadering": ("verslag",)},
}
"""Per root: which children to load below which category."""

_REFERRED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "activiteit": {"reservering": ("zaal",)},
    "zaak": {"zaak": ("kamerstukdossier",)},
    "besluit": {"besluit": ("zaak", "agendapunt"), "agendapunt": ("activiteit",),
                "zaak": ("kamerstukdossier",)},
    "toezegging": {"toezegging": ("activiteit",)},
    "vergadering": {},
}  # fmt: skip
"""Per root: which references to load of which category."""


@dataclass(slots=True)
class Bundle:
    """Parsed rows by (category, key), and who points to whom."""

    rows: dict[tuple[str, str], ParsedRow] = field(default_factory=dict)
    below: dict[tuple[str, str, str], list[ParsedRow]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def children(self, category: str, key: str, relation: str) -> list[ParsedRow]:
        """Return live rows of `category` that point to `key` by `relation`."""
        return self.below.get((category, relation, key), [])

    def referred(self, row: ParsedRow, relation: str, category: str = "") -> list[ParsedRow]:
        """Return the live rows that `row` points to by `relation`."""
        wanted = ((category or relation, key) for key in row.refs.get(relation, ()))
        found = (self.rows.get(mark) for mark in wanted)
        return [other for other in found if other is not None and not other.deleted]


def _add(
    bundle: Bundle,
    session: Session,
    source: str,
    readers: Mapping[str, CategoryReader],
    wanted: Mapping[str, Iterable[str]],
) -> None:
    missing = {
        category: [key for key in keys if (category, key) not in bundle.rows]
        for category, keys in wanted.items()
    }
    for row in load(session, source, missing):
        parsed = parse(row, readers)
        bundle.rows[(row.category, row.key)] = parsed


def _load_children(
    bundle: Bundle,
    session: Session,
    source: str,
    readers: Mapping[str, CategoryReader],
    parts: Mapping[str, tuple[str, ...]],
) -> None:
    for parent, children in parts.items():
        keys = [key for category, key in bundle.rows if category == parent]
        found: dict[str, list[str]] = defaultdict(list)
        links: list[Link] = []
        for group in links_to(session, source, keys).values():
            for link in group:
                if link.category in children:
                    found[link.category].append(link.key)
                    links.append(link)
        _add(bundle, session, source, readers, found)
        for link in links:
            row = bundle.rows.get((link.category, link.key))
            if row is not None and not row.deleted and row.usable:
                bundle.below[(link.category, link.relation, link.target)].append(row)


def load_bundle(
    session: Session,
    source: str,
    readers: Mapping[str, CategoryReader],
    root: str,
    keys: Iterable[str],
) -> Bundle:
    """Return all rows that the items with these root keys are made of."""
    bundle = Bundle()
    _add(bundle, session, source, readers, {root: keys})
    _load_children(bundle, session, source, readers, _PARTS[root])
    for category, relations in _REFERRED[root].items():
        for relation in relations:
            keys = {
                key
                for row in bundle.rows.values()
                if row.category == category
                for key in row.refs.get(relation, ())
            }
            _add(bundle, session, source, readers, {relation: keys})
    return bundle
