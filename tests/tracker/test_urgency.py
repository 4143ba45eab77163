"""What is told at once: the list of the issue, each case and its opposite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from config.loader import ConfigFileError
from tests.tracker.telling_world import AT_ONCE, DEBATE, NOW, TELLING
from tracker import urgency
from tracker.records import (
    ChangeKind,
    Classification,
    DossierMatch,
    Evidence,
    ItemKind,
    ScrapedItem,
    StoredChange,
    StoredItem,
)

PRIORITIES = {"stikstof": "hoog", "cultuur": "laag"}
PAPER = replace(DEBATE, kind=ItemKind.MOTIE, starts_at=None, ends_at=None)
TOMORROW = replace(DEBATE, starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC))
FAR = replace(DEBATE, starts_at=datetime(2027, 2, 3, 9, tzinfo=UTC))


def why(item: ScrapedItem, kind: ChangeKind, slug: str = "stikstof", **options: Any) -> str:
    mentions = (Evidence("provincies", 0, 10, "text"),) if options.get("named") else ()
    match = DossierMatch(slug, "landelijk-gebied", 0.9)
    labels = Classification(True, 0.9, True, (match,), mentions=mentions)
    stored = StoredItem(1, item, 1, NOW, NOW, classification=labels)
    change = StoredChange(1, 1, kind, kind.value, options.get("old"), options.get("new"), 2, NOW)
    at = options.get("at", NOW)
    return urgency.why(stored, [change], TELLING, PRIORITIES, at)


@pytest.mark.parametrize(
    "kind", ["moved", "cancelled", "lapsed", "replaced", "reinstated", "undated", "deleted"]
)
def test_an_agenda_that_changes_is_urgent_however_far_away(kind: str) -> None:
    assert why(FAR, ChangeKind(kind))
    assert not why(PAPER, ChangeKind(kind), "cultuur")


def test_a_point_added_to_the_agenda_of_tomorrow_is_urgent_and_of_next_week_is_not() -> None:
    assert why(TOMORROW, ChangeKind.AGENDA_ADDED)
    assert not why(DEBATE, ChangeKind.AGENDA_ADDED)
    assert not why(TOMORROW, ChangeKind.ROOM)


def test_tomorrow_is_the_next_working_day() -> None:
    monday = replace(DEBATE, starts_at=datetime(2026, 11, 30, 9, tzinfo=UTC))
    friday, thursday = (datetime(2026, 11, day, 15, tzinfo=UTC) for day in (27, 26))

    assert why(monday, ChangeKind.TIME, at=friday)
    assert not why(monday, ChangeKind.TIME, at=thursday)


def test_a_new_debate_within_a_week_is_urgent() -> None:
    assert why(replace(DEBATE, starts_at=datetime(2026, 11, 30, 9, tzinfo=UTC)), ChangeKind.NEW)
    assert not why(DEBATE, ChangeKind.NEW)
    assert not why(FAR, ChangeKind.NEW)


def test_a_motie_is_urgent_on_a_dossier_with_priority_only() -> None:
    assert why(PAPER, ChangeKind.NEW)
    assert why(PAPER, ChangeKind.OUTCOME)
    assert not why(PAPER, ChangeKind.NEW, "cultuur")
    assert not why(PAPER, ChangeKind.APPRECIATION)
    assert not why(replace(PAPER, kind=ItemKind.KAMERBRIEF), ChangeKind.NEW)


def test_a_toezegging_is_urgent_when_it_names_the_provinces() -> None:
    promise = replace(PAPER, kind=ItemKind.TOEZEGGING)
    assert why(promise, ChangeKind.NEW, named=True)
    assert not why(promise, ChangeKind.NEW)
    assert not why(promise, ChangeKind.DUE, named=True)


@pytest.mark.parametrize(
    ("due_on", "urgent"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
        (None, False),
    ],
)
def test_a_consultatie_is_urgent_when_it_closes_within_a_week(
    due_on: date | None, urgent: bool
) -> None:
    open_one = replace(PAPER, kind=ItemKind.CONSULTATIE, due_on=due_on)
    assert bool(why(open_one, ChangeKind.NEW)) is urgent


def test_a_debate_that_was_to_be_tomorrow_is_near_though_it_moved_far() -> None:
    old = {"starts_at": "2026-11-24T09:00:00+00:00"}
    stored = StoredItem(1, FAR, 2, NOW, NOW)
    change = StoredChange(1, 1, ChangeKind.MOVED, "starts_at", old, None, 2, NOW)

    assert urgency.is_near(stored, [change], TELLING.quiet, 1, NOW)
    assert not urgency.is_near(stored, [], TELLING.quiet, 1, NOW)


def test_everything_can_be_urgent_by_configuration() -> None:
    stored = StoredItem(1, FAR, 1, NOW, NOW)
    assert urgency.why(stored, [], AT_ONCE, {}, NOW)


def test_a_kind_that_does_not_exist_is_refused_at_start() -> None:
    urgency.require_known(TELLING.urgent)
    wrong = TELLING.urgent.model_copy(update={"always": ("verzet",)})
    with pytest.raises(ConfigFileError, match="verzet"):
        urgency.require_known(wrong)
