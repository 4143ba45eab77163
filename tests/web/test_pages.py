"""Dossiers, judging, searching, editions: what each page shows and leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from newsletter.compose import compose
from newsletter.edition import Material
from tests.web import accounts
from tests.web.world import COMMITMENT, MOTION, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import editions, queries
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Role, Status, StoredItem


def test_dossiers_stand_per_bac_with_figures(client: TestClient, kamer: Kamer) -> None:
    kamer.moved(kamer.add(debate(), STIKSTOF))
    kamer.add(COMMITMENT, STIKSTOF)
    kamer.add(replace(COMMITMENT, key="toezegging:8", status=Status.DONE), STIKSTOF)

    page = client.get("/dossiers").text

    assert "Landelijk Gebied" in page
    start = page.index("Stikstof en vergunningverlening")
    figures = page[start : page.index("</li>", start)]
    assert "1 vergadering op komst" in figures
    assert "1 open toezegging<" in figures
    assert "1 gewijzigd deze week" in figures


def test_a_dossier_shows_what_comes_what_was_and_what_was_promised(
    client: TestClient, kamer: Kamer
) -> None:
    kamer.add(debate("Nog te komen"), STIKSTOF)
    past = datetime(2026, 11, 18, 9, tzinfo=UTC)
    kamer.add(debate("Al geweest", "activiteit:2", starts_at=past, status=Status.HELD), STIKSTOF)
    kamer.add(MOTION, STIKSTOF)
    kamer.add(COMMITMENT, STIKSTOF)
    kamer.add(debate("Heel iets anders", "activiteit:3"), WONEN)

    page = client.get("/dossiers/stikstof").text

    first, today = page.index("<h3>December 2026</h3>"), page.index('id="vandaag"')
    november = page.index("<h3>November 2026</h3>")
    assert first < page.index("Nog te komen") < november < today
    assert today < page.index("Motie van het lid Bouzidi") < page.index("Al geweest")
    assert page.index('id="toezeggingen"') < page.index("uiterlijk 13 december 2026: nog 20 dagen")
    assert "nog geen brief bekend" in page[page.index('id="moties"') :]
    assert "Heel iets anders" not in page


def test_a_dossier_that_does_not_exist_is_not_found(client: TestClient) -> None:
    page = client.get("/dossiers/bestaat-niet")

    assert page.status_code == 404
    assert "Dit dossier kennen wij niet." in page.text


def test_search_finds_all_words_in_any_case_and_numbers(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof en natuur"), STIKSTOF)
    kamer.add(debate("Sportbeleid", "activiteit:2"))
    kamer.add(debate("Natuur zonder meer", "activiteit:3"), deleted_at=NOW)

    kamer.index()

    both = client.get("/zoeken?q=NATUUR+stikstof").text
    number = client.get("/zoeken?q=2026a00002").text

    assert "<mark>Stikstof</mark> en <mark>natuur</mark></a>" in both
    assert "Sportbeleid" not in both
    assert "zonder meer" not in client.get("/zoeken?q=natuur").text
    assert "Sportbeleid</a>" in number


def test_search_takes_wildcards_and_signs_as_they_are(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Honderd 100% natuur"), STIKSTOF)
    kamer.add(debate("Iets anders", "activiteit:2"), STIKSTOF)

    kamer.index()

    page = client.get("/zoeken", params={"q": "100%"}).text
    odd = client.get("/zoeken", params={"q": "%_' OR 1=1 \x00 \\"})

    assert "Honderd <mark>100</mark>% natuur" in page
    assert "Iets anders" not in page
    assert odd.status_code == 200
    assert "Niets gevonden" in odd.text


def test_search_is_newest_first_and_paged(client: TestClient, kamer: Kamer) -> None:
    for number in range(27):
        at = NOW - timedelta(days=number)
        kamer.add(debate(f"Natuur {number:02}", f"activiteit:{number}", starts_at=at))
    kamer.index()

    first, second = (
        client.get("/zoeken?q=natuur").text,
        client.get("/zoeken?q=natuur&pagina=2").text,
    )

    assert first.index("</mark> 00") < first.index("</mark> 19")
    assert "</mark> 20" not in first
    assert "</mark> 26" in second
    assert "Vorige pagina" in second
    assert "Volgende pagina" not in second


@pytest.mark.parametrize("asked", ["", "  ", "a"])
def test_search_without_words_finds_nothing(client: TestClient, kamer: Kamer, asked: str) -> None:
    kamer.add(debate("Zeehonden"))
    kamer.index()

    page = client.get("/zoeken", params={"q": asked})

    assert page.status_code == 200
    assert "Zeehonden" not in page.text


def test_editions_are_listed_shown_and_given_as_text(
    client: TestClient, kamer: Kamer, workshop: Workshop
) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    material = Material(items=(_stored(kamer, item_id),), changes=(), as_of=NOW, since=None)
    edition = compose(
        material, "2026-W48", workshop.taxonomy, workshop.people, workshop.recess, NOW
    )
    with session_scope(kamer.engine) as session:
        editions.save(session, edition)
    accounts.enter(client, kamer.engine, accounts.add(kamer.engine, Role.LEZER))

    listed = client.get("/haagse-zaken").text
    page = client.get("/haagse-zaken/2026-W48")
    text = client.get("/haagse-zaken/2026-W48.txt")

    assert "Week 48, 23 tot en met 27 november 2026" in listed
    assert "Concept, ter redactie" in listed
    assert "Haagse Zaken" in page.text
    assert "sha256-" in page.headers["content-security-policy"]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert "<" not in text.text[:200]


def _stored(kamer: Kamer, item_id: int) -> StoredItem:
    with session_scope(kamer.engine) as session:
        return queries.stored_items(session, [item_id])[item_id]


def test_an_edition_that_is_not_there_is_not_found(client: TestClient) -> None:
    for name in ("2026-W48", "2026-W48.txt", "..%2f..%2fetc%2fpasswd", "<b>"):
        assert client.get(f"/haagse-zaken/{name}").status_code == 404
    assert "Er is nog geen editie" in client.get("/haagse-zaken").text
