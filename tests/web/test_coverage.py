"""Coverage: who follows a debate, inbreng and verslag; on its page and per BAC."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web import accounts
from tests.web.world import COMMITMENT, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import desk, editions
from tracker.database import session_scope
from tracker.records import ActionKind, Block, Edition, Role, Status

PERSON = "stikstof-natuur"


@pytest.fixture
def member(client: TestClient, engine: Engine) -> TestClient:
    account = accounts.add(engine, Role.LOBBYIST, "Anneke", person=PERSON)
    accounts.enter(client, engine, account)
    return client


def _deliver(engine: Engine, item_id: int, url: str = "https://ipo.example/inbreng") -> None:
    value = {"position": "Wij zijn voor.", "inbreng_url": url, "note": ""}
    with session_scope(engine) as session:
        desk.log(
            session, item_id=item_id, kind=ActionKind.POSITION, person=PERSON, value=value,
            via="slack", event_key=f"p{item_id}", now=NOW - timedelta(hours=3),
        )  # fmt: skip


def _reported(engine: Engine, item_id: int, state: str = "read") -> None:
    content = {"report": {"state": state, "status": "Ongecorrigeerd"}}
    block = Block("debat:tweedekamer:1", "debatten", "debat", 1, content, (), item_id)
    edition = Edition("2026-W48", "Onderwerp", "Vooraf", NOW, blocks=(block,))
    with session_scope(engine) as session:
        editions.save(session, edition)


def test_a_stranger_sees_no_coverage(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    _deliver(kamer.engine, item_id)

    assert client.get("/dekking").status_code == 401
    page = client.get(f"/items/{item_id}").text
    assert "Wie volgt" not in page
    assert "Wij zijn voor." not in page
    assert 'href="/dekking"' not in page


def test_a_followed_debate_with_inbreng_and_verslag(member: TestClient, kamer: Kamer) -> None:
    past = NOW - timedelta(days=2)
    item_id = kamer.add(debate(starts_at=past, status=Status.HELD), STIKSTOF)
    _deliver(kamer.engine, item_id)
    _reported(kamer.engine, item_id)
    with session_scope(kamer.engine) as session:
        desk.follow(session, PERSON, "dossier:stikstof", NOW)

    page = member.get(f"/items/{item_id}").text

    assert "<dt>Wie volgt</dt><dd>Anneke</dd>" in page
    assert 'href="https://ipo.example/inbreng"' in page
    assert "geleverd op ma 23 nov 06.10 uur" in page
    assert 'href="/haagse-zaken/2026-W48/debat/i-debat-tweedekamer-1"' in page
    assert "op basis van het ongecorrigeerde verslag" in page


def test_a_debate_that_nobody_follows_says_whose_dossier_it_is(
    member: TestClient, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(), STIKSTOF)

    page = member.get(f"/items/{item_id}").text

    assert "nog niemand; het dossier is van Anneke" in page
    assert "volgt na het debat" in page


def test_an_unsafe_inbreng_is_no_link(member: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    _deliver(kamer.engine, item_id, "javascript:alert(1)")

    assert 'href="javascript:' not in member.get(f"/items/{item_id}").text


def test_only_a_debate_has_coverage(member: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(COMMITMENT, STIKSTOF)

    assert "Wie volgt" not in member.get(f"/items/{item_id}").text


def _world(kamer: Kamer) -> None:
    past, far = NOW - timedelta(days=3), NOW + timedelta(weeks=4)
    held = kamer.add(debate("Gehouden", starts_at=past, status=Status.HELD), STIKSTOF)
    kamer.add(debate("Stil", "activiteit:2", starts_at=past, status=Status.HELD), STIKSTOF)
    kamer.add(debate("Komt nog", "activiteit:3"), WONEN)
    kamer.add(debate("Ver weg", "activiteit:4", starts_at=far), WONEN)
    kamer.add(debate("Afgelast", "activiteit:5", status=Status.CANCELLED), WONEN)
    kamer.add(debate("Commissie", "activiteit:6", subtype="Procedurevergadering"), WONEN)
    _deliver(kamer.engine, held)
    _reported(kamer.engine, held)
    with session_scope(kamer.engine) as session:
        desk.follow(session, PERSON, f"item:{held}", NOW)


def _row(page: str, bac: str) -> str:
    start = page.index(f">{bac}</a></th>")
    return page[start : page.index("</tr>", start)]


def test_each_bac_is_counted_with_a_way_to_what_is_missing(
    member: TestClient, kamer: Kamer
) -> None:
    _world(kamer)

    page = member.get("/dekking").text

    nature, space = _row(page, "Landelijk Gebied"), _row(page, "Ruimte en Leefomgeving")
    assert nature.count("1 van 2") == 3
    assert '<td class="amount" data-label="Debatten">2</td>' in nature
    assert 'class="bar-done" width="50"' in nature
    assert '<td class="amount" data-label="Debatten">1</td>' in space
    assert space.count("0 van 1") == 2
    assert "geen</span>" in space[space.rindex("<td") :]
    for absent in ("Ver weg", "Afgelast", "Procedurevergadering"):
        assert absent not in page


def test_the_list_behind_a_number(member: TestClient, kamer: Kamer) -> None:
    _world(kamer)

    page = member.get("/dekking?weken=2&bac=landelijk-gebied&mist=verslag").text
    wide = member.get("/dekking?weken=6").text

    assert "1 debat zonder verslag, BAC Landelijk Gebied" in page
    assert "Commissiedebat Stil" in page
    assert "Commissiedebat Gehouden" not in page
    assert "Commissiedebat Komt nog" not in page
    assert "Ver weg" in wide


def test_a_report_without_its_verslag_does_not_count(member: TestClient, kamer: Kamer) -> None:
    past = NOW - timedelta(days=2)
    item_id = kamer.add(debate(starts_at=past, status=Status.HELD), STIKSTOF)
    _reported(kamer.engine, item_id, "missing")

    assert "0 van 1" in _row(member.get("/dekking").text, "Landelijk Gebied")
    assert "alleen de feiten" in member.get(f"/items/{item_id}").text
