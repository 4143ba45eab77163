"""Previews: every form is the real output, in a frame where no script may run."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.newsletter.week import WEEK
from tests.web.approval.desk import Office
from tracker import approvals
from tracker.database import read_scope
from tracker.jobs.workshop import Workshop


@pytest.fixture
def office(workshop: Workshop, client: TestClient) -> Office:
    return Office(workshop, client)


@pytest.mark.parametrize("form", ["mail", "mobiel", "donker", "web", "persoonlijk", "onzin"])
def test_a_form_is_shown_in_a_frame_without_script(office: Office, form: str) -> None:
    office.write("<script>alert(1)</script>Kop van Anna")
    office.as_("Anna")

    page = office.get(f"/voorbeeld?vorm={form}")
    frame = office.get(f"/voorbeeld/inhoud?vorm={form}")

    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "Kop van Anna" in frame.text
    assert "<script" not in frame.text
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert 'sandbox="' in page.text


@pytest.mark.parametrize("approved", [False, True])
def test_a_personal_letter_has_the_readers_own_subjects_first(
    office: Office, approved: bool
) -> None:
    office.set_aside()
    if approved:
        office.approve("Eva")
    office.as_("Anna")
    query = "/voorbeeld/inhoud?vorm=persoonlijk"

    mine = office.get(f"{query}&bac=landelijk-gebied").text

    assert "Voor u" in mine
    assert "Voor u, uit uw eigen" not in office.get(query).text
    assert office.get(f"{query}&bac=%3Cb%3E&provincie=Atlantis").text == office.get(query).text


def test_the_text_stands_on_the_page_itself(office: Office) -> None:
    office.write("Kop & <b>van</b> Anna")
    office.as_("Anna")

    page = office.get("/voorbeeld?vorm=tekst").text

    assert "HAAGSE ZAKEN" in page
    assert "<iframe" not in page
    assert "Kop &amp; van Anna" in page or "Kop &amp; &lt;b&gt;" in page


def test_dark_and_light_do_not_depend_on_who_looks(office: Office) -> None:
    office.as_("Anna")

    assert "@media all" in office.get("/voorbeeld/inhoud?vorm=donker").text
    assert "@media not all" in office.get("/voorbeeld/inhoud?vorm=mail").text


def test_what_was_approved_is_what_is_shown(office: Office) -> None:
    office.set_aside()
    office.approve("Eva")

    with read_scope(office.engine) as session:
        found = approvals.current(session, WEEK)
        assert found is not None
        approved = approvals.file(session, found.id, "mail.txt").decode()
    page = office.get("/voorbeeld?vorm=tekst").text

    assert approved.splitlines()[5] in page
    assert "zijn goedgekeurd" in page


def test_previews_are_for_editors_only(office: Office) -> None:
    for path in ("/voorbeeld", "/voorbeeld/inhoud"):
        office.leave()
        assert office.get(path).status_code == 401
        office.as_("Leo")
        assert office.get(path).status_code == 403
        office.as_("Anna")
        assert office.client.get(f"/haagse-zaken/2026-W01{path}").status_code == 404
