"""The status page, health checks, and what a broken database gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from config.settings import Settings
from tests.web.world import NOW, STIKSTOF, Kamer, debate
from tracker import outbox
from tracker.database import open_engine, session_scope
from tracker.freshness import working_time
from tracker.intake import set_aside
from tracker.jobs.workshop import Workshop
from tracker.models import NoticeTable
from tracker.records import ChangeKind, NoticeState, Outcome, Ping, Problem
from tracker.runs import begin, finish
from tracker.web.app import create_app


def test_runs_problems_and_what_to_do(client: TestClient, kamer: Kamer) -> None:
    with session_scope(kamer.engine) as session:
        run = begin(session, "crawl-tweedekamer", NOW, NOW, late=True)
        assert run is not None
        problem = Problem(
            "tweedekamer", "activiteit", "abc-1", "datum is geen datum", "Meld het de Kamer."
        )
        signal = Problem("tweedekamer", "zaak", "abc-2", "onbekende soort", fatal=False)
        set_aside(session, [problem, problem, signal], run.id, NOW)
        stats = {"fetched": 1234, "changes": 3, "set_aside": 2}
        finish(session, run.id, Outcome.PARTIAL, NOW + timedelta(minutes=2), stats, "2 rijen")

    page = client.get("/bronnen").text

    assert "deels gelukt, te laat begonnen" in page
    assert "regels opgehaald: 1.234" in page
    assert "2 minuten" in page
    assert "datum is geen datum" in page
    assert "Meld het de Kamer." in page
    assert page.index("apart gezet</span>") < page.index("gemeld</span>")
    assert "Laat een beheerder naar de bron kijken." in page


def _notice(kamer: Kamer, state: NoticeState, **columns: object) -> None:
    item_id = kamer.add(debate(key=f"activiteit:{state}"), STIKSTOF)
    change_id = kamer.change(item_id, ChangeKind.NEW)
    ping = Ping(f"k{item_id}", item_id, (change_id,), "#lobby", ("stikstof-natuur",))
    with session_scope(kamer.engine) as session:
        outbox.enqueue(session, [ping], NOW - timedelta(minutes=5))
        row = session.exec(text(f"SELECT id FROM notice WHERE item_id = {item_id}")).one()  # type: ignore[call-overload]
        stored = session.get_one(NoticeTable, row[0])
        stored.state = state.value
        for name, value in columns.items():
            setattr(stored, name, value)


def test_messages_are_counted_and_failures_say_why(client: TestClient, kamer: Kamer) -> None:
    _notice(kamer, NoticeState.SENT, sent_at=NOW)
    _notice(kamer, NoticeState.PLANNED)
    _notice(kamer, NoticeState.FAILED, error="channel_not_found")

    page = client.get("/bronnen").text

    assert "<dt>Gepland</dt><dd>1</dd>" in page
    assert "<dt>Verzonden</dt><dd>1</dd>" in page
    assert "<dt>Mislukt</dt><dd>1</dd>" in page
    assert "channel_not_found" in page
    assert "Het oudste bericht wacht sinds ma 23 nov 09.05 uur." in page
    assert "Het laatste bericht ging weg op ma 23 nov 09.10 uur." in page


def test_health_needs_no_database_and_readiness_does(client: TestClient, kamer: Kamer) -> None:
    _notice(kamer, NoticeState.PLANNED)

    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["queue"] == {"waiting": 1, "oldest_seconds": 300}


def test_a_database_behind_on_migrations_is_not_ready(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))

    ready = client.get("/readyz")

    assert ready.status_code == 503
    assert "haagsezaken migrate" in ready.json()["reason"]


@pytest.fixture
def without_database(workshop: Workshop) -> TestClient:
    nowhere = "postgresql://nobody:geheim@127.0.0.1:1/none"
    broken = Workshop(Settings(_env_file=None, database_url=nowhere), lambda: NOW)
    broken.taxonomy = workshop.taxonomy
    broken.engine = open_engine(nowhere)
    return TestClient(create_app(broken))


def test_without_a_database_pages_say_so_and_give_nothing_away(
    without_database: TestClient,
) -> None:
    pytest.importorskip("psycopg")
    page, ready = without_database.get("/"), without_database.get("/readyz")

    assert page.status_code == 503
    assert "Even niet beschikbaar" in page.text
    assert ready.status_code == 503
    assert "geheim" not in page.text + ready.text
    assert "127.0.0.1:1" not in page.text + ready.text
    assert without_database.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("back", "hours"),
    [
        (timedelta(hours=2), 2),
        (timedelta(days=2, hours=15), 4 + 3),
        (timedelta(days=3), 13 + 3),
        (timedelta(days=0), 0),
    ],
)
def test_nights_and_weekends_do_not_count_as_silence(back: timedelta, hours: int) -> None:
    monday_nine = NOW - timedelta(minutes=10)

    assert working_time(monday_nine - back, monday_nine) == timedelta(hours=hours)


def test_a_clock_that_runs_behind_gives_no_silence() -> None:
    assert working_time(NOW + timedelta(hours=3), NOW) == timedelta()


def test_the_page_says_first_where_news_may_be_missed(client: TestClient, kamer: Kamer) -> None:
    with session_scope(kamer.engine) as session:
        run = begin(session, "crawl-tweedekamer", NOW, NOW)
        assert run is not None
        finish(session, run.id, Outcome.COMPLETE, NOW)

    page = client.get("/bronnen").text
    warning = page[page.index("kunt u nieuws missen") : page.index('id="bronnen"')]

    assert "Internetconsultatie" in warning
    assert "Tweede Kamer" not in warning
    assert "Eerste Kamer" not in warning
