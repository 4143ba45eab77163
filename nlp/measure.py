"""Figures of a cross-validation, with confidence intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from nlp.features import Floats

if TYPE_CHECKING:
    from nlp.calibrate import Problem

Flags = npt.NDArray[np.bool_]
BOOTSTRAPS = 400
PRECISION_WANTED = 0.85
BINS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """Figures over one part of the items; `interval` is the 95 % one of the micro-F1."""

    items: int
    micro_f1: float
    interval: tuple[float, float]
    macro_f1: float
    bac_f1: float
    relevance_precision: float
    relevance_recall: float
    recall_at_precision_85: float
    calibration_error: float
    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures per part of the items."""

    line: float
    parts: dict[str, Part]

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return asdict(self)


def _f1(wanted: Flags, given: Flags) -> float:
    total = wanted.sum() + given.sum()
    return float(2 * (wanted & given).sum() / total) if total else 0.0


def _macro(wanted: Flags, given: Flags) -> float:
    supported = np.flatnonzero(wanted.any(axis=0))
    return float(np.mean([_f1(wanted[:, j], given[:, j]) for j in supported]))


def _interval(
    wanted: Flags, given: Flags, figure: Callable[[Flags, Flags], float]
) -> tuple[float, float]:
    generator = np.random.default_rng(0)
    draws = [generator.integers(0, len(wanted), len(wanted)) for _ in range(BOOTSTRAPS)]
    found = np.quantile([figure(wanted[rows], given[rows]) for rows in draws], [0.025, 0.975])
    return round(float(found[0]), 4), round(float(found[1]), 4)


def recall_at(precision: float, wanted: Flags, relevance: Floats) -> float:
    """Return the highest recall at which precision is still at least this."""
    order = np.argsort(-relevance, kind="stable")
    right = np.cumsum(wanted[order])
    reached = right / np.arange(1, len(order) + 1) >= precision
    return float(right[reached].max() / max(1, wanted.sum())) if reached.any() else 0.0


def calibration_error(wanted: Flags, relevance: Floats) -> float:
    """Return the expected calibration error over ten equal bins."""
    bins = np.minimum((relevance * BINS).astype(int), BINS - 1)
    gaps = [
        abs(wanted[bins == b].mean() - relevance[bins == b].mean()) * (bins == b).mean()
        for b in np.unique(bins)
    ]
    return float(np.sum(gaps))


def dossier_intervals(wanted: Flags, given: Flags) -> list[tuple[float, float]]:
    """Return the 95 % interval of the F1 of each dossier (column) by bootstrap; seeded."""
    count = len(wanted)
    generator = np.random.default_rng(0)
    draws = generator.multinomial(count, np.full(count, 1 / count), BOOTSTRAPS).astype(np.float32)
    right = draws @ (wanted & given).astype(np.float32)
    total = draws @ (wanted.astype(np.float32) + given.astype(np.float32))
    low, high = np.quantile(2 * right / np.maximum(total, 1), [0.025, 0.975], axis=0)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(low, high, strict=True)]


def _dossiers(wanted: Flags, given: Flags, slugs: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return precision, recall, F1, support and interval of the dossiers that have items."""
    right, told, support = (
        np.asarray(flags.sum(axis=0), float) for flags in (wanted & given, given, wanted)
    )
    between = dossier_intervals(wanted, given)
    return {
        slug: {
            "support": int(support[place]),
            "precision": round(float(right[place] / max(1, told[place])), 4),
            "recall": round(float(right[place] / support[place]), 4),
            "f1": round(float(2 * right[place] / (told[place] + support[place])), 4),
            "interval": between[place],
        }
        for place, slug in enumerate(slugs)
        if support[place]
    }


def _part(
    labels: Flags, given: Flags, relevance: Floats, bac_of: Sequence[int], slugs: Sequence[str]
) -> Part:
    bacs = np.zeros((labels.shape[1], max(bac_of) + 1), np.int8)
    bacs[np.arange(labels.shape[1]), bac_of] = 1
    wanted_bacs, given_bacs = (labels @ bacs) > 0, (given @ bacs) > 0
    relevant: Flags = np.asarray(labels.any(axis=1))
    told: Flags = np.asarray(given.any(axis=1))
    right = (relevant & told).sum()
    return Part(
        items=len(labels),
        micro_f1=round(_f1(labels, given), 4),
        interval=_interval(labels, given, _f1),
        macro_f1=round(_macro(labels, given), 4),
        bac_f1=round(_f1(wanted_bacs, given_bacs), 4),
        relevance_precision=round(float(right / max(1, told.sum())), 4),
        relevance_recall=round(float(right / max(1, relevant.sum())), 4),
        recall_at_precision_85=round(recall_at(PRECISION_WANTED, relevant, relevance), 4),
        calibration_error=round(calibration_error(relevant, relevance), 4),
        dossiers=_dossiers(labels, given, slugs),
    )


def measure(
    problem: Problem,
    chances: Floats,
    relevance: Floats,
    line: float,
    dossiers: Sequence[tuple[str, str]],
) -> Measured:
    """Return the figures on the careful items (Dutch, EU), the random draw and other EU items.

    `dossiers` are (slug, BAC), in the order of the columns.
    """
    slugs, bacs = [slug for slug, _ in dossiers], [bac for _, bac in dossiers]
    names = sorted(set(bacs))
    bac_of = [names.index(bac) for bac in bacs]
    european = problem.european > 0
    parts = {
        "dutch": problem.careful & ~european,
        "eu": problem.careful & european,
        "dutch_random": problem.random & ~european,
        "dutch_all": ~european,
        "eu_other": ~problem.careful & european,
    }
    labels, given = problem.labels.astype(bool), chances >= line
    return Measured(
        line,
        {
            name: _part(labels[rows], given[rows], relevance[rows], bac_of, slugs)
            for name, rows in parts.items()
            if rows.any()
        },
    )
