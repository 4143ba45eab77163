"""Learn from corrections, and judge what was learned on items that it did not see.

Two ways. Without labelled data: a layer on the model that is already there (`nlp.layer`).
With labelled data: a new model on that data and the corrections together (`nlp.train`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import scipy.sparse as sp

from nlp import layer, linear
from nlp.classifier import Classifier, load
from nlp.evaluate import LabelledItem
from nlp.features import Floats
from nlp.folds import assign, group_of
from nlp.gate import Paired, Ruling, rule
from nlp.text import prepare
from tracker.errors import ModelError
from tracker.records import ClassifierInput

CORRECTION_WEIGHT = 3.0
"""Beside labelled items a correction counts this much: a person looked at this very item."""

STAY_WEIGHT = 0.3
"""Items that nobody corrected hold the layer in place with this weight."""

FROZEN = Path(__file__).parent / "assets" / "frozen.jsonl"
"""Invented titles, six per dossier and thirty of no interest; nothing learns from them."""

REJECT_WEIGHT = 0.5
"""In a layer "not relevant" counts half: people see what was given, not what was missed, and a
missed debate costs more than a message too many."""

START = 1_500
"""Characters of a text that a lesson is learned from; a dossier hangs on more than one passage."""

FOLDS = 5
MOST = 3_000
"""Corrections to learn from, the newest; more would not fit in memory at once."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Corrected:
    """An item as the classifier saw it, what is right, and what it had said."""

    item: ClassifierInput
    dossiers: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new model: its version and how to write it.

    `answers` are what it says of the `judged` corrections without having seen them;
    `base` is the model that it builds on, "" for one of its own.
    """

    version: str
    write: Callable[[Path], None]
    judged: tuple[Corrected, ...]
    answers: list[frozenset[str]]
    base: str


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the model says of some items: features, chances with relevance last, signs."""

    rows: sp.csr_matrix
    chances: Floats
    ruled_out: list[bool]


def fingerprint(corrections: Sequence[Corrected]) -> str:
    """Return 64 hex digits that change with every correction."""
    digest = hashlib.sha256()
    for one in sorted(corrections, key=lambda one: one.item.id):
        line = (one.item.id, one.item.title, *sorted(one.dossiers))
        digest.update("\t".join(line).encode("utf-8", "replace") + b"\n")
    return digest.hexdigest()


def base_of(classifier: Classifier) -> Classifier:
    """Return the model without what it learned from corrections."""
    stage = classifier.stages[1]
    if stage is None:
        raise ModelError("Er is geen getraind model om op door te leren; alleen termen.")
    if stage.layer is None:
        return classifier
    return load(classifier.taxonomy, classifier.folder, layered=False)


def _see(classifier: Classifier, items: Sequence[ClassifierInput]) -> _Seen:
    terms, stage = classifier.stages
    assert stage is not None
    starts = [replace(item, text=item.text[:START]) for item in items]
    found = terms.find(starts)
    scored = stage.score(starts, found)
    chances = np.hstack([scored.chances, scored.relevance[:, None]])
    return _Seen(scored.rows, chances, [findings.ruled_out for _, findings in found])


def _wanted(corrections: Sequence[Corrected], classifier: Classifier) -> Floats:
    slugs = [dossier.slug for dossier in classifier.taxonomy.dossiers]
    rows = [[slug in one.dossiers for slug in slugs] for one in corrections]
    labels = np.array(rows, np.float32)
    return np.hstack([labels, labels.max(axis=1, keepdims=True)])


def groups_of(corrections: Sequence[Corrected]) -> list[str]:
    """Return the group of each item: near-duplicate titles never sit on both sides."""
    return [group_of(prepare(one.item), "near") for one in corrections]


def learn_layer(
    classifier: Classifier,
    corrections: Sequence[Corrected],
    stay: Sequence[ClassifierInput] = (),
) -> Candidate:
    """Return the model in use with a new layer, learned from the corrections alone.

    `stay` are items that nobody corrected; on them the model should not change its mind.
    """
    base = base_of(classifier)
    mark = fingerprint(corrections)
    version = f"{base.model}+c-{mark[:8]}"
    seen = _see(base, [one.item for one in corrections])
    right = _wanted(corrections, base)
    kept = _see(base, stay) if stay else None

    def lesson(chosen: Sequence[int]) -> layer.Lesson:
        return _lesson(seen, right, kept, chosen)

    whole = layer.fit(lesson(range(len(corrections))), version, base.model)
    found = _answers_across(base, seen, lesson, groups_of(corrections))

    def write(folder: Path) -> None:
        linear.save(linear.read(base.folder), folder)
        layer.save(whole, folder)

    return Candidate(version, write, tuple(corrections), found, base.model)


