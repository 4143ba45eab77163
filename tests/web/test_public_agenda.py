"""The public agenda: what anybody sees, and what stays inside."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.web import accounts, agenda_world
from tests.web.agenda_world import at
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.jobs.workshop import Workshop
from tracker.records import ChangeKind, DatePrecision, Role, Status

WEEK = "/politieke-agenda?week=2026-W49"


def _words(page: str) -> list[str]:
    """Return the words of state on a page, in order."""
    return re.findall(r"Status: </span>(\w+)</span>", page)


def test_a_moved_debate_stands_on_its_new_day_with_both_moments(
    client: TestClient, kamer: Kamer
) -> None:
    agenda_world.moved(kamer)

    page = client.get(WEEK).text

    assert "Donderdag 3 december" in page
    assert "Woensdag 2 december" not in page
    assert "Verplaatst: van wo 2 dec 13.00 naar do 3 dec 10.00 uur." in page
    assert _words(page) == ["gewijzigd"]


def test_what_moved_to_another_week_is_named_in_the_week_that_it_left(
    client: TestClient, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(starts_at=at(10), ends_at=None), STIKSTOF)
    new = {"starts_at": at(10).isoformat(), "ends_at": None, "precision": "time"}
    kamer.change(item_id, ChangeKind.MOVED, field="when", old=agenda_world.OLD_TIME, new=new)

    left = client.get(WEEK).text
    reached = client.get("/politieke-agenda?week=2026-W50").text

    assert "Niet meer in deze week" in left
    assert "van wo 2 dec 13.00 naar do 10 dec 10.00 uur" in left
    assert "Niet meer in deze week" not in reached
    assert "Donderdag 10 december" in reached


def test_a_debate_that_became_another_activiteit_points_both_ways(
    client: TestClient, kamer: Kamer
) -> None:
    agenda_world.replaced(kamer)

    left = client.get(WEEK).text
    reached = client.get("/politieke-agenda?week=2026-W50").text

    assert _words(left) == ["verplaatst"]
    assert "Verplaatst naar wo 9 dec." in left
    assert _words(reached) == ["gewijzigd"]
    assert "Verplaatst: van wo 2 dec 10.00 naar wo 9 dec 10.00 uur." in reached


def test_each_state_is_said_in_a_word(client: TestClient, kamer: Kamer) -> None:
    agenda_world.cancelled(kamer)
    agenda_world.undated(kamer)
    fresh = kamer.add(debate("Wolf", "activiteit:21", starts_at=at(1)), STIKSTOF)
    kamer.change(fresh, ChangeKind.NEW, field="item")
    kamer.add(debate("Bodem", "activiteit:22", starts_at=at(1, 10)), STIKSTOF)
    kamer.add(debate("Water", "activiteit:23", starts_at=at(1, 11), status=Status.HELD), STIKSTOF)

    page = client.get(WEEK).text

    assert _words(page) == ["nieuw", "gepland", "gehouden", "geannuleerd", "uitgesteld"]


def test_what_the_kamer_puts_in_a_title_is_said_once(client: TestClient, kamer: Kamer) -> None:
    title = "[Geannuleerd] Telecommunicatie (vervallen)"
    kamer.add(debate(title, status=Status.CANCELLED), STIKSTOF)

    page = client.get(WEEK).text

    assert ">Commissiedebat Telecommunicatie</a>" in page
    assert _words(page) == ["geannuleerd"]


def test_a_move_of_long_ago_is_no_news_on_the_page(client: TestClient, kamer: Kamer) -> None:
    kamer.now = NOW - timedelta(days=40)
    agenda_world.replaced(kamer)

    assert _words(client.get("/politieke-agenda?week=2026-W50").text) == ["gepland"]


def test_old_news_is_no_news(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    long_ago = NOW - timedelta(days=30)
    kamer.change(item_id, ChangeKind.NEW, field="item", recorded_at=long_ago)
    kamer.change(item_id, ChangeKind.ROOM, old="A", new="B", recorded_at=long_ago)

    page = client.get(WEEK).text

    assert _words(page) == ["gepland"]
    assert "Andere zaal" not in page


def test_a_silent_change_is_not_told(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    kamer.change(item_id, ChangeKind.ROOM, old="A", new="B", silent=True)

    assert _words(client.get(WEEK).text) == ["gepland"]


def test_nothing_internal_is_on_the_page(
    client: TestClient, kamer: Kamer, workshop: Workshop
) -> None:
    agenda_world.fill(kamer)
    people = [one.name for one in workshop.people.people]

    page = client.get(WEEK).text

    assert "Bestuurlijk overleg (besloten)" not in page
    assert "Bestuurlijk Overleg Natuur" in page
    assert "nog te beoordelen" not in page
    assert "/items/" not in page
    assert "Sport en bewegen" not in page
    assert "belang hoog" not in page
    assert [name for name in people if name in page] == []


def test_the_filters_hold_for_bac_and_dossier(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof en natuur"), STIKSTOF)
    kamer.add(debate("Woningbouw", "activiteit:2"), WONEN)

    of_bac = client.get(f"{WEEK}&bac=ruimte-leefomgeving").text
    of_dossier = client.get(f"{WEEK}&dossier=stikstof").text
    neither = client.get(f"{WEEK}&bac=ruimte-leefomgeving&dossier=stikstof").text

    assert "Woningbouw" in of_bac
    assert "Stikstof en natuur" not in of_bac
    assert "Stikstof en natuur" in of_dossier
    assert "Woningbouw" not in of_dossier
    assert "staan er geen debatten" in neither


def test_per_bac_each_debate_stands_under_its_bacs(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Ruimte voor natuur"), STIKSTOF, WONEN)

    page = client.get(f"{WEEK}&indeling=bac").text

    assert page.index("<h3>Landelijk Gebied (LG)</h3>") < page.index("<h3>Ruimte en Leefomgeving")
    assert page.count("Ruimte voor natuur</a>") == 2
    assert 'class="row-day">wo 2 dec<' in page


def test_a_reces_is_said_in_words(client: TestClient) -> None:
    page = client.get("/politieke-agenda?week=2026-W53").text

    assert "Kerstreces: van 18 december 2026 tot en met 11 januari 2027" in page
    assert "staan er geen debatten op de agenda" in page


def test_a_day_leads_to_its_week_and_keeps_the_filter(client: TestClient) -> None:
    answer = client.get(
        "/politieke-agenda?dag=2027-01-14&dossier=wonen&week=2026-W49", follow_redirects=False
    )

    assert answer.status_code == 303
    assert answer.headers["location"] == "/politieke-agenda?week=2027-W02&dossier=wonen"


@pytest.mark.parametrize(
    "query",
    [
        "week=2026-W54", "week=9999-W51", "week=1800-W01", "week=%3Cb%3E", "dag=morgen",
        "dag=2026-02-30", "dag=9999-12-31", "dag=20261203", "bac=bestaat-niet", "dossier=x",
        "bac=%3Cscript%3E", "dossier=stikstof%00", "week=%F0%9F%90%9D",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_a_dutch_page(client: TestClient, query: str) -> None:
    answer = client.get(f"/politieke-agenda?{query}")

    assert answer.status_code == 404
    assert "Niet gevonden" in answer.text
    assert "<script>" not in answer.text


def test_a_month_far_away_is_an_empty_week(client: TestClient) -> None:
    page = client.get("/politieke-agenda?week=2031-W20")

    assert page.status_code == 200
    assert "staan er geen debatten" in page.text


def test_a_hostile_title_is_text(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(agenda_world.HOSTILE, room="<b>zaal</b>", url="javascript:alert(1)"), STIKSTOF)

    page = client.get(WEEK).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ATTENDEE" in page
    assert "javascript:" not in page
    assert "\u202e" not in page
    assert "\x00" not in page


def test_a_closed_workspace_leaves_the_agenda_open(
    client: TestClient, workshop: Workshop, kamer: Kamer
) -> None:
    agenda_world.moved(kamer)
    workshop.settings.workspace_open = False

    assert client.get(WEEK).status_code == 200
    assert client.get("/politieke-agenda/kalender").status_code == 200
    assert client.get("/politieke-agenda/kalender/alles.ics").status_code == 200
    assert client.get("/agenda", follow_redirects=False).status_code == 303


def test_members_see_the_calendars_of_people_others_do_not(
    client: TestClient, workshop: Workshop
) -> None:
    outside = client.get("/politieke-agenda/kalender").text
    accounts.enter(client, workshop.engine, accounts.add(workshop.engine, Role.LEZER))
    inside = client.get("/politieke-agenda/kalender").text

    assert "/kalender/persoon/" not in outside
    assert "/kalender/persoon/energie.ics" in inside


def test_the_way_to_subscribe_names_the_address_of_what_was_chosen(client: TestClient) -> None:
    page = client.get("/politieke-agenda/kalender?dossier=stikstof").text

    assert "/politieke-agenda/kalender/dossier/stikstof.ics" in page
    assert "webcal://127.0.0.1:8000/politieke-agenda/kalender/dossier/stikstof.ics" in page


def test_a_debate_without_a_day_yet_stands_apart(client: TestClient, kamer: Kamer) -> None:
    kamer.add(
        debate("Begroting", starts_at=at(4), ends_at=None, precision=DatePrecision.WEEK), STIKSTOF
    )

    page = client.get(WEEK).text

    assert "<h3>Dag nog niet bekend</h3>" in page
    assert "Vrijdag 4 december" not in page
