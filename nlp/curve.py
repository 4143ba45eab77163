"""The learning curve: how the figures rise with the number of labelled items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.features import Floats
from nlp.fitting import fit_machines
from nlp.measure import Flags

SHARES = (0.0625, 0.125, 0.25, 0.5, 1.0)
LINES = np.arange(-1.0, 0.61, 0.1)


def learning_curve(
    rows: sp.csr_matrix,
    labels: npt.NDArray[np.int8],
    weights: Floats,
    fold: npt.NDArray[np.int64],
    counted: Flags,
    shares: Sequence[float] = SHARES,
) -> list[dict[str, Any]]:
    """Return per training size the micro-F1 on the `counted` items of the first fold.

    By the linear machines alone, at the line that suits each size best; the items to learn
    from are drawn once, each larger draw holds the smaller ones.
    """
    inside = np.flatnonzero(fold != 0)
    judged = np.flatnonzero((fold == 0) & counted)
    order = np.random.default_rng(0).permutation(inside)
    curve = []
    for share in shares:
        chosen = order[: int(len(order) * share)]
        found = fit_machines(rows[chosen], labels[chosen], weights[chosen])
        margins = np.asarray(rows[judged] @ found[:-1] + found[-1])[:, :-1]
        curve.append({"items": len(chosen), "micro_f1": _best(labels[judged] > 0, margins)})
    return curve


def _best(wanted: Flags, margins: Floats) -> float:
    scores = []
    for line in LINES:
        given = margins > line
        scores.append(2 * (wanted & given).sum() / max(1, wanted.sum() + given.sum()))
    return round(float(max(scores)), 4)
