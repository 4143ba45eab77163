"""The page of one item: facts, parts, votes, evidence, history, origin."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, Kamer, debate
from tracker.database import session_scope
from tracker.models import SourceLinkTable, SourceRowTable
from tracker.records import ChangeKind, DossierMatch, Evidence


def test_facts_agenda_documents_and_link_to_the_kamer(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(RICH, STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "woensdag 2 december 2026, 10.00–13.00 uur" in page
    assert "M. Hoogland (minister van Landbouw)" in page
    assert "Voortgang PAS-melders" in page
    assert 'href="https://www.tweedekamer.nl/brief"' in page
    assert "De spreektijd is 5 minuten." in page
    assert 'href="https://www.tweedekamer.nl/debat"' in page


def test_a_link_that_is_no_web_address_is_no_link(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(RICH, STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "Slechte link" in page
    assert "javascript:" not in page


def test_votes_stand_in_a_table_with_a_caption(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(MOTION, STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "<caption>Stem per fractie</caption>" in page
    assert "Aangenomen, 26 voor en 24 tegen." in page
    assert page.index(">D66<") < page.index(">PVV<") < page.index(">BBB<")


def test_evidence_is_marked_and_nothing_else(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate("Stikstof en stikstof"), STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "<mark>Stikstof</mark> en stikstof" in page
    assert page.count("<mark>") == 1
    assert "Vrijwel zeker, 92 procent." in page
    assert "In de titel: Stikstof" in page


def test_evidence_of_an_earlier_version_is_said_not_marked(
    client: TestClient, kamer: Kamer
) -> None:
    item_id = kamer.add(debate("Andere titel nu"), STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "<mark>" not in page
    assert "In de titel: Stikstof" in page


def test_the_history_says_old_and_new_newest_first(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    kamer.change(item_id, ChangeKind.ROOM, old="Klompezaal", new="Thorbeckezaal", silent=True)
    kamer.moved(item_id)

    page = client.get(f"/items/{item_id}").text

    assert page.index("van wo 2 dec") < page.index("van Klompezaal naar Thorbeckezaal")
    assert "Voor het eerst gezien" in page


def test_what_hangs_together_is_linked_both_ways(client: TestClient, kamer: Kamer) -> None:
    debate_id = kamer.add(RICH, STIKSTOF)
    motion_id = kamer.add(MOTION, STIKSTOF)
    promise_id = kamer.add(COMMITMENT, STIKSTOF)
    with session_scope(kamer.engine) as session:
        session.add(
            SourceLinkTable(
                source="tweedekamer", category="toezegging", key="9", relation="activiteit",
                target="1",
            )
        )  # fmt: skip

    debate_page = client.get(f"/items/{debate_id}").text
    promise_page = client.get(f"/items/{promise_id}").text

    assert f'href="/items/{motion_id}"' in debate_page
    assert f'href="/items/{promise_id}"' in debate_page
    assert f'href="/items/{debate_id}"' in promise_page
    assert f'href="/items/{motion_id}"' not in promise_page


def test_the_origin_shows_the_row_as_it_came(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    with session_scope(kamer.engine) as session:
        session.add(
            SourceRowTable(
                source="tweedekamer", category="activiteit", key="1", content_hash=b"x",
                payload={"fields": {"onderwerp": "<b>Ruw</b>"}}, updated_at=NOW, run_id=1,
            )
        )  # fmt: skip

    page = client.get(f"/items/{item_id}").text

    assert "&lt;b&gt;Ruw&lt;/b&gt;" in page
    assert "ma 23 nov 09.10 uur" in page


def test_a_toezegging_says_where_and_until_when(client: TestClient, kamer: Kamer) -> None:
    promise = replace(COMMITMENT, file_title="Debat over stikstof", committee_name="Ministerie")
    item_id = kamer.add(promise, STIKSTOF)

    page = client.get(f"/items/{item_id}").text

    assert "<dt>Gedaan in</dt><dd>Debat over stikstof</dd>" in page
    assert "<dt>Uiterlijk</dt><dd>zondag 13 december 2026</dd>" in page
    assert "<dt>Commissie</dt>" not in page


@pytest.mark.parametrize(
    ("relevant", "certain", "words"),
    [
        (True, False, "Kijk zelf of dit bij een dossier hoort"),
        (False, True, "raakt volgens de computer geen dossier"),
        (False, False, "vond geen dossier, maar twijfelt"),
    ],
)
def test_doubt_and_irrelevance_are_said(
    client: TestClient, kamer: Kamer, relevant: bool, certain: bool, words: str
) -> None:
    matches = (STIKSTOF,) if relevant else ()
    item_id = kamer.add(debate(), *matches, relevant=relevant, certain=certain)

    assert words in client.get(f"/items/{item_id}").text


def test_a_deleted_item_keeps_its_page_and_says_so(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF, deleted_at=NOW)

    page = client.get(f"/items/{item_id}")

    assert page.status_code == 200
    assert "De bron heeft dit stuk verwijderd" in page.text


HOSTILE = '<script>alert("x")</script> & {{ 7 * 7 }} <img src=x onerror=alert(1)>'


def test_a_hostile_title_is_text_on_every_page(client: TestClient, kamer: Kamer) -> None:
    evidence = (Evidence("<script>", 0, 8, "title"),)
    match = DossierMatch("stikstof", "landelijk-gebied", 0.9, evidence)
    item_id = kamer.add(debate(HOSTILE, room=HOSTILE, note=HOSTILE), match, certain=False)
    kamer.change(item_id, ChangeKind.TITLE, old=HOSTILE, new=HOSTILE)
    kamer.index()

    for path in ("/", f"/items/{item_id}", "/beoordelen", "/zoeken?q=alert", "/dossiers/stikstof",
                 "/agenda?week=2026-W49"):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200, path
        assert "<script" not in page.text.replace('<script src="/static/', ""), path
        assert "<img" not in page.text, path
        assert "{{ 7 * 7 }}" in page.text, path


@pytest.mark.parametrize("number", ["999999", "0", "-1", "abc", str(2**63), "1e9"])
def test_an_item_that_is_not_there_is_a_dutch_404(client: TestClient, number: str) -> None:
    page = client.get(f"/items/{number}")

    assert page.status_code == 404
    assert "Niet gevonden" in page.text
    assert '<html lang="nl">' in page.text
