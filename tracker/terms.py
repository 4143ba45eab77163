"""Pure: dates by which something has to be done, as items of their own.

Each knows the item it follows from and how its day was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from tracker import dutch
from tracker.records import DatePrecision, ItemKind, ScrapedItem, Status

SOURCE = "termijnen"
ANSWER = timedelta(weeks=3)
"""Reglement van Orde van de Tweede Kamer: Kamervragen are answered within three weeks."""
FICHE = timedelta(weeks=6)
_FILES = ("procedure:", "com:")
_INPUT = ("inbreng", "schriftelijk overleg", "feitelijke vragen")
_DONE = frozenset({Status.DONE, Status.CANCELLED, Status.LAPSED})
Term = tuple[str, str, date, str]
"""(short name, title in front of the item's, day, how it was computed)."""


def _consultation(item: ScrapedItem) -> Iterator[Term]:
    if item.due_on:
        yield "sluiting", "Laatste dag om te reageren", item.due_on, "de bron noemt deze dag"


def _questions(item: ScrapedItem) -> Iterator[Term]:
    if item.due_on:
        yield "antwoord", "Antwoord verwacht", item.due_on, "de Kamer noemt deze dag"
    elif item.published_on:
        day = item.published_on + ANSWER
        yield "antwoord", "Antwoord verwacht", day, (
            f"drie weken na de vragen van {dutch.day_short(item.published_on)}"
        )  # fmt: skip


def _promise(item: ScrapedItem) -> Iterator[Term]:
    if item.due_on:
        yield "nakomen", "Toezegging nakomen", item.due_on, "de termijn bij de toezegging"


def _proposal(item: ScrapedItem) -> Iterator[Term]:
    is_proposal = any(name.startswith("celex:5") and "PC" in name for name in item.identifiers)
    if item.published_on and is_proposal:
        yield "bnc-fiche", "BNC-fiche verwacht", item.published_on + FICHE, (
            f"zes weken na het voorstel van {dutch.day_short(item.published_on)}"
        )  # fmt: skip


def _written_input(item: ScrapedItem) -> Iterator[Term]:
    written = item.subtype.lower().startswith(_INPUT)
    if written and item.starts_at and item.precision is not DatePrecision.NONE:
        day = dutch.day_of(item.starts_at)
        yield "inbreng", "Schriftelijke inbreng leveren", day, "de agenda van de commissie"


_RULES: Mapping[ItemKind, Callable[[ScrapedItem], Iterator[Term]]] = {
    ItemKind.CONSULTATIE: _consultation,
    ItemKind.KAMERVRAGEN: _questions,
    ItemKind.TOEZEGGING: _promise,
    ItemKind.EU_DOCUMENT: _proposal,
    ItemKind.ACTIVITEIT: _written_input,
}
KINDS = frozenset(_RULES)
"""Kinds of items from which a term can follow."""


def terms_of(item: ScrapedItem) -> tuple[ScrapedItem, ...]:
    """Return the terms that follow from an item; one that is done or off gives done terms."""
    rule = _RULES.get(item.kind)
    if rule is None:
        return ()
    status = Status.DONE if item.status in _DONE else Status.OPEN
    return tuple(_term(item, status, *term) for term in rule(item))


def _term(
    item: ScrapedItem, status: Status, name: str, lead: str, day: date, computed: str
) -> ScrapedItem:
    return ScrapedItem(
        source=SOURCE,
        key=f"{name}:{item.source}:{item.key}"[:200],
        kind=ItemKind.TERMIJN,
        subtype=lead,
        title=f"{lead}: {item.title}",
        number=item.number,
        url=item.url,
        status=status,
        chamber=item.chamber,
        due_on=day,
        committee=item.committee,
        committee_name=item.committee_name,
        note=f"Zo berekend: {computed}.",
        file_number=item.file_number,
        file_title=item.file_title,
        related=(f"{item.source}:{item.key}",),
        identifiers=tuple(
            one for one in item.identifiers if one.startswith(("procedure:", "com:"))
        ),
        language=item.language,
    )
