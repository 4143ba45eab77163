"""Collect what the running system knows of its model, for the Algoritmeregister."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from config.loader import source_names
from tracker import dutch
from tracker.agreement import Agreement, Tally, agreement, stock
from tracker.database import read_scope
from tracker.jobs import models

if TYPE_CHECKING:
    from nlp.card import DossierFacts, Facts
    from nlp.evaluate import Evaluation
    from nlp.registry import Entry
    from tracker.jobs.workshop import Workshop

RECENT = timedelta(days=90)


def describe(workshop: Workshop) -> Facts:
    """Return the facts of the model in use; measures it on the fixed examples first."""
    from nlp.card import Facts

    now = workshop.clock()
    entry = models.in_use(workshop)
    parts = _parts(workshop, entry)
    fixed = _fixed(workshop)
    with read_scope(workshop.engine) as session:
        recent, present = agreement(session, now - RECENT), stock(session)
    return Facts(
        made_on=dutch.day_of(now).isoformat(),
        model=entry.version,
        model_made_at=entry.made_at,
        base=entry.base,
        data=entry.data,
        items_learned=_learned(workshop, entry),
        corrections=entry.corrections,
        parts=parts,
        dossiers=_dossiers(workshop, fixed, recent, parts),
        stored=present.items,
        relevant=present.relevant,
        judged=present.judged,
        waiting=present.waiting,
        recent_judged=recent.judged,
        recent_right=recent.right,
        recent_people=recent.people,
        reach=workshop.settings.correction_reach,
        sources=_sources(workshop),
        contact=workshop.settings.contact,
    )


def _sources(workshop: Workshop) -> list[str]:
    names = source_names(workshop.settings.config_dir)
    found = [workshop.source(name) for name in names]
    return [source.title for source in found if source.enabled]


def _base(workshop: Workshop, entry: Entry) -> Entry:
    """Return the model that was trained on labelled items: this one, or what it builds on."""
    known = {one.version: one for one in models.registry(workshop).entries()}
    return known.get(entry.base, entry) if entry.base else entry


def _learned(workshop: Workshop, entry: Entry) -> int:
    return entry.items or _base(workshop, entry).items


def _parts(workshop: Workshop, entry: Entry) -> Mapping[str, Mapping[str, Any]]:
    """Return the cross-validated figures per kind of items, as the training wrote them."""
    validated = _base(workshop, entry).scores.get("cross_validation") or {}
    near = validated.get("near") or {}
    parts: Mapping[str, Mapping[str, Any]] = near.get("parts") or {}
    return parts


def _fixed(workshop: Workshop) -> Evaluation:
    from nlp.evaluate import evaluate, read_labelled_file
    from nlp.learning import FROZEN

    items = read_labelled_file(FROZEN, workshop.taxonomy, lambda _line: None)
    return evaluate(workshop.classifier, items)


def _dossiers(
    workshop: Workshop,
    fixed: Evaluation,
    recent: Agreement,
    parts: Mapping[str, Mapping[str, Any]],
) -> list[DossierFacts]:
    from nlp.card import DossierFacts

    crossed: Mapping[str, Any] = (parts.get("dutch") or {}).get("dossiers") or {}
    found = []
    for dossier in workshop.taxonomy.dossiers:
        score = fixed.dossiers[dossier.slug]
        tally = recent.dossiers.get(dossier.slug, Tally())
        cross = crossed.get(dossier.slug) or {}
        found.append(
            DossierFacts(
                slug=dossier.slug,
                name=dossier.name,
                priority=dossier.priority,
                fixed_items=score.support,
                fixed_f1=score.f1,
                cross_items=int(cross.get("support", 0)),
                cross_f1=cross.get("f1"),
                judged=tally.kept + tally.removed + tally.added,
                judged_f1=tally.f1,
            )
        )
    return found
