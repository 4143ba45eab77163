"""What was learned from corrections: a small layer on top of a trained model.

Per dossier, and for relevance, a sparse weight per word and part of a word is added to
the log-odds that the model gives. The weights are pulled to zero, so an item that shares
no words with a correction keeps what the model said of it. Whoever corrects needs no
labelled data: the layer is fitted on the corrections alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.features import Floats, Ids
from tracker.errors import ModelError

FORMAT = 1
STRENGTH = 0.3
"""How hard weights are pulled to zero; some corrections of one kind turn the next one."""

CLEARLY = 0.3
"""A label is learned when the model is this far off for some item."""

SMALL = 1e-3
"""Weights below this are not kept."""
_LARGEST_LOGIT = 5.0


def logits(chances: Floats) -> Floats:
    """Return log-odds, at most 5 either way: what is surer than that can still be learned."""
    least = 1 / (1 + np.exp(_LARGEST_LOGIT))
    inside = np.clip(chances, least, 1 - least)
    return np.asarray(np.log(inside / (1 - inside)), np.float32)


def chances_from(values: Floats) -> Floats:
    """Return chances from log-odds."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights (columns of the model, dossiers + 1; the last is relevance) on `base`."""

    version: str
    base: str
    weights: sp.csc_matrix
    about: dict[str, Any] = field(default_factory=dict)

    def adjust(
        self, rows: sp.csr_matrix, chances: Floats, relevance: Floats
    ) -> tuple[Floats, Floats]:
        """Return chances (items, dossiers) and relevance (items,) with the corrections in."""
        shift = np.asarray((rows @ self.weights).todense(), np.float32)
        moved = shift != 0
        found = np.where(moved[:, :-1], chances_from(logits(chances) + shift[:, :-1]), chances)
        sure = np.where(moved[:, -1], chances_from(logits(relevance) + shift[:, -1]), relevance)
        return found.astype(np.float32), sure.astype(np.float32)

    def of(self, label: int, columns: Ids) -> Floats | None:
        """Return the weights of one label in these columns, None when it has none."""
        place = slice(self.weights.indptr[label], self.weights.indptr[label + 1])
        known = self.weights.indices[place]
        if not len(known):
            return None
        at = np.minimum(np.searchsorted(known, columns), len(known) - 1)
        hit = known[at] == columns
        return np.where(hit, self.weights.data[place][at], 0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to learn: rows of features, what the model says, what is right, how much it counts.

    `chances` and `wanted` are (items, dossiers + 1), relevance last; `wanted` may hold
    chances, for items that only have to stay as they are.
    """

    rows: sp.csr_matrix
    chances: Floats
    wanted: Floats
    weights: Floats

    def part(self, chosen: npt.NDArray[np.int64]) -> Lesson:
        """Return some of the items."""
        return Lesson(
            self.rows[chosen], self.chances[chosen], self.wanted[chosen], self.weights[chosen]
        )


def fit(lesson: Lesson, version: str, base: str, strength: float = STRENGTH, **about: Any) -> Layer:
    """Return the layer that follows the lesson; the same lesson gives the same layer.

    The best weights are a sum of the items' rows, so a number per item and label is sought,
    not one per word: fast for the few thousand corrections that people give.
    """
    alike = np.asarray((lesson.rows @ lesson.rows.T).todense(), np.float64)
    offsets = logits(lesson.chances)
    shares = [
        _fit_label(alike, offsets[:, label], lesson.wanted[:, label], lesson.weights, strength)
        for label in range(lesson.wanted.shape[1])
    ]
    weights = sp.csc_matrix(lesson.rows.T @ sp.csc_matrix(np.stack(shares, axis=1)))
    weights.data[np.abs(weights.data) < SMALL] = 0
    weights.eliminate_zeros()
    weights.sort_indices()
    return Layer(version, base, weights.astype(np.float32), about)


def _fit_label(
    alike: npt.NDArray[np.float64], offset: Floats, wanted: Floats, counts: Floats, strength: float
) -> npt.NDArray[np.float64]:
    """Return how much the row of each item adds: logistic regression around the model.

    All zero for a label of which no item is clearly wrong.
    """
    from scipy.optimize import minimize

    nothing = np.zeros(len(wanted))
    if not np.any(np.abs(chances_from(offset) - wanted) > CLEARLY):
        return nothing

    def loss(shares: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        shift = alike @ shares
        values = offset + shift
        off = counts * (1 / (1 + np.exp(-values)) - wanted)
        cost = counts @ (np.logaddexp(0, values) - wanted * values)
        slope = alike @ (off + strength * shares)
        return float(cost + 0.5 * strength * shares @ shift), np.asarray(slope)

    found = minimize(loss, nothing, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x)


def save(layer: Layer, folder: Path) -> None:
    """Write the layer beside its model."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = layer.weights
    np.savez_compressed(
        folder / "layer.npz",
        data=weights.data.astype(np.float16),
        indices=weights.indices,
        indptr=weights.indptr,
        shape=np.array(weights.shape),
    )
    about = {"format": FORMAT, "version": layer.version, "base": layer.base, **layer.about}
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (folder / "layer.json").write_text(text, encoding="utf-8")


def read(folder: Path) -> Layer | None:
    """Return the layer in a folder, or None when there is none.

    Raises ModelError when it is broken.
    """
    if not (folder / "layer.json").exists():
        return None
    try:
        about: dict[str, Any] = json.loads((folder / "layer.json").read_text(encoding="utf-8"))
        with (folder / "layer.npz").open("rb") as file, np.load(file) as arrays:
            weights = _matrix(dict(arrays))
        return _assemble(about, weights)
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError(f"geleerde correcties in {folder} zijn niet leesbaar: {error}") from error


def _assemble(about: dict[str, Any], weights: sp.csc_matrix) -> Layer:
    if about.pop("format") != FORMAT:
        raise ValueError("another format")
    return Layer(str(about.pop("version")), str(about.pop("base")), weights, about)


def _matrix(arrays: Mapping[str, npt.NDArray[Any]]) -> sp.csc_matrix:
    parts = (arrays["data"].astype(np.float32), arrays["indices"], arrays["indptr"])
    rows, columns = (int(size) for size in arrays["shape"])
    return sp.csc_matrix(parts, shape=(rows, columns))
