"""Toezeggingen and aangenomen moties: filters, words of the term, letters, the file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.web.world import COMMITMENT, MOTION, NOW, STIKSTOF, WONEN, Kamer
from tracker.database import session_scope
from tracker.models import SourceLinkTable
from tracker.records import ItemKind, ScrapedItem, Status
from tracker.web.view.pledges import term_words

TODAY = NOW.date()


def promise(title: str, days: int | None = 20, status: Status = Status.OPEN) -> ScrapedItem:
    due = None if days is None else TODAY + timedelta(days=days)
    return replace(COMMITMENT, key=f"toezegging:{title}", title=title, due_on=due, status=status)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "uiterlijk 23 november 2026: vandaag"),
        (1, "uiterlijk 24 november 2026: nog 1 dag"),
        (20, "uiterlijk 13 december 2026: nog 20 dagen"),
        (-1, "uiterlijk 22 november 2026: 1 dag over de termijn"),
        (-35, "uiterlijk 19 oktober 2026: 5 weken over de termijn"),
        (-200, "uiterlijk 7 mei 2026: 7 maanden over de termijn"),
        (None, "geen datum afgesproken"),
    ],
)
def test_the_term_is_said_in_words(days: int | None, words: str) -> None:
    assert term_words(promise("x", days), TODAY) == words


def test_a_kept_promise_is_not_late() -> None:
    assert term_words(promise("x", -9, Status.DONE), TODAY) == "uiterlijk 14 november 2026"


def test_the_words_of_the_source_stand_where_there_is_no_day() -> None:
    assert term_words(replace(promise("x", None), note="vóór de zomer"), TODAY) == "vóór de zomer"


def test_open_ones_stand_by_their_day(client: TestClient, kamer: Kamer) -> None:
    kamer.add(promise("Later", 90), STIKSTOF)
    kamer.add(promise("Te laat", -3), STIKSTOF)
    kamer.add(promise("Al gedaan", -3, Status.DONE), STIKSTOF)
    kamer.add(promise("Raakt ons niet", 3))

    page = client.get("/toezeggingen").text

    assert page.index("Te laat") < page.index("Later")
    assert "3 dagen over de termijn" in page
    assert "Al gedaan" not in page
    assert "Raakt ons niet" not in page


def test_bac_dossier_and_stage_filter(client: TestClient, kamer: Kamer) -> None:
    kamer.add(promise("Over stikstof", -3), STIKSTOF)
    kamer.add(promise("Over wonen", -3), WONEN)
    kamer.add(promise("Wonen, later", 80), WONEN)

    late = client.get("/toezeggingen?stand=over-de-termijn&bac=ruimte-leefomgeving").text
    dossier = client.get("/toezeggingen?dossier=stikstof").text

    assert "Over wonen" in late
    assert "Over stikstof" not in late
    assert "Wonen, later" not in late
    assert "Over stikstof" in dossier
    assert "Over wonen" not in dossier


@pytest.mark.parametrize(
    "query", ["?stand=onzin", "?soort=wetten", "?bac=zz", "?pagina=0", "?pagina=99999"]
)
def test_nonsense_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/toezeggingen{query}").status_code == 404


def test_a_long_list_has_pages(client: TestClient, kamer: Kamer) -> None:
    for number in range(41):
        kamer.add(promise(f"Nummer {number:02}", number), STIKSTOF)

    first, second = client.get("/toezeggingen").text, client.get("/toezeggingen?pagina=2").text

    assert "Volgende pagina" in first
    assert "Nummer 40" not in first
    assert "Nummer 40" in second
    assert "Volgende pagina" not in second


def _answered_motion(kamer: Kamer) -> None:
    motion = replace(MOTION, published_on=TODAY - timedelta(days=30))
    kamer.add(motion, STIKSTOF)
    kamer.add(replace(motion, key="zaak:8", title="Motie zonder brief"), STIKSTOF)
    kamer.add(replace(motion, key="zaak:9", title="Verworpen motie", outcome="verworpen"), STIKSTOF)
    kamer.add(
        replace(
            MOTION, key="zaak:20", kind=ItemKind.KAMERBRIEF, title="Uitvoering motie", outcome="",
            votes=(),
        )
    )  # fmt: skip
    with session_scope(kamer.engine) as session:
        session.add(
            SourceLinkTable(
                source="tweedekamer", category="zaak", key="20", relation="gerelateerdVanuit",
                target="7",
            )
        )  # fmt: skip


def test_of_a_motion_the_letters_since_are_shown(client: TestClient, kamer: Kamer) -> None:
    _answered_motion(kamer)

    every = client.get("/toezeggingen?soort=moties&stand=alle").text
    without = client.get("/toezeggingen?soort=moties").text
    answered = client.get("/toezeggingen?soort=moties&stand=nagekomen").text

    assert "Uitvoering motie" in every
    assert "Motie zonder brief" in every
    assert "Verworpen motie" not in every
    assert "Motie zonder brief" in without
    assert "Bouzidi" not in without
    assert "Bouzidi" in answered
    assert "nog geen brief bekend</span>" not in answered


def test_the_file_holds_the_list_and_no_formula(client: TestClient, kamer: Kamer) -> None:
    kamer.add(promise('=HYPERLINK("http://kwaad")', -3), STIKSTOF)
    kamer.add(promise("Al gedaan", -3, Status.DONE), STIKSTOF)

    answer = client.get("/toezeggingen/export.csv?stand=over-de-termijn")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert len(rows) == 2
    assert rows[1][1] == '\'=HYPERLINK("http://kwaad")'
    assert rows[1][5:7] == ["2026-11-20", "over de termijn"]
    assert rows[1][7] == "Stikstof en vergunningverlening"
