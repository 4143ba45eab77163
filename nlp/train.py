"""Train the linear model: `python -m nlp.train --gold DIR --out nlp/model`.

Reads every `*.jsonl` with labels in DIR. Seeded: the same files give the same weights.
Needs scikit-learn; using a model does not.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from config.loader import load_taxonomy
from config.schema import Taxonomy
from nlp.calibrate import Problem, cross_fit, fit_calibration
from nlp.combine import term_matrices
from nlp.curve import learning_curve
from nlp.features import Featurizer, Floats, Vocabulary, learn_vocabulary, tokens_of
from nlp.fitting import COST, Fitted, fit, margins_across
from nlp.folds import Grouping, assign, group_of
from nlp.jsonl import LineError, parse_item
from nlp.linear import Calibration, LinearModel, european, save, with_terms
from nlp.measure import measure
from nlp.patterns import OUTSIDE_FACTOR
from nlp.scores import as_text, read_scores
from nlp.terms import TermStage
from nlp.text import Prepared
from tracker.errors import HaagseZakenError
from tracker.records import ClassifierInput

log = logging.getLogger("nlp.train")

FOLDS = 5
CAREFUL_WEIGHT = 1.5
DOUBT_WEIGHT = 0.6
EUROPEAN_WEIGHT = 2.0
"""The careful EU items count double: hardly any other EU item is relevant."""

CAREFUL_FILES = ("nl-train.jsonl", "eu-train.jsonl")


@dataclass(frozen=True, slots=True)
class Sample:
    """One labelled item, with how much it counts."""

    item: ClassifierInput
    slugs: tuple[str, ...]
    weight: float
    careful: bool
    european: bool
    random: bool


@dataclass(frozen=True, slots=True)
class Material:
    """Everything the training needs, as matrices with one row per sample."""

    samples: list[Sample]
    prepared: list[Prepared]
    rows: sp.csr_matrix
    terms: Floats
    signs: Floats
    labels: npt.NDArray[np.int8]
    ruled_out: npt.NDArray[np.bool_]
    vocabulary: Vocabulary

    @property
    def columns(self) -> sp.csr_matrix:
        """Return all features: words, parts, categories, terms and signs."""
        return with_terms(self.rows, self.terms, self.signs).astype(np.float32)

    @property
    def weights(self) -> Floats:
        """Return how much each item counts."""
        return np.array([sample.weight for sample in self.samples], np.float32)

    @property
    def problem(self) -> Problem:
        """Return what calibration and measuring need."""
        return Problem(
            labels=self.labels,
            terms=self.terms,
            weights=self.weights,
            careful=np.array([s.careful for s in self.samples]),
            european=np.array([s.european for s in self.samples], np.float32),
            random=np.array([s.random for s in self.samples]),
        )


def read_samples(folder: Path) -> list[Sample]:
    """Return the labelled items of all JSONL files in a folder.

    Raises HaagseZakenError when there is none.
    """
    samples = []
    for path in sorted(folder.glob("*.jsonl")):
        careful = path.name in CAREFUL_FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                samples.append(_sample(line, careful))
            except (LineError, KeyError) as error:
                log.warning("%s:%d: %s", path.name, number, error)
    if not samples:
        raise HaagseZakenError(f"{folder}: geen gelabelde items")
    return samples


def _sample(line: str, careful: bool) -> Sample:
    data = json.loads(line)
    item = parse_item(line)
    european_item = european(item)
    weight = DOUBT_WEIGHT if data.get("doubt") else CAREFUL_WEIGHT if careful else 1.0
    if careful and european_item:
        weight *= EUROPEAN_WEIGHT
    random = data.get("draw") == "random"
    return Sample(item, tuple(data["dossiers"]), weight, careful, european_item, random)


def gather(samples: list[Sample], taxonomy: Taxonomy) -> Material:
    """Return the features of all samples; the vocabulary is learned without labels."""
    slugs = [dossier.slug for dossier in taxonomy.dossiers]
    found = TermStage(taxonomy).find([sample.item for sample in samples])
    prepared = [entry for entry, _ in found]
    pairs = [(s.item, p) for s, p in zip(samples, prepared, strict=True)]
    vocabulary = learn_vocabulary(pairs)
    featurizer = Featurizer(vocabulary)
    rows = featurizer.transform((item, tokens_of(entry)) for item, entry in pairs)
    terms, signs = term_matrices([findings for _, findings in found], slugs)
    labels = np.array([[slug in s.slugs for slug in slugs] for s in samples], np.int8)
    ruled_out = np.array([findings.ruled_out for _, findings in found])
    return Material(samples, prepared, rows, terms, signs, labels, ruled_out, vocabulary)


def cross_validate(material: Material, grouping: Grouping) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the margins of every item by a model that never saw its group, and the folds."""
    groups = [group_of(entry, grouping) for entry in material.prepared]
    fold = assign(groups, [sample.careful for sample in material.samples], FOLDS)
    return margins_across(material.columns, material.labels, material.weights, fold), fold


