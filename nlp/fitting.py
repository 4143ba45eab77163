"""Fit machines and network on rows with labels; needs scikit-learn, only in training."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.features import Floats
from nlp.network import BLEND, Network, fit_network

log = logging.getLogger("nlp.train")

COST = 1.0
"""C of the support vector machines; chosen by cross-validation."""

WORKERS = 2


@dataclass(frozen=True, slots=True)
class Fitted:
    """Machines (columns + 1, labels; the intercept last) and a network on the same columns."""

    machines: Floats
    network: Network

    def margins(self, rows: sp.csr_matrix) -> Floats:
        """Return (items, labels): signed distances to the lines between yes and no."""
        machines = rows @ self.machines[:-1] + self.machines[-1]
        return np.asarray(machines + BLEND * self.network.judge(rows), np.float32)


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


def fit_machines(rows: sp.csr_matrix, labels: npt.NDArray[np.int8], weights: Floats) -> Floats:
    """Return the machines alone: (columns + 1, labels + 1), relevance last."""
    from joblib import Parallel, delayed

    wanted = _with_relevance(labels)
    machines = Parallel(n_jobs=WORKERS)(
        delayed(_fit_label)(rows, wanted[:, label], weights, COST)
        for label in range(wanted.shape[1])
    )
    return np.stack(machines, axis=1)


def _with_relevance(labels: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    return np.hstack([labels, labels.any(axis=1, keepdims=True).astype(np.int8)])


def fit(rows: sp.csr_matrix, labels: npt.NDArray[np.int8], weights: Floats) -> Fitted:
    """Return a machine per dossier and one for relevance, and the network beside them."""
    from joblib import Parallel, delayed

    wanted = _with_relevance(labels)
    tasks = [delayed(fit_network)(rows, wanted, weights)]
    tasks += [
        delayed(_fit_label)(rows, wanted[:, label], weights, COST)
        for label in range(wanted.shape[1])
    ]
    network, *machines = Parallel(n_jobs=WORKERS)(tasks)
    return Fitted(np.stack(machines, axis=1), network)


def margins_across(
    rows: sp.csr_matrix,
    labels: npt.NDArray[np.int8],
    weights: Floats,
    fold: npt.NDArray[np.int64],
    chosen: Sequence[int] | None = None,
) -> Floats:
    """Return the margins of every item by a model that never saw its fold."""
    margins = np.zeros((rows.shape[0], labels.shape[1] + 1), np.float32)
    for number in np.unique(fold) if chosen is None else chosen:
        inside, outside = fold != number, fold == number
        found = fit(rows[inside], labels[inside], weights[inside])
        margins[outside] = found.margins(rows[outside])
        log.info("fold %d", number + 1)
    return margins
