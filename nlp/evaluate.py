"""Compare a classifier with labelled items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from config.schema import Taxonomy
from nlp.aims import Aim, Answers, as_rows, pace, quality
from nlp.classifier import Classifier
from nlp.jsonl import LineError, Report, parse_item
from nlp.measure import Flags, dossier_intervals
from tracker.errors import HaagseZakenError
from tracker.records import Classification, ClassifierInput

WORST = 50


@dataclass(frozen=True, slots=True)
class LabelledItem:
    """An item with the dossiers a person gave it; none means not relevant."""

    item: ClassifierInput
    dossiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1, each 0 to 1; `support` is how many there should be.

    `interval` is the 95 % interval of the F1 by bootstrap over items.
    """

    support: int
    precision: float
    recall: float
    f1: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """An item with wrong dossiers; `weight` is how sure the classifier was of what is wrong."""

    id: str
    title: str
    wanted: tuple[str, ...]
    given: tuple[str, ...]
    relevance: float
    certain: bool
    weight: float
    evidence: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well the classifier does; shares are between 0 and 1."""

    model: str
    items: int
    relevance: Score
    dossier_micro_f1: float
    dossier_macro_f1: float
    bac_micro_f1: float
    dossiers: dict[str, Score]
    certain: float
    items_per_second: float
    aims: tuple[Aim, ...] = ()
    errors: tuple[Mistake, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the figures as JSON values."""
        return asdict(self) | {"aims": as_rows(self.aims)}


def read_labelled(lines: Iterable[str], taxonomy: Taxonomy, report: Report) -> list[LabelledItem]:
    """Return the labelled items; a broken line is reported with its number.

    Raises HaagseZakenError for a dossier that the taxonomy does not have.
    """
    known = {dossier.slug for dossier in taxonomy.dossiers}
    labelled = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item, slugs = parse_item(line), _labels(line)
        except LineError as error:
            report(f"regel {number}: {error}")
            continue
        if unknown := sorted(set(slugs) - known):
            raise HaagseZakenError(f"regel {number}: onbekend dossier {', '.join(unknown)}")
        labelled.append(LabelledItem(item, slugs))
    return labelled


def _labels(line: str) -> tuple[str, ...]:
    slugs = json.loads(line).get("dossiers")
    if not isinstance(slugs, list) or not all(isinstance(slug, str) for slug in slugs):
        raise LineError("veld 'dossiers' ontbreekt of is geen lijst van teksten")
    return tuple(slugs)


