"""Who reads what of an edition: members all of it, a visitor nothing internal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from newsletter.compose import compose
from tests.web import accounts
from tests.web.world import NOW
from tracker import dutch, editions, meetings
from tracker.database import session_scope
from tracker.jobs import drafting
from tracker.jobs.workshop import Workshop
from tracker.meetings import Meeting, MeetingStatus
from tracker.records import Role, Stage

WEEK = dutch.week_of(NOW)
SECRETS = ("Geheim overleg stikstof", "Drenthe levert ruimte in", "lobbyist van het overleg")


def _held(day: date) -> Meeting:
    return Meeting(
        naam=SECRETS[0], datum=day, afspraken=(SECRETS[1],), eigenaar=SECRETS[2],
        status=MeetingStatus.HELD,
    )  # fmt: skip


@pytest.fixture
def addresses(workshop: Workshop, engine: Engine) -> tuple[str, str]:
    """Keep an edition with an internal overleg; returns its page and its plain text."""
    with session_scope(engine) as session:
        meetings.keep(session, [_held(dutch.week_days(WEEK)[0])], "a", NOW, silent=True)
    parts = (workshop.taxonomy, workshop.people, workshop.recess)
    edition = compose(drafting.material(workshop, WEEK), WEEK, *parts, NOW)
    with session_scope(engine) as session:
        editions.save(session, replace(edition, status=Stage.SENT.value))
    return f"/haagse-zaken/{WEEK}", f"/haagse-zaken/{WEEK}.txt"


def test_a_visitor_reads_only_that_there_was_an_overleg(
    client: TestClient, addresses: tuple[str, str]
) -> None:
    for address in addresses:
        shown = client.get(address).text
        assert "Bestuurlijk overleg (besloten)" in shown
        assert not any(secret in shown for secret in SECRETS)


def test_a_member_reads_all_of_it(
    client: TestClient, engine: Engine, addresses: tuple[str, str]
) -> None:
    accounts.enter(client, engine, accounts.add(engine, Role.LEZER))
    for address in addresses:
        shown = client.get(address).text
        assert all(secret in shown for secret in SECRETS)
