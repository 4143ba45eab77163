"""Where else an item stands: the same thing in other sources, its EU file, its own deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker import dutch
from tracker.joining import StoredJoin
from tracker.meetings import InternalField
from tracker.records import Json, StoredItem
from tracker.web.view.item import web_url

_INTERNAL: Mapping[str, str] = {
    "naam": "Onderwerp",
    "eigenaar": "Eigenaar",
    "afspraken": "Afspraken",
    "agenda": "Agenda",
    "plaats": "Plaats",
    "rijk": "Rijk",
    "provincies": "Deelnemers",
}


@dataclass(frozen=True, slots=True)
class PlaceView:
    """The same thing in another source: why we think so, and the pair to take apart."""

    source: str
    title: str
    href: str
    url: str
    because: str
    item_id: int
    into_id: int


@dataclass(frozen=True, slots=True)
class TermView:
    """A day by which something has to be done."""

    day: str
    lead: str
    title: str
    href: str
    computed: str


def place_views(
    here: StoredItem,
    joins: Iterable[StoredJoin],
    others: Mapping[int, StoredItem],
    sources: Mapping[str, str],
) -> tuple[PlaceView, ...]:
    """Return the other places of an item; `sources` are titles by name."""
    found = []
    for join in joins:
        other = others.get(join.into_id if join.item_id == here.id else join.item_id)
        if join.undone_by or other is None:
            continue
        because = {"zelfde nummer": f"zelfde nummer: {join.evidence}"}.get(
            join.rule, "zelfde titel, en bijna dezelfde dag"
        )
        found.append(
            PlaceView(
                sources.get(other.item.source, other.item.source),
                other.item.title,
                f"/items/{other.id}",
                web_url(other.item.url),
                because,
                join.item_id,
                join.into_id,
            )
        )
    return tuple(found)


def term_views(terms: Sequence[StoredItem]) -> tuple[TermView, ...]:
    """Return terms in words, in their order."""
    return tuple(
        TermView(
            day=dutch.day_table(one.item.due_on) if one.item.due_on else "",
            lead=one.item.subtype,
            title=one.item.title.removeprefix(f"{one.item.subtype}: "),
            href=f"/items/{one.id}",
            computed=one.item.note,
        )
        for one in terms
    )


def internal_views(fields: Iterable[InternalField]) -> tuple[tuple[str, str], ...]:
    """Return internal fields as (name, text)."""
    found = {one.name: _words(one.value) for one in fields}
    return tuple((words, found[name]) for name, words in _INTERNAL.items() if name in found)


def _words(value: Json) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
