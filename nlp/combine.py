"""The second stage: terms and trained weights together, as chances with evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from config.schema import Taxonomy
from nlp.features import Floats, Token, tokens_of
from nlp.layer import Layer
from nlp.linear import (
    MIN_SHARE,
    MIN_SHARE_BESIDE_TERMS,
    LinearModel,
    LinearStage,
    capped,
    chances_of,
    european,
    relevance_of,
)
from nlp.passages import Verdict
from nlp.patterns import OUTSIDE_FACTOR
from nlp.scoring import TermFindings
from nlp.text import Prepared
from tracker.errors import ModelError
from tracker.records import ClassifierInput, DossierMatch, Evidence

MAX_EVIDENCE = 8
EVEN = 0.5
NEAR_LINE = 0.1
"""With its best chance this close to the line an item is one for a person.

A second dossier may be doubtful: the first one decides who is told.
"""

Found = Sequence[tuple[Prepared, TermFindings]]


@dataclass(frozen=True, slots=True)
class Scored:
    """Features, chances (items, dossiers) and relevance (items,) as the model gives them."""

    tokens: list[list[Token]]
    rows: sp.csr_matrix
    chances: Floats
    relevance: Floats


def term_matrices(findings: Sequence[TermFindings], slugs: Sequence[str]) -> tuple[Floats, Floats]:
    """Return the term scores per dossier, and the two signs: outside and mention."""
    column = {slug: i for i, slug in enumerate(slugs)}
    terms = np.zeros((len(findings), len(slugs)), np.float32)
    signs = np.zeros((len(findings), 2), np.float32)
    for row, found in enumerate(findings):
        for slug, score in found.scores.items():
            terms[row, column[slug]] = score.score
        signs[row] = (bool(found.outside), bool(found.mentions))
    return terms, signs


class CombinedStage:
    """A trained model beside the terms of the taxonomy it was trained for."""

    def __init__(self, taxonomy: Taxonomy, model: LinearModel, layer: Layer | None = None) -> None:
        slugs = tuple(dossier.slug for dossier in taxonomy.dossiers)
        if slugs != model.slugs:
            odd = sorted(set(slugs) ^ set(model.slugs))
            which = ", ".join(odd) if odd else "other order"
            raise ModelError(f"model {model.version} was trained for other dossiers: {which}")
        self._slugs = slugs
        self._bacs = [dossier.bac for dossier in taxonomy.dossiers]
        self._linear = LinearStage(model)
        if layer is not None and not self._fits(layer):
            raise ModelError(f"corrections {layer.version} do not fit model {model.version}")
        self.layer = layer

    def _fits(self, layer: Layer) -> bool:
        model = self._linear.model
        shape = (model.vocabulary.size, len(self._slugs) + 1)
        return layer.base == model.version and layer.weights.shape == shape

    @property
    def version(self) -> str:
        """Return the version of the model, with that of what it learned from corrections."""
        return self.layer.version if self.layer else self._linear.model.version

    def promise(self, word: str) -> float:
        """Return how much a lower-case word may say of any dossier, 0 when it is unknown."""
        return self._linear.promise(word)

    @property
    def line(self) -> float:
        """Return the chance from which a dossier is given."""
        return self._linear.model.calibration.line

    def score(self, items: Sequence[ClassifierInput], found: Found) -> Scored:
        """Return features and chances of each item, before any layer."""
        calibration = self._linear.model.calibration
        tokens = [tokens_of(prepared) for prepared, _ in found]
        rows = self._linear.featurizer.transform(zip(items, tokens, strict=True))
        terms, signs = term_matrices([findings for _, findings in found], self._slugs)
        margins = self._linear.margins(rows, terms, signs)
        eu = np.array([european(item) for item in items], np.float32)
        chances = chances_of(calibration, margins, terms, eu)
        relevance = relevance_of(calibration, margins, terms, chances, eu)
        return Scored(tokens, rows, capped(chances, relevance), relevance)

    def judge(self, items: Sequence[ClassifierInput], found: Found) -> list[Verdict]:
        """Return a verdict per item, in order."""
        scored = self.score(items, found)
        tokens, rows, chances, relevance = (
            scored.tokens, scored.rows, scored.chances, scored.relevance,
        )  # fmt: skip
        if self.layer is not None:
            chances, relevance = self.layer.adjust(rows, chances, relevance)
        verdicts = []
        for number, (prepared, findings) in enumerate(found):
            if findings.ruled_out:
                verdicts.append(Verdict(float(relevance[number]) * OUTSIDE_FACTOR, (), False))
                continue
            words = _Words(self._linear, self.layer, prepared, tokens[number], rows, number)
            sure = float(relevance[number])
            verdicts.append(self._verdict(sure, chances[number], findings, words))
        return verdicts

    def _verdict(
        self, relevance: float, chance: Floats, findings: TermFindings, words: _Words
    ) -> Verdict:
        line = self._linear.model.calibration.line
        chosen = np.flatnonzero(chance >= line)
        chosen = chosen[np.argsort(-chance[chosen], kind="stable")]
        matches = tuple(self._match(int(label), chance, findings, words) for label in chosen)
        near = abs(float(chance.max()) - line) < NEAR_LINE
        return Verdict(relevance, matches, near)

    def _match(
        self, label: int, chance: Floats, findings: TermFindings, words: _Words
    ) -> DossierMatch:
        slug = self._slugs[label]
        known = findings.scores.get(slug)
        terms = known.evidence if known else ()
        share = MIN_SHARE_BESIDE_TERMS if terms else MIN_SHARE
        evidence = merge(terms, words.most(label, share))
        return DossierMatch(slug, self._bacs[label], round(float(chance[label]), 4), evidence)


@dataclass(frozen=True, slots=True)
class _Words:
    """One item, ready to be asked which of its words count for a label."""

    linear: LinearStage
    layer: Layer | None
    prepared: Prepared
    tokens: list[Token]
    rows: sp.csr_matrix
    number: int

    def most(self, label: int, share: float) -> tuple[Evidence, ...]:
        rows = self.rows
        place = slice(rows.indptr[self.number], rows.indptr[self.number + 1])
        columns, values = rows.indices[place], rows.data[place]
        learned = self.layer.of(label, columns) if self.layer else None
        return self.linear.words_for(
            label, self.prepared, self.tokens, columns, values, share, learned
        )


def merge(terms: Sequence[Evidence], words: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the terms first, then words that no term covers."""
    kept = list(terms)
    for word in words:
        inside = any(
            entry.field == word.field and entry.start < word.end and word.start < entry.end
            for entry in kept
        )
        if not inside:
            kept.append(word)
    return tuple(kept[:MAX_EVIDENCE])
