"""The page of an item: every version field by field, and what is for members only."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web import accounts
from tests.web.world import NOW, STIKSTOF, Kamer, debate
from tracker import contents, desk
from tracker.database import session_scope
from tracker.models import ItemVersionTable, JoinTable, ThreadTable
from tracker.records import ActionKind, AgendaPoint, Json, Role, ScrapedItem, Status

PERSON = "stikstof-natuur"


@pytest.fixture
def member(client: TestClient, engine: Engine) -> TestClient:
    account = accounts.add(engine, Role.LOBBYIST, "Anneke", person=PERSON)
    accounts.enter(client, engine, account)
    return client


def _earlier(engine: Engine, item_id: int, version: int, item: ScrapedItem) -> None:
    at = NOW - timedelta(days=10 - version)
    with session_scope(engine) as session:
        session.add(
            ItemVersionTable(
                item_id=item_id, version=version, content=contents.dump(item), replaced_at=at
            )
        )


def _did(engine: Engine, item_id: int, kind: ActionKind, value: Json = None) -> None:
    with session_scope(engine) as session:
        desk.log(
            session, item_id=item_id, kind=kind, person=PERSON, value=value, via="slack",
            event_key=f"{item_id}-{kind}", now=NOW,
        )  # fmt: skip


def test_every_version_is_shown_old_and_new_per_field(client: TestClient, kamer: Kamer) -> None:
    last = debate(
        status=Status.CANCELLED, agenda=(AgendaPoint("a1", "PAS-melders", 1),),
    )  # fmt: skip
    item_id = kamer.add(last, STIKSTOF, version=3)
    second = replace(last, status=Status.PLANNED, agenda=())
    moved = datetime(2026, 12, 1, 9, tzinfo=NOW.tzinfo)
    ends_at = moved + timedelta(hours=3)
    first = replace(second, room="Klompézaal", starts_at=moved, ends_at=ends_at)
    _earlier(kamer.engine, item_id, 2, second)
    _earlier(kamer.engine, item_id, 1, first)

    page = client.get(f"/items/{item_id}").text
    versions = page[page.index('id="versies"') :]

    assert versions.index("Versie 3, sinds zo 15 nov") < versions.index("Versie 2, sinds za 14 nov")
    for row in (
        '<th scope="row">Status</th><td>gepland</td><td>geannuleerd</td>',
        '<th scope="row">Agendapunt</th><td>niets</td><td>PAS-melders</td>',
        '<th scope="row">Zaal</th><td>Klompézaal</td><td>Thorbeckezaal</td>',
        "di 1 dec, 10.00–13.00 uur</td><td>wo 2 dec, 10.00–13.00 uur</td>",
    ):
        assert row in versions, row


def test_an_item_of_one_version_says_nothing_of_versions(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)

    assert "Alle versies" not in client.get(f"/items/{item_id}").text


def _busy(kamer: Kamer) -> int:
    item_id = kamer.add(debate(), STIKSTOF)
    given = {"position": "Wij zijn voor.", "inbreng_url": "https://ipo.example/i", "note": "Bel"}
    _did(kamer.engine, item_id, ActionKind.TAKEN)
    _did(kamer.engine, item_id, ActionKind.POSITION, given)
    _did(kamer.engine, item_id, ActionKind.SNOOZED, {"until": "2026-11-25T08:00:00+00:00"})
    with session_scope(kamer.engine) as session:
        session.add(
            ThreadTable(
                item_id=item_id, channel="#lobby-landelijk-gebied", opened_at=NOW,
                message_id="C0123ABC/1764230000.000100",
            )
        )  # fmt: skip
        session.add(
            ThreadTable(item_id=item_id, channel="mail:x", message_id="<1@x>", opened_at=NOW)
        )
    return item_id


def test_a_member_sees_the_desk_its_log_and_the_thread(member: TestClient, kamer: Kamer) -> None:
    page = member.get(f"/items/{_busy(kamer)}").text

    assert "<dt>Opgepakt door</dt><dd>Anneke op ma 23 nov" in page
    assert "Wij zijn voor." in page
    assert 'href="https://ipo.example/i"' in page
    assert 'href="https://slack.com/archives/C0123ABC/p1764230000000100"' in page
    assert "mail:x" not in page
    assert "<dt>Herinnering</dt><dd>wo 25 nov 09.00 uur</dd>" in page
    log = page[page.index("Wie deed wat (3)") :]
    assert (
        log.index("wil een herinnering op") < log.index("gaf inbreng") < log.index("pakte dit op")
    )


def test_a_stranger_sees_none_of_it(client: TestClient, kamer: Kamer) -> None:
    page = client.get(f"/items/{_busy(kamer)}").text

    for secret in ("Wij zijn voor.", "ipo.example/i", "slack.com", "pakte dit op", "Bij ons"):
        assert secret not in page


def test_nobody_did_anything_yet(member: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)

    assert "Nog niemand deed iets met dit stuk." in member.get(f"/items/{item_id}").text


def test_what_was_done_with_its_other_place_counts(member: TestClient, kamer: Kamer) -> None:
    other = kamer.add(debate(key="activiteit:2"), STIKSTOF)
    item_id = kamer.add(debate(), STIKSTOF)
    _did(kamer.engine, other, ActionKind.TAKEN)
    with session_scope(kamer.engine) as session:
        session.add(
            JoinTable(
                item_id=other, into_id=item_id, rule="zelfde nummer", evidence="x", joined_at=NOW
            )
        )

    assert "<dt>Opgepakt door</dt>" in member.get(f"/items/{item_id}").text
