"""The politieke agenda of a week: days, filters, reces, and weeks that do not exist."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from tests.web.world import STIKSTOF, WONEN, Kamer, debate
from tracker.records import DatePrecision, Status


def test_the_present_week_is_the_default(client: TestClient) -> None:
    page = client.get("/agenda").text

    assert "Week 48, 23 tot en met 27 november 2026" in page
    assert "/agenda?week=2026-W47" in page
    assert "/agenda?week=2026-W49" in page
    assert "er niets op de agenda" in page


def test_a_debate_stands_on_its_own_day_in_amsterdam(client: TestClient, kamer: Kamer) -> None:
    late = datetime(2026, 11, 29, 23, 30, tzinfo=UTC)
    kamer.add(debate("Na middernacht", starts_at=late, ends_at=None), STIKSTOF)

    monday = client.get("/agenda?week=2026-W49").text

    assert "Maandag 30 november" in monday
    assert "00.30 uur" in monday
    assert "Na middernacht" not in client.get("/agenda?week=2026-W48").text


def test_a_week_without_a_day_stands_at_the_end(client: TestClient, kamer: Kamer) -> None:
    monday = datetime(2026, 11, 30, tzinfo=UTC)
    kamer.add(debate(starts_at=monday, ends_at=None, precision=DatePrecision.WEEK), STIKSTOF)

    page = client.get("/agenda?week=2026-W49").text

    assert "Dag nog niet bekend" in page
    assert "Maandag 30 november" not in page


def test_a_moved_debate_says_where_it_went(client: TestClient, kamer: Kamer) -> None:
    to = datetime(2026, 12, 10, 9, 0, tzinfo=UTC)
    kamer.add(debate(status=Status.MOVED, moved_to=to), STIKSTOF)

    assert "verplaatst naar do 10 dec" in client.get("/agenda?week=2026-W49").text


def test_the_filter_survives_the_way_to_another_week(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Woningbouw"), WONEN)

    page = client.get("/agenda?week=2026-W49&dossier=stikstof").text

    assert "Woningbouw" not in page
    assert "/agenda?dossier=stikstof&amp;week=2026-W50" in page


def test_all_activities_are_shown_on_request_only(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Sport en bewegen"))

    assert "Sport en bewegen" not in client.get("/agenda?week=2026-W49").text
    assert "Sport en bewegen" in client.get("/agenda?week=2026-W49&alles=1").text


def test_a_reces_is_said_and_doubt_about_it_too(client: TestClient) -> None:
    page = client.get("/agenda?week=2026-W53").text

    assert "Kerstreces: van 18 december 2026 tot en met 11 januari 2027" in page
    assert "nog niet bevestigd" in page


@pytest.mark.parametrize("week", ["2026-W54", "2025-W53", "morgen", "0000-W01", "9999-W52", "<b>"])
def test_a_week_that_does_not_exist_is_not_found(client: TestClient, week: str) -> None:
    page = client.get("/agenda", params={"week": week})

    assert page.status_code == 404
    assert "Deze week bestaat niet" in page.text


def test_a_written_round_has_a_closing_time_and_is_not_closed(
    client: TestClient, kamer: Kamer
) -> None:
    written = debate("Stikstof", subtype="Inbreng schriftelijk overleg", closed=True, ends_at=None)
    kamer.add(written, STIKSTOF)

    page = client.get("/agenda?week=2026-W49").text

    assert "vóór 10.00 uur" in page
    assert "besloten</span>" not in page
