"""Pure: everything that is known of one EU file, in order, and where the provinces can act next.

Items come from many sources; they belong together by the identifiers they carry. What
lies ahead is a forecast of the institutions and may move.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker import dutch
from tracker.records import ItemKind, ScrapedItem, StoredItem

FILE_PREFIXES = ("procedure:", "com:", "join:", "hys:", "celex:", "cor:", "plan:")
"""Identifiers that name an EU file or one of its steps."""
CORE = frozenset(
    {ItemKind.EU_DOCUMENT, ItemKind.EU_PROCEDURE, ItemKind.EU_PLANNING, ItemKind.CONSULTATIE}
)
"""Kinds that are about one file; a letter or agenda may name many."""
_PARLIAMENT = "Europees Parlement"
_RAPPORTEUR = "Spreek de rapporteur en de Nederlandse leden."
FICHE_TERM = timedelta(weeks=6)
"""The kabinet sends a BNC-fiche within six weeks of a proposal."""


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of a file. `influence` tells in Dutch what the provinces can do, "" nothing."""

    day: date
    stage: str
    title: str
    item_id: int | None = None
    url: str = ""
    influence: str = ""
    computed: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One EU file: its name, its numbers and its steps, earliest first."""

    title: str
    identifiers: tuple[str, ...]
    steps: tuple[Step, ...]
    undated: tuple[Step, ...] = ()

    def past(self, today: date) -> tuple[Step, ...]:
        """Return what happened before today."""
        return tuple(step for step in self.steps if step.day < today)

    def coming(self, today: date) -> tuple[Step, ...]:
        """Return what is still to come, today included."""
        return tuple(step for step in self.steps if step.day >= today)

    def next_influence(self, today: date) -> Step | None:
        """Return the first coming moment at which the provinces can act."""
        return next((step for step in self.coming(today) if step.influence), None)


def _is_fiche(item: ScrapedItem) -> bool:
    file, title = item.file_number.lower(), item.title.lower()
    subtype = item.subtype.lower()
    return "bnc" in subtype or "fiche" in subtype or (file.startswith("22112") and "fiche" in title)


def _is_council_agenda(item: ScrapedItem) -> bool:
    return item.file_number.startswith("21501") or "geannoteerde agenda" in item.title.lower()


def _dutch_paper(item: ScrapedItem) -> str:
    if _is_fiche(item):
        return "BNC-fiche: het standpunt van het kabinet"
    if _is_council_agenda(item):
        return "Raad: stukken aan de Tweede Kamer"
    return "Brief of stuk aan de Tweede Kamer"


def _activity(item: ScrapedItem) -> tuple[str, str]:
    if item.chamber == "Comité van de Regio's":
        return "Comité van de Regio’s", "Werk samen met de Nederlandse delegatie."
    where = item.chamber or "Tweede Kamer"
    return f"{where}: {item.subtype.lower() or 'vergadering'}", "Geef Kamerleden inbreng mee."


_OF_COMMISSION: Mapping[ItemKind, tuple[str, str]] = {
    ItemKind.CONSULTATIE: ("Have Your Say: reactie mogelijk tot en met", "Dien een reactie in."),
    ItemKind.EU_PLANNING: (
        "Commissie: staat op de agenda van het College",
        "Spreek de Commissie vóór die dag.",
    ),
    ItemKind.EU_DOCUMENT: ("Commissie: voorstel of mededeling", ""),
    ItemKind.EU_PROCEDURE: ("Europees Parlement en Raad: procedure", ""),
    ItemKind.NIEUWS: ("Persbericht", ""),
}
_OF_PARLIAMENT: Mapping[ItemKind, tuple[str, str]] = {
    ItemKind.EU_PLANNING: (f"{_PARLIAMENT}: verwacht", _RAPPORTEUR),
    ItemKind.EU_DOCUMENT: (f"{_PARLIAMENT}: stuk", ""),
    ItemKind.ACTIVITEIT: (_PARLIAMENT, _RAPPORTEUR),
}
_NATIONAL = frozenset({"wetgevingskalender", "officielepublicaties"})


def _stage(item: ScrapedItem) -> tuple[str, str]:
    """Return (stage, what the provinces can do) of an item, by what it is and who made it."""
    if item.chamber == _PARLIAMENT and item.kind in _OF_PARLIAMENT:
        return _OF_PARLIAMENT[item.kind]
    if item.kind in _OF_COMMISSION:
        return _OF_COMMISSION[item.kind]
    if item.kind is ItemKind.ACTIVITEIT:
        return _activity(item)
    if item.kind is ItemKind.ADVIES:
        return f"{item.chamber or 'Advies'}: advies", ""
    if item.kind is ItemKind.REGELING:
        return ("Nederlandse uitvoering" if item.source in _NATIONAL else "Vastgesteld", "")
    return _dutch_paper(item), ""


def _day(item: ScrapedItem) -> date | None:
    if item.kind is ItemKind.CONSULTATIE:
        return item.due_on or item.published_on
    if item.starts_at is not None:
        return dutch.day_of(item.starts_at)
    return item.published_on or item.due_on


def _step(stored: StoredItem) -> Step:
    item, (stage, influence) = stored.item, _stage(stored.item)
    return Step(_day(item) or date.max, stage, item.title, stored.id, item.url, influence)


def _expected_fiche(found: Sequence[StoredItem]) -> Iterable[Step]:
    """Yield the fiche that is still due, when there is a proposal and no fiche yet."""
    proposals = [
        one.item for one in found
        if one.item.kind is ItemKind.EU_DOCUMENT and one.item.chamber != _PARLIAMENT
        and one.item.published_on is not None
    ]  # fmt: skip
    if not proposals or any(_is_fiche(one.item) for one in found):
        return
    first = min(item.published_on for item in proposals if item.published_on)
    yield Step(
        first + FICHE_TERM,
        "BNC-fiche verwacht",
        "Het kabinet stuurt zijn standpunt aan de Kamer.",
        influence="Geef het ministerie nu uw standpunt mee.",
        computed=f"zes weken na het voorstel van {dutch.day_short(first)}",
    )


def _title(found: Sequence[StoredItem]) -> str:
    """Return the name of the file: the Commission's proposal gives it, else the oldest item."""
    order = (ItemKind.EU_DOCUMENT, ItemKind.EU_PROCEDURE, ItemKind.CONSULTATIE)
    for kind in order:
        for one in found:
            if one.item.kind is kind:
                return one.item.title
    return found[0].item.title


def timeline(found: Sequence[StoredItem]) -> Timeline | None:
    """Return the timeline of items of one file; None without any.

    Terms are left out: the item that a term follows from stands here itself.
    """
    alive = [
        one for one in found if one.deleted_at is None and one.item.kind is not ItemKind.TERMIJN
    ]
    if not alive:
        return None
    steps = [_step(one) for one in alive]
    dated = [step for step in steps if step.day != date.max]
    dated += _expected_fiche(alive)
    names = {
        name for one in alive for name in one.item.identifiers if name.startswith(FILE_PREFIXES)
    }
    core = {
        name
        for one in alive
        if one.item.kind in CORE
        for name in one.item.identifiers
        if name.startswith(FILE_PREFIXES)
    }
    return Timeline(
        title=_title(alive),
        identifiers=tuple(sorted(core or names, key=_importance)),
        steps=tuple(sorted(dated, key=lambda step: (step.day, step.stage, step.item_id or 0))),
        undated=tuple(replace(step, day=date.min) for step in steps if step.day == date.max),
    )


def _importance(identifier: str) -> tuple[int, str]:
    prefix = identifier.partition(":")[0] + ":"
    return FILE_PREFIXES.index(prefix), identifier
