"""What every section works from: the material, sorted out once; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.schema import Member, People, Recess, RecessCalendar, Taxonomy
from config.telling import Quiet
from newsletter import importance
from newsletter.edition import Material
from newsletter.importance import Importance
from newsletter.room import WIDE, Room
from tracker import dutch, routing
from tracker.records import (
    Actor,
    ChangeKind,
    ItemKind,
    Json,
    ScrapedItem,
    StoredChange,
    StoredItem,
)
from tracker.records import Desk as Standing

SENATE = "Eerste Kamer"
_SITTING_DAYS = (1, 2, 3)
_LATE_ARRIVAL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Desk:
    """The items of one edition with all that is looked up about them.

    `items` are live and relevant, by kind; `lookup` finds any item by key or number;
    `parts` gives, by key or number of an item, the items that point to it. `reports` and
    `ballots` are all live ones: they belong to what they report on or decide. `standing`,
    `internal` and `proceedings` are those of the material; `room` is how much of each section
    is in full.
    With `only` the sections tell of that item and of nothing else.
    """

    week: str
    monday: date
    sunday: date
    now: datetime
    as_of: datetime
    since: datetime | None
    taxonomy: Taxonomy
    people: People
    recess: RecessCalendar
    items: Mapping[ItemKind, tuple[StoredItem, ...]]
    lookup: Mapping[str, StoredItem]
    parts: Mapping[str, tuple[StoredItem, ...]]
    reports: tuple[StoredItem, ...]
    ballots: tuple[StoredItem, ...]
    changes: Mapping[int, tuple[StoredChange, ...]]
    weights: Mapping[int, Importance]
    bac_order: Mapping[str, int]
    standing: Mapping[int, Standing]
    internal: Mapping[int, Mapping[str, Json]]
    quiet: Quiet
    proceedings: Mapping[str, Mapping[str, Json]]
    room: Room = WIDE
    only: int | None = None

    @property
    def today(self) -> date:
        """Return the Amsterdam day on which the edition is made."""
        return dutch.day_of(self.now)

    def of(self, *kinds: ItemKind, senate: bool = False) -> Iterator[StoredItem]:
        """Yield the items of these kinds, of the Eerste Kamer or of everyone else."""
        for kind in kinds:
            for stored in self.items.get(kind, ()):
                if (stored.item.chamber == SENATE) is senate:
                    yield stored

    def takes(self, *item_ids: int) -> bool:
        """Tell whether the sections may tell of what has these ids."""
        return self.only is None or self.only in item_ids

    def stands(self, stored: StoredItem) -> Standing:
        """Return where the item stands with the lobbyists."""
        return self.standing.get(stored.id) or Standing()

    def marks(self, stored: StoredItem) -> dict[str, Json]:
        """Return what every block of an item carries: dossiers, importance, who follows."""
        weight = self.weight(stored)
        return {
            "tags": self.tags(stored),
            "level": weight.level.value,
            "reason": weight.reason,
            "points": weight.points,
            "followers": self.followers(stored, self.today),
        }

    def weight(self, stored: StoredItem) -> Importance:
        """Return how important the item is."""
        return self.weights.get(stored.id) or importance.of(stored, self.now, self.taxonomy)

    def order(self, stored: StoredItem) -> tuple[int, int, int, str]:
        """Sort key: importance, then BAC, then title."""
        weight = self.weight(stored)
        bacs = stored.classification.bacs if stored.classification else ()
        known = (self.bac_order[bac] for bac in bacs if bac in self.bac_order)
        place = min(known, default=len(self.bac_order))
        return (weight.level.rank, place, -weight.points, stored.item.title)

    def tags(self, stored: StoredItem) -> list[Json]:
        """Return dossiers with their BAC as readers see them; those that left the taxonomy
        since the item was labelled are not shown.
        """
        matches = stored.classification.dossiers if stored.classification else ()
        known = {dossier.slug: dossier for dossier in self.taxonomy.dossiers}
        bacs = {bac.slug: bac for bac in self.taxonomy.bacs}
        named = [known[match.slug] for match in matches if match.slug in known]
        return [
            {
                "dossier": dossier.name,
                "bac": bacs[dossier.bac].name,
                "abbreviation": bacs[dossier.bac].abbreviation,
            }
            for dossier in named
        ]

    def topic(self, stored: StoredItem) -> str:
        """Return the first dossier in a word or two: "stikstof"; empty without one."""
        tags = self.tags(stored)
        if not tags:
            return ""
        name = str(tags[0]["dossier"]).split(" (")[0].split(",")[0].split(" en ")[0]
        return name if name[1:2].isupper() else name[:1].lower() + name[1:]

    def followers(self, stored: StoredItem, day: date) -> list[str]:
        """Return who follows the item on that day: the lobbyist, or the deputy when away."""
        names = {member.slug: member.name for member in self.people.people}
        slugs = [
            routing.responsible(self.people, match, day)
            for match in (stored.classification.dossiers if stored.classification else ())
        ]
        stands = self.stands(stored)
        slugs += [stands.taken_by or stands.handed_to, *stands.followers]
        return [names[slug] for slug in dict.fromkeys(slugs) if slug and slug in names]

    def coordinator(self, bac: str) -> Member:
        """Return who coordinates a BAC."""
        slug = self.people.bacs[bac].coordinator
        return next(member for member in self.people.people if member.slug == slug)

    def is_new_since(self, day: date | None, stored: StoredItem) -> bool:
        """Tell whether something of that day belongs in this edition.

        It does when the day is in this week, or when the previous edition could not have
        had it: later than that edition, or seen here only afterwards.
        """
        if day is None or day > self.sunday:
            return False
        if day >= self.monday:
            return True
        if self.since is None or day < self.since.date() - _LATE_ARRIVAL:
            return False
        return stored.first_seen_at >= self.since

    def took_place(self, at: datetime | None) -> bool:
        """Tell whether a moment is one this edition reports on."""
        if at is None or dutch.day_of(at) > self.sunday:
            return False
        return dutch.day_of(at) >= self.monday or (self.since is not None and at >= self.since)

    def told(self, stored: StoredItem, *kinds: ChangeKind) -> tuple[StoredChange, ...]:
        """Return the changes of these kinds since the previous edition, oldest first."""
        return tuple(change for change in self.changes.get(stored.id, ()) if change.kind in kinds)

    def related(self, stored: StoredItem, kind: ItemKind) -> tuple[StoredItem, ...]:
        """Return the items of a kind that point to this one or that it points to.

        An activiteit also points to the zaken on its agenda.
        """
        refs = [ref for ref in (stored.item.key, stored.item.number) if ref]
        found = {part.id: part for ref in refs for part in self.parts.get(ref, ())}
        own = [*stored.item.related]
        own += [number for point in stored.item.agenda for number in point.numbers]
        found |= {self.lookup[ref].id: self.lookup[ref] for ref in own if ref in self.lookup}
        return tuple(part for part in found.values() if part.item.kind is kind)

    def recess_in(self, monday: date) -> Recess | None:
        """Return the reces that takes all sitting days of that week, or None."""
        found = [self.recess.during(monday + timedelta(days=day)) for day in _SITTING_DAYS]
        return found[0] if all(entry == found[0] for entry in found) else None


def people_of(item: ScrapedItem, *roles: str) -> list[Actor]:
    """Return the actors with one of these roles, in the source's order."""
    chosen = [actor for actor in item.actors if actor.role in roles]
    return sorted(chosen, key=lambda actor: (roles.index(actor.role), actor.position))


