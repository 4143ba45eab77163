"""What the classifier should reach, and whether it does, on labelled items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlp.measure import BOOTSTRAPS, PRECISION_WANTED, Flags, calibration_error, recall_at

Relevance = npt.NDArray[np.float32]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is right and what was said: flags (items, dossiers), chances (items,).

    `bac_of` gives the column of the BAC of each dossier.
    """

    wanted: Flags
    given: Flags
    relevance: Relevance
    bac_of: npt.NDArray[np.int64]

    @property
    def relevant(self) -> Flags:
        """Return which items should have a dossier."""
        return np.asarray(self.wanted.any(axis=1), np.bool_)

    def part(self, rows: npt.NDArray[np.int64] | Flags) -> Answers:
        """Return some of the items, perhaps with repeats."""
        return Answers(self.wanted[rows], self.given[rows], self.relevance[rows], self.bac_of)


@dataclass(frozen=True, slots=True)
class Aim:
    """One line of the table; `interval` is the 95 % one, None where it means nothing.

    `reached` and `ok` are None when there are no items to measure it on.
    """

    measure: str
    aim: float
    at_most: bool
    reached: float | None
    interval: Interval | None
    items: int

    @property
    def ok(self) -> bool | None:
        """Tell whether the aim is reached."""
        if self.reached is None:
            return None
        return self.reached <= self.aim if self.at_most else self.reached >= self.aim


def f1(wanted: Flags, given: Flags) -> float:
    """Return the micro-F1 of flags; 1 when nothing is wanted and nothing given."""
    total = int(wanted.sum() + given.sum())
    return float(2 * (wanted & given).sum() / total) if total else 1.0


def micro(answers: Answers) -> float:
    """Return the micro-F1 over dossiers."""
    return f1(answers.wanted, answers.given)


def macro(answers: Answers) -> float:
    """Return the mean F1 of the dossiers that have items."""
    supported = np.flatnonzero(answers.wanted.any(axis=0))
    if not len(supported):
        return 0.0
    right = (answers.wanted & answers.given).sum(axis=0)[supported]
    total = (answers.wanted.sum(axis=0) + answers.given.sum(axis=0))[supported]
    return float(np.mean(2 * right / total))


def bac_micro(answers: Answers) -> float:
    """Return the micro-F1 over BACs."""
    bacs = np.eye(int(answers.bac_of.max()) + 1, dtype=np.int64)[answers.bac_of]
    return f1((answers.wanted.astype(int) @ bacs) > 0, (answers.given.astype(int) @ bacs) > 0)


def relevance_recall(answers: Answers) -> float:
    """Return the recall of relevance where its precision is still 0.85."""
    return recall_at(PRECISION_WANTED, answers.relevant, answers.relevance)


def certainty_error(answers: Answers) -> float:
    """Return the expected calibration error of the relevance."""
    return calibration_error(answers.relevant, answers.relevance)


_MEASURES: tuple[tuple[str, float, bool, str, Callable[[Answers], float]], ...] = (
    ("relevantie: vindkracht bij precisie ≥ 0,85", 0.95, False, "all", relevance_recall),
    ("dossier micro-F1, Nederlands", 0.87, False, "dutch", micro),
    ("dossier macro-F1, Nederlands", 0.84, False, "dutch", macro),
    ("dossier micro-F1, EU", 0.80, False, "eu", micro),
    ("BAC micro-F1, Nederlands", 0.92, False, "dutch", bac_micro),
    ("ijkfout van de relevantie (ECE)", 0.05, True, "all", certainty_error),
)
ITEMS_A_SECOND = 2_000
LOAD_SECONDS = 1.5


def interval(answers: Answers, figure: Callable[[Answers], float]) -> Interval:
    """Return the 95 % interval of a figure by bootstrap over items; seeded."""
    generator = np.random.default_rng(0)
    count = len(answers.wanted)
    found = [figure(answers.part(generator.integers(0, count, count))) for _ in range(BOOTSTRAPS)]
    low, high = np.quantile(found, [0.025, 0.975])
    return round(float(low), 4), round(float(high), 4)


def quality(answers: Answers, european: Flags) -> list[Aim]:
    """Return the aims on what is said, Dutch and EU items apart."""
    parts = {"all": np.ones_like(european), "dutch": ~european, "eu": european}
    found = []
    for name, aim, at_most, part, figure in _MEASURES:
        chosen = answers.part(parts[part])
        count = len(chosen.wanted)
        reached = round(figure(chosen), 4) if count else None
        between = interval(chosen, figure) if count else None
        found.append(Aim(name, aim, at_most, reached, between, count))
    return found


def pace(items: int, items_a_second: float, load_seconds: float | None) -> list[Aim]:
    """Return the aims on speed; no interval, machines differ."""
    found = [Aim("stukken per seconde", ITEMS_A_SECOND, False, items_a_second, None, items)]
    if load_seconds is not None:
        seconds = round(load_seconds, 2)
        found.append(Aim("model laden (seconden)", LOAD_SECONDS, True, seconds, None, items))
    return found


def as_rows(aims: Sequence[Aim]) -> list[dict[str, object]]:
    """Return the table as JSON values."""
    return [
        {
            "measure": aim.measure,
            "aim": aim.aim,
            "at_most": aim.at_most,
            "reached": aim.reached,
            "interval": aim.interval,
            "items": aim.items,
            "ok": aim.ok,
        }
        for aim in aims
    ]
