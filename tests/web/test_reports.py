"""The page of one debate report, from the letter to its sources."""

from __future__ import annotations

import re
from dataclasses import replace

from fastapi.testclient import TestClient

from tests.newsletter.reporting import ASKED, source_of
from tests.newsletter.test_report_page import edition_of
from tests.web.world import Kamer
from tracker import editions
from tracker.database import session_scope


def test_the_letter_leads_to_the_report_and_back(client: TestClient, kamer: Kamer) -> None:
    edition, _ = edition_of(source_of(position="Geld voor natuurherstel op de Veluwe"))
    with session_scope(kamer.engine) as session:
        editions.save(session, replace(edition, status="sent"))
    letter = client.get("/haagse-zaken/2026-W48").text
    (path,) = set(re.findall(r'href="(/haagse-zaken/2026-W48/debat/[^"]+)"', letter))
    page = client.get(path)
    assert page.status_code == 200
    assert ASKED in page.text
    assert 'href="/haagse-zaken/2026-W48#i-debatten' in page.text
    assert "sha256-" in page.headers["content-security-policy"]


def test_what_we_want_of_a_debate_stays_inside(client: TestClient, kamer: Kamer) -> None:
    point = "Geld voor natuurherstel op de Veluwe"
    edition, _ = edition_of(source_of(position=point))
    with session_scope(kamer.engine) as session:
        editions.save(session, replace(edition, status="sent"))
    letter = client.get("/haagse-zaken/2026-W48").text
    path = re.findall(r'href="(/haagse-zaken/2026-W48/debat/[^"]+)"', letter)[0]
    shown = client.get(path).text
    signed_in = "Afmelden" in client.get("/").text
    assert (point in shown) is signed_in


def test_no_report_is_not_found(client: TestClient, kamer: Kamer) -> None:
    edition, _ = edition_of(source_of())
    with session_scope(kamer.engine) as session:
        editions.save(session, replace(edition, status="sent"))
    for path in ("2026-W48/debat/i-niets", "2026-W01/debat/i-niets", "2026-W48/debat/%3Cb%3E"):
        page = client.get(f"/haagse-zaken/{path}")
        assert page.status_code == 404
        assert "Van dit debat staat er geen verslag" in page.text
