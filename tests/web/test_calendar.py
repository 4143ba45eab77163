"""Calendars to subscribe to, read back by libraries that nobody here wrote."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from tests.web import agenda_world
from tests.web.agenda_world import at
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.jobs.workshop import Workshop
from tracker.records import ChangeKind, DatePrecision, Status

ALL = "/politieke-agenda/kalender/alles.ics"
OF_STIKSTOF = "/politieke-agenda/kalender/dossier/stikstof.ics"


def read(client: TestClient, path: str = ALL) -> Calendar:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(client: TestClient, path: str = ALL) -> list[Any]:
    return list(read(client, path).walk("VEVENT"))


def test_a_debate_has_all_that_a_calendar_needs(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(), STIKSTOF)

    made = read(client)
    (event,) = made.walk("VEVENT")

    assert made["METHOD"] == "PUBLISH"
    assert made["VERSION"] == "2.0"
    assert made["X-WR-CALNAME"] == "Politieke agenda: alle onderwerpen"
    assert made["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert event["SUMMARY"] == "Commissiedebat Stikstof en natuur"
    assert event["LOCATION"] == "Thorbeckezaal, Tweede Kamer"
    assert event["URL"] == "https://www.tweedekamer.nl/debat"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == NOW
    assert "minister van Landbouw" in event["DESCRIPTION"]
    assert event["CATEGORIES"].cats == ["Stikstof en vergunningverlening", "LG"]


def test_the_hour_is_that_of_amsterdam_with_its_zone(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(starts_at=datetime(2027, 7, 1, 8, tzinfo=UTC), ends_at=None), STIKSTOF)

    body = client.get(ALL).text
    (event,) = events(client)

    assert "DTSTART;TZID=Europe/Amsterdam:20270701T100000" in body
    assert body.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Amsterdam" in body
    assert event["DTSTART"].dt.astimezone(UTC) == datetime(2027, 7, 1, 8, tzinfo=UTC)


def test_a_moved_debate_keeps_its_uid_and_its_sequence_grows(
    client: TestClient, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(starts_at=at(3), ends_at=at(3, 12)), STIKSTOF)
    (before,) = events(client)
    old, new = agenda_world.OLD_TIME, agenda_world.NEW_TIME
    kamer.change(item_id, ChangeKind.MOVED, field="when", old=old, new=new)
    (after,) = events(client)
    kamer.change(item_id, ChangeKind.ROOM, field="room", old="A", new="B")
    (last,) = events(client)

    assert before["UID"] == after["UID"] == last["UID"]
    assert [before["SEQUENCE"], after["SEQUENCE"], last["SEQUENCE"]] == [0, 1, 2]
    assert after["DTSTART"].dt == at(3)
    assert "van wo 2 dec 13.00 naar do 3 dec 10.00 uur" in after["DESCRIPTION"]
    assert after["DTSTAMP"].dt == NOW - timedelta(hours=1)


def test_two_changes_found_at_once_are_one_step(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    kamer.change(item_id, ChangeKind.TIME, old=agenda_world.OLD_TIME, new=agenda_world.NEW_TIME)
    kamer.change(item_id, ChangeKind.ROOM, old="A", new="B", version=1)
    kamer.change(item_id, ChangeKind.TITLE, old="A", new="B", version=2)

    (event,) = events(client)

    assert event["SEQUENCE"] == 1


def test_a_debate_that_became_another_activiteit_is_one_event_that_moved(
    client: TestClient, kamer: Kamer
) -> None:
    alone = debate("Netcongestie", "activiteit:3")
    kamer.add(alone, agenda_world.ENERGIE)
    (before,) = events(client)
    with_heir = kamer.engine
    _forget(with_heir)
    agenda_world.replaced(kamer)
    (after,) = events(client)

    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["DTSTART"].dt == at(9)
    assert after["STATUS"] == "CONFIRMED"


def _forget(engine: Any) -> None:
    from sqlalchemy import delete

    from tracker.models import ClassificationTable, ItemTable, LabelTable

    with engine.begin() as connection:
        for table in (ItemTable, LabelTable, ClassificationTable):
            connection.execute(delete(table))


def test_a_merged_debate_takes_one_identity_the_other_one_is_off(
    client: TestClient, kamer: Kamer
) -> None:
    for key in ("activiteit:3", "activiteit:5"):
        kamer.add(debate("Water", key, status=Status.MOVED, replaced_by=("activiteit:4",)), WONEN)
    heir = debate("Water", "activiteit:4", starts_at=at(9), ends_at=None,
                  replaces=("activiteit:3", "activiteit:5"))  # fmt: skip
    kamer.add(heir, WONEN)

    found = events(client)

    assert sorted(str(one["STATUS"]) for one in found) == ["CANCELLED", "CONFIRMED"]
    assert len({str(one["UID"]) for one in found}) == 2


def test_what_replaces_itself_in_a_circle_still_ends(client: TestClient, kamer: Kamer) -> None:
    for one, other in (("activiteit:3", "activiteit:4"), ("activiteit:4", "activiteit:3")):
        kamer.add(debate("Kring", one, replaces=(other,), replaced_by=(other,)), WONEN)

    assert len(events(client)) in {1, 2}


def test_what_does_not_go_on_stays_as_cancelled(client: TestClient, kamer: Kamer) -> None:
    agenda_world.cancelled(kamer)
    agenda_world.undated(kamer)
    gone = kamer.add(debate("Weg", "activiteit:9"), WONEN, deleted_at=NOW)
    kamer.change(gone, ChangeKind.DELETED, field="deleted")

    found = {str(one["SUMMARY"]): one for one in events(client)}

    assert sorted(found) == [
        "Geannuleerd: Commissiedebat Weg", "Geannuleerd: Commissiedebat Woningbouw",
        "Uitgesteld: Commissiedebat Spoorgoederen",
    ]  # fmt: skip
    assert {str(one["STATUS"]) for one in found.values()} == {"CANCELLED"}
    assert {int(one["SEQUENCE"]) for one in found.values()} == {1}
    assert found["Uitgesteld: Commissiedebat Spoorgoederen"]["DTSTART"].dt == at(2, 12)


def test_what_has_no_hour_yet_is_tentative_and_lasts_all_day(
    client: TestClient, kamer: Kamer
) -> None:
    midnight = datetime(2026, 12, 1, 23, tzinfo=UTC)
    kamer.add(debate("Uur", "activiteit:1", starts_at=midnight, ends_at=None), WONEN)
    kamer.add(
        debate("Week", "activiteit:2", starts_at=at(4), ends_at=None, precision=DatePrecision.WEEK),
        WONEN,
    )

    found = {str(one["SUMMARY"])[-4:]: one for one in events(client)}

    assert {str(one["STATUS"]) for one in found.values()} == {"TENTATIVE"}
    assert (found[" Uur"]["DTSTART"].dt, found[" Uur"]["DTEND"].dt) == (
        date(2026, 12, 2), date(2026, 12, 3),
    )  # fmt: skip
    assert (found["Week"]["DTSTART"].dt, found["Week"]["DTEND"].dt) == (
        date(2026, 11, 30), date(2026, 12, 5),
    )  # fmt: skip


def test_the_window_is_eight_weeks_back_and_all_that_comes(
    client: TestClient, kamer: Kamer
) -> None:
    kamer.add(debate("Oud", "activiteit:1", starts_at=at(25, 9, 9), ends_at=None), WONEN)
    kamer.add(debate("Net", "activiteit:2", starts_at=at(28, 9, 9), ends_at=None), WONEN)
    far = datetime(2031, 6, 3, 9, tzinfo=UTC)
    kamer.add(debate("Ver", "activiteit:3", starts_at=far, ends_at=None), WONEN)

    assert [str(one["SUMMARY"])[-3:] for one in events(client)] == ["Net", "Ver"]


def test_calendars_per_dossier_bac_and_person(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof", "activiteit:1"), STIKSTOF)
    kamer.add(debate("Wonen", "activiteit:2"), WONEN)
    where = "/politieke-agenda/kalender"
    mine = {
        place: [str(one["SUMMARY"])[15:] for one in events(client, f"{where}/{place}.ics")]
        for place in ("dossier/stikstof", "bac/ruimte-leefomgeving", "persoon/ruimte-wonen",
                      "persoon/stikstof-natuur", "persoon/coordinator-fysiek",
                      "persoon/coordinator-bestuur")
    }  # fmt: skip

    assert mine == {
        "dossier/stikstof": ["Stikstof"],
        "bac/ruimte-leefomgeving": ["Wonen"],
        "persoon/ruimte-wonen": ["Wonen"],
        "persoon/stikstof-natuur": ["Stikstof"],
        "persoon/coordinator-fysiek": ["Stikstof", "Wonen"],
        "persoon/coordinator-bestuur": [],
    }


def test_a_calendar_does_not_say_whose_it_is(client: TestClient, workshop: Workshop) -> None:
    body = client.get("/politieke-agenda/kalender/persoon/energie.ics").text

    assert "X-WR-CALNAME:Politieke agenda: mijn dossiers" in body
    assert workshop.people.people[0].name not in body
    assert workshop.people.people[0].email not in body


def test_nothing_internal_is_in_a_calendar(client: TestClient, kamer: Kamer) -> None:
    agenda_world.fill(kamer)

    body = client.get(ALL).text

    assert "besloten" not in body.lower()
    assert "Bestuurlijk Overleg Natuur" in body
    assert "Sport en bewegen" not in body


def test_the_same_data_are_the_same_bytes_and_304_says_so(
    client: TestClient, kamer: Kamer, workshop: Workshop
) -> None:
    agenda_world.fill(kamer)
    first = client.get(ALL)
    workshop.clock = lambda: NOW + timedelta(days=6, hours=1)
    second = client.get(ALL)
    known = client.get(ALL, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    kamer.add(debate("Erbij", "activiteit:99"), STIKSTOF)
    changed = client.get(ALL, headers={"If-None-Match": first.headers["etag"]})

    assert first.content == second.content
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == first.headers["etag"]
    assert changed.status_code == 200


def test_hostile_text_adds_no_line_of_its_own(client: TestClient, kamer: Kamer) -> None:
    hostile = debate(agenda_world.HOSTILE, room="Zaal\r\nX-KWAAD:1", url="javascript:alert(1)",
                     committee_name="A\nB\r\nATTACH:https://kwaad.example")  # fmt: skip
    kamer.add(hostile, STIKSTOF)

    body = client.get(ALL).content
    (event,) = events(client)

    assert set(event) == {
        "UID", "SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS",
        "TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES",
    }  # fmt: skip
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert "🐝" in event["SUMMARY"]
    assert event["URL"].endswith("/politieke-agenda")


@pytest.mark.parametrize(
    "path",
    ["dossier/bestaat-niet.ics", "bac/stikstof.ics", "persoon/x.ics", "alles/x.ics", "soort/x.ics",
     f"dossier/{'x' * 300}.ics", "dossier/..%2F..%2Fetc.ics", "dossier/%00.ics", "x.ics"],
)  # fmt: skip
def test_an_unknown_calendar_is_a_dutch_page(client: TestClient, path: str) -> None:
    answer = client.get(f"/politieke-agenda/kalender/{path}")

    assert answer.status_code == 404
    assert "Niet gevonden" in answer.text


def test_head_is_answered_like_get(client: TestClient) -> None:
    assert client.head(ALL).headers["etag"] == client.get(ALL).headers["etag"]
    assert client.post(OF_STIKSTOF).status_code == 405
