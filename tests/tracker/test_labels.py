"""Classifications are kept per version and replaced, never piled up."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from tracker import classified, labels, queries
from tracker.database import session_scope
from tracker.recording import Recorder
from tracker.records import (
    AgendaPoint,
    Classification,
    DossierMatch,
    Evidence,
    ItemKind,
    ScrapedItem,
    StoredItem,
)

ITEM = ScrapedItem("tweedekamer", "zaak:1", ItemKind.KAMERBRIEF, "Stikstof", number="2026Z1")
STIKSTOF = DossierMatch("stikstof", "landelijk-gebied", 0.9, (Evidence("Stikstof", 0, 8, "title"),))
NATUUR = DossierMatch("natuur", "landelijk-gebied", 0.6)


def said(*matches: DossierMatch) -> Classification:
    bacs = tuple(dict.fromkeys(match.bac for match in matches))
    return Classification(bool(matches), 0.9, True, matches, bacs, "test")


@pytest.fixture
def stored(engine: Engine, now: datetime) -> StoredItem:
    with session_scope(engine) as session:
        Recorder(session, 1, now, silent=True).record([ITEM])
        found = queries.item_by_number(session, "2026Z1")
    assert found is not None
    return found


def test_labels_come_back_with_their_evidence(
    engine: Engine, now: datetime, stored: StoredItem
) -> None:
    with session_scope(engine) as session:
        labels.store(session, [(stored, said(STIKSTOF, NATUUR))], now)

    with session_scope(engine) as session:
        found = queries.stored_items(session, [stored.id])[stored.id].classification
        waiting = queries.ids_to_classify(session)
    assert found == said(STIKSTOF, NATUUR)
    assert waiting == ()


def test_a_second_opinion_replaces_the_first(
    engine: Engine, now: datetime, stored: StoredItem
) -> None:
    with session_scope(engine) as session:
        labels.store(session, [(stored, said(STIKSTOF, NATUUR))], now)
        labels.store(session, [(stored, said(NATUUR))], now)

    with session_scope(engine) as session:
        found = classified.classifications(session, [stored.id])[stored.id]
    assert [match.slug for match in found.dossiers] == ["natuur"]


def test_an_item_that_changed_meanwhile_waits_again(
    engine: Engine, now: datetime, stored: StoredItem
) -> None:
    with session_scope(engine) as session:
        Recorder(session, 1, now, silent=True).record([replace(ITEM, title="Stikstof en natuur")])
        labels.store(session, [(stored, said(STIKSTOF))], now)

    with session_scope(engine) as session:
        assert queries.ids_to_classify(session) == (stored.id,)


def test_the_agenda_counts_as_text() -> None:
    item = replace(ITEM, agenda=(AgendaPoint("p", "Brief over de wolf"),))

    assert labels.classifier_input(1, item).text == "Brief over de wolf"