def office(actor: Actor) -> str:
    """Return name and function of a bewindspersoon: "Van Essen (minister van LVVN)"."""
    if actor.function and actor.name and actor.name.lower() not in actor.function.lower():
        return f"{actor.name} ({actor.function})"
    return actor.name or actor.function


def is_shown(stored: StoredItem) -> bool:
    """Tell whether an item is live and concerns the provinces; an overleg always does."""
    if stored.item.kind is ItemKind.OVERLEG:
        return stored.deleted_at is None
    return (
        stored.deleted_at is None
        and stored.classification is not None
        and stored.classification.relevant
    )


def _by_reference(items: Iterable[StoredItem]) -> dict[str, tuple[StoredItem, ...]]:
    found: dict[str, list[StoredItem]] = defaultdict(list)
    for stored in items:
        for ref in stored.item.related:
            found[ref].append(stored)
    return {ref: tuple(parts) for ref, parts in found.items()}


def _by_item(changes: Iterable[StoredChange]) -> dict[int, tuple[StoredChange, ...]]:
    found: dict[int, list[StoredChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda change: change.id):
        found[change.item_id].append(change)
    return {item_id: tuple(entries) for item_id, entries in found.items()}


def prepare(
    material: Material,
    week: str,
    taxonomy: Taxonomy,
    people: People,
    recess: RecessCalendar,
    now: datetime,
) -> Desk:
    """Sort the material out for one week; ValueError when there is no such week."""
    monday, sunday = dutch.week_days(week)
    shown = [stored for stored in material.items if is_shown(stored)]
    live = [stored for stored in material.items if stored.deleted_at is None]
    by_kind: dict[ItemKind, list[StoredItem]] = defaultdict(list)
    for stored in shown:
        by_kind[stored.item.kind].append(stored)
    lookup = {stored.item.number: stored for stored in live if stored.item.number}
    lookup |= {stored.item.key: stored for stored in live}
    return Desk(
        week=week,
        monday=monday,
        sunday=sunday,
        now=now,
        as_of=material.as_of,
        since=material.since,
        taxonomy=taxonomy,
        people=people,
        recess=recess,
        items={kind: tuple(entries) for kind, entries in by_kind.items()},
        lookup=lookup,
        parts=_by_reference(live),
        reports=tuple(stored for stored in live if stored.item.kind is ItemKind.VERSLAG),
        ballots=tuple(stored for stored in live if stored.item.kind is ItemKind.STEMMING),
        changes=_by_item(material.changes),
        weights={stored.id: importance.of(stored, now, taxonomy) for stored in shown},
        bac_order={bac.slug: place for place, bac in enumerate(taxonomy.bacs)},
        standing=material.standing,
        internal=material.internal,
        quiet=material.quiet,
        proceedings=material.proceedings,
    )
