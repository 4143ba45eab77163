"""Give an item its dossiers, with how sure that is and which words say so."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from config.schema import Taxonomy
from nlp.mentions import find_mentions
from nlp.passages import Verdict, pieces, together
from nlp.patterns import OUTSIDE_FACTOR
from tracker.records import Classification, ClassifierInput, DossierMatch

if TYPE_CHECKING:
    from nlp.combine import CombinedStage
    from nlp.scoring import TermFindings
    from nlp.terms import TermStage

log = logging.getLogger(__name__)

MODEL_DIR = Path(__file__).parent / "model"
BATCH = 512
TERMS_MODEL = "termen"
"""Name of the model that has expert terms only, no trained weights."""

DOSSIER_LINE = 0.5
"""With terms only, a dossier is given from this score on."""

NEAR_BEST = 0.6
"""With terms only, a second dossier needs this share of the best score."""

SURE_ABOVE = 0.75
SURE_BELOW = 0.25
"""Between these relevances a person judges ("te beoordelen")."""

MENTION_BONUS = 0.1


class Classifier:
    """Classifies items; holds one spaCy pipeline, so not for several threads at once."""

    def __init__(
        self, taxonomy: Taxonomy, terms: TermStage, combined: CombinedStage | None, folder: Path
    ) -> None:
        self._taxonomy = taxonomy
        self._terms = terms
        self._combined = combined
        self._folder = folder
        self._bacs = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}

    @property
    def taxonomy(self) -> Taxonomy:
        """Return the taxonomy whose dossiers are given."""
        return self._taxonomy

    @property
    def model(self) -> str:
        """Return the version of the model in use, or "termen" when there is none."""
        return self._combined.version if self._combined else TERMS_MODEL

    @property
    def stages(self) -> tuple[TermStage, CombinedStage | None]:
        """Return the two stages, for who learns from corrections."""
        return self._terms, self._combined

    @property
    def folder(self) -> Path:
        """Return where the model was read from."""
        return self._folder

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

            yield from spread(self._taxonomy, self._folder, items, processes)
            return
        source = iter(items)
        while batch := list(islice(source, BATCH)):
            yield from self._batch(batch)

    def _batch(self, items: Sequence[ClassifierInput]) -> list[Classification]:
        from nlp.readable import unreadable

        promise = self._combined.promise if self._combined else None
        cuts = [pieces(item, promise) for item in items]
        verdicts = iter(self._judge([piece.item for cut in cuts for piece in cut]))
        results = []
        for cut in cuts:
            verdict = together(list(islice(verdicts, len(cut))), [piece.shift for piece in cut])
            results.append(self._result(verdict))
        return [
            replace(result, certain=False) if result.certain and unreadable(item) else result
            for item, result in zip(items, results, strict=True)
        ]

    def _judge(self, items: Sequence[ClassifierInput]) -> list[Verdict]:
        found = self._terms.find(items)
        if self._combined is None:
            verdicts = [self._judge_terms(findings) for _, findings in found]
        else:
            verdicts = self._combined.judge(items, found)
        return [
            replace(verdict, mentions=find_mentions(item))
            for verdict, item in zip(verdicts, items, strict=True)
        ]

    def _judge_terms(self, findings: TermFindings) -> Verdict:
        ranked = sorted(findings.scores.values(), key=lambda score: -score.score)
        best = ranked[0].score if ranked else 0.0
        relevance = min(1.0, best + (MENTION_BONUS if best and findings.mentions else 0.0))
        if findings.ruled_out:
            relevance *= OUTSIDE_FACTOR
        line = max(DOSSIER_LINE, NEAR_BEST * best)
        given = [score for score in ranked if score.score >= line] if relevance >= 0.5 else []
        matches = tuple(
            DossierMatch(s.slug, self._bacs[s.slug], round(s.score, 4), s.evidence) for s in given
        )
        return Verdict(relevance, matches, doubtful=False)

    def _result(self, verdict: Verdict) -> Classification:
        relevance, matches = verdict.relevance, verdict.matches
        return Classification(
            relevant=bool(matches),
            relevance=round(relevance, 4),
            certain=not verdict.doubtful and not SURE_BELOW < relevance < SURE_ABOVE,
            dossiers=matches,
            bacs=tuple(dict.fromkeys(match.bac for match in matches)),
            model=self.model,
            mentions=verdict.mentions,
        )


def load(taxonomy: Taxonomy, folder: Path = MODEL_DIR, *, layered: bool = True) -> Classifier:
    """Return a classifier for this taxonomy, ready to use.

    Without a model in `folder` only the terms are used; a warning says so. Without
    `layered` what the model learned from corrections is left out. Raises
    ModelError when a dossier has no terms, a term cannot be matched, or the model is
    broken or made for another taxonomy.
    """
    from nlp.terms import TermStage

    terms = TermStage(taxonomy)
    if not (folder / "model.json").exists():
        log.warning("geen getraind model in %s: alleen termen", folder)
        return Classifier(taxonomy, terms, None, folder)
    from nlp.combine import CombinedStage
    from nlp.layer import read as read_layer
    from nlp.linear import read

    stage = CombinedStage(taxonomy, read(folder), read_layer(folder) if layered else None)
    return Classifier(taxonomy, terms, stage, folder)
