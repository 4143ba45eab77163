"""From terms found to a score per dossier: pure functions on hits.

A term in the title counts most, then one in the title of the Kamerstukdossier, then one
in the text; the same words count once per field. Weights were chosen on the labelled
set by cross-validation (docs/decisions/0004-classifier.md).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nlp.patterns import AGAINST, MENTION, OUTSIDE, TERM, WEAK
from nlp.pipeline import Hit
from nlp.text import Field, Prepared
from tracker.records import Evidence

FIELD_WEIGHT = {"title": 1.0, "concepts": 0.8, "file_title": 0.45, "text": 0.35, "actors": 0.2}
ROLE_WEIGHT = {TERM: 1.0, WEAK: 0.3, AGAINST: -0.7}
REPEAT_WEIGHT = 0.35
FAR_WEIGHT = 0.3
FAR_CHARS = 1_000
STEEPNESS = 1.1
MAX_EVIDENCE = 8


@dataclass(frozen=True, slots=True)
class TermScore:
    """What the terms say of one dossier: a score from 0 to 1 and the words."""

    slug: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class TermFindings:
    """Everything the terms say of one item."""

    scores: Mapping[str, TermScore]
    mentions: tuple[Evidence, ...]
    outside: tuple[Evidence, ...]

    @property
    def ruled_out(self) -> bool:
        """Tell whether the title is about something outside, and no province is named."""
        return not self.mentions and any(e.field != "text" for e in self.outside)


def _longest(hits: Sequence[Hit]) -> list[Hit]:
    """Drop a hit that lies inside another of the same list."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def evidence_of(hit: Hit, prepared: Prepared) -> Evidence:
    """Return a hit as words of the original field."""
    field = prepared.field_at(hit.start)
    start, end = hit.start - field.start, hit.end - field.start
    return Evidence(field.original[start:end], start, end, field.name)


def _weight(hit: Hit, field: Field) -> float:
    weight = FIELD_WEIGHT[field.name] * ROLE_WEIGHT[hit.role]
    far = field.name == "text" and hit.start - field.start > FAR_CHARS
    return weight * FAR_WEIGHT if far else weight


def _sum(hits: Iterable[Hit], prepared: Prepared) -> float:
    total = 0.0
    seen: set[tuple[str, str]] = set()
    fields: set[tuple[str, str]] = set()
    for hit in hits:
        field = prepared.field_at(hit.start)
        word = prepared.text[hit.start : hit.end].lower()
        if (word, field.name) in seen:
            continue
        seen.add((word, field.name))
        repeat = (field.name, hit.role) in fields
        fields.add((field.name, hit.role))
        total += _weight(hit, field) * (REPEAT_WEIGHT if repeat else 1.0)
    return total


def _score_dossier(slug: str, hits: list[Hit], prepared: Prepared, prior: float) -> TermScore:
    against = [hit for hit in hits if hit.role == AGAINST]
    signs = [hit for hit in hits if hit.role != AGAINST]
    signs = [
        hit for hit in signs if not any(a.start <= hit.start and hit.end <= a.end for a in against)
    ]
    total = _sum(_longest(signs), prepared) + _sum(_longest(against), prepared)
    if signs and total > 0:
        total += prior
    score = 1 - math.exp(-STEEPNESS * total) if total > 0 else 0.0
    return TermScore(slug, score, _evidence(_longest(signs), prepared))


def _evidence(hits: list[Hit], prepared: Prepared) -> tuple[Evidence, ...]:
    """Return the hits as words, each word once per field."""
    first: dict[tuple[str, str], Evidence] = {}
    for hit in hits:
        found = evidence_of(hit, prepared)
        first.setdefault((found.text.lower(), found.field), found)
    return tuple(first.values())[:MAX_EVIDENCE]


def score_terms(
    hits: Sequence[Hit], prepared: Prepared, priors: Mapping[str, float]
) -> TermFindings:
    """Return a score for each dossier that has a hit; `priors` come from the committee."""
    by_slug: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.slug:
            by_slug.setdefault(hit.slug, []).append(hit)
    scores = {
        slug: _score_dossier(slug, found, prepared, priors.get(slug, 0.0))
        for slug, found in by_slug.items()
    }
    loose: dict[str, list[Hit]] = {MENTION: [], OUTSIDE: []}
    for hit in hits:
        if hit.role in loose:
            loose[hit.role].append(hit)
    return TermFindings(
        {slug: score for slug, score in scores.items() if score.evidence},
        tuple(evidence_of(hit, prepared) for hit in _longest(loose[MENTION])),
        tuple(evidence_of(hit, prepared) for hit in loose[OUTSIDE]),
    )
