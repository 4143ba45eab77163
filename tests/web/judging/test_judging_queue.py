"""What waits to be judged, in which order, for whom, and how its words are shown."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import add, enter
from tests.web.judging.desk import Desk, doubt, far
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.database import session_scope
from tracker.records import Evidence, Role
from tracker.web.view.evidence import Piece, passages


def test_only_what_is_uncertain_waits_with_its_reasons(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof, maar onzeker"), STIKSTOF, certain=False)
    kamer.add(debate("Zeker raak", "activiteit:2"), STIKSTOF)
    kamer.add(debate("Misschien sport", "activiteit:3"), certain=False)
    kamer.add(debate("Verwijderd", "activiteit:4"), STIKSTOF, certain=False, deleted_at=NOW)

    page = client.get("/beoordelen").text
    second = client.get("/beoordelen?stuk=3").text

    assert "<span>nog</span> <strong>2</strong>" in page
    assert "<mark>Stikstof</mark>, maar onzeker" in page
    assert "Vrijwel zeker</span>, 92 procent" in page
    assert "De kans dat dit de provincies raakt is 40 procent." in second
    assert "Zeker raak" not in page
    assert "Verwijderd" not in page
    assert page.index("maar onzeker") < page.index("Misschien sport")
    assert 'name="oordeel"' not in page, "who is not signed in sees no buttons"
    assert 'href="/aanmelden?verder=/beoordelen%3Fstuk%3D1"' in page


def test_a_lezer_reads_along(client: TestClient, engine: Engine, kamer: Kamer) -> None:
    doubt(kamer)
    enter(client, engine, add(engine, Role.LEZER))

    page = client.get("/beoordelen").text

    assert "Met de rol lezer beoordeelt u niet." in page
    assert 'name="oordeel"' not in page


def test_the_queue_is_paged_and_filtered(client: TestClient, kamer: Kamer) -> None:
    for number in range(21):
        doubt(kamer, number)
    kamer.add(debate("Woningbouw", "activiteit:90"), WONEN, certain=False)

    first, later = client.get("/beoordelen").text, client.get("/beoordelen?pagina=2").text
    wonen = client.get("/beoordelen?dossier=wonen").text

    assert first.count('class="row-facts"') - 1 == 20
    assert "Volgende pagina" in first
    assert "Volgende pagina" not in later
    assert "Woningbouw" in wonen
    assert "Stikstof 1" not in wonen
    assert client.get("/beoordelen?pagina=0").status_code == 404
    assert client.get("/beoordelen?stuk=-1").status_code == 404
    assert client.get(f"/beoordelen?stuk={10**30}").status_code == 404


def test_nothing_waits_says_so(client: TestClient, desk: Desk) -> None:
    assert "Alles is beoordeeld" in client.get("/beoordelen").text


def test_mentions_are_shown_once_each(client: TestClient, engine: Engine, kamer: Kamer) -> None:
    from tracker.models import ClassificationTable

    item_id = kamer.add(debate(), STIKSTOF)
    with session_scope(engine) as session:
        row = session.get_one(ClassificationTable, item_id)
        row.mentions = [{"text": text, "start": 0, "end": 3, "field": "text"}
                        for text in ("provincies", "IPO", "Provincies")]  # fmt: skip
        session.add(row)

    assert "Noemt: provincies, IPO<" in client.get(f"/items/{item_id}").text
    assert "Noemt: provincies, IPO<" in client.get("/agenda?week=2026-W49").text
    assert "Noemt" not in client.get("/bronnen").text


def test_hostile_words_are_text_everywhere(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    item_id = kamer.add(
        debate(evil, text=evil),
        replace(STIKSTOF, evidence=(Evidence(evil[:8], 0, 8, "title"),)), certain=False,
    )  # fmt: skip
    desk.send(item_id, "change", "wonen", toelichting=evil)
    far(engine)

    for path in ("/beoordelen", f"/beoordelen?stuk={item_id}", "/beoordelen/tweede",
                 "/beoordelen/gedaan", f"/items/{item_id}"):  # fmt: skip
        page = desk.client.get(path).text
        assert "<script>alert" not in page
        assert "49" not in re.sub(r"[0-9a-f]{64}|[\w-]{22}", "", page)


def test_long_texts_are_cut_to_what_matters() -> None:
    words = "woord " * 200
    found = passages((Piece(words, False), Piece("stikstof", True), Piece(words, False)))

    assert "".join(one.text for one in found).count("…") == 2
    assert [one.text for one in found if one.marked] == ["stikstof"]
    assert sum(len(one.text) for one in found) < 400
    assert len(passages((Piece(words, False),))[0].text) <= 400
    assert passages(()) == (Piece("", marked=False),)
