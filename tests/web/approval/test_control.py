"""The page of control: who may do what, four eyes, the plan, and clear words when it fails."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from tests.newsletter.week import WEEK
from tests.web.accounts import HEADERS
from tests.web.approval.desk import ANNA, EVA, ROOT, Office
from tracker import approvals, audit, dispatches, remarks
from tracker.audit import AuditFilter
from tracker.database import read_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Stage


@pytest.fixture
def office(workshop: Workshop, client: TestClient) -> Office:
    return Office(workshop, client)


def words(page: str) -> str:
    """Return the text of a page, without tags and line ends."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_page_is_for_editors_only(office: Office) -> None:
    assert office.get().status_code == 401
    office.as_("Leo")
    assert office.get().status_code == 403
    office.as_("Anna")
    assert office.get().status_code == 200
    assert office.client.get("/haagse-zaken/2026-W01/controle").status_code == 404


def test_the_page_shows_five_steps_and_what_is_to_be_approved(office: Office) -> None:
    office.write("Kop van Anna")
    office.set_aside()
    office.as_("Eva")

    page = office.get().text

    for step in ("Controle", "Voorbeeld", "Goedkeuren", "Inplannen", "Verzending"):
        assert f'<span class="way-title">{step}</span>' in page
    shown = words(page)
    assert "Versie 2" in shown
    assert "Laatste wijziging anna@ipo.example" not in shown
    assert "Laatste wijziging Anna, maandag 23 november 2026" in shown
    assert re.search(r"\d+ van de \d+ blokken schreef de computer", shown)
    assert re.search(r"[0-9a-f]{64}", page)
    assert "3 lezers" in shown
    assert 'name="gelezen"' in page


@pytest.mark.parametrize(
    "path",
    [
        "telt-niet",
        "afgehandeld",
        "goedkeuren",
        "afkeuren",
        "intrekken",
        "inplannen",
        "annuleren",
        "proef",
    ],
)
def test_nothing_is_done_without_the_right_or_the_token(office: Office, path: str) -> None:
    office.leave()
    assert office.client.post(f"{ROOT}/controle/{path}", headers=HEADERS).status_code == 401
    office.as_("Eva")
    assert office.client.post(f"{ROOT}/controle/{path}", headers=HEADERS).status_code == 403
    assert office.post("Leo", f"/controle/{path}").status_code == 403
    if path not in {"telt-niet", "proef", "afgehandeld"}:
        assert office.post("Anna", f"/controle/{path}").status_code == 403
    assert office.client.get(f"{ROOT}/controle/{path}").status_code in {404, 405}
    assert office.edition().status == Stage.CONCEPT.value


def test_an_approval_by_somebody_else_is_kept_with_its_proof(office: Office) -> None:
    office.write("Kop van Anna")
    office.set_aside()

    page = office.approve("Eva")

    shown = words(page.text)
    assert page.status_code == 200
    assert "U hebt deze versie goedgekeurd." in shown
    assert "Eva heeft deze brief op maandag 23 november 2026 nagelezen en goedgekeurd." in shown
    with read_scope(office.engine) as session:
        found = approvals.current(session, WEEK)
        lines = audit.lines(session, AuditFilter(what="edition.approve"))
    assert found is not None
    assert found.by == EVA
    assert found.sha256 in page.text
    assert [(one.by, one.detail["sha256"]) for one in lines] == [(EVA, found.sha256)]


def test_the_last_editor_cannot_approve_and_reads_why(office: Office) -> None:
    office.write("Kop van Eva", by=EVA)
    office.set_aside()
    office.as_("Eva")

    assert "U wijzigde deze brief als laatste" in office.get().text
    assert 'name="gelezen"' not in office.get().text
    refused = office.approve("Eva")

    assert refused.status_code == 409
    assert "Iemand anders moet haar goedkeuren" in refused.text
    assert office.edition().status == Stage.CONCEPT.value
    assert office.approve("Fred").status_code == 200


def test_what_changed_while_somebody_read_is_not_approved(office: Office) -> None:
    office.set_aside()
    seen = office.edition()
    office.write("Intussen")
    office.set_aside()

    refused = office.approve("Eva", versie=str(seen.revision))

    assert refused.status_code == 409
    assert "intussen gewijzigd door anna@ipo.example" in refused.text
    assert office.edition().status == Stage.CONCEPT.value


def test_only_what_was_read_is_approved(office: Office) -> None:
    office.set_aside()

    assert "Zet eerst een vinkje" in office.approve("Eva", gelezen="").text
    assert office.edition().status == Stage.CONCEPT.value


