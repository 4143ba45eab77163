"""The archive and the search page: who finds what, by year, before and after, as a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sqlalchemy import Engine
from sqlmodel import select

from newsletter.compose import compose
from tests.web import accounts
from tests.web.test_edition_readers import SECRETS, WEEK, _held
from tests.web.world import MOTION, NOW, STIKSTOF, Kamer, debate
from tracker import dutch, editions, meetings
from tracker.database import session_scope
from tracker.jobs import drafting, searching
from tracker.jobs.workshop import Workshop
from tracker.models import CorrectionTable, EditionTable
from tracker.records import Role, Stage
from tracker.web.app import create_app


def _publish(workshop: Workshop, engine: Engine, week: str, stage: Stage = Stage.SENT) -> None:
    parts = (workshop.taxonomy, workshop.people, workshop.recess)
    edition = compose(drafting.material(workshop, week), week, *parts, NOW)
    with session_scope(engine) as session:
        editions.save(session, replace(edition, status=stage.value))


@pytest.fixture
def filled(workshop: Workshop, engine: Engine, kamer: Kamer) -> Workshop:
    kamer.add(replace(MOTION, text="Tekst <script>alert(1)</script> bouzidi."), STIKSTOF)
    kamer.add(debate("Sport & spel", "activiteit:8"))
    with session_scope(engine) as session:
        meetings.keep(session, [_held(dutch.week_days(WEEK)[0])], "a", NOW, silent=True)
    _publish(workshop, engine, WEEK)
    _publish(workshop, engine, "2026-W46")
    _publish(workshop, engine, "2025-W50")
    _publish(workshop, engine, "2026-W50", Stage.CONCEPT)
    searching.refresh(workshop, everything=True)
    return workshop


@pytest.fixture
def stranger(filled: Workshop) -> TestClient:
    """Somebody who has not signed in, while the workspace is closed."""
    closed = Workshop(filled.settings.model_copy(update={"workspace_open": False}), filled.clock)
    closed.engine, closed.taxonomy = filled.engine, filled.taxonomy
    return TestClient(create_app(closed), follow_redirects=False)


def test_a_stranger_searches_what_is_public(stranger: TestClient) -> None:
    motion = stranger.get("/zoeken?q=bouzidi").text
    sport = stranger.get("/zoeken?q=sport")

    assert "Motie van het lid <mark>Bouzidi</mark>" in motion
    assert "/items/" not in motion
    assert "&lt;script&gt;alert(1)" in motion
    assert "<script>alert" not in motion
    assert sport.status_code == 200
    assert "Niets gevonden" in sport.text
    assert stranger.get("/agenda").status_code == 303


def test_internal_parts_of_an_edition_are_found_by_members_only(
    stranger: TestClient, filled: Workshop
) -> None:
    asked = [f"/zoeken?q={word.replace(' ', '+')}" for word in SECRETS]
    open_visitor = TestClient(create_app(filled))
    outside = [client.get(path).text for path in asked for client in (stranger, open_visitor)]
    accounts.enter(stranger, filled.engine, accounts.add(filled.engine, Role.LEZER))
    inside = stranger.get(asked[0]).text

    assert all("Niets gevonden" in page for page in outside)
    assert f'href="/haagse-zaken/{WEEK}#' in inside


def test_a_result_of_an_edition_leads_to_its_place_on_the_page(stranger: TestClient) -> None:
    page = stranger.get("/zoeken?q=bestuurlijk+overleg&soort=haagse-zaken").text
    found = page.split(f'href="/haagse-zaken/{WEEK}#')[1].split('"')[0]

    assert f'id="{found}"' in stranger.get(f"/haagse-zaken/{WEEK}").text


def test_an_edition_that_is_taken_back_is_not_found(stranger: TestClient, filled: Workshop) -> None:
    path = "/zoeken?q=bestuurlijk+overleg&soort=haagse-zaken"
    with session_scope(filled.engine) as session:
        session.exec(select(EditionTable).where(EditionTable.week == WEEK)).one().status = "concept"
    before = stranger.get(path).text
    searching.refresh(filled)

    assert WEEK not in before
    assert WEEK not in stranger.get(path).text


def test_the_archive_has_years_and_editions_lead_to_one_another(stranger: TestClient) -> None:
    archive = stranger.get("/haagse-zaken").text
    ways = {
        path: stranger.get(f"/haagse-zaken/{path}").headers["location"]
        for path in (f"{WEEK}/vorige", f"{WEEK}/volgende", "2026-W46/volgende", "2026-W46/vorige",
                     "2025-W50/vorige", "onzin/volgende")
    }  # fmt: skip

    assert archive.index(">2026</h2>") < archive.index(WEEK) < archive.index(">2025</h2>")
    assert "2026-W50" not in archive
    assert ways == {
        f"{WEEK}/vorige": "/haagse-zaken/2026-W46",
        f"{WEEK}/volgende": "/haagse-zaken",
        "2026-W46/volgende": f"/haagse-zaken/{WEEK}",
        "2026-W46/vorige": "/haagse-zaken/2025-W50",
        "2025-W50/vorige": "/haagse-zaken",
        "onzin/volgende": "/haagse-zaken",
    }
    assert f'href="/haagse-zaken/{WEEK}/vorige"' in stranger.get(f"/haagse-zaken/{WEEK}").text


def test_the_feed_holds_what_went_out(stranger: TestClient) -> None:
    answer = stranger.get("/haagse-zaken/feed.xml")
    entries = html.fromstring(answer.content).findall(".//entry")
    links = [str(one.xpath("string(link/@href)")) for one in entries]

    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert [link.rsplit("/", 1)[1] for link in links] == [WEEK, "2026-W46", "2025-W50"]


def test_the_feed_says_when_an_edition_was_corrected(
    stranger: TestClient, filled: Workshop, engine: Engine
) -> None:
    before = stranger.get("/haagse-zaken/feed.xml").text
    with session_scope(engine) as session:
        row = session.exec(select(EditionTable).where(EditionTable.week == "2025-W50")).one()
        assert row.id is not None
        session.add(CorrectionTable(
            edition_id=row.id, at=NOW, by="a@ipo.example", text="De datum klopte niet.", fields={},
            approved_by="b@ipo.example", approved_at=NOW + timedelta(days=2),
        ))  # fmt: skip

    after = stranger.get("/haagse-zaken/feed.xml").text

    assert "2026-11-25T" not in before
    assert after.count("<updated>2026-11-25T") == 2
    assert "De datum klopte niet." in after


STRANGE = (
    "q=a&pagina=-1", "q=natuur&pagina=99999999999999999999", "van=gisteren",
    "van=9999-12-31&tot=9999-12-31", "tot=0001-01-01", "soort=%00&bac=x", "q=" + "x" * 10_000,
    "fractie=%00%22&q=%22", "pagina=%D9%A3&q=natuur", "van=2026-12-01&tot=2026-01-01",
)  # fmt: skip


def test_no_address_of_the_search_page_fails(stranger: TestClient) -> None:
    found = {asked: stranger.get(f"/zoeken?{asked}").status_code for asked in STRANGE}

    assert set(found.values()) == {200}