def train(
    samples: list[Sample], taxonomy: Taxonomy, strict: bool, curve: bool = False
) -> LinearModel:
    """Return a model trained on all samples, with its cross-validated figures.

    With `strict` the figures are also taken with whole Kamerstukdossiers left out; with
    `curve` the learning curve is measured too.
    """
    material = gather(samples, taxonomy)
    margins, fold = cross_validate(material, "near")
    about = _about(samples) | {"cross_validation": {}}
    about["cross_validation"]["near"] = _figures(material, margins, fold, taxonomy)
    if strict:
        apart = _figures(material, *cross_validate(material, "file"), taxonomy)
        about["cross_validation"]["file"] = apart
    if curve:
        about["learning_curve"] = _curve(material, fold)
    found = fit(material.columns, material.labels, material.weights)
    return assemble(material, found, fit_calibration(material.problem, margins), about, taxonomy)


def assemble(
    material: Material,
    found: Fitted,
    calibration: Calibration,
    about: dict[str, Any],
    taxonomy: Taxonomy,
) -> LinearModel:
    """Return what was fitted as one model, with its version."""
    slugs = tuple(dossier.slug for dossier in taxonomy.dossiers)
    version = version_of(about["data"]["fingerprint"], taxonomy)
    machines = found.machines
    return LinearModel(
        version, slugs, material.vocabulary, machines[:-1], machines[-1], found.network,
        calibration, about,
    )  # fmt: skip


def version_of(fingerprint: str, taxonomy: Taxonomy) -> str:
    """Return a version that changes with the labelled items and with the terms."""
    digest = hashlib.sha256(fingerprint.encode() + taxonomy.model_dump_json().encode())
    return f"lineair-{digest.hexdigest()[:8]}"


def _figures(
    material: Material,
    margins: Floats,
    fold: npt.NDArray[np.int64],
    taxonomy: Taxonomy,
) -> dict[str, Any]:
    """Return the figures of margins that were found across the folds, as JSON values."""
    problem = material.problem
    dossiers = [(dossier.slug, dossier.bac) for dossier in taxonomy.dossiers]
    chances, relevance, line = cross_fit(problem, margins, fold)
    chances[material.ruled_out] = 0
    relevance[material.ruled_out] *= OUTSIDE_FACTOR
    return measure(problem, chances, relevance, line, dossiers).to_json()


def _curve(material: Material, fold: npt.NDArray[np.int64]) -> list[dict[str, Any]]:
    dutch = material.problem.european == 0
    return learning_curve(material.columns, material.labels, material.weights, fold, dutch)


def _about(samples: Sequence[Sample]) -> dict[str, Any]:
    digest = hashlib.sha256()
    for sample in sorted(samples, key=lambda sample: sample.item.id):
        digest.update(f"{sample.item.id}\t{','.join(sample.slugs)}\n".encode())
    return {
        "trained_on": datetime.now(UTC).date().isoformat(),
        "data": {"items": len(samples), "fingerprint": digest.hexdigest()},
        "cost": COST,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, save, and print the cross-validated figures beside those of the shipped model."""
    parser = argparse.ArgumentParser(prog="python -m nlp.train", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with labelled JSONL")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--strict", action="store_true", help="also leave out whole dossiers")
    parser.add_argument("--curve", action="store_true", help="also measure the learning curve")
    beside = Path(__file__).parent / "model"
    parser.add_argument(
        "--beside", type=Path, default=beside, help="model whose scores to compare with"
    )
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    shipped = read_scores(options.beside)
    taxonomy = load_taxonomy()
    model = train(read_samples(options.gold), taxonomy, options.strict, options.curve)
    save(model, options.out)
    sys.stdout.write(as_text(read_scores(options.out), shipped) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
