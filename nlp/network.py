"""A small network on the same features as the linear machines; blended with them.

One hidden layer shared by all dossiers: what a word says of one dossier helps the others.
Alone it is no better than the machines, together they err less. Plain numpy: nothing to
install, seeded, a minute to train.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.features import Floats

Columns = npt.NDArray[np.intp]
BLEND = 0.2
"""How much of the network's log-odds is added to the margin of the machines."""

HIDDEN = 96
EPOCHS = 10
BATCH = 128
RATE = 0.08
DROP_HIDDEN = 0.4
DROP_INPUT = 0.3
STEEP = 10.0
"""The loss is taken this many times, so that the first steps of the rare words are large."""


@dataclass(frozen=True, slots=True)
class Network:
    """Weights: `inner` (columns, hidden), `outer` (hidden, labels), and their biases."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def log_odds(self, summed: Floats) -> Floats:
        """Return (items, labels) from `rows @ inner`."""
        return np.asarray(np.tanh(summed + self.inner_bias) @ self.outer + self.outer_bias)

    def judge(self, rows: sp.csr_matrix) -> Floats:
        """Return log-odds (items, labels) for rows of all columns."""
        return self.log_odds(np.asarray(rows @ self.inner))


class _Adagrad:
    """Weights that move less the more they have moved, per weight."""

    def __init__(self, weights: Floats) -> None:
        self.weights = weights
        self._seen = np.full(weights.shape, 1e-4, np.float32)

    def move(self, slope: Floats, rate: float) -> None:
        """Take one step."""
        self._seen += slope * slope
        self.weights -= rate * slope / np.sqrt(self._seen)

    def move_rows(self, rows: Columns, slope: Floats, rate: float) -> None:
        """Take one step in some rows only."""
        seen = self._seen[rows] + slope * slope
        self._seen[rows] = seen
        self.weights[rows] -= rate * slope / np.sqrt(seen)


class _Training:
    """The network while it learns."""

    def __init__(self, columns: int, labels: int, seed: int) -> None:
        self._chance = np.random.default_rng(seed)
        draw = self._chance.standard_normal
        self._inner = _Adagrad((draw((columns, HIDDEN)) * 0.25).astype(np.float32))
        self._inner_bias = _Adagrad(np.zeros(HIDDEN, np.float32))
        outer = draw((HIDDEN, labels)) / np.sqrt(HIDDEN)
        self._outer = _Adagrad(outer.astype(np.float32))
        self._outer_bias = _Adagrad(np.full(labels, -3, np.float32))

    @property
    def network(self) -> Network:
        """Return the network as it is now."""
        parts = (self._inner, self._inner_bias, self._outer, self._outer_bias)
        return Network(*(part.weights for part in parts))

    def _keep(self, shape: tuple[int, ...] | int, drop: float) -> Floats:
        kept = self._chance.random(shape, np.float32) > drop
        return np.asarray(kept / np.float32(1 - drop), np.float32)

    def step(self, rows: sp.csr_matrix, wanted: Floats, weights: Floats, rate: float) -> None:
        """Learn from one batch."""
        columns, place = np.unique(rows.indices, return_inverse=True)
        data = rows.data * self._keep(rows.nnz, DROP_INPUT)
        small = sp.csr_matrix((data, place, rows.indptr), shape=(rows.shape[0], len(columns)))
        hidden = np.tanh(small @ self._inner.weights[columns] + self._inner_bias.weights)
        keep = self._keep(hidden.shape, DROP_HIDDEN)
        odds = (hidden * keep) @ self._outer.weights + self._outer_bias.weights
        off = 1 / (1 + np.exp(-odds)) - wanted
        off *= (weights * (STEEP / rows.shape[0]))[:, None]
        back = (off @ self._outer.weights.T) * keep * (1 - hidden * hidden)
        self._outer.move((hidden * keep).T @ off, rate)
        self._outer_bias.move(off.sum(axis=0), rate)
        self._inner.move_rows(columns, np.asarray(small.T @ back, np.float32), rate)
        self._inner_bias.move(back.sum(axis=0), rate)

    def epoch(self, rows: sp.csr_matrix, wanted: Floats, weights: Floats, rate: float) -> None:
        """Learn from all items once, in a new order."""
        order = self._chance.permutation(rows.shape[0])
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            self.step(rows[chosen], wanted[chosen], weights[chosen], rate)


def fit_network(rows: sp.csr_matrix, wanted: Floats, weights: Floats, seed: int = 0) -> Network:
    """Return a network for labels `wanted` (items, labels), each item counted by its weight."""
    rows = rows.tocsr().astype(np.float32)
    wanted, weights = wanted.astype(np.float32), weights.astype(np.float32)
    training = _Training(rows.shape[1], wanted.shape[1], seed)
    for epoch in range(EPOCHS):
        training.epoch(rows, wanted, weights, RATE * (1.05 - epoch / EPOCHS))
    return training.network
