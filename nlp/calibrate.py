"""Turn margins into chances that mean what they say; needs scikit-learn, only in training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.features import Floats
from nlp.linear import (
    PAIR_FEATURES,
    Calibration,
    capped,
    chances_of,
    pair_features,
    relevance_features,
    relevance_of,
)

CANDIDATE_MARGIN = -1.2
"""A pair below this margin and without a term teaches the calibration nothing."""

EUROPEAN_CAREFUL = 1.5
"""The careful EU items count this much more: the others hold hardly any relevant one."""

LINES = np.arange(0.2, 0.71, 0.02)


@dataclass(frozen=True, slots=True)
class Problem:
    """Labels (items, dossiers), term scores, and what is known of each item."""

    labels: npt.NDArray[np.int8]
    terms: Floats
    weights: Floats
    careful: npt.NDArray[np.bool_]
    european: Floats
    random: npt.NDArray[np.bool_]

    @property
    def calibration_weights(self) -> Floats:
        """Return how much each item counts in the calibration."""
        more = 1 + (EUROPEAN_CAREFUL - 1) * (self.careful & (self.european > 0))
        return np.asarray(self.weights * more, np.float32)


def _fit_pairs(
    problem: Problem, margins: Floats, rows: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return weights of the pair features and a bias per dossier."""
    from sklearn.linear_model import LogisticRegression

    terms = problem.terms[rows]
    features = pair_features(margins[rows], terms, problem.european[rows])
    candidates = (margins[rows, :-1] > CANDIDATE_MARGIN) | (terms > 0)
    if problem.labels[rows][candidates].all():
        candidates[:] = True
    item, dossier = np.nonzero(candidates)
    columns = problem.labels.shape[1]
    design = np.zeros((len(item), PAIR_FEATURES + columns), np.float32)
    design[:, :PAIR_FEATURES] = features[item, dossier]
    design[np.arange(len(item)), PAIR_FEATURES + dossier] = 0.5
    model = LogisticRegression(C=1.0, max_iter=400)
    wanted = problem.labels[rows][item, dossier]
    model.fit(design, wanted, sample_weight=problem.calibration_weights[rows][item])
    found = model.coef_[0].astype(np.float32)
    bias = 0.5 * found[PAIR_FEATURES:] + np.float32(model.intercept_[0])
    return found[:PAIR_FEATURES], bias


def fit_calibration(
    problem: Problem, margins: Floats, rows: npt.NDArray[np.int64] | None = None
) -> Calibration:
    """Return the calibration learned from cross-validated margins of the given rows."""
    from sklearn.linear_model import LogisticRegression

    rows = np.arange(len(margins)) if rows is None else rows
    pair, bias = _fit_pairs(problem, margins, rows)
    draft = Calibration(pair, bias, np.zeros(1, np.float32), 0.5)
    european, terms = problem.european[rows], problem.terms[rows]
    chances = chances_of(draft, margins[rows], terms, european)
    features = relevance_features(margins[rows], terms, chances, european)
    wanted = problem.labels[rows].any(axis=1)
    model = LogisticRegression(C=1.0, max_iter=400)
    model.fit(features, wanted, sample_weight=problem.calibration_weights[rows])
    relevance = np.append(model.coef_[0], model.intercept_).astype(np.float32)
    draft = Calibration(pair, bias, relevance, 0.5)
    sure = relevance_of(draft, margins[rows], terms, chances, european)
    line = best_line(problem.labels[rows], capped(chances, sure))
    return Calibration(pair, bias, relevance, line)


def best_line(labels: npt.NDArray[np.int8], chances: Floats) -> float:
    """Return the chance from which a dossier is given: the best micro-F1, the middle of ties."""
    wanted = labels.astype(bool)
    scores = []
    for line in LINES:
        given = chances >= line
        scores.append(2 * (wanted & given).sum() / max(1, wanted.sum() + given.sum()))
    smooth = np.convolve(np.pad(scores, 2, mode="edge"), np.full(5, 0.2), mode="valid")
    return float(round(LINES[int(np.argmax(smooth))], 2))


def cross_fit(
    problem: Problem, margins: Floats, fold: npt.NDArray[np.int64]
) -> tuple[Floats, Floats, float]:
    """Return chances, relevance and line, each calibrated without the item's own fold."""
    chances = np.zeros(problem.labels.shape, np.float32)
    relevance = np.zeros(len(margins), np.float32)
    lines = []
    for number in np.unique(fold):
        found = fit_calibration(problem, margins, np.flatnonzero(fold != number))
        rows = np.flatnonzero(fold == number)
        terms, european = problem.terms[rows], problem.european[rows]
        plain = chances_of(found, margins[rows], terms, european)
        relevance[rows] = relevance_of(found, margins[rows], terms, plain, european)
        chances[rows] = capped(plain, relevance[rows])
        lines.append(found.line)
    return chances, relevance, float(np.median(lines))
