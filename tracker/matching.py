"""Pure: the same thing in several sources is one thing; which rule says so.

An identifier names the thing itself (`kst:29023-812`) or what it belongs to
(`procedure:2026/0211(COD)`). Only the first kind joins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.records import ItemKind, ScrapedItem

SAME_THING = frozenset(
    {"kst", "blg", "stb", "stcrt", "trb", "ah", "kv", "celex", "cor", "hys", "oep", "ronl", "nds"}
)
"""Prefixes of identifiers that name one document or one consultation."""
RANKS = ("tweedekamer", "eerstekamer", "officielepublicaties", "cellar", "openoverheid")
"""Whose item the others are shown with; sources that are not named come last."""
PAPERS = frozenset(
    {
        ItemKind.KAMERBRIEF, ItemKind.MOTIE, ItemKind.AMENDEMENT, ItemKind.WETSVOORSTEL,
        ItemKind.KAMERVRAGEN, ItemKind.KAMERSTUK, ItemKind.PUBLICATIE, ItemKind.NIEUWS,
        ItemKind.ADVIES, ItemKind.BESLUITENLIJST, ItemKind.REGELING, ItemKind.CONSULTATIE,
        ItemKind.EU_DOCUMENT,
    }
)  # fmt: skip
"""Kinds that may be one document in another place."""
MOMENTS = frozenset({ItemKind.CONSULTATIE, ItemKind.REGELING})
"""A consultation on a wet and the wet itself have one title, and are two things."""
NEAR = timedelta(days=3)
FAR = timedelta(days=21)
"""Openbaarmakingen follow a publication by up to three weeks."""
_SHORTEST_TITLE = 25
_LEAD = re.compile(
    r"^(?:[\w\s-]{1,12},?\s*nr\.\s*\d+\s*[-–:]\s*|"
    r"(?:kamerbrief|brief|aanbiedingsbrief|kamerstuk|bijlage|nota|rapport)"
    r"(?:\s+(?:over|inzake|met|aan de tweede kamer over|van de (?:minister|staatssecretaris)"
    r"[^:;]{0,80}(?:over|inzake)))?\s*[:;-]?\s+)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[^a-z0-9]+")
_QUESTION_NUMBER = re.compile(r"^kv:(?:tk-)?(\d{4}[a-z]\d+)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rules look at of one stored item."""

    id: int
    source: str
    kind: ItemKind
    title: str
    number: str = ""
    day: date | None = None
    identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Join:
    """`item_id` is shown as part of `into_id`; `rule` and `evidence` say why."""

    item_id: int
    into_id: int
    rule: str
    evidence: str


def kamerstuk_identifier(number: str) -> str | None:
    """Return `kst:36600-vii-12` for "36600-VII, nr. 12", None for any other text."""
    file, mark, volume = number.partition(", nr. ")
    if not mark or not file or not volume:
        return None
    return f"kst:{file.replace(' ', '-')}-{volume}".lower()


def identifiers_of(item: ScrapedItem) -> frozenset[str]:
    """Return all identifiers of an item, also those that its fields imply."""
    implied = kamerstuk_identifier(item.file_number)
    questions = {f"kv:tk-{item.number.lower()}"} if item.kind is ItemKind.KAMERVRAGEN else set()
    return frozenset({*item.identifiers, *questions, *([implied] if implied else [])})


def same_thing(identifiers: Iterable[str]) -> frozenset[str]:
    """Return the identifiers that name the thing itself."""
    return frozenset(one for one in identifiers if one.partition(":")[0] in SAME_THING)


def question_number(identifier: str) -> str | None:
    """Return the zaak number in an identifier of Kamervragen, such as 2026Z20881."""
    found = _QUESTION_NUMBER.match(identifier)
    return found[1].upper() if found else None


def plain_title(title: str) -> str:
    """Return a title as it is compared: no "Kamerbrief over", no number in front, no signs."""
    previous, text = "", title.strip()
    while text != previous:
        previous, text = text, _LEAD.sub("", text, count=1)
    return _PLAIN.sub(" ", text.lower()).strip()


def _rank(candidate: Candidate) -> tuple[int, int]:
    known = candidate.source in RANKS
    return (RANKS.index(candidate.source) if known else len(RANKS), candidate.id)


def _ordered(one: Candidate, other: Candidate, rule: str, evidence: str) -> Join:
    main, part = sorted((one, other), key=_rank)
    return Join(part.id, main.id, rule, evidence)


def _near(one: Candidate, other: Candidate) -> bool:
    if one.day is None or other.day is None:
        return False
    slow = "openoverheid" in {one.source, other.source}
    return abs(one.day - other.day) <= (FAR if slow else NEAR)


def _by_title(one: Candidate, others: Sequence[Candidate]) -> Join | None:
    """Join by equal title and nearby day, only when exactly one source item fits."""
    title = plain_title(one.title)
    if len(title) < _SHORTEST_TITLE or one.kind in MOMENTS:
        return None
    fitting = [
        other
        for other in others
        if other.source != one.source
        and other.kind not in MOMENTS
        and plain_title(other.title) == title
        and _near(one, other)
        and not _contradict(one, other)
    ]
    by_source: dict[str, list[Candidate]] = {}
    for other in fitting:
        by_source.setdefault(other.source, []).append(other)
    sure = [found[0] for found in by_source.values() if len(found) == 1]
    if not sure:
        return None
    return _ordered(one, min(sure, key=_rank), "titel en datum", title)


def _contradict(one: Candidate, other: Candidate) -> bool:
    """Tell whether both have a Kamerstuk number and these differ: two letters, one title."""
    mine, theirs = (
        {name for name in found.identifiers if name.startswith("kst:")} for found in (one, other)
    )
    return bool(mine and theirs and not mine & theirs)


def join(one: Candidate, others: Sequence[Candidate]) -> Join | None:
    """Return how `one` belongs with one of the others, by the surest rule, or None.

    Never within one source: two rows of a source are two things.
    """
    if one.kind not in PAPERS:
        return None
    rest = [other for other in others if other.id != one.id and other.kind in PAPERS]
    elsewhere = [other for other in rest if other.source != one.source]
    mine = same_thing(one.identifiers)
    for other in sorted(elsewhere, key=_rank):
        shared = sorted(mine & same_thing(other.identifiers))
        if shared:
            return _ordered(one, other, "zelfde nummer", shared[0])
    return _by_title(one, elsewhere)
