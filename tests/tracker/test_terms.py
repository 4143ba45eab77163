"""Terms: dates that follow from an item, and how each was computed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker import deriving, labels, queries
from tracker.database import session_scope
from tracker.recording import Recorder
from tracker.records import (
    Classification,
    DatePrecision,
    DossierMatch,
    ItemKind,
    ScrapedItem,
    Status,
)
from tracker.terms import terms_of

CONSULTATION = ScrapedItem(
    "internetconsultatie", "consultatie:14001", ItemKind.CONSULTATIE, "Wet collectieve warmte",
    status=Status.OPEN, published_on=date(2026, 11, 2), due_on=date(2026, 12, 14),
)  # fmt: skip
QUESTIONS = ScrapedItem(
    "tweedekamer", "zaak:7", ItemKind.KAMERVRAGEN, "Vragen over het stroomnet",
    published_on=date(2026, 11, 10),
)  # fmt: skip
PROPOSAL = ScrapedItem(
    "cellar", "werk:1", ItemKind.EU_DOCUMENT, "Voorstel voor een richtlijn",
    published_on=date(2026, 11, 18), identifiers=("celex:52026PC0512", "com:2026:512"),
)  # fmt: skip
INPUT = ScrapedItem(
    "tweedekamer", "activiteit:9", ItemKind.ACTIVITEIT, "Stikstof",
    subtype="Inbreng schriftelijk overleg",
    starts_at=datetime(2026, 12, 3, 13, 0, tzinfo=UTC), precision=DatePrecision.TIME,
)  # fmt: skip
TERM = "sluiting:internetconsultatie:consultatie:14001"
STIKSTOF = DossierMatch("stikstof", "landelijk-gebied", 0.9)
RELEVANT = Classification(True, 0.9, True, (STIKSTOF,), ("landelijk-gebied",), "test")


@pytest.mark.parametrize(
    ("item", "lead", "day", "computed"),
    [
        (CONSULTATION, "Laatste dag om te reageren", date(2026, 12, 14), "de bron noemt deze dag"),
        (QUESTIONS, "Antwoord verwacht", date(2026, 12, 1), "drie weken na de vragen"),
        (PROPOSAL, "BNC-fiche verwacht", date(2026, 12, 30), "zes weken na het voorstel"),
        (INPUT, "Schriftelijke inbreng leveren", date(2026, 12, 3), "agenda van de commissie"),
    ],
    ids=["consultatie", "kamervragen", "voorstel", "inbreng"],
)
def test_a_term_says_what_when_and_how_it_was_computed(
    item: ScrapedItem, lead: str, day: date, computed: str
) -> None:
    (term,) = terms_of(item)

    assert term.kind is ItemKind.TERMIJN
    assert term.title == f"{lead}: {item.title}"
    assert term.due_on == day
    assert computed in term.note
    assert term.related == (f"{item.source}:{item.key}",)


@pytest.mark.parametrize(
    "item",
    [
        replace(CONSULTATION, due_on=None),
        replace(INPUT, subtype="Commissiedebat"),
        replace(PROPOSAL, identifiers=("celex:52026DC0099",)),
        replace(QUESTIONS, kind=ItemKind.MOTIE),
    ],
    ids=["no date", "a debate", "a communication", "a motie"],
)
def test_what_has_no_term_gives_none(item: ScrapedItem) -> None:
    assert terms_of(item) == ()


def test_a_term_of_something_that_is_done_is_done() -> None:
    (term,) = terms_of(replace(CONSULTATION, status=Status.DONE))

    assert term.status is Status.DONE


def record(engine: Engine, now: datetime, item: ScrapedItem, said: Classification) -> None:
    with session_scope(engine) as session:
        Recorder(session, 1, now, silent=False).record([item], source=item.source)
        ids = queries.item_ids(session, item.source, [item.key])
        stored = queries.stored_items(session, ids.values())
        labels.store(session, [(one, said) for one in stored.values()], now)


def term_days(engine: Engine) -> list[date | None]:
    with session_scope(engine) as session:
        ids = queries.item_ids(session, "termijnen", [TERM])
        return [one.item.due_on for one in queries.stored_items(session, ids.values()).values()]


def test_terms_of_relevant_items_are_kept_with_their_labels_and_told_to_nobody(
    engine: Engine, now: datetime
) -> None:
    record(engine, now, CONSULTATION, RELEVANT)
    record(engine, now, QUESTIONS, Classification(False, 0.1, True, model="test"))

    with session_scope(engine) as session:
        assert deriving.derive(session, now) == 1

    with session_scope(engine) as session:
        ids = queries.item_ids(session, "termijnen", [TERM])
        (term,) = queries.stored_items(session, ids.values()).values()
        untold = queries.unrouted_changes(session)
    assert term.classification is not None
    assert [match.slug for match in term.classification.dossiers] == ["stikstof"]
    assert term.id not in untold


def test_a_moved_closing_day_moves_the_term(engine: Engine, now: datetime) -> None:
    record(engine, now, CONSULTATION, RELEVANT)
    with session_scope(engine) as session:
        deriving.derive(session, now)

    later = now + timedelta(hours=1)
    record(engine, later, replace(CONSULTATION, due_on=date(2026, 12, 21)), RELEVANT)
    with session_scope(engine) as session:
        deriving.derive(session, later)

    assert term_days(engine) == [date(2026, 12, 21)]


def test_deriving_again_without_news_looks_at_nothing(engine: Engine, now: datetime) -> None:
    record(engine, now, CONSULTATION, RELEVANT)
    with session_scope(engine) as session:
        deriving.derive(session, now + timedelta(seconds=1))

    with session_scope(engine) as session:
        assert deriving.derive(session, now + timedelta(hours=1)) == 0


def test_a_term_waits_for_nobody_and_goes_when_its_item_proves_irrelevant(
    engine: Engine, now: datetime
) -> None:
    record(engine, now, CONSULTATION, replace(RELEVANT, certain=False))
    with session_scope(engine) as session:
        deriving.derive(session, now)
        ids = queries.item_ids(session, "termijnen", [TERM])
        (term,) = queries.stored_items(session, ids.values()).values()
    assert term.classification is not None
    assert term.classification.certain

    later = now + timedelta(hours=1)
    record(engine, later, CONSULTATION, Classification(False, 0.1, True, model="test"))
    with session_scope(engine) as session:
        deriving.derive(session, later)
        (term,) = queries.stored_items(session, ids.values()).values()
    assert term.deleted_at == later
