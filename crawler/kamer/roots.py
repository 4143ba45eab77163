"""Which item a changed row belongs to.

The feed sends the parts of an activiteit as rows of their own, and only the child holds
the reference: a new agendapunt, a room or a minister reaches its activiteit by going up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from crawler.kamer.fields import CATEGORIES
from tracker.database import Session
from tracker.intake import Mark
from tracker.rows import Link, links_from, links_to

ROOTS = frozenset({"activiteit", "zaak", "besluit", "toezegging", "vergadering"})

_UP: Mapping[str, frozenset[str]] = {
    "activiteit": frozenset({"vervangenVanuit", "voortgezetVanuit"}),
    "activiteitactor": frozenset({"activiteit"}),
    "agendapunt": frozenset({"activiteit"}),
    "besluit": frozenset({"zaak"}),
    "document": frozenset({"activiteit", "agendapunt", "zaak"}),
    "documentactor": frozenset({"document"}),
    "documentversie": frozenset({"document"}),
    "reservering": frozenset({"activiteit"}),
    "stemming": frozenset({"besluit"}),
    "verslag": frozenset({"vergadering"}),
    "zaak": frozenset({"activiteit", "agendapunt", "vervangenVanuit"}),
    "zaakactor": frozenset({"zaak"}),
}
_DOWN: Mapping[str, tuple[str, str]] = {
    "kamerstukdossier": ("zaak", "kamerstukdossier"),
    "zaal": ("reservering", "zaal"),
}
_SHOWN_IN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "activiteit": (("agendapunt", "activiteit"), ("toezegging", "activiteit")),
    "agendapunt": (("besluit", "agendapunt"),),
    "zaak": (("besluit", "zaak"),),
}
"""Which items quote a row they point to: a ballot its zaak and its day, a toezegging its debate."""
_MAX_STEPS = 5


def _target_category(link: Link) -> str:
    category = CATEGORIES.get(link.category)
    return category.relations.get(link.relation, link.relation) if category else link.relation


def _from_earlier_links(category: str) -> tuple[str, ...]:
    """Return the categories a mark may mean; an old link is marked by its relation."""
    if category in CATEGORIES:
        return (category,)
    targets = {
        target.lower()
        for entry in CATEGORIES.values()
        for relation, target in entry.relations.items()
        if relation.lower() == category
    }
    return tuple(sorted(targets))


def _step(session: Session, source: str, category: str, keys: set[str]) -> set[Mark]:
    """Return what is one relation nearer to an item."""
    found: set[Mark] = set()
    if wanted := _UP.get(category):
        for links in links_from(session, source, category, keys).values():
            found |= {
                (_target_category(link), link.target) for link in links if link.relation in wanted
            }
    if below := _DOWN.get(category):
        child, relation = below
        for links in links_to(session, source, keys, (relation,)).values():
            found |= {(child, link.key) for link in links if link.category == child}
    return found


def _pointing(
    session: Session,
    source: str,
    category: str,
    keys: set[str],
    wanted: tuple[tuple[str, str], ...],
) -> set[Mark]:
    """Return the (category, key) of rows that point to these keys in one of the wanted ways."""
    relations = tuple({relation for _, relation in wanted})
    found = links_to(session, source, keys, relations).values()
    return {
        (link.category, link.key)
        for links in found
        for link in links
        if (link.category, link.relation) in wanted and _target_category(link) == category
    }


def _quoting(session: Session, source: str, marks: set[Mark]) -> set[Mark]:
    """Return the ballots and toezeggingen that show something of the marked rows."""
    found = set(marks)
    for category, wanted in _SHOWN_IN.items():
        keys = {key for name, key in found if name == category}
        if keys:
            found |= _pointing(session, source, category, keys, wanted)
    return {(category, key) for category, key in found if category in {"besluit", "toezegging"}}


def roots_of(session: Session, source: str, marks: Iterable[Mark]) -> dict[str, set[str]]:
    """Return the keys of the items that the marked rows are part of, per category."""
    seen: set[Mark] = {
        (category, key) for name, key in marks for category in _from_earlier_links(name)
    }
    quoting = _quoting(session, source, seen)
    frontier = set(seen)
    for _ in range(_MAX_STEPS):
        by_category: dict[str, set[str]] = defaultdict(set)
        for category, key in frontier:
            by_category[category].add(key)
        reached = {
            mark
            for category, keys in by_category.items()
            for mark in _step(session, source, category, keys)
        }
        frontier = reached - seen
        seen |= frontier
        if not frontier:
            break
    roots: dict[str, set[str]] = defaultdict(set)
    for category, key in seen | quoting:
        if category in ROOTS:
            roots[category].add(key)
    return roots
