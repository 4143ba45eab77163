"""The JSON API: pages, filters, ETags, and errors that say what is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.web import agenda_world
from tests.web.agenda_world import at
from tests.web.world import COMMITMENT, MOTION, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.jobs.workshop import Workshop
from tracker.models import EditionTable
from tracker.records import ItemKind, ScrapedItem

API = "/api/v1"
SECRETS = ("evidence", "mentions", "score", "judged", "certain", "position", "owner", "email")


def ask(client: TestClient, path: str) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return answer.json()


def every_page(client: TestClient, path: str, key: str) -> list[Any]:
    """Follow `next` to the end."""
    found, onward = [], path
    while onward:
        page = ask(client, onward)
        found += page[key]
        onward = (page["next"] or "").partition(API)[2]
    return found


def test_items_come_page_by_page_newest_first_each_once(client: TestClient, kamer: Kamer) -> None:
    ids = [kamer.add(debate(f"Debat {one}", f"activiteit:{one}"), STIKSTOF) for one in range(7)]

    found = every_page(client, "/items?limit=3&dossier=stikstof", "items")

    assert [one["id"] for one in found] == ids[::-1]


def test_what_comes_in_between_two_pages_doubles_nothing(client: TestClient, kamer: Kamer) -> None:
    for one in range(4):
        kamer.add(debate(f"Debat {one}", f"activiteit:{one}"), STIKSTOF)
    first = ask(client, "/items?limit=2")
    kamer.add(debate("Later", "activiteit:9"), STIKSTOF)
    second = ask(client, first["next"].partition(API)[2])

    assert [one["title"] for one in first["items"] + second["items"]] == [
        "Debat 3", "Debat 2", "Debat 1", "Debat 0",
    ]  # fmt: skip
    assert second["next"] is None


def test_the_agenda_comes_by_time_also_when_many_begin_at_once(
    client: TestClient, kamer: Kamer
) -> None:
    for one in range(5):
        kamer.add(debate(f"Debat {one}", f"activiteit:{one}", starts_at=at(2), ends_at=None), WONEN)
    kamer.add(debate("Eerst", "activiteit:8", starts_at=at(1), ends_at=None), WONEN)
    kamer.add(debate("Vorige week", "activiteit:9", starts_at=NOW - timedelta(days=3)), WONEN)

    found = every_page(client, "/agenda?limit=2", "debates")

    assert [one["title"][15:] for one in found] == [
        "Eerst", "Debat 0", "Debat 1", "Debat 2", "Debat 3", "Debat 4",
    ]  # fmt: skip


def test_a_moved_debate_says_from_where_to_where(client: TestClient, kamer: Kamer) -> None:
    agenda_world.moved(kamer)

    (found,) = ask(client, "/agenda")["debates"]

    assert found["state"] == "changed"
    assert found["state_name"] == "gewijzigd"
    assert found["changes"] == ["Verplaatst: van wo 2 dec 13.00 naar do 3 dec 10.00 uur."]
    assert found["starts_at"] == "2026-12-03T10:00:00+01:00"
    assert found["sequence"] == 1
    assert found["dossiers"] == [{"slug": "stikstof", "name": "Stikstof en vergunningverlening"}]


def test_both_halves_of_a_move_carry_one_uid(client: TestClient, kamer: Kamer) -> None:
    agenda_world.replaced(kamer)

    old, new = ask(client, "/agenda")["debates"]

    assert (old["state"], new["state"]) == ("moved", "changed")
    assert old["uid"] == new["uid"]
    assert new["sequence"] > old["sequence"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("kind=motie", ["Motie van het lid Bouzidi over stikstof"]),
        ("bac=ruimte-leefomgeving", ["Woningbouw"]),
        ("dossier=wonen", ["Woningbouw"]),
        ("dossier=wonen&bac=landelijk-gebied", []),
        ("q=BOUZIDI+motie", ["Motie van het lid Bouzidi over stikstof"]),
        ("q=100%25", []),
        ("q=%00", ["De minister informeert de Kamer over PAS-melders.",
                   "Motie van het lid Bouzidi over stikstof", "Woningbouw"]),
        ("from=2026-12-02&until=2026-12-02", ["Woningbouw"]),
        ("until=2026-11-23", ["De minister informeert de Kamer over PAS-melders.",
                              "Motie van het lid Bouzidi over stikstof"]),
        ("from=2026-12-03", []),
        ("from=9999-12-31", []),
        ("until=0001-01-01", []),
        ("cursor=1", []),
    ],
)  # fmt: skip
def test_filters_of_items(client: TestClient, kamer: Kamer, query: str, titles: list[str]) -> None:
    kamer.add(debate("Woningbouw"), WONEN)
    kamer.add(MOTION, STIKSTOF)
    kamer.add(COMMITMENT, STIKSTOF)

    assert [one["title"] for one in ask(client, f"/items?{query}")["items"]] == titles


def test_nothing_internal_is_in_the_api(client: TestClient, kamer: Kamer) -> None:
    agenda_world.fill(kamer)
    term = ScrapedItem("termijnen", "termijn:1", ItemKind.TERMIJN, "Termijn van ons",
                       due_on=NOW.date())  # fmt: skip
    term_id = kamer.add(term, STIKSTOF)

    body = client.get(f"{API}/items?limit=100").text + client.get(f"{API}/agenda?limit=100").text

    assert "besloten" not in body.lower()
    assert "Termijn van ons" not in body
    assert "Sport en bewegen" not in body
    assert [word for word in SECRETS if f'"{word}' in body] == []
    assert client.get(f"{API}/items/{term_id}").status_code == 404


def test_only_sent_editions_are_there(client: TestClient, workshop: Workshop, kamer: Kamer) -> None:
    with Session(workshop.engine) as session:
        for week, status in (("2026-W46", "sent"), ("2026-W47", "sent"), ("2026-W48", "concept"),
                             ("2026-W49", "approved")):  # fmt: skip
            session.add(EditionTable(week=week, subject=f"Editie {week}", preheader="",
                                     status=status, made_at=NOW))  # fmt: skip
        session.commit()

    found = every_page(client, "/editions?limit=1", "editions")

    assert [one["week"] for one in found] == ["2026-W47", "2026-W46"]
    assert found[0]["page"] == "http://127.0.0.1:8000/haagse-zaken/2026-W47"
    assert ask(client, "/editions/2026-W46")["subject"] == "Editie 2026-W46"
    assert client.get(f"{API}/editions/2026-W48").status_code == 404


def test_dossiers_lead_to_their_calendar_and_feed(client: TestClient) -> None:
    found = ask(client, "/dossiers")["dossiers"]
    wonen = next(one for one in found if one["slug"] == "wonen")

    assert len(found) == 43
    assert wonen["bac"]["abbreviation"] == "R&L"
    for name in ("agenda_page", "calendar", "feed"):
        assert client.get(wonen[name]).status_code == 200


@pytest.mark.parametrize("path", ["/items", "/agenda", "/dossiers", "/editions", "/openapi.json"])
def test_what_is_known_already_is_not_sent_again(
    client: TestClient, kamer: Kamer, path: str
) -> None:
    agenda_world.moved(kamer)
    first = client.get(f"{API}{path}")
    again = client.get(f"{API}{path}", headers={"If-None-Match": first.headers["etag"]})
    other = client.get(f"{API}{path}", headers={"If-None-Match": '"iets anders"'})

    assert (again.status_code, again.content) == (304, b"")
    assert other.content == first.content
    assert first.headers["access-control-allow-origin"] == "*"


def test_a_page_names_the_next_one_in_a_header_too(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Een", "activiteit:1"), STIKSTOF)
    kamer.add(debate("Twee", "activiteit:2"), STIKSTOF)

    answer = client.get(f"{API}/items?limit=1&bac=landelijk-gebied")

    assert answer.headers["link"] == f'<{answer.json()["next"]}>; rel="next"'
    assert "bac=landelijk-gebied" in answer.json()["next"]
    assert answer.headers["api-version"] == "1.0.0"


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/items?bac=bestaat-niet", 404, "Deze BAC kennen wij niet."),
        ("/agenda?dossier=x", 404, "Dit dossier kennen wij niet."),
        ("/items?cursor=%27%20OR%201%3D1", 422, "Deze bladwijzer klopt niet."),
        ("/items?cursor=99999999999999999999", 422, "Deze bladwijzer klopt niet."),
        ("/agenda?cursor=1.2.3", 422, "Deze bladwijzer klopt niet."),
        ("/agenda?cursor=-5.1", 422, "Deze bladwijzer klopt niet."),
        ("/items?from=gisteren", 422, "Schrijf een dag als 2026-12-03."),
        ("/items?from=2026-02-30", 422, "Schrijf een dag als 2026-12-03."),
        ("/items?from=1700000000", 422, "Schrijf een dag als 2026-12-03."),
        ("/items?limit=0", 422, "van 1 tot en met 100"),
        ("/items?limit=1_0", 422, "van 1 tot en met 100"),
        ("/items?limit=101", 422, "van 1 tot en met 100"),
        ("/items?dosier=stikstof", 422, "dosier: Deze parameter kennen wij niet."),
        ("/items?q=a&q=b", 422, "Geef deze parameter één keer."),
        ("/items?kind=debat", 422, "Deze soort kennen wij niet."),
        ("/items/0", 422, "Schrijf het nummer van een stuk"),
        ("/items/999999", 404, "Dit stuk kennen wij niet"),
        ("/items/99999999999999999999999", 422, "Schrijf het nummer van een stuk"),
        ("/editions/morgen", 422, "Schrijf een week als 2026-W48."),
        ("/nergens", 404, "Dit adres bestaat niet."),
        ("/items/", 404, "Dit adres bestaat niet."),
        ("/editions/a%0Ab", 404, "Dit adres bestaat niet."),
    ],
)
def test_what_is_wrong_is_a_problem_in_plain_dutch(
    client: TestClient, path: str, status: int, words: str
) -> None:
    answer = client.get(f"{API}{path}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_the_api_is_only_for_reading(client: TestClient, method: str) -> None:
    answer = client.request(method, f"{API}/items")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == "application/problem+json"


def test_head_is_answered_like_get(client: TestClient) -> None:
    head, get = client.head(f"{API}/items"), client.get(f"{API}/items")

    assert (head.status_code, head.headers["etag"]) == (200, get.headers["etag"])


def test_a_hostile_title_is_one_line_of_text(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(agenda_world.HOSTILE, url="javascript:alert(1)"), STIKSTOF)

    (of_agenda,) = ask(client, "/agenda")["debates"]
    (of_items,) = ask(client, "/items")["items"]

    for found in (of_agenda, of_items):
        assert "<script>alert(1)</script> ATTENDEE" in found["title"]
        assert not set("\r\n\x00\u202e\u2028") & set(found["title"])
        assert found["url"] == ""


def test_without_a_database_it_says_to_try_later(client: TestClient, workshop: Workshop) -> None:
    workshop.engine.dispose()
    with workshop.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE item_join")

    answer = client.get(f"{API}/items")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Probeer het over een paar minuten opnieuw" in answer.json()["detail"]


def test_the_document_names_what_may_be_asked(client: TestClient) -> None:
    document = ask(client, "/openapi.json")
    asked = {one["name"]: one for one in document["paths"]["/items"]["get"]["parameters"]}

    assert document["openapi"].startswith("3.1")
    assert set(asked) == {"bac", "dossier", "from", "until", "kind", "q", "limit", "cursor",
                          "If-None-Match"}  # fmt: skip
    assert "stikstof" in asked["dossier"]["schema"]["enum"]
    assert {"post", "put", "delete"} & set(document["paths"]["/items"]) == set()
    assert list(document["paths"]["/items"]["get"]["responses"]["404"]["content"]) == [
        "application/problem+json"
    ]
