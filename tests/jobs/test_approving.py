"""Approving as the pages do it: files, frozen list, plan, correction, all in one go or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from config.settings import Settings
from newsletter import placeholders, sealing
from tests.newsletter.week import WEEK, busy
from tracker import (
    access,
    approvals,
    blocks,
    corrections,
    dispatches,
    editing,
    editions,
    remarks,
)
from tracker.approvals import ApprovalError
from tracker.corrections import CorrectionError
from tracker.database import read_scope, session_scope
from tracker.jobs import approving, correcting, reviewing
from tracker.jobs.approving import Wanted
from tracker.jobs.workshop import Workshop
from tracker.models import DeliveryTable, SubscriberTable
from tracker.records import Approval, Choices, Edition, MailKind, Role, Stage

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ANNA, EVA = "anna@ipo.example", "eva@ipo.example"


@pytest.fixture
def workshop(engine: Engine, tmp_path: Path) -> Workshop:
    settings = Settings(_env_file=None, data_dir=tmp_path, public_url="https://hz.example")
    workshop = Workshop(settings, lambda: NOW)
    workshop.engine = engine
    with session_scope(engine) as session:
        editions.save(session, busy().edition())
        access.add(
            session, email=EVA, name="Eva de Vries", role=Role.EINDREDACTEUR, now=NOW, by="test",
            password="vlinders boven de dijk", code_secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
        )  # fmt: skip
        for name in ("jan", "piet", "klaas"):
            add_reader(session, name)
    return workshop


def add_reader(session: object, name: str) -> None:
    session.add(  # type: ignore[attr-defined]
        SubscriberTable(
            email=f"{name}@provincie.example", name=name.title(), state="active",
            ground="bestuur", choices=Choices().to_json(), secret=name * 8, created_at=NOW,
        )
    )  # fmt: skip


def edition(workshop: Workshop) -> Edition:
    return approving.present(workshop, WEEK)


def set_aside(workshop: Workshop) -> int:
    """Set aside whatever the checks find in the invented week; returns how much."""
    with session_scope(workshop.engine) as session:
        found = reviewing.findings(workshop, session, edition(workshop))
        for one in found:
            remarks.overrule(session, WEEK, one.key, "Dit is een proef.", by=ANNA, now=NOW)
    return len(found)


def approve(workshop: Workshop, by: str = EVA) -> Approval:
    set_aside(workshop)
    seen = edition(workshop)
    wanted = Wanted(seen.revision, sealing.fingerprint(seen))
    return approving.approve(workshop, WEEK, wanted, by)


def write(workshop: Workshop, text: str, kind: str = "kamerbrief", by: str = ANNA) -> str:
    block = next(one for one in edition(workshop).blocks if one.kind == kind)
    with session_scope(workshop.engine) as session:
        editing.write(session, WEEK, block.key, {"title": text}, seen=block.version, by=by, now=NOW)
    return block.key


def test_an_approval_keeps_files_and_proof_and_freezes_the_list(workshop: Workshop) -> None:
    write(workshop, "Kop van Anna")

    made = approve(workshop)

    with read_scope(workshop.engine) as session:
        files = approvals.files(session, made.id)
        sending = dispatches.present(session, WEEK)
        assert sending is not None
        listed = dispatches.deliveries(session, sending.id)
    assert "Kop van Anna" in files["mail.html"].decode()
    assert b"Eva de Vries heeft deze brief op vrijdag 27 november 2026" in files["page.html"]
    assert made.review["name"] == "Eva de Vries"
    assert {one["reason"] for one in made.review["set_aside"]} <= {"Dit is een proef."}
    assert made.review["blocks"] == made.review["machine"] + 1
    assert made.editors == (ANNA,)
    assert (sending.approval_id, sending.state) == (made.id, "frozen")
    assert len(listed) == 3


def test_another_text_than_was_seen_is_not_approved(workshop: Workshop) -> None:
    set_aside(workshop)
    seen = edition(workshop)

    with pytest.raises(ApprovalError, match="niet de versie die u zag"):
        approving.approve(workshop, WEEK, Wanted(seen.revision, "0" * 64), EVA)
    write(workshop, "Intussen")
    set_aside(workshop)
    with pytest.raises(ApprovalError, match="intussen gewijzigd"):
        approving.approve(workshop, WEEK, Wanted(seen.revision, sealing.fingerprint(seen)), EVA)

    with read_scope(workshop.engine) as session:
        assert approvals.history(session, WEEK) == ()
        assert dispatches.of_edition(session, WEEK) == ()


def test_a_plan_is_made_moved_and_cancelled(workshop: Workshop) -> None:
    approve(workshop)

    approving.plan(workshop, WEEK, NOW + timedelta(hours=3), EVA)
    moved = approving.plan(workshop, WEEK, NOW + timedelta(hours=5), EVA)

    assert moved.due_at == NOW + timedelta(hours=5)
    assert edition(workshop).status == Stage.SCHEDULED.value
    approving.cancel_plan(workshop, WEEK, EVA)
    assert edition(workshop).status == Stage.APPROVED.value


def test_what_cannot_be_planned_says_why(workshop: Workshop) -> None:
    with pytest.raises(ApprovalError, match="niet goedgekeurd"):
        approving.plan(workshop, WEEK, NOW + timedelta(hours=1), EVA)
    with pytest.raises(ApprovalError, match="niets ingepland"):
        approving.cancel_plan(workshop, WEEK, EVA)
    approve(workshop)
    with pytest.raises(ApprovalError, match="al geweest"):
        approving.plan(workshop, WEEK, NOW, EVA)


def test_a_change_ends_approval_plan_and_list_and_a_new_approval_makes_new_ones(
    workshop: Workshop,
) -> None:
    approve(workshop)
    approving.plan(workshop, WEEK, NOW + timedelta(hours=3), EVA)

    write(workshop, "Toch anders")
    again = approve(workshop)

    with read_scope(workshop.engine) as session:
        states = [one.state for one in dispatches.of_edition(session, WEEK)]
        assert approvals.current(session, WEEK) == again
    assert states == ["frozen", "cancelled"]


def sent(workshop: Workshop, received: int = 2) -> Approval:
    """Approve, and do as if it was sent to some of the readers."""
    made = approve(workshop)
    with session_scope(workshop.engine) as session:
        row = blocks.edition_row(session, WEEK, locked=True)
        assert row is not None
        row.status = Stage.SENT.value
        for place, one in enumerate(session.exec(select(DeliveryTable)).all()):
            one.state = "sent" if place < received else "failed"
            session.add(one)
    return made


def propose(workshop: Workshop, by: str = ANNA) -> tuple[int, str]:
    block = next(one for one in edition(workshop).blocks if one.kind == "kamerbrief")
    with session_scope(workshop.engine) as session:
        number = corrections.propose(
            session, WEEK, block.key, {"title": "De juiste titel"},
            "De titel van de brief klopte niet.", by=by, now=NOW,
        )  # fmt: skip
    return number, block.key


def test_a_correction_reaches_exactly_who_got_the_letter(workshop: Workshop) -> None:
    original = sent(workshop)
    number, key = propose(workshop)

    made = correcting.approve(workshop, WEEK, number, EVA)

    with read_scope(workshop.engine) as session:
        new, old = approvals.files(session, made.id), approvals.files(session, original.id)
        found = corrections.of(session, WEEK)[0]
        sending = dispatches.get(session, found.dispatch_id or 0)
        assert sending is not None
        readers = [one.email for one in dispatches.deliveries(session, sending.id)]
    assert readers == ["jan@provincie.example", "klaas@provincie.example"]
    assert (sending.kind, sending.state, sending.due_at) == (MailKind.CORRECTION, "planned", NOW)
    assert sending.approval_id == made.id
    for name in ("page.html", "openbaar.html"):
        page = new[name].decode()
        assert "De juiste titel" in page
        assert page.count("Gewijzigd op vrijdag 27 november 2026: De titel van de brief") == 2
        assert "De juiste titel" not in old[name].decode()
    mail = new["mail.txt"].decode()
    assert "De juiste titel" in mail
    assert f"https://hz.example/haagse-zaken/{WEEK}#i-{key.replace(':', '-')}"[:60] in mail
    assert placeholders.UNSUBSCRIBE in mail
    assert edition(workshop).status == Stage.SENT.value


def test_a_second_correction_stands_on_top_of_the_first(workshop: Workshop) -> None:
    sent(workshop)
    first, _ = propose(workshop)
    correcting.approve(workshop, WEEK, first, EVA)
    second, _ = propose(workshop)

    made = correcting.approve(workshop, WEEK, second, EVA)

    with read_scope(workshop.engine) as session:
        page = approvals.file(session, made.id, "page.html").decode()
    assert page.count("Gewijzigd op") == 4


def test_nothing_of_a_correction_stays_when_it_may_not_be_approved(workshop: Workshop) -> None:
    sent(workshop)
    number, _ = propose(workshop, by=EVA)

    with pytest.raises(CorrectionError, match="zelf"):
        correcting.approve(workshop, WEEK, number, EVA)

    with read_scope(workshop.engine) as session:
        assert len(dispatches.of_edition(session, WEEK)) == 1
        assert len(approvals.history(session, WEEK)) == 1
