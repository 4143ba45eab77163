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
from nlp.features import Featurizer, Floats, Vocabulary, learn_vocabulary, tokens_of
from nlp.folds import Grouping, assign, group_of
from nlp.jsonl import LineError, parse_item
from nlp.linear import LinearModel, european, save, with_terms
from nlp.measure import Measured, measure
from nlp.patterns import OUTSIDE_FACTOR
from nlp.terms import TermStage
from nlp.text import Prepared
from tracker.errors import HaagseZakenError
from tracker.records import ClassifierInput

log = logging.getLogger("nlp.train")

FOLDS = 5
COST = 1.0
"""C of the support vector machines; chosen by cross-validation."""

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
    def problem(self) -> Problem:
        """Return what calibration and measuring need."""
        return Problem(
            labels=self.labels,
            terms=self.terms,
            weights=np.array([s.weight for s in self.samples]),
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


def _fit_label(
    rows: sp.csr_matrix, wanted: npt.NDArray[np.int8], weights: Floats, cost: float
) -> Floats:
    """Return the weights of one label, the intercept last; all zero but for -1 without examples."""
    from sklearn.svm import LinearSVC

    if not wanted.any():
        return np.append(np.zeros(rows.shape[1], np.float32), np.float32(-1))
    machine = LinearSVC(C=cost, dual=True, max_iter=300, tol=1e-2, random_state=0)
    machine.fit(rows, wanted, sample_weight=weights)
    return np.append(machine.coef_[0], machine.intercept_).astype(np.float32)


def fit(
    rows: sp.csr_matrix, labels: npt.NDArray[np.int8], weights: Floats, cost: float = COST
) -> Floats:
    """Return (columns + 1, labels + 1): a machine per dossier and one for relevance."""
    from joblib import Parallel, delayed

    wanted = np.hstack([labels, labels.any(axis=1, keepdims=True).astype(np.int8)])
    found = Parallel(n_jobs=2)(
        delayed(_fit_label)(rows, wanted[:, label], weights, cost)
        for label in range(wanted.shape[1])
    )
    return np.stack(found, axis=1)


def cross_validate(material: Material, grouping: Grouping) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Return the margins of every item by a model that never saw its group, and the folds."""
    groups = [group_of(entry, grouping) for entry in material.prepared]
    fold = assign(groups, [sample.careful for sample in material.samples], FOLDS)
    rows = with_terms(material.rows, material.terms, material.signs)
    weights = np.array([sample.weight for sample in material.samples])
    margins = np.zeros((rows.shape[0], material.labels.shape[1] + 1), np.float32)
    for number in range(FOLDS):
        inside, outside = fold != number, fold == number
        found = fit(rows[inside], material.labels[inside], weights[inside])
        margins[outside] = rows[outside] @ found[:-1] + found[-1]
        log.info("%s: fold %d of %d", grouping, number + 1, FOLDS)
    return margins, fold


def train(samples: list[Sample], taxonomy: Taxonomy, strict: bool) -> LinearModel:
    """Return a model trained on all samples, with its cross-validated figures.

    With `strict` the figures are also taken with whole Kamerstukdossiers left out.
    """
    slugs = tuple(dossier.slug for dossier in taxonomy.dossiers)
    bacs = [dossier.bac for dossier in taxonomy.dossiers]
    material = gather(samples, taxonomy)
    margins, fold = cross_validate(material, "near")
    calibration = fit_calibration(material.problem, margins)
    figures = {"near": _figures(material, margins, fold, bacs)}
    if strict:
        figures["file"] = _figures(material, *cross_validate(material, "file"), bacs)
    rows = with_terms(material.rows, material.terms, material.signs)
    weights = np.array([sample.weight for sample in samples])
    found = fit(rows, material.labels, weights)
    about = _about(samples, {name: measured.to_json() for name, measured in figures.items()})
    version = version_of(about["data"]["fingerprint"], taxonomy)
    return LinearModel(
        version, slugs, material.vocabulary, found[:-1], found[-1], calibration, about
    )


def version_of(fingerprint: str, taxonomy: Taxonomy) -> str:
    """Return a version that changes with the labelled items and with the terms."""
    digest = hashlib.sha256(fingerprint.encode() + taxonomy.model_dump_json().encode())
    return f"lineair-{digest.hexdigest()[:8]}"


def _figures(
    material: Material, margins: Floats, fold: npt.NDArray[np.int64], bacs: Sequence[str]
) -> Measured:
    problem = material.problem
    chances, relevance, line = cross_fit(problem, margins, fold)
    chances[material.ruled_out] = 0
    relevance[material.ruled_out] *= OUTSIDE_FACTOR
    return measure(problem, chances, relevance, line, bacs)


def _about(samples: Sequence[Sample], figures: dict[str, Any]) -> dict[str, Any]:
    digest = hashlib.sha256()
    for sample in sorted(samples, key=lambda sample: sample.item.id):
        digest.update(f"{sample.item.id}\t{','.join(sample.slugs)}\n".encode())
    return {
        "trained_on": datetime.now(UTC).date().isoformat(),
        "data": {"items": len(samples), "fingerprint": digest.hexdigest()},
        "cost": COST,
        "cross_validation": figures,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, save, and print the cross-validated figures."""
    parser = argparse.ArgumentParser(prog="python -m nlp.train", description=__doc__)
    parser.add_argument("--gold", type=Path, required=True, help="folder with labelled JSONL")
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--strict", action="store_true", help="also leave out whole dossiers")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    model = train(read_samples(options.gold), load_taxonomy(), options.strict)
    save(model, options.out)
    sys.stdout.write(json.dumps(model.about["cross_validation"], indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
