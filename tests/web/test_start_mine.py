"""The start page of who has dossiers: what changed, what comes and what waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web import accounts
from tests.web.world import COMMITMENT, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import audit, desk
from tracker.database import session_scope
from tracker.records import ActionKind, ItemKind, Json, Role, Status

PERSON = "stikstof-natuur"
HEADING = 'id="mijn"'


@pytest.fixture
def member(client: TestClient, engine: Engine) -> TestClient:
    account = accounts.add(engine, Role.LOBBYIST, "Anneke", person=PERSON)
    accounts.enter(client, engine, account)
    return client


def _own(client: TestClient) -> str:
    page = client.get("/").text
    return page[page.index(HEADING) : page.index('id="nieuws"')]


def _did(kamer: Kamer, item_id: int, kind: ActionKind, value: Json = None) -> None:
    with session_scope(kamer.engine) as session:
        desk.log(
            session, item_id=item_id, kind=kind, person=PERSON, value=value, via="slack",
            event_key=f"{item_id}-{kind}", now=NOW - timedelta(hours=2),
        )  # fmt: skip


def test_a_stranger_and_who_has_no_dossiers_see_the_house(
    client: TestClient, engine: Engine, kamer: Kamer
) -> None:
    kamer.add(debate(), STIKSTOF)
    assert HEADING not in client.get("/").text

    accounts.enter(client, engine, accounts.add(engine, Role.LEZER, "Lezer"))

    assert HEADING not in client.get("/").text
    assert "Agenda van de komende twee weken" in client.get("/").text


def test_the_house_view_stays_and_a_filter_leaves_the_own_part_out(member: TestClient) -> None:
    assert HEADING in member.get("/").text
    assert "Agenda van de komende twee weken" in member.get("/").text
    assert HEADING not in member.get("/?bac=landelijk-gebied").text


def test_news_of_the_last_day_on_own_dossiers_only(member: TestClient, kamer: Kamer) -> None:
    kamer.moved(kamer.add(debate("Eigen debat"), STIKSTOF))
    kamer.moved(kamer.add(debate("Ander debat", "activiteit:2"), WONEN))
    old = kamer.add(debate("Van vorige week", "activiteit:3", starts_at=None), STIKSTOF)
    kamer.moved(old, recorded_at=NOW - timedelta(hours=30))

    own = _own(member)

    assert "In de laatste 24 uur" in own
    assert "Eigen debat" in own
    assert "Ander debat" not in own
    assert "Van vorige week" not in own


def test_news_since_the_visit_before_this_one(member: TestClient, kamer: Kamer) -> None:
    old = kamer.add(debate("Van eergisteren", "activiteit:3", starts_at=None), STIKSTOF)
    kamer.moved(old, recorded_at=NOW - timedelta(hours=30))
    with session_scope(kamer.engine) as session:
        for hours, by, allowed in (
            (1, "anneke@ipo.example", True), (40, "anneke@ipo.example", False),
            (50, "anneke@ipo.example", True), (2, "iemand@ipo.example", True),
        ):  # fmt: skip
            at = NOW - timedelta(hours=hours)
            audit.write(session, at, by=by, what="sign-in", allowed=allowed)

    own = _own(member)

    assert "Sinds uw vorige bezoek, za 21 nov 07.10 uur" in own
    assert "Van eergisteren" in own


def test_what_comes_within_ten_days_with_terms(member: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Binnenkort"), STIKSTOF)
    far = NOW + timedelta(days=12)
    kamer.add(debate("Pas later", "activiteit:2", starts_at=far), STIKSTOF)
    term = replace(
        COMMITMENT, source="termijnen", key="inbreng:1", kind=ItemKind.TERMIJN,
        title="Schriftelijke inbreng leveren: X", due_on=(NOW + timedelta(days=4)).date(),
    )  # fmt: skip
    kamer.add(term, STIKSTOF)
    kamer.add(replace(term, key="inbreng:2", title="Van een ander"), WONEN)

    own = _own(member)

    assert "Binnenkort" in own
    assert "Schriftelijke inbreng leveren: X" in own
    assert "uiterlijk 27 november 2026" in own
    assert "Pas later" not in own
    assert "Van een ander" not in own


def test_what_waits(member: TestClient, kamer: Kamer) -> None:
    taken = kamer.add(debate("Opgepakt debat", "activiteit:4", starts_at=None), WONEN)
    _did(kamer, taken, ActionKind.TAKEN)
    _did(kamer, taken, ActionKind.SNOOZED, {"until": "2026-11-25T08:00:00+00:00"})
    kamer.add(debate("Zonder inbreng"), STIKSTOF)
    done = kamer.add(debate("Met inbreng", "activiteit:2"), STIKSTOF)
    given = {"position": "", "inbreng_url": "https://ipo.example/i", "note": ""}
    _did(kamer, done, ActionKind.POSITION, given)
    kamer.add(debate("Twijfel", "activiteit:3", starts_at=None), STIKSTOF, certain=False)
    late = (NOW - timedelta(days=3)).date()
    kamer.add(replace(COMMITMENT, title="Late belofte", due_on=late), STIKSTOF)

    own = _own(member)
    waits = own[own.index('id="mijn-werk"') :]

    assert "Door u opgepakt:</strong>" in waits
    assert "herinnering wo 25 nov 09.00 uur" in waits
    assert "Inbreng leveren:</strong>" in waits
    assert "Zonder inbreng" in waits
    assert "Met inbreng" not in waits
    assert "1 stuk wacht op uw oordeel" in waits
    assert "Late belofte" in waits
    assert "3 dagen over de termijn" in waits


def test_what_is_over_or_let_go_no_longer_waits(member: TestClient, kamer: Kamer) -> None:
    off = debate("Afgelast debat", "activiteit:4", starts_at=None, status=Status.CANCELLED)
    _did(kamer, kamer.add(off, STIKSTOF), ActionKind.TAKEN)
    dropped = kamer.add(debate("Terzijde"), STIKSTOF)
    _did(kamer, dropped, ActionKind.DISMISSED)

    waits = _own(member)
    waits = waits[waits.index('id="mijn-werk"') :]

    assert "Afgelast debat" not in waits
    assert "Terzijde" not in waits
    assert '<p class="empty">Niets.</p>' in waits


def test_a_followed_dossier_or_item_is_mine_too(member: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Wonen volgen"), WONEN)
    alone = kamer.add(debate("Eén stuk volgen", "activiteit:2"), relevant=True)
    with session_scope(kamer.engine) as session:
        desk.follow(session, PERSON, "dossier:wonen", NOW)
        desk.follow(session, PERSON, f"item:{alone}", NOW)
        desk.follow(session, PERSON, "dossier:bestaat-niet-meer", NOW)

    own = _own(member)

    assert "Wonen volgen" in own
    assert "Eén stuk volgen" in own
    assert "bestaat-niet-meer" not in own
