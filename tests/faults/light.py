"""A classifier that always says the same of the same item, and quiet logs."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from config.loader import load_taxonomy
from tracker.records import Classification, ClassifierInput, DossierMatch

if TYPE_CHECKING:
    from nlp.terms import TermStage

DOSSIERS = (
    ("stikstof", "landelijk-gebied"),
    ("netcongestie", "klimaat-energie"),
    ("ruimtelijke-ordening", "ruimte-leefomgeving"),
)


class LightClassifier:
    """Gives debates, toezeggingen and some of the rest a dossier, by their committee.

    What is told must not depend on how well the real classifier was trained last.
    """

    def classify_many(
        self, items: Iterable[ClassifierInput], processes: int = 1
    ) -> Iterator[Classification]:
        for item in items:
            yield self._classify(item)

    @cached_property
    def stages(self) -> tuple[TermStage, None]:
        """Return the real terms: a debate report is made of sentences with one."""
        from nlp.terms import TermStage

        return TermStage(load_taxonomy()), None

    def _classify(self, item: ClassifierInput) -> Classification:
        kind = item.kind.lower()
        if "debat" not in kind and "toezegging" not in kind and crc32(item.title.encode()) % 4:
            return Classification(False, 0.01, True, model="proef")
        slug, bac = DOSSIERS[crc32(item.committee.encode()) % len(DOSSIERS)]
        return Classification(True, 0.99, True, (DossierMatch(slug, bac, 0.99),), (bac,), "proef")


def quiet() -> None:
    """Keep the log still: these processes are made to go wrong."""
    import structlog

    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
