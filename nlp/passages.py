"""Cut a long text into passages and keep those that promise most.

A verslag of 2 MB is read in a second: every word is looked up once, only the best few
passages go through the whole pipeline, each with the title above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlp.mentions import with_offset
from nlp.text import clean
from tracker.records import ClassifierInput, DossierMatch, Evidence

LONG = 1_500
"""Up to this many characters a text is read as a whole; the beginning of a longer one too."""

PASSAGE = 700
SHORTEST = 250
KEPT = 6
MAX_TEXT = 4_000_000
"""Characters; what follows is not read."""

MOST_EVIDENCE = 8
AGREEING = 2
"""A dossier that the beginning does not give needs this many passages that do."""

_WORD = re.compile(r"[^\W\d_]{3,40}")
_ENDS = ("\n", ". ", "; ", " ")

Promise = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class Piece:
    """An item with one passage as its text, and where that begins in the whole text."""

    item: ClassifierInput
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an item or of one piece of it."""

    relevance: float
    matches: tuple[DossierMatch, ...]
    doubtful: bool
    mentions: tuple[Evidence, ...] = ()


def cut(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of passages of 250 to 700 characters, cut where a sentence ends."""
    found = []
    start, length = 0, min(len(text), MAX_TEXT)
    while start < length:
        end = min(start + PASSAGE, length)
        if end < length:
            end = _good_end(text, start, end)
        found.append((start, end))
        start = end
    return found


def _good_end(text: str, start: int, end: int) -> int:
    for mark in _ENDS:
        place = text.rfind(mark, start + SHORTEST, end)
        if place >= 0:
            return place + len(mark)
    return end


def pieces(item: ClassifierInput, promise: Promise | None) -> list[Piece]:
    """Return the item itself, or of a long text its beginning and its best passages."""
    text = item.text
    if len(text) <= LONG or promise is None:
        return [Piece(item)]
    first = _good_end(text, LONG - PASSAGE, LONG)
    rest = [(start + first, end + first) for start, end in cut(text[first:MAX_TEXT])]
    worth = [_worth(clean(text[start:end], PASSAGE), promise) for start, end in rest]
    best = sorted(range(len(rest)), key=lambda place: (-worth[place], place))[:KEPT]
    chosen = [rest[place] for place in sorted(best) if worth[place] > 0]
    passages = [Piece(replace(item, text=text[start:end]), start) for start, end in chosen]
    return [Piece(replace(item, text=text[:first])), *passages]


def _worth(passage: str, promise: Promise) -> float:
    return sum(promise(word) for word in set(_WORD.findall(passage.lower())))


def _shifted(match: DossierMatch, shift: int) -> DossierMatch:
    return replace(match, evidence=with_offset(match.evidence, shift)) if shift else match


def together(verdicts: Sequence[Verdict], shifts: Sequence[int]) -> Verdict:
    """Return one verdict for an item from those of its pieces; the beginning comes first.

    A dossier counts when the beginning gives it or two passages do. An item that is
    relevant only by its passages is one for a person.
    """
    first = verdicts[0]
    if len(verdicts) == 1:
        return first
    by_slug: dict[str, list[DossierMatch]] = {}
    for verdict, shift in zip(verdicts[1:], shifts[1:], strict=True):
        for match in verdict.matches:
            by_slug.setdefault(match.slug, []).append(_shifted(match, shift))
    given = {match.slug: match for match in first.matches}
    matches = [
        joined
        for slug in dict.fromkeys([*given, *by_slug])
        if (joined := _joined(given.get(slug), by_slug.get(slug, [])))
    ]
    matches.sort(key=lambda match: -match.score)
    relevance = _relevance(first, verdicts[1:]) if matches else first.relevance
    mentions = [
        mention
        for verdict, shift in zip(verdicts, shifts, strict=True)
        for mention in with_offset(verdict.mentions, shift)
    ]
    doubtful = first.doubtful or bool(matches and not first.matches)
    return Verdict(relevance, tuple(matches), doubtful, tuple(mentions))


def _relevance(first: Verdict, others: Sequence[Verdict]) -> float:
    ranked = sorted((verdict.relevance for verdict in others), reverse=True)
    return max(first.relevance, ranked[AGREEING - 1] if len(ranked) >= AGREEING else 0.0)


def _joined(first: DossierMatch | None, others: list[DossierMatch]) -> DossierMatch | None:
    ranked = sorted(others, key=lambda match: -match.score)
    if first is None and len(ranked) < AGREEING:
        return None
    scores = [first.score] if first else []
    if len(ranked) >= AGREEING:
        scores.append(ranked[AGREEING - 1].score)
    entries = [entry for match in ([first] if first else []) + ranked for entry in match.evidence]
    best = first or ranked[0]
    return replace(best, score=max(scores), evidence=_once(entries))


def _once(entries: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return evidence with each word once per field, at most eight."""
    kept: dict[tuple[str, str], Evidence] = {}
    for entry in entries:
        kept.setdefault((entry.text.casefold(), entry.field), entry)
    return tuple(kept.values())[:MOST_EVIDENCE]
