"""The start page shows what changed, what comes and what waits, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from fastapi.testclient import TestClient

from tests.web.world import MOTION, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.database import session_scope
from tracker.records import ChangeKind, Edition, ItemKind, Outcome, Status
from tracker.runs import begin, finish


def test_an_empty_database_says_so_in_words(client: TestClient) -> None:
    page = client.get("/")

    assert page.status_code == 200
    assert "Er is de laatste zeven dagen niets veranderd" in page.text
    assert "Er staat niets op de agenda" in page.text
    assert "Tweede Kamer:</strong> nog niet opgehaald." in page.text


def test_a_moved_debate_stands_in_the_news_and_on_the_agenda(
    client: TestClient, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    kamer.moved(item_id)

    page = client.get("/").text

    assert "van wo 2 dec 10.00 naar do 3 dec 10.00 uur" in page
    assert "Vandaag, maandag 23 november" in page
    assert "Woensdag 2 december" in page
    assert "10.00–13.00 uur" in page
    assert "minister M. Hoogland" in page
    assert "Thorbeckezaal" in page
    assert f'href="/items/{item_id}"' in page
    assert "Stikstof en vergunningverlening" in page


def test_what_concerns_no_province_is_absent(client: TestClient, kamer: Kamer) -> None:
    other = kamer.add(debate("Defensie en kazernes", "activiteit:2"))
    kamer.moved(other)

    assert "Defensie en kazernes" not in client.get("/").text


def test_deleted_untold_old_and_quiet_things_are_absent(client: TestClient, kamer: Kamer) -> None:
    deleted = debate("Verwijderd debat", "activiteit:3")
    kamer.add(deleted, STIKSTOF, deleted_at=NOW)
    silent = kamer.add(debate("Stil ingelezen", "activiteit:4", starts_at=None), STIKSTOF)
    kamer.moved(silent, silent=True)
    old = kamer.add(debate("Lang geleden", "activiteit:5", starts_at=None), STIKSTOF)
    kamer.moved(old, recorded_at=NOW - timedelta(days=9))
    quiet = kamer.add(debate("Alleen geweest", "activiteit:6", starts_at=None), STIKSTOF)
    kamer.change(quiet, ChangeKind.HELD)

    page = client.get("/").text

    for title in ("Verwijderd debat", "Stil ingelezen", "Lang geleden", "Alleen geweest"):
        assert title not in page


def test_a_debate_after_two_weeks_is_not_on_the_start_page(
    client: TestClient, kamer: Kamer
) -> None:
    kamer.add(debate("Nog net", "activiteit:1", starts_at=NOW + timedelta(days=13)), STIKSTOF)
    kamer.add(debate("Te ver weg", "activiteit:2", starts_at=NOW + timedelta(days=14)), STIKSTOF)

    page = client.get("/").text

    assert "Nog net" in page
    assert "Te ver weg" not in page


def test_the_filter_keeps_one_dossier_or_bac(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof en natuur", "activiteit:1"), STIKSTOF)
    kamer.add(debate("Woningbouw", "activiteit:2"), WONEN)

    by_dossier = client.get("/", params={"dossier": "stikstof", "bac": ""}).text
    by_bac = client.get("/", params={"bac": "ruimte-leefomgeving"}).text

    assert "Commissiedebat Stikstof en natuur" in by_dossier
    assert "Commissiedebat Woningbouw" not in by_dossier
    assert "Commissiedebat Woningbouw" in by_bac
    assert "Commissiedebat Stikstof en natuur" not in by_bac
    assert "U ziet alleen <strong>BAC Ruimte en Leefomgeving</strong>" in by_bac


def test_an_unknown_dossier_or_bac_is_not_found(client: TestClient) -> None:
    assert client.get("/?dossier=bestaat-niet").status_code == 404
    assert client.get("/?bac=%3Cscript%3E").status_code == 404


def test_doubt_is_shown_beside_the_debate_and_counted(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(), STIKSTOF, certain=False)
    kamer.add(debate("Sport", "activiteit:2"), certain=False)

    page = client.get("/").text

    assert "nog te beoordelen" in page
    assert "2 stukken wachten op uw oordeel" in page


def test_a_cancelled_debate_says_so_in_words(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(status=Status.CANCELLED), STIKSTOF)

    assert "geannuleerd</span>" in client.get("/").text


def test_a_source_that_is_silent_too_long_says_so(client: TestClient, kamer: Kamer) -> None:
    with session_scope(kamer.engine) as session:
        early = NOW - timedelta(days=5)
        run = begin(session, "crawl-tweedekamer", early, early)
        assert run is not None
        finish(session, run.id, Outcome.COMPLETE, early)

    page = client.get("/").text

    assert "geen nieuws sinds wo 18 nov 09.10 uur; dat is te lang." in page
    assert '<details class="sources" open>' in page
    assert "kunt u nieuws missen</summary>" in page


def test_a_fresh_source_and_a_failed_attempt_after_it(client: TestClient, kamer: Kamer) -> None:
    with session_scope(kamer.engine) as session:
        for minutes, outcome in ((20, Outcome.COMPLETE), (10, Outcome.FAILED)):
            at = NOW - timedelta(minutes=minutes)
            run = begin(session, "crawl-tweedekamer", at, at)
            assert run is not None
            finish(session, run.id, outcome, at, reason="HTML in plaats van gegevens")

    page = client.get("/").text

    assert "bijgewerkt om 8.50 uur." in page
    assert "De laatste poging (9.00 uur) is mislukt: HTML in plaats van gegevens." in page


def test_sources_that_work_take_one_line(client: TestClient, kamer: Kamer) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]
    with session_scope(kamer.engine) as session:
        for source in site.sources:
            run = begin(session, f"crawl-{source.name}", NOW, NOW)
            assert run is not None
            finish(session, run.id, Outcome.COMPLETE, NOW)

    page = client.get("/").text

    assert '<details class="sources">\n<summary>Alle bronnen zijn bij</summary>' in page
    assert "nieuws missen" not in page


def test_the_latest_draft_is_linked(client: TestClient, kamer: Kamer) -> None:
    from tracker import editions

    with session_scope(kamer.engine) as session:
        for week in ("2026-W47", "2026-W48"):
            editions.save(session, Edition(week, "Onderwerp", "Vooraf", NOW))

    page = client.get("/").text

    assert 'href="/haagse-zaken/2026-W48"' in page
    assert 'href="/haagse-zaken/2026-W47"' not in page


def test_more_than_ten_messages_of_a_day_are_folded(client: TestClient, kamer: Kamer) -> None:
    for number in range(12):
        kamer.moved(kamer.add(debate(f"Debat {number}", f"activiteit:{number}"), STIKSTOF))

    page = client.get("/").text

    assert "Nog 2 berichten van deze dag" in page
    assert all(f"Debat {number}," in page for number in range(12))


def test_the_lesser_changes_stand_below_the_headline(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    kamer.change(item_id, ChangeKind.ROOM, old="Klompezaal", new="Thorbeckezaal")
    kamer.moved(item_id)

    page = client.get("/").text

    assert page.index("van wo 2 dec") < page.index("van Klompezaal naar Thorbeckezaal")
    assert page.count("van wo 2 dec 10.00 naar do 3 dec 10.00 uur") == 1


def test_a_vote_is_told_once(client: TestClient, kamer: Kamer) -> None:
    motion = kamer.add(MOTION, STIKSTOF)
    kamer.change(motion, ChangeKind.OUTCOME, new={"outcome": "aangenomen", "votes": []})
    ballot = replace(
        MOTION, key="besluit:1", kind=ItemKind.STEMMING, number="", related=(MOTION.key,)
    )
    ballot_id = kamer.add(ballot, STIKSTOF)
    kamer.change(ballot_id, ChangeKind.NEW)
    other_id = kamer.add(replace(ballot, key="besluit:2", related=("zaak:8",)), STIKSTOF)
    kamer.change(other_id, ChangeKind.NEW)

    page = client.get("/").text

    assert f"/items/{motion}" in page
    assert f"/items/{other_id}" in page
    assert f"/items/{ballot_id}" not in page
