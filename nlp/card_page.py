"""The card of the model as a page and as JSON; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlp.card import DossierFacts, Facts, count, decimal, fields

ENOUGH_JUDGED = 5


def as_json(facts: Facts) -> dict[str, Any]:
    """Return the card as JSON values: the fields by their key, then the figures."""
    return {
        "standard_version": "1.0",
        "lang": "nl",
        "made_on": facts.made_on,
        **{field.key: field.text for field in fields(facts)},
        "quality_per_dossier": [
            {
                "slug": one.slug,
                "name": one.name,
                "priority": one.priority,
                "fixed_examples": {"items": one.fixed_items, "f1": one.fixed_f1},
                "cross_validation": {"items": one.cross_items, "f1": one.cross_f1},
                "judged_last_90_days": {"items": one.judged, "f1": one.judged_f1},
            }
            for one in facts.dossiers
        ],
        "judged_last_90_days": {
            "items": facts.recent_judged,
            "right": facts.recent_right,
            "people": facts.recent_people,
        },
    }


def as_markdown(facts: Facts) -> str:
    """Return the card as a Dutch page."""
    parts = [
        "# Algoritmeregister: Haagse Zaken",
        f"Gemaakt op {facts.made_on} door `haagsezaken model card`, uit het draaiende systeem. "
        "Velden volgens de publicatiestandaard 1.0 van het Algoritmeregister. Wat tussen rechte "
        "haken staat, vult de organisatie in.",
    ]
    parts += [f"## {field.name}\n\n{field.text}" for field in fields(facts)]
    parts.append(f"## Kwaliteit per dossier\n\n{_table(facts.dossiers)}")
    return "\n\n".join(parts) + "\n"


def _table(dossiers: Sequence[DossierFacts]) -> str:
    lines = [
        "F1 loopt van 0 tot 1. Vast: verzonnen voorbeelden waarvan niets is geleerd. "
        "Beoordeeld: wat mensen in de laatste 90 dagen beoordeelden; tussen haakjes hoeveel.",
        "",
        "| dossier | prioriteit | kruisvalidatie | vast | beoordeeld |",
        "|---|---|---:|---:|---:|",
    ]
    lines += [
        f"| {one.name} | {one.priority} | {_cell(one.cross_f1, one.cross_items)} | "
        f"{_cell(one.fixed_f1, one.fixed_items)} | {_judged(one)} |"
        for one in dossiers
    ]
    return "\n".join(lines)


def _judged(one: DossierFacts) -> str:
    if one.judged < ENOUGH_JUDGED:
        return f"te weinig ({one.judged})"
    return _cell(one.judged_f1, one.judged)


def _cell(figure: float | None, items: int) -> str:
    return "-" if figure is None or not items else f"{decimal(figure)} ({count(items)})"
