"""How much an item matters to the provinces, and why, in words; pure.

Points: decision power 0-3, priority of the dossier 0-2, provinces named 2, within a week 1,
not sure of the dossier -1. From 6 points "hoog", from 4 "midden".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from config.schema import Taxonomy
from newsletter.titles import kind_of
from tracker.records import ItemKind, ScrapedItem, StoredItem

_MENTION = re.compile(
    r"\b(?:provincie(?:s|hui[sz]\w*|fonds|bestu\w+)?|interprovincia\w*|provincia(?:al|le)|"
    r"gedeputeerden?|commissaris(?:sen)? van de koning|"
    r"decentrale overhed\w+|medeoverhed\w+|(?-i:IPO))\b",
    re.IGNORECASE,
)
_ABROAD = re.compile(r"provincie (?:antwerpen|luik|henegouwen|namen)", re.IGNORECASE)
_HIGH, _MIDDLE = 6, 4
_NEAR = timedelta(days=7)
_RANK = {"hoog": 2, "midden": 1, "laag": 0}
_POWER: tuple[tuple[str, int], ...] = (
    ("plenair debat (wetgeving)", 3),
    ("plenair debat (initiatiefwetgeving)", 3),
    ("wetgevingsoverleg", 3),
    ("notaoverleg", 3),
    ("stemmingen", 3),
    ("hamerstukken", 2),
    ("plenair debat", 2),
    ("commissiedebat", 2),
    ("inbreng", 2),
    ("schriftelijk commentaar", 2),
    ("rondetafelgesprek", 1),
    ("hoorzitting", 1),
    ("technische briefing", 1),
    ("vragenuur", 1),
    ("gesprek", 1),
)
_KIND_POWER = {
    ItemKind.WETSVOORSTEL: 3,
    ItemKind.STEMMING: 2,
    ItemKind.MOTIE: 2,
    ItemKind.KAMERBRIEF: 2,
    ItemKind.TOEZEGGING: 2,
    ItemKind.AMENDEMENT: 2,
    ItemKind.OVERLEG: 2,
    ItemKind.CONSULTATIE: 2,
    ItemKind.BESLUITENLIJST: 2,
    ItemKind.REGELING: 2,
    ItemKind.EU_DOCUMENT: 2,
    ItemKind.KAMERVRAGEN: 1,
    ItemKind.VERSLAG: 1,
    ItemKind.ADVIES: 1,
    ItemKind.EU_PLANNING: 1,
}
_KIND_WORDS = {
    ItemKind.WETSVOORSTEL: "wetsvoorstel",
    ItemKind.STEMMING: "stemming",
    ItemKind.MOTIE: "motie",
    ItemKind.KAMERBRIEF: "Kamerbrief",
    ItemKind.TOEZEGGING: "toezegging",
    ItemKind.AMENDEMENT: "amendement",
    ItemKind.KAMERVRAGEN: "Kamervragen",
    ItemKind.OVERLEG: "bestuurlijk overleg",
    ItemKind.CONSULTATIE: "consultatie",
    ItemKind.BESLUITENLIJST: "besluit van de ministerraad",
    ItemKind.REGELING: "regeling",
    ItemKind.EU_DOCUMENT: "stuk van de Europese Unie",
}


class Level(StrEnum):
    """Belang, as the reader sees it."""

    HIGH = "hoog"
    MIDDLE = "midden"
    LOW = "laag"

    @property
    def rank(self) -> int:
        """Return 0 for the most important level."""
        return ("hoog", "midden", "laag").index(self.value)


@dataclass(frozen=True, slots=True)
class Importance:
    """The level, the reason in Dutch words, and the points behind it for ordering."""

    level: Level
    reason: str
    points: int


def mentions(text: str) -> bool:
    """Tell whether words name provinces, gedeputeerden, PS or the IPO."""
    return bool(text) and _MENTION.search(_ABROAD.sub("", text)) is not None


def mentions_provinces(item: ScrapedItem) -> bool:
    """Tell whether title, text or agenda names provinces, gedeputeerden, PS or the IPO."""
    texts = (item.title, item.text, item.file_title, *(point.title for point in item.agenda))
    return any(mentions(text) for text in texts)


def _names_provinces(stored: StoredItem) -> bool:
    """Tell whether the classifier or the words here found a mention of the provinces."""
    said = stored.classification
    return bool(said and said.mentions) or mentions_provinces(stored.item)


def decision_power(item: ScrapedItem) -> int:
    """Return 0 (procedure) to 3 (law, budget, votes)."""
    if item.kind in _KIND_POWER:
        return _KIND_POWER[item.kind]
    subtype = item.subtype.lower()
    return next((points for start, points in _POWER if subtype.startswith(start)), 0)


def _priority(stored: StoredItem, taxonomy: Taxonomy) -> int:
    matches = stored.classification.dossiers if stored.classification else ()
    known = {dossier.slug: _RANK[dossier.priority] for dossier in taxonomy.dossiers}
    return max((known.get(match.slug, 0) for match in matches), default=0)


def _is_near(item: ScrapedItem, now: datetime) -> bool:
    return item.starts_at is not None and abs(item.starts_at - now) <= _NEAR


def _reasons(stored: StoredItem, now: datetime, taxonomy: Taxonomy) -> Iterator[tuple[int, str]]:
    """Yield (points, words); a reason without words counts silently."""
    item = stored.item
    power = decision_power(item)
    what = _KIND_WORDS.get(item.kind, kind_of(item).lower())
    yield power, what if power > 1 else ""
    priority = _priority(stored, taxonomy)
    yield priority, "dossier met hoge prioriteit" if priority == _RANK["hoog"] else ""
    if _names_provinces(stored):
        yield 2, "noemt provincies"
    if _is_near(item, now):
        yield 1, "binnen een week" if item.starts_at and item.starts_at > now else ""
    if stored.classification is not None and not stored.classification.certain:
        yield -1, "dossier nog te beoordelen"


def of(stored: StoredItem, now: datetime, taxonomy: Taxonomy) -> Importance:
    """Return how important the item is to the provinces at this moment."""
    found = tuple(_reasons(stored, now, taxonomy))
    points = sum(count for count, _ in found)
    level = Level.HIGH if points >= _HIGH else Level.MIDDLE if points >= _MIDDLE else Level.LOW
    words = ", ".join(word for _, word in found if word)
    return Importance(level, words or "procedure", points)