def read_labelled_file(path: Path, taxonomy: Taxonomy, report: Report) -> list[LabelledItem]:
    """Return the labelled items of a JSONL file.

    Raises HaagseZakenError when the file cannot be read or holds no items.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            labelled = read_labelled(lines, taxonomy, report)
    except OSError as error:
        raise HaagseZakenError(f"{path}: kan niet worden gelezen ({error.strerror})") from error
    if not labelled:
        raise HaagseZakenError(f"{path}: geen enkel gelabeld item")
    return labelled


def score(right: int, given: int, wanted: int) -> Score:
    """Return precision, recall and F1 from counts; what cannot be divided is 0."""
    precision = right / given if given else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * right / (given + wanted) if given + wanted else 0.0
    return Score(wanted, round(precision, 4), round(recall, 4), round(f1, 4))


def _counts(wanted: Sequence[set[str]], given: Sequence[set[str]], label: str) -> Score:
    both = sum(label in w and label in g for w, g in zip(wanted, given, strict=True))
    return score(both, sum(label in g for g in given), sum(label in w for w in wanted))


def answers(
    labelled: Sequence[LabelledItem], results: Sequence[Classification], taxonomy: Taxonomy
) -> Answers:
    """Return what is right and what was said as flags, one column per dossier."""
    slugs = [dossier.slug for dossier in taxonomy.dossiers]
    bacs = list(dict.fromkeys(dossier.bac for dossier in taxonomy.dossiers))
    return Answers(
        wanted=_flags([entry.dossiers for entry in labelled], slugs),
        given=_flags([[m.slug for m in result.dossiers] for result in results], slugs),
        relevance=np.array([result.relevance for result in results], np.float32),
        bac_of=np.array([bacs.index(dossier.bac) for dossier in taxonomy.dossiers]),
    )


def _flags(sets: Sequence[Sequence[str]], slugs: Sequence[str]) -> Flags:
    rows = [[slug in given for slug in slugs] for given in sets]
    return np.array(rows, bool).reshape(len(sets), len(slugs))


def mistake(entry: LabelledItem, result: Classification) -> Mistake | None:
    """Return what is wrong with an answer, None when it is exactly right."""
    wanted, chances = set(entry.dossiers), {m.slug: m.score for m in result.dossiers}
    if wanted == set(chances):
        return None
    extra = sum(chance for slug, chance in chances.items() if slug not in wanted)
    missed = len(wanted - set(chances)) * (0.5 if chances else 1 - result.relevance)
    return Mistake(
        id=entry.item.id,
        title=entry.item.title,
        wanted=entry.dossiers,
        given=tuple(chances),
        relevance=result.relevance,
        certain=result.certain,
        weight=round(extra + missed, 4),
        evidence={m.slug: tuple(e.text for e in m.evidence) for m in result.dossiers},
    )


def worst(
    labelled: Sequence[LabelledItem], results: Sequence[Classification]
) -> tuple[Mistake, ...]:
    """Return the fifty answers that are most surely wrong, worst first."""
    pairs = zip(labelled, results, strict=True)
    wrong = [found for entry, result in pairs if (found := mistake(entry, result))]
    return tuple(sorted(wrong, key=lambda one: (-one.weight, one.id))[:WORST])


def _micro(wanted: Sequence[set[str]], given: Sequence[set[str]]) -> float:
    right = sum(len(w & g) for w, g in zip(wanted, given, strict=True))
    return score(right, sum(map(len, given)), sum(map(len, wanted))).f1


def compare(
    labelled: Sequence[LabelledItem], results: Sequence[Classification], taxonomy: Taxonomy
) -> Evaluation:
    """Return the figures for given classifications; macro-F1 is over dossiers with support."""
    bacs = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}
    wanted = [set(entry.dossiers) for entry in labelled]
    given = [{match.slug for match in result.dossiers} for result in results]
    table = {slug: _counts(wanted, given, slug) for slug in bacs}
    supported = [entry.f1 for entry in table.values() if entry.support]
    relevant = [{"x"} if slugs else set() for slugs in wanted]
    told = [{"x"} if result.relevant else set() for result in results]
    wanted_bacs = [{bacs[slug] for slug in slugs} for slugs in wanted]
    from nlp.linear import european

    flags = answers(labelled, results, taxonomy)
    for slug, between in zip(bacs, dossier_intervals(flags.wanted, flags.given), strict=True):
        table[slug] = replace(table[slug], interval=between)
    overseas = np.array([european(entry.item) for entry in labelled], bool)
    return Evaluation(
        model=results[0].model if results else "",
        items=len(labelled),
        relevance=_counts(relevant, told, "x"),
        dossier_micro_f1=_micro(wanted, given),
        dossier_macro_f1=round(sum(supported) / len(supported), 4) if supported else 0.0,
        bac_micro_f1=_micro(wanted_bacs, [set(result.bacs) for result in results]),
        dossiers=table,
        certain=round(sum(r.certain for r in results) / len(results), 4) if results else 0.0,
        items_per_second=0.0,
        aims=tuple(quality(flags, overseas)) if results else (),
        errors=worst(labelled, results),
    )


def evaluate(
    classifier: Classifier,
    labelled: Sequence[LabelledItem],
    processes: int = 1,
    load_seconds: float | None = None,
) -> Evaluation:
    """Return how well and how fast the classifier does on labelled items.

    Speed counts the whole pipeline from item to evidence, without loading; how long that
    took is for the caller to say.
    """
    started = perf_counter()
    results = list(classifier.classify_many((entry.item for entry in labelled), processes))
    seconds = perf_counter() - started
    figures = compare(labelled, results, classifier.taxonomy)
    speed = round(len(labelled) / seconds, 1) if seconds else 0.0
    aims = (*figures.aims, *pace(len(labelled), speed, load_seconds))
    return replace(figures, items_per_second=speed, aims=aims)
