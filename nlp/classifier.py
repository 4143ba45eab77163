"""Give an item its dossiers, with how sure that is and which words say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from config.schema import Taxonomy
from nlp.patterns import read_patterns
from nlp.text import prepare
from tracker.records import Classification, ClassifierInput, DossierMatch

if TYPE_CHECKING:
    from spacy.language import Language

    from nlp.scoring import TermFindings

BATCH = 256
TERMS_MODEL = "termen"
"""Name of the model that has expert terms only, no trained weights."""

DOSSIER_LINE = 0.5
"""A dossier is given from this score on."""

NEAR_BEST = 0.6
"""A second dossier needs this share of the best score."""

SURE_ABOVE = 0.75
SURE_BELOW = 0.25
"""Between these relevances a person judges ("te beoordelen")."""

OUTSIDE_FACTOR = 0.2
MENTION_BONUS = 0.1


class Classifier:
    """Classifies items with one spaCy pipeline; not safe to share between threads."""

    def __init__(self, taxonomy: Taxonomy, pipeline: Language) -> None:
        self._taxonomy = taxonomy
        self._pipeline = pipeline
        self._bacs = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}
        self._priors: dict[str, Mapping[str, float]] = {}

    @property
    def taxonomy(self) -> Taxonomy:
        """Return the taxonomy whose dossiers are given."""
        return self._taxonomy

    @property
    def model(self) -> str:
        """Return the name of the model that is in use."""
        return TERMS_MODEL

    def classify(self, item: ClassifierInput) -> Classification:
        """Return the dossiers of one item; any text is accepted, also none."""
        return self._batch([item])[0]

    def classify_many(
        self, items: Iterable[ClassifierInput], processes: int = 1
    ) -> Iterator[Classification]:
        """Yield the classification of each item, in order, without holding them all.

        With `processes` above 1 the work is spread over that many child processes, each
        with its own copy of the model: worth it from some 10,000 items on.
        """
        if processes > 1:
            from nlp.parallel import spread

            yield from spread(self._taxonomy, items, processes)
            return
        source = iter(items)
        while batch := list(islice(source, BATCH)):
            yield from self._batch(batch)

    def _batch(self, items: Sequence[ClassifierInput]) -> list[Classification]:
        return [self._judge(findings) for findings in self._find_terms(items)]

    def _find_terms(self, items: Sequence[ClassifierInput]) -> list[TermFindings]:
        from nlp.scoring import score_terms

        prepared = [prepare(item) for item in items]
        with self._pipeline.memory_zone():
            docs = self._pipeline.pipe(entry.text for entry in prepared)
            return [
                score_terms(doc.user_data["hits"], entry, self._prior(item.committee))
                for doc, entry, item in zip(docs, prepared, items, strict=True)
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
            if len(self._priors) < 1_000:
                self._priors[committee] = known
        return known

    def _judge(self, findings: TermFindings) -> Classification:
        ranked = sorted(findings.scores.values(), key=lambda score: -score.score)
        best = ranked[0].score if ranked else 0.0
        relevance = min(1.0, best + (MENTION_BONUS if best and findings.mentions else 0.0))
        if findings.outside:
            relevance *= OUTSIDE_FACTOR
        line = max(DOSSIER_LINE, NEAR_BEST * best)
        given = [score for score in ranked if score.score >= line] if relevance >= 0.5 else []
        matches = tuple(
            DossierMatch(s.slug, self._bacs[s.slug], round(s.score, 4), s.evidence) for s in given
        )
        return Classification(
            relevant=bool(matches),
            relevance=round(relevance, 4),
            certain=not SURE_BELOW < relevance < SURE_ABOVE,
            dossiers=matches,
            bacs=tuple(dict.fromkeys(match.bac for match in matches)),
            model=self.model,
        )


def load(taxonomy: Taxonomy) -> Classifier:
    """Return a classifier for this taxonomy, ready to use.

    Raises ModelError when a dossier has no terms or a term cannot be matched.
    """
    from nlp.pipeline import build

    return Classifier(taxonomy, build(read_patterns(taxonomy)))
