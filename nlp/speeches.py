"""Which dossiers and provinces each sentence of a debate names: expert terms and mentions.

No trained model: a sentence is shown with the words that led to it, and a person judges.
A verslag of 550 kB takes some 150 ms; every word is looked up once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.mentions import spans
from nlp.patterns import TERM, WEAK
from nlp.terms import TermStage
from nlp.text import clean

Span = tuple[int, int]
Hit = tuple[str, str, int, int]
"""(role, slug, start, end), as `TermStage.hits` gives it."""

_WEIGHT = {TERM: 1.0, WEAK: 0.3}
MAX_CHARS = 20_000
"""Of one speech; what follows is not read."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the words of one piece of a text say.

    `dossiers` are (slug, words), strongest first; a slug with weak words only comes last.
    """

    dossiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    provinces: tuple[str, ...] = ()


def label(
    terms: TermStage, texts: Sequence[str], pieces: Sequence[Sequence[Span]]
) -> list[list[Spoken]]:
    """Return for each text what is said in each of its pieces, given as (start, end).

    A word that no expert term covers gives no dossier; a weak word counts only beside a
    term, or beside two other weak words of the same dossier.
    """
    cleaned = [clean(text, MAX_CHARS) for text in texts]
    return [
        _label_one(text, sorted(hits, key=lambda hit: hit[2]), list(spans(text)), wanted)
        for text, hits, wanted in zip(cleaned, terms.hits(cleaned), pieces, strict=True)
    ]


def _label_one(
    text: str, hits: Sequence[Hit], named: Sequence[Span], pieces: Sequence[Span]
) -> list[Spoken]:
    starts, places = [hit[2] for hit in hits], [first for first, _ in named]
    found = []
    for start, end in pieces:
        inside = hits[bisect_left(starts, start) : bisect_left(starts, end)]
        spoken = named[bisect_left(places, start) : bisect_left(places, end)]
        names = tuple(dict.fromkeys(text[a:b] for a, b in spoken))
        found.append(Spoken(_dossiers(text, inside) if inside else (), names))
    return found


def _dossiers(text: str, hits: Sequence[Hit]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    words: dict[str, dict[str, float]] = {}
    for role, slug, first, last in hits:
        if role in _WEIGHT and slug:
            found, word = words.setdefault(slug, {}), text[first:last]
            found[word] = max(found.get(word, 0.0), _WEIGHT[role])
    strength = {slug: sum(found.values()) for slug, found in words.items()}
    enough = [slug for slug in words if strength[slug] >= 3 * _WEIGHT[WEAK]]
    enough.sort(key=lambda slug: (-strength[slug], slug))
    return tuple((slug, tuple(words[slug])) for slug in enough)
