"""May a new model replace the one in use? Paired comparison on items neither learned from.

No dossier with enough items may get worse beyond noise (paired bootstrap), the recall of
relevance may not fall, and on corrections that it did not see the new model may not do
worse than the old one. Pure and seeded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

ENOUGH = 5
"""A dossier with fewer items in the frozen set cannot be judged."""

DRAWS = 2_000
NOISE = 0.95
"""Worse is: in 95 % of the draws the figure is below that of the model in use."""

_SHOWN = 5
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Paired:
    """The same items by two models: what is right, before and after, as sets of slugs."""

    titles: Sequence[str]
    wanted: Sequence[frozenset[str]]
    before: Sequence[frozenset[str]]
    after: Sequence[frozenset[str]]

    def __len__(self) -> int:
        return len(self.wanted)


@dataclass(frozen=True, slots=True)
class Ruling:
    """The verdict, its reasons in Dutch, and the figures behind it."""

    accepted: bool
    reasons: tuple[str, ...]
    scores: Mapping[str, Any] = field(default_factory=dict)


def _flags(sets: Sequence[frozenset[str]], slugs: Sequence[str]) -> Flags:
    return np.array([[slug in one for slug in slugs] for one in sets], bool).reshape(
        len(sets), len(slugs)
    )


def _f1(wanted: Flags, given: Flags) -> npt.NDArray[np.float64]:
    """Return F1 over the first axis that is not the draw; 0 when there is nothing."""
    total = wanted.sum(axis=-1) + given.sum(axis=-1)
    right = 2 * (wanted & given).sum(axis=-1)
    return np.asarray(np.where(total > 0, right / np.maximum(total, 1), 0.0))


def is_worse(wanted: Flags, before: Flags, after: Flags, draws: npt.NDArray[np.int64]) -> bool:
    """Tell whether F1 fell beyond noise: in nearly all draws of items it is lower."""
    if np.array_equal(before, after) or _f1(wanted, after) >= _f1(wanted, before):
        return False
    gap = _f1(wanted[draws], after[draws]) - _f1(wanted[draws], before[draws])
    return bool((gap < 0).mean() >= NOISE)


def micro_f1(wanted: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> float:
    """Return the micro-F1 over all dossiers."""
    right = sum(len(w & g) for w, g in zip(wanted, given, strict=True))
    total = sum(map(len, wanted)) + sum(map(len, given))
    return round(2 * right / total, 4) if total else 0.0


def recall(wanted: Sequence[frozenset[str]], given: Sequence[frozenset[str]]) -> float:
    """Return which share of the relevant items is given any dossier."""
    told = [bool(g) for w, g in zip(wanted, given, strict=True) if w]
    return round(sum(told) / len(told), 4) if told else 0.0


def rule(frozen: Paired, corrections: Paired, names: Mapping[str, str]) -> Ruling:
    """Judge a new model; `names` gives each dossier (slug) the name that people know."""
    generator = np.random.default_rng(0)
    reasons = [
        *_worse_dossiers(frozen, names, generator),
        *_fallen_recall(frozen, names),
        *_worse_on_corrections(corrections, names, generator),
    ]
    scores = {"frozen": _scores(frozen), "corrections": _scores(corrections)}
    return Ruling(not reasons, tuple(reasons), scores)


def _draws(generator: np.random.Generator, items: int) -> npt.NDArray[np.int64]:
    return generator.integers(0, items, (DRAWS, items))


def _worse_dossiers(
    frozen: Paired, names: Mapping[str, str], generator: np.random.Generator
) -> Iterable[str]:
    if not len(frozen):
        return
    slugs = tuple(names)
    wanted, before, after = (
        _flags(sets, slugs) for sets in (frozen.wanted, frozen.before, frozen.after)
    )
    draws = _draws(generator, len(frozen))
    for column, slug in enumerate(slugs):
        right, old, new = wanted[:, column], before[:, column], after[:, column]
        if right.sum() >= ENOUGH and is_worse(right, old, new, draws):
            was, now = float(_f1(right, old)), float(_f1(right, new))
            yield (
                f"Dossier {names[slug]} wordt slechter dan toeval verklaart: F1 van "
                f"{_dutch(was)} naar {_dutch(now)} op {int(right.sum())} vaste voorbeelden."
            )


def _fallen_recall(frozen: Paired, names: Mapping[str, str]) -> Iterable[str]:
    was, now = recall(frozen.wanted, frozen.before), recall(frozen.wanted, frozen.after)
    if now >= was:
        return
    triples = zip(frozen.titles, frozen.wanted, frozen.before, frozen.after, strict=True)
    lost = [
        f"{title} ({', '.join(names.get(slug, slug) for slug in sorted(w))})"
        for title, w, b, a in triples
        if w and b and not a
    ]
    yield (
        f"Minder relevante stukken worden herkend: {_dutch(was)} naar {_dutch(now)} van de "
        f"vaste voorbeelden. Gemist wordt nu: {'; '.join(lost[:_SHOWN])}."
    )


def _worse_on_corrections(
    corrections: Paired, names: Mapping[str, str], generator: np.random.Generator
) -> Iterable[str]:
    if len(corrections) < ENOUGH:
        return
    slugs = tuple(names)
    wanted, before, after = (
        _flags(sets, slugs).reshape(len(corrections), -1)
        for sets in (corrections.wanted, corrections.before, corrections.after)
    )
    draws = _draws(generator, len(corrections))
    gap = _micro(wanted, after, draws) - _micro(wanted, before, draws)
    if (gap < 0).mean() >= NOISE:
        was = micro_f1(corrections.wanted, corrections.before)
        now = micro_f1(corrections.wanted, corrections.after)
        yield (
            "Op correcties die het niet zag, doet het nieuwe model het slechter: micro-F1 van "
            f"{_dutch(was)} naar {_dutch(now)}. De correcties spreken elkaar misschien tegen."
        )


def _micro(wanted: Flags, given: Flags, draws: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the micro-F1 of each draw of items."""
    right = (wanted & given).sum(axis=1)[draws].sum(axis=1)
    total = (wanted.sum(axis=1) + given.sum(axis=1))[draws].sum(axis=1)
    return np.asarray(np.where(total > 0, 2 * right / np.maximum(total, 1), 0.0))


def _dutch(figure: float) -> str:
    return f"{figure:.2f}".replace(".", ",")


def _scores(pairs: Paired) -> dict[str, Any]:
    if not len(pairs):
        return {"items": 0}
    return {
        "items": len(pairs),
        "micro_f1_before": micro_f1(pairs.wanted, pairs.before),
        "micro_f1_after": micro_f1(pairs.wanted, pairs.after),
        "relevance_recall_before": recall(pairs.wanted, pairs.before),
        "relevance_recall_after": recall(pairs.wanted, pairs.after),
    }
