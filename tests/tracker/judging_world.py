"""Items with labels of the classifier, judgements on them, and what holds afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from config.loader import load_taxonomy
from tracker import classified, feedback, labels, queries
from tracker.database import Session, session_scope
from tracker.models import ChangeTable
from tracker.recording import Recorder
from tracker.records import (
    Classification,
    DossierMatch,
    Evidence,
    Feedback,
    ItemKind,
    ScrapedItem,
    StoredItem,
    Verdict,
)

TAXONOMY = load_taxonomy()
LAND = "landelijk-gebied"
STIKSTOF = DossierMatch("stikstof", LAND, 0.6, (Evidence("Stikstof", 0, 8, "title"),))
NATUUR = DossierMatch("natuur", LAND, 0.5)
DEBATE = ScrapedItem(
    "tweedekamer", "activiteit:1", ItemKind.ACTIVITEIT, "Stikstof op de Veluwe", number="2026A1"
)


def said(*matches: DossierMatch, certain: bool = False, model: str = "m1") -> Classification:
    bacs = tuple(dict.fromkeys(match.bac for match in matches))
    return Classification(bool(matches), 0.6, certain, matches, bacs, model)


def add(
    session: Session, now: datetime, item: ScrapedItem, answer: Classification, silent: bool = True
) -> StoredItem:
    Recorder(session, 1, now, silent=silent).record([item])
    found = queries.item_by_number(session, item.number)
    assert found is not None
    labels.store(session, [(found, answer)], now)
    return replace(found, classification=answer)


def judge(
    session: Session, item_id: int, verdict: Verdict, dossiers: Sequence[str] = (), **given: Any
) -> Feedback | None:
    values = {
        "by": "anna", "via": "web", "event_key": f"e{item_id}{verdict}{dossiers}",
        "taxonomy": TAXONOMY, **given,
    }  # fmt: skip
    return feedback.give(session, item_id=item_id, verdict=verdict, dossiers=dossiers, **values)


def word(engine: Engine, item_id: int) -> Classification:
    with session_scope(engine) as session:
        return classified.classifications(session, [item_id])[item_id]


def slugs(said: Classification) -> list[str]:
    return [match.slug for match in said.dossiers]


def unrouted(session: Session) -> list[int]:
    rows = session.exec(select(ChangeTable.id).where(col(ChangeTable.routed_at).is_(None)))
    return [one for one in rows if one is not None]
