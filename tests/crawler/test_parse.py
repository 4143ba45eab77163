"""Typed values, sentinels, local time, and what may not be guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from config.loader import load_source
from crawler.kamer import parse as reading
from crawler.kamer.fields import CATEGORIES, FieldType
from crawler.kamer.parse import build_readers, parse
from crawler.kamer.sift import sift
from tracker.records import SourceRow

CONFIG = load_source("tweedekamer")
READERS = build_readers(CONFIG)
KEY = "aaaaaaaa-0001-4000-8000-000000000001"
ZAAK = {"nummer": "2026Z1", "soort": "Motie", "onderwerp": "Motie"}


def row(category: str = "zaak", key: str = KEY, **changes: Any) -> SourceRow:
    values: dict[str, Any] = {"fields": ZAAK, **changes}
    return SourceRow("tweedekamer", category, key, **values)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-25T10:00:00", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-07-01T10:00:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-29T02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-11-25T10:00:00+0100", datetime(2026, 11, 25, 9, tzinfo=UTC)),
        ("2026-11-25T10:00:00.1234567Z", datetime(2026, 11, 25, 10, 0, 0, 123456, tzinfo=UTC)),
        (" 2026-11-25 ", datetime(2026, 11, 24, 23, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert reading.read_moment(text) == moment


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-25", date(2026, 11, 25)),
        ("2026-11-25T00:00:00+01:00", date(2026, 11, 25)),
        ("2026-11-24T23:00:00Z", date(2026, 11, 25)),
        ("2026-07-01T00:00:00", date(2026, 7, 1)),
        ("0001-01-01", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_days_are_dutch_days(text: str, day: date | None) -> None:
    assert reading.read_day(text) == day


@pytest.mark.parametrize(
    "value", ["morgen", "20261125", "2026-13-01", "2026-11-25T25:00", 12, True]
)
def test_no_moment_is_made_up(value: Any) -> None:
    with pytest.raises(ValueError):
        reading.read_moment(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        ("True", True),
        ("true", True),
        ("1", True),
        (1, True),
        ("False", False),
        (0, False),
    ],
)
def test_booleans(value: Any, expected: bool) -> None:
    assert reading.read_bool(value) is expected


@pytest.mark.parametrize("value", ["ja", "2", [], 3])
def test_no_boolean_is_made_up(value: Any) -> None:
    with pytest.raises(ValueError):
        reading.read_bool(value)


def test_numbers_and_their_sentinels() -> None:
    assert reading.read_int("12") == reading.read_int(12) == reading.read_int(12.0) == 12
    assert reading.read_index("-1") is None
    assert reading.read_index(0) == 0
    assert reading.read_ordinal(0) is None
    for value in (True, "twaalf", 1.5, [], "9" * 5_000):
        with pytest.raises(ValueError):
            reading.read_int(value)


def test_every_field_is_there_and_blank_is_none() -> None:
    parsed = parse(row(fields={**ZAAK, "titel": "  ", "alias": " x\0 "}), READERS)
    used = {name for name, kind in CATEGORIES["zaak"].fields.items() if kind != FieldType.IGNORED}
    assert set(parsed.values) == used
    assert parsed.values["titel"] is None
    assert parsed.values["alias"] == "x"
    assert parsed.problems == ()


def test_personal_fields_are_not_read() -> None:
    parsed = parse(row("persoon", fields={"woonplaats": "Zwolle", "roepnaam": "Bo"}), READERS)
    assert "woonplaats" not in parsed.values
    assert parsed.values["roepnaam"] == "Bo"
    assert parsed.usable


def test_unknown_fields_values_and_references_are_kept_and_reported() -> None:
    fields = {**ZAAK, "soort": "Spreekbeurt", "kleur": "groen"}
    parsed = parse(row(fields=fields, refs={"zuster": (KEY,)}), READERS)
    assert parsed.values["soort"] == "Spreekbeurt"
    assert parsed.values["kleur"] == "groen"
    assert [problem.fatal for problem in parsed.problems] == [False, False, False]
    assert parsed.usable


def test_a_family_of_values_is_known_by_its_start() -> None:
    for value, count in (("Agenderen - hoorzitting", 0), ("Agenderen", 1)):
        parsed = parse(row("besluit", fields={"besluitSoort": value}), READERS)
        assert len(parsed.problems) == count


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"fields": {"soort": "Motie", "onderwerp": "x"}}, "verplicht veld ontbreekt: nummer"),
        ({"fields": {**ZAAK, "gestartOp": "morgen"}}, "gestartOp: onleesbare waarde"),
        ({"fields": {**ZAAK, "nummer": ["x"]}}, "nummer: onleesbare waarde"),
        ({"key": "geen-guid"}, "geen GUID"),
        ({"refs": {"activiteit": ("kapot",)}}, "activiteit: 'kapot' is geen GUID"),
        ({"category": "maanreis"}, "onbekende categorie"),
    ],
)
def test_what_cannot_be_used_is_set_aside_with_one_reason(changes: Any, reason: str) -> None:
    parsed = parse(row(**changes), READERS)
    assert not parsed.usable
    assert len(parsed.problems) == 1
    assert reason in parsed.problems[0].reason


def test_a_deleted_row_needs_no_fields() -> None:
    parsed = parse(row(deleted=True, fields={}), READERS)
    assert parsed.usable
    assert set(parsed.values.values()) == {None}


def test_sift_parts_good_from_bad_and_reports_a_signal_once() -> None:
    odd = {**ZAAK, "soort": "Spreekbeurt"}
    rows = [row(), row(fields=odd), row(fields=odd), row(fields={})]
    good, problems = sift(rows, READERS)
    assert good == rows[:3]
    assert [problem.fatal for problem in problems] == [True, False]
    assert problems[0].reason == "verplicht veld ontbreekt: nummer, onderwerp, soort"


def test_a_row_with_two_faults_is_set_aside_once_with_its_content() -> None:
    good, problems = sift([row(key="geen-guid", fields={**ZAAK, "gestartOp": "morgen"})], READERS)
    assert good == []
    assert len(problems) == 1
    assert "gestartOp" in problems[0].reason
    assert "GUID" in problems[0].reason
    assert "morgen" in problems[0].payload


def test_configuration_lists_exactly_the_fields_that_have_known_values() -> None:
    tokens = {
        f"{category.name}.{name}"
        for category in CATEGORIES.values()
        for name, kind in category.fields.items()
        if kind == FieldType.ENUM
    }
    assert set(CONFIG.values) == tokens
    assert set(CONFIG.kinds) == set(CONFIG.values["zaak.soort"])
    assert {name.lower() for name in CONFIG.categories} == set(CATEGORIES)
