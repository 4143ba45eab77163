"""Days, times, weeks and amounts as Dutch readers expect them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tracker import dutch

START = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
END = START + timedelta(hours=3)


def test_a_day_in_text_in_a_heading_and_in_a_table() -> None:
    day = date(2026, 11, 24)

    assert dutch.day_long(day) == "dinsdag 24 november 2026"
    assert dutch.day_heading(day) == "dinsdag 24 november"
    assert dutch.day_short(day) == "24 november 2026"
    assert dutch.day_table(day) == "di 24 nov"


def test_a_moment_is_shown_in_amsterdam() -> None:
    assert dutch.clock(START) == "16.30"
    assert dutch.moment(START) == "di 24 nov 16.30 uur"
    assert dutch.day_table(datetime(2026, 11, 24, 23, 30, tzinfo=UTC)) == "wo 25 nov"


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "zo 29 mrt 01.59 uur"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "zo 29 mrt 03.00 uur"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "zo 25 okt 02.30 uur"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "zo 25 okt 02.30 uur"),
    ],
)
def test_both_clock_changes(utc: datetime, shown: str) -> None:
    assert dutch.moment(utc) == shown


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dutch.clock(datetime(2026, 11, 24, 15, 30))


def test_a_span_within_a_day_over_days_and_without_end() -> None:
    assert dutch.span(START, END) == "di 24 nov, 16.30–19.30 uur"
    assert dutch.span(START) == "di 24 nov, 16.30 uur"
    assert dutch.span(START, START + timedelta(days=1)) == (
        "di 24 nov, 16.30 uur – wo 25 nov, 16.30 uur"
    )
    assert dutch.days(START, START + timedelta(days=2)) == "di 24 nov – do 26 nov"
    assert dutch.days(START, END) == "di 24 nov"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (date(2026, 11, 23), date(2026, 11, 27), "23 tot en met 27 november 2026"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 november tot en met 4 december 2026"),
        (date(2026, 12, 28), date(2027, 1, 1), "28 december 2026 tot en met 1 januari 2027"),
        (date(2026, 11, 23), date(2026, 11, 23), "23 november 2026"),
    ],
)
def test_a_period_says_month_and_year_once(start: date, end: date, text: str) -> None:
    assert dutch.period(start, end) == text


def test_week_53_exists_in_2026_and_not_in_2027() -> None:
    assert dutch.week_of(date(2027, 1, 1)) == "2026-W53"
    assert dutch.week_days("2026-W53") == (date(2026, 12, 28), date(2027, 1, 3))
    assert dutch.week_after("2026-W53") == "2027-W01"
    assert dutch.week_after("2027-W01", -1) == "2026-W53"
    assert dutch.week_label("2026-W53") == "Week 53, 28 december 2026 tot en met 1 januari 2027"
    with pytest.raises(ValueError, match="2027-W53"):
        dutch.week_days("2027-W53")


@pytest.mark.parametrize("text", ["2026-48", "2026-W00", "2026-W54", "W48", "", "2026-W48x"])
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="geen week"):
        dutch.week_days(text)


def test_the_label_of_a_week_names_its_working_days() -> None:
    assert dutch.week_label("2026-W48") == "Week 48, 23 tot en met 27 november 2026"


@pytest.mark.parametrize(
    ("euros", "text"),
    [
        (24_300_000_000, "€ 24,3 miljard"),
        (18_000_000, "€ 18 miljoen"),
        (950_000, "€ 950.000"),
        (Decimal("12.5"), "€ 12,50"),
        (0, "€ 0"),
    ],
)
def test_amounts(euros: Decimal | float, text: str) -> None:
    assert dutch.money(euros) == text


def test_numbers_have_points_and_commas() -> None:
    assert dutch.number(1_234_567) == "1.234.567"
    assert dutch.number(24.3) == "24,3"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=30), "30 minuten"),
        (timedelta(minutes=1), "1 minuut"),
        (timedelta(hours=1), "1 uur"),
        (timedelta(hours=2, minutes=30), "2 uur en 30 minuten"),
        (timedelta(0), "0 minuten"),
    ],
)
def test_durations(length: timedelta, text: str) -> None:
    assert dutch.duration(length) == text


def test_a_listing_ends_with_en() -> None:
    assert dutch.listing(["a"]) == "a"
    assert dutch.listing(("a", "b")) == "a en b"
    assert dutch.listing(("a", "b", "c")) == "a, b en c"
