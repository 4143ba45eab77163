"""EU files, other places of an item, terms: what a visitor sees, and taking joins apart."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import HEADERS, add, enter
from tests.web.world import NOW
from tracker import joining, labels, meetings, queries
from tracker.database import session_scope
from tracker.meetings import Meeting, Visibility
from tracker.recording import Recorder
from tracker.records import (
    Classification,
    DatePrecision,
    DossierMatch,
    ItemKind,
    Role,
    ScrapedItem,
    Status,
)

WATER = DossierMatch("water-bodem", "ruimte-leefomgeving", 0.9)
RELEVANT = Classification(True, 0.9, True, (WATER,), ("ruimte-leefomgeving",), "test")
PROPOSAL = ScrapedItem(
    "cellar", "werk:1", ItemKind.EU_DOCUMENT, "Voorstel richtlijn waterweerbaarheid",
    url="https://eur-lex.europa.eu/x", published_on=date(2026, 11, 18),
    identifiers=("celex:52026PC0512", "com:2026:512", "procedure:2026/0211(COD)"),
)  # fmt: skip
FEEDBACK = ScrapedItem(
    "haveyoursay", "initiatief:14855", ItemKind.CONSULTATIE, "Water resilience",
    published_on=date(2026, 11, 1), due_on=date(2026, 12, 8), identifiers=("com:2026:512",),
)  # fmt: skip
LETTER = ScrapedItem(
    "tweedekamer", "zaak:1", ItemKind.KAMERBRIEF, "Voortgang netcongestie in de provincies",
    number="2026Z1", published_on=date(2026, 11, 20), identifiers=("kst:29023-812",),
)  # fmt: skip
COPY = ScrapedItem(
    "openoverheid", "document:1", ItemKind.PUBLICATIE, "Kamerbrief netcongestie",
    url="https://open.overheid.nl/details/1", published_on=date(2026, 11, 21),
    identifiers=("kst:29023-812",),
)  # fmt: skip
TERM = ScrapedItem(
    "termijnen", "sluiting:1", ItemKind.TERMIJN, "Laatste dag om te reageren: Wet warmte",
    subtype="Laatste dag om te reageren", status=Status.OPEN, due_on=date(2026, 11, 27),
)  # fmt: skip


def bring(engine: Engine, *items: ScrapedItem) -> list[int]:
    """Record items as relevant and join what belongs together; returns their ids."""
    ids = []
    with session_scope(engine) as session:
        for item in items:
            Recorder(session, 1, NOW, silent=True).record([item], source=item.source)
            ids.append(queries.item_ids(session, item.source, [item.key])[item.key])
        stored = queries.stored_items(session, ids)
        labels.store(session, [(one, RELEVANT) for one in stored.values()], NOW)
        joining.join_fresh(session, ids, NOW)
    return ids


def test_a_file_shows_its_timeline_and_the_next_moment(client: TestClient, engine: Engine) -> None:
    bring(engine, PROPOSAL, FEEDBACK)

    page = client.get("/eu/procedure:2026/0211(COD)")

    assert page.status_code == 200
    assert "Volgende moment: 8 december 2026 (over 15 dagen)." in page.text
    assert "Wat u kunt doen: Dien een reactie in." in page.text
    assert "zes weken na het voorstel van 18 november 2026" in page.text
    assert "COM(2026) 512" in page.text
    assert page.text.index("Wat er komt") < page.text.index("Wat er was")


def test_the_list_names_files_once_and_links_to_them(client: TestClient, engine: Engine) -> None:
    bring(engine, PROPOSAL, FEEDBACK)

    page = client.get("/eu").text

    assert page.count("Voorstel richtlijn waterweerbaarheid") == 1
    assert 'href="/eu/procedure:2026%2F0211(COD)"' in page or (
        'href="/eu/procedure:2026/0211(COD)"' in page
    )


def test_an_unknown_file_is_a_dutch_404(client: TestClient) -> None:
    page = client.get("/eu/com:1999:1")

    assert page.status_code == 404
    assert "Dit EU-dossier kennen wij niet." in page.text


def test_an_item_of_a_file_links_to_the_file(client: TestClient, engine: Engine) -> None:
    (proposal,) = bring(engine, PROPOSAL)

    assert 'href="/eu/procedure:2026' in client.get(f"/items/{proposal}").text


def test_an_item_names_its_other_places_and_why(client: TestClient, engine: Engine) -> None:
    letter, copy = bring(engine, LETTER, COPY)

    page = client.get(f"/items/{letter}").text

    assert "Ook verschenen als" in page
    assert "https://open.overheid.nl/details/1" in page
    assert "Samengevoegd: zelfde nummer: kst:29023-812." in page
    assert "Haal uit elkaar" not in page, "only who has signed in may do that"
    assert f"/items/{letter}" in client.get(f"/items/{copy}").text


def test_a_lobbyist_takes_a_join_apart_once(client: TestClient, engine: Engine) -> None:
    letter, copy = bring(engine, LETTER, COPY)
    token = enter(client, engine, add(engine, Role.LOBBYIST, "Anneke"))
    assert "Haal uit elkaar" in client.get(f"/items/{letter}").text
    form = {"formulier": token, "deel": str(copy), "geheel": str(letter)}

    first = client.post("/samengevoegd/los", data=form, headers=HEADERS, follow_redirects=False)
    again = client.post("/samengevoegd/los", data=form, headers=HEADERS, follow_redirects=False)

    assert first.status_code == 303
    assert again.status_code == 409
    assert "Ook verschenen als" not in client.get(f"/items/{letter}").text
    with session_scope(engine) as session:
        assert joining.joined_ids(session, [letter, copy]) == set()


@pytest.mark.parametrize("part", ["", "x", "9" * 30, "-1"])
def test_a_form_with_nonsense_is_refused(client: TestClient, engine: Engine, part: str) -> None:
    token = enter(client, engine, add(engine, Role.LOBBYIST, "Anneke"))
    form = {"formulier": token, "deel": part, "geheel": "1"}

    answer = client.post("/samengevoegd/los", data=form, headers=HEADERS)

    assert answer.status_code == 400


def test_terms_of_the_week_stand_beside_the_agenda(client: TestClient, engine: Engine) -> None:
    bring(engine, TERM)

    this_week = client.get("/agenda?week=2026-W48").text
    next_week = client.get("/agenda?week=2026-W49").text

    assert "Laatste dag om te reageren" in this_week
    assert "Wet warmte" in this_week
    assert "Wet warmte" not in next_week


def test_internal_fields_are_shown_to_members_only(client: TestClient, engine: Engine) -> None:
    meeting = Meeting(
        naam="Geheim overleg stikstof", datum=date(2026, 11, 25), afspraken=("Onze inzet",),
        zichtbaarheid=Visibility.INTERNAL,
    )  # fmt: skip
    with session_scope(engine) as session:
        meetings.keep(session, [meeting], "redactie", NOW, silent=True)
        (item_id,) = queries.item_ids(
            session, meetings.SOURCE, [meetings.public_item(meeting).key]
        ).values()

    outside = "".join(
        client.get(path).text for path in (f"/items/{item_id}", "/agenda", "/", "/zoeken?q=geheim")
    )
    enter(client, engine, add(engine, Role.LOBBYIST, "Anneke"))
    inside = client.get(f"/items/{item_id}").text

    assert "Geheim overleg" not in outside
    assert "Onze inzet" not in outside
    assert "Bestuurlijk overleg (besloten)" in outside
    assert "Geheim overleg stikstof" in inside
    assert "Onze inzet" in inside


def test_a_debate_of_parliament_in_brussels_stands_in_the_file(
    client: TestClient, engine: Engine
) -> None:
    vote = ScrapedItem(
        "epprocedures", "activiteit:1", ItemKind.ACTIVITEIT, "Vote in ENVI", subtype="Vote",
        chamber="Europees Parlement", starts_at=datetime(2027, 1, 12, 9, 0, tzinfo=UTC),
        precision=DatePrecision.TIME, identifiers=("procedure:2026/0211(COD)",),
    )  # fmt: skip
    bring(engine, PROPOSAL, vote)

    page = client.get("/eu/com:2026:512").text

    assert "Vote in ENVI" in page
    assert "Spreek de rapporteur" in page
