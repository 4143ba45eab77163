"""The first stage: what the expert terms say of each item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from spacy.language import Language

from config.schema import Taxonomy
from nlp.patterns import read_patterns
from nlp.pipeline import build
from nlp.scoring import TermFindings, score_terms
from nlp.text import Prepared, prepare
from tracker.records import ClassifierInput

MAX_CACHED_COMMITTEES = 1_000


class TermStage:
    """Finds terms with one spaCy pipeline and scores them per dossier."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._pipeline: Language = build(read_patterns(taxonomy))
        self._priors: dict[str, Mapping[str, float]] = {}

    def find(self, items: Sequence[ClassifierInput]) -> list[tuple[Prepared, TermFindings]]:
        """Return each item cleaned, with its findings, in order."""
        prepared = [prepare(item) for item in items]
        with self._pipeline.memory_zone():
            docs = self._pipeline.pipe(entry.text for entry in prepared)
            return [
                (entry, score_terms(doc.user_data["hits"], entry, self._prior(item.committee)))
                for doc, entry, item in zip(docs, prepared, items, strict=True)
            ]

    def hits(self, texts: Sequence[str]) -> list[list[tuple[str, str, int, int]]]:
        """Return per text the terms in it as (role, slug, start, end), without scores.

        Words are kept in the vocabulary: those of one debate come back in the next, and
        knowing them makes this five times as fast.
        """
        return [
            [(hit.role, hit.slug, hit.start, hit.end) for hit in doc.user_data["hits"]]
            for doc in self._pipeline.pipe(texts)
        ]

    def _prior(self, committee: str) -> Mapping[str, float]:
        """Return how much the committee favours each dossier."""
        known = self._priors.get(committee)
        if known is None:
            name = committee.lower()
            known = {
                dossier.slug: weight
                for dossier in self._taxonomy.dossiers
                for part, weight in dossier.committees.items()
                if part.lower() in name
            }
            if len(self._priors) < MAX_CACHED_COMMITTEES:
                self._priors[committee] = known
        return known