def test_a_second_approval_hears_who_was_first(office: Office) -> None:
    office.set_aside()
    office.approve("Eva")

    late = office.approve("Fred")

    assert late.status_code == 409
    assert "al goedgekeurd door eva@ipo.example" in late.text


def test_a_rejection_is_shown_to_the_editors(office: Office) -> None:
    assert office.post("Eva", "/controle/afkeuren", reden=" ").status_code == 409

    office.post("Eva", "/controle/afkeuren", reden="De kop <b>klopt</b> niet.")

    office.as_("Anna")
    assert "Afgekeurd: De kop &lt;b&gt;klopt&lt;/b&gt; niet." in office.get().text
    with read_scope(office.engine) as session:
        assert [one.key for one in remarks.comments(session, WEEK)] == [""]

    done = office.post("Anna", "/controle/afgehandeld", opmerking="1")

    assert "Afgekeurd: De kop" not in done.text
    assert office.post("Anna", "/controle/afgehandeld", opmerking="99").status_code == 409


def test_a_plan_shows_weekday_time_and_how_long_it_takes(office: Office) -> None:
    office.set_aside()
    office.approve("Eva")
    page = office.get().text
    assert 'value="2026-11-27"' in page
    assert 'value="16:00"' in page

    planned = office.post("Eva", "/controle/inplannen", dag="2026-11-27", tijd="16:00")

    shown = words(planned.text)
    assert "vrijdag 27 november 2026, 16.00 uur (over 4 dagen en 6 uur)" in shown
    assert "De lijst ligt vast sinds de goedkeuring" in shown
    assert "Bestuurders (gedeputeerden, commissarissen) 2" in shown
    assert "Utrecht 1" in shown
    assert "jan@provincie.example" in shown
    with read_scope(office.engine) as session:
        sending = dispatches.present(session, WEEK)
    assert sending is not None
    assert sending.due_at - office.now == timedelta(days=4, hours=6, minutes=50)
    again = office.post("Eva", "/controle/annuleren")
    assert "De planning is weg" in again.text
    assert office.edition().status == Stage.APPROVED.value


@pytest.mark.parametrize(
    ("day", "hour", "why"),
    [
        ("2026-11-20", "16:00", "is al geweest"),
        ("2027-03-28", "02:30", "bestaat dan niet"),
        ("vrijdag", "vier uur", "Vul een dag en een tijd in"),
    ],
)
def test_a_wrong_moment_is_refused_and_stays_in_the_form(
    office: Office, day: str, hour: str, why: str
) -> None:
    office.set_aside()
    office.approve("Eva")

    page = office.post("Eva", "/controle/inplannen", dag=day, tijd=hour)

    assert page.status_code == 409
    assert why in page.text
    assert f'value="{day}"' in page.text
    assert office.edition().status == Stage.APPROVED.value


def test_withdrawing_makes_it_a_concept_and_says_so_in_the_proof(office: Office) -> None:
    office.set_aside()
    office.approve("Eva")
    office.post("Eva", "/controle/inplannen", dag="2026-11-27", tijd="16:00")

    page = office.post("Fred", "/controle/intrekken", reden="Er komt nog een debat bij.")

    assert "Vervallen: Er komt nog een debat bij. (Fred" in words(page.text)
    assert office.edition().status == Stage.CONCEPT.value


def test_a_proof_goes_to_ones_own_address_five_times_in_ten_minutes(office: Office) -> None:
    office.write("Kop van Anna")
    for _ in range(5):
        page = office.post("Anna", "/controle/proef", aan="iemand@anders.example")
        assert "verstuurd naar uw eigen mailadres" in page.text

    assert "Wacht ten hoogste 10 minuten" in office.post("Anna", "/controle/proef").text
    assert office.post("Eva", "/controle/proef").status_code == 200
    mails = [path.read_bytes() for path in office.workshop.data_dir.rglob("*.eml")]
    assert len(mails) >= 2
    for mail in mails:
        assert b"[Proef]" in mail
        assert b"iemand@anders.example" not in mail
        assert re.search(rb"^To: .*(anna|eva)@ipo\.example", mail, re.MULTILINE)


def test_a_page_is_never_changed_by_looking(office: Office) -> None:
    office.as_("Eva")
    before = office.edition()

    for path in ("/controle", "/voorbeeld", "/voorbeeld/inhoud", "/correctie"):
        office.get(path)

    assert office.edition() == before
    assert ANNA not in office.edition().edited_by
