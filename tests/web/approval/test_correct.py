"""What the web shows of a letter, and corrections after it went out."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from newsletter import sealing
from tests.newsletter.week import WEEK
from tests.web.approval.desk import ROOT, Office
from tracker import approvals, corrections, dispatches
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.models import DeliveryTable
from tracker.records import Stage


@pytest.fixture
def office(workshop: Workshop, client: TestClient) -> Office:
    return Office(workshop, client)


def sent(office: Office) -> None:
    """Approve the letter, and do as if everybody got it."""
    office.set_aside()
    assert office.approve("Eva").status_code == 200
    with session_scope(office.engine) as session:
        sending = dispatches.present(session, WEEK)
        assert sending is not None
        for one in dispatches.deliveries(session, sending.id):
            row = session.get(DeliveryTable, one.id)
            assert row is not None
            row.state = "sent"
    office.status(Stage.SENT)


def propose(office: Office, title: str = "De juiste kop", name: str = "Anna") -> str:
    block = next(one for one in office.edition().blocks if one.kind == "kamerbrief")
    office.post(
        name, "/correctie", blok=block.key,
        **{"veld:title": title, "was:title": str(block.content["title"]),
           "uitleg": "De kop van de brief klopte niet."},
    )  # fmt: skip
    return block.key


def test_a_concept_is_for_members_only(office: Office) -> None:
    office.leave()
    for path in ("", ".txt"):
        refused = office.get(path)
        assert refused.status_code == 404
        assert "Meld u aan" in refused.text
    assert "Week 48" not in office.client.get("/haagse-zaken").text
    office.as_("Leo")

    assert "Concept, ter redactie" in office.get("").text
    assert office.get(".txt").status_code == 200
    assert "Week 48" in office.client.get("/haagse-zaken").text


def test_what_is_approved_is_shown_byte_for_byte_once_it_goes(office: Office) -> None:
    office.set_aside()
    office.approve("Eva")
    with read_scope(office.engine) as session:
        found = approvals.current(session, WEEK)
        assert found is not None
        files = approvals.files(session, found.id)

    office.leave()
    assert office.get("").status_code == 404
    office.as_("Leo")
    assert office.get("").content == files[sealing.PAGE]
    office.status(Stage.SENDING)
    assert office.get("").content == files[sealing.PAGE]
    office.leave()
    page = office.get("")

    assert page.content == files[sealing.PUBLIC]
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert "lezer.invalid" not in office.get(".txt").text
    assert "nagelezen en goedgekeurd" in " ".join(office.get(".txt").text.split())


def test_a_closed_workspace_shows_everybody_what_went_out(office: Office) -> None:
    office.workshop.settings.workspace_open = False
    sent(office)
    office.leave()

    assert office.get("").status_code == 200
    assert office.client.get("/dossiers", follow_redirects=False).status_code == 303


def test_a_letter_that_did_not_go_out_is_changed_and_not_corrected(office: Office) -> None:
    office.as_("Anna")

    page = office.get("/correctie")

    assert "gewoon wijzigen" in page.text
    assert 'name="uitleg"' not in page.text
    propose(office)
    with read_scope(office.engine) as session:
        assert corrections.of(session, WEEK) == ()


def test_a_correction_takes_two_people_and_stands_on_the_web(office: Office) -> None:
    sent(office)
    key = propose(office)
    office.as_("Anna")
    form = office.client.get(f"{ROOT}/correctie", params={"blok": key})
    assert 'name="veld:title"' in form.text
    assert "wacht op goedkeuring" in form.text
    assert "Gewijzigd op" not in office.get("").text

    done = office.post("Eva", "/correctie/goedkeuren", correctie="1")

    assert "gaat per mail naar wie de brief kreeg" in done.text
    for name in ("Leo", ""):
        office.as_(name) if name else office.leave()
        page = office.get("").text
        assert "De juiste kop" in page
        assert page.count("Gewijzigd op maandag 23 november 2026: De kop van de brief") == 2
    with read_scope(office.engine) as session:
        found = corrections.of(session, WEEK)[0]
        sending = dispatches.get(session, found.dispatch_id or 0)
        assert sending is not None
        assert len(dispatches.deliveries(session, sending.id)) == 3


@pytest.mark.parametrize("path", ["", "/goedkeuren", "/afwijzen"])
def test_nothing_is_done_without_the_right(office: Office, path: str) -> None:
    sent(office)
    propose(office)

    for name in ("Leo", "Anna") if path else ("Leo",):
        assert office.post(name, f"/correctie{path}", correctie="1").status_code == 403
    with read_scope(office.engine) as session:
        assert [one.waits for one in corrections.of(session, WEEK)] == [True]


def test_ones_own_correction_and_an_unknown_one_are_refused_in_words(office: Office) -> None:
    sent(office)
    propose(office, name="Eva")

    mine = office.post("Eva", "/correctie/goedkeuren", correctie="1")
    other = office.post("Fred", "/correctie/goedkeuren", correctie="77")

    assert mine.status_code == other.status_code == 409
    assert "U schreef deze correctie zelf" in mine.text
    assert "hoort niet bij deze editie" in other.text


def test_a_rejected_correction_says_why(office: Office) -> None:
    sent(office)
    propose(office)

    page = office.post("Fred", "/correctie/afwijzen", correctie="1", reden="Het klopt wel zo.")

    assert "Afgewezen door Fred" in page.text
    assert "Het klopt wel zo." in page.text
    office.as_("Leo")
    assert "De juiste kop" not in office.get("").text


def test_what_was_typed_stays_when_the_correction_cannot_be_kept(office: Office) -> None:
    sent(office)
    block = next(one for one in office.edition().blocks if one.kind == "kamerbrief")

    typed = {"veld:title": "Getypte kop", "was:title": "x", "uitleg": "kort"}
    page = office.post("Anna", "/correctie", blok=block.key, **typed)

    assert page.status_code == 409
    assert "wat er fout was" in page.text
    assert "Getypte kop" in page.text


def test_script_in_a_correction_stays_words(office: Office) -> None:
    sent(office)
    propose(office, title="<script>alert(1)</script>Kop")
    office.post("Eva", "/correctie/goedkeuren", correctie="1")
    office.as_("Leo")

    for path in ("", "/correctie"):
        page = office.get(path).text
        assert not re.search(r"<script(?! src=)", page)