def _lesson(seen: _Seen, right: Floats, kept: _Seen | None, chosen: Sequence[int]) -> layer.Lesson:
    rows, chances = seen.rows[list(chosen)], seen.chances[list(chosen)]
    wanted = right[list(chosen)]
    weights = np.where(wanted[:, -1] > 0, 1, REJECT_WEIGHT).astype(np.float32)
    if kept is not None:
        rows = sp.vstack([rows, kept.rows]).tocsr()
        chances, wanted = np.vstack([chances, kept.chances]), np.vstack([wanted, kept.chances])
        weights = np.append(weights, np.full(len(kept.ruled_out), STAY_WEIGHT, np.float32))
    return layer.Lesson(rows, chances, wanted, weights)


def _answers_across(
    base: Classifier,
    seen: _Seen,
    lesson: Callable[[Sequence[int]], layer.Lesson],
    groups: Sequence[str],
) -> list[frozenset[str]]:
    """Return the dossiers of each correction by a layer that never saw its group."""
    fold = assign(groups, [False] * len(groups), FOLDS)
    chances = seen.chances[:, :-1].copy()
    for number in np.unique(fold):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if not len(inside):
            continue
        found = layer.fit(lesson(inside.tolist()), "fold", base.model)
        before = seen.chances[outside]
        chances[outside], _ = found.adjust(seen.rows[outside], before[:, :-1], before[:, -1])
    return _given(base, chances, seen.ruled_out)


def _given(
    classifier: Classifier, chances: Floats, ruled_out: Sequence[bool]
) -> list[frozenset[str]]:
    stage = classifier.stages[1]
    assert stage is not None
    slugs = [dossier.slug for dossier in classifier.taxonomy.dossiers]
    return [
        frozenset() if out else frozenset(slugs[label] for label in np.flatnonzero(row))
        for row, out in zip(chances >= stage.line, ruled_out, strict=True)
    ]


def learn_model(
    classifier: Classifier, corrections: Sequence[Corrected], gold: Sequence[Path], report: Progress
) -> Candidate:
    """Return a new model trained on labelled items and corrections together.

    A first model misses a fifth of the corrections; on those it is compared. Raises
    HaagseZakenError when a folder holds no items.
    """
    from nlp.train import Sample, read_samples, train

    samples = [sample for folder in gold for sample in read_samples(folder)]
    more = [
        Sample(one.item, one.dossiers, CORRECTION_WEIGHT, False, linear.european(one.item), False)
        for one in corrections
    ]
    unseen: list[Corrected] = []
    found: list[frozenset[str]] = []
    if corrections:
        report("trainen zonder een vijfde van de correcties")
        fold = assign(groups_of(corrections), [False] * len(corrections), FOLDS)
        unseen = [one for one, number in zip(corrections, fold, strict=True) if number == 0]
        seen = [one for one, number in zip(more, fold, strict=True) if number != 0]
        first = train([*samples, *seen], classifier.taxonomy, strict=False)
        found = _answers_of(first, classifier, unseen)
    report("trainen op alles")
    model = train([*samples, *more], classifier.taxonomy, strict=False)
    return Candidate(
        model.version, lambda folder: linear.save(model, folder), tuple(unseen), found, ""
    )


def _answers_of(
    model: linear.LinearModel, classifier: Classifier, items: Sequence[Corrected]
) -> list[frozenset[str]]:
    """Return the dossiers that a model just trained gives."""
    with TemporaryDirectory() as name:
        linear.save(model, Path(name))
        return answers(load(classifier.taxonomy, Path(name)), [one.item for one in items])


def answers(classifier: Classifier, items: Sequence[ClassifierInput]) -> list[frozenset[str]]:
    """Return the dossiers that a classifier gives each item."""
    return [
        frozenset(match.slug for match in said.dossiers) for said in classifier.classify_many(items)
    ]


def judge(
    candidate: Candidate,
    in_use: Classifier,
    new: Classifier,
    frozen: Sequence[LabelledItem],
) -> Ruling:
    """Compare a new model, read back from disk, with the one in use."""
    names = {dossier.slug: dossier.name for dossier in in_use.taxonomy.dossiers}
    items = [one.item for one in frozen]
    fixed = Paired(
        [one.item.title for one in frozen],
        [frozenset(one.dossiers) for one in frozen],
        answers(in_use, items),
        answers(new, items),
    )
    corrected = Paired(
        [one.item.title for one in candidate.judged],
        [frozenset(one.dossiers) for one in candidate.judged],
        [frozenset(one.before) for one in candidate.judged],
        candidate.answers,
    )
    return rule(fixed, corrected, names)
