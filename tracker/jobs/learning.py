"""Learn from what people corrected: train, compare, and use the new model only if it may."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from tracker import feedback, labels, queries
from tracker.database import read_scope
from tracker.errors import HaagseZakenError
from tracker.jobs import models
from tracker.locks import only_one
from tracker.models import ClassificationTable
from tracker.records import ClassifierInput, Feedback
from tracker.siblings import series_of

if TYPE_CHECKING:
    from nlp.evaluate import LabelledItem
    from nlp.gate import Ruling
    from nlp.learning import Candidate, Corrected
    from nlp.registry import Entry
    from tracker.jobs.workshop import Workshop

Report = Callable[[str], None]
STAY = 600
"""Items without a correction that hold a new layer in place, half of them relevant."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What a training came to; `before` was in use, `ruling` says whether `entry` is now."""

    entry: Entry
    before: str
    ruling: Ruling

    def to_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        return {
            "model": self.entry.version,
            "before": self.before,
            "in_use": self.ruling.accepted,
            "reasons": list(self.ruling.reasons),
            "corrections": self.entry.corrections,
            "scores": dict(self.ruling.scores),
        }


def train(
    workshop: Workshop,
    gold: Sequence[Path] = (),
    frozen: Path | None = None,
    by: str = "training",
    report: Report = lambda _text: None,
) -> Learned:
    """Learn from all corrections, on labelled items too when `gold` names folders of them.

    The model is kept either way and put in use only when the gate allows it. `frozen`
    are labelled items that nothing is learned from; without it the shipped examples.
    Raises HaagseZakenError when there is nothing to learn from or a training is running.
    """
    with only_one(workshop.engine, "train") as mine:
        if not mine:
            raise HaagseZakenError("Er loopt al een training; wacht tot die klaar is.")
        return _train(workshop, gold, frozen, by, report)


def _train(
    workshop: Workshop, gold: Sequence[Path], frozen: Path | None, by: str, report: Report
) -> Learned:
    from nlp.learning import judge, learn_layer, learn_model

    corrections = _corrections(workshop, report)
    if not corrections and not gold:
        raise HaagseZakenError("Er zijn nog geen correcties om van te leren.")
    fixed = _frozen(workshop, frozen, report)
    in_use = models.load_in_use(workshop)
    if gold:
        candidate = learn_model(in_use, corrections, gold, report)
    else:
        report("leren van de correcties")
        candidate = learn_layer(in_use, corrections, _stay(workshop, corrections))
    report("vergelijken met het model in gebruik")
    with TemporaryDirectory() as name:
        candidate.write(Path(name))
        from nlp.classifier import load

        ruling = judge(candidate, in_use, load(workshop.taxonomy, Path(name)), fixed)
    entry = _keep(workshop, candidate, corrections, ruling)
    if ruling.accepted:
        models.use(workshop, entry.version, by)
    return Learned(entry, in_use.model, ruling)


def _corrections(workshop: Workshop, report: Report) -> list[Corrected]:
    """Return what people said, the newest when there is too much; unknown dossiers are left."""
    from nlp.learning import MOST, Corrected

    known = {dossier.slug for dossier in workshop.taxonomy.dossiers}
    with read_scope(workshop.engine) as session:
        given = feedback.corrections(session, limit=workshop.settings.correction_reach)
    usable: list[Feedback] = [one for one in given if known.issuperset(one.dossiers)]
    if len(usable) < len(given):
        report(f"{len(given) - len(usable)} correcties noemen een dossier dat er niet meer is")
    return [Corrected(one.seen, one.dossiers, one.before) for one in usable[-MOST:]]


def _frozen(workshop: Workshop, path: Path | None, report: Report) -> list[LabelledItem]:
    from nlp.evaluate import read_labelled_file
    from nlp.learning import FROZEN

    return read_labelled_file(path or FROZEN, workshop.taxonomy, report)


def _stay(workshop: Workshop, corrections: Sequence[Corrected]) -> list[ClassifierInput]:
    """Return stored items on which the model should not change its mind; the same each time."""
    alike = {series_of(one.item.title) for one in corrections}
    with read_scope(workshop.engine) as session:
        ids = [*_some(session, relevant=True), *_some(session, relevant=False)]
        stored = queries.stored_items(session, ids)
    return [
        labels.classifier_input(one.id, one.item)
        for one in stored.values()
        if series_of(one.item.title) not in alike
    ]


def _some(session: Session, *, relevant: bool) -> list[int]:
    table = ClassificationTable
    rows = session.exec(
        select(table.item_id)
        .where(
            col(table.relevant).is_(relevant),
            col(table.certain).is_(True),
            table.judged_by == "",
        )
        .order_by(col(table.item_id))
    ).all()
    ids = list(rows)
    return ids if len(ids) <= STAY // 2 else random.Random(0).sample(ids, STAY // 2)  # noqa: S311


def _keep(
    workshop: Workshop, candidate: Candidate, corrections: Sequence[Corrected], ruling: Ruling
) -> Entry:
    from nlp.learning import fingerprint
    from nlp.registry import taxonomy_fingerprint

    record = {
        "version": candidate.version,
        "base": candidate.base,
        "made_at": workshop.clock().isoformat(timespec="seconds"),
        "data": fingerprint(corrections),
        "taxonomy": taxonomy_fingerprint(workshop.taxonomy),
        "corrections": len(corrections),
        "accepted": ruling.accepted,
        "reasons": list(ruling.reasons),
        "scores": dict(ruling.scores),
    }
    return models.registry(workshop).add(candidate.version, candidate.write, record)
