"""Approval: somebody else, this revision, these bytes; any change needs a new one."""

from __future__ import annotations

import hashlib
import subprocess
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tests.tracker.approval_desk import ANNA, EVA, FILES, FRED, MADE_AT, WEEK, Desk
from tracker import approvals, edition_json, editions, remarks
from tracker.approvals import ApprovalError
from tracker.database import read_scope, session_scope
from tracker.models import ApprovalTable, ApprovedFileTable, DispatchTable
from tracker.records import Block, Edition, Stage


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


def test_an_approval_keeps_who_what_when_and_the_bytes(desk: Desk) -> None:
    desk.write("van Anna")

    made = desk.approve(by=EVA)

    assert (made.by, made.at, made.revision) == (EVA, desk.now, 2)
    assert made.editors == (ANNA,)
    assert made.review == {"kind": "edition", "name": "Eva"}
    assert desk.edition().status == Stage.APPROVED.value
    assert desk.current() == made
    with read_scope(desk.engine) as session:
        assert approvals.files(session, made.id) == FILES


def test_the_last_editor_may_not_approve(desk: Desk) -> None:
    desk.write("van Eva", by=EVA)

    with pytest.raises(ApprovalError, match="als laatste"):
        desk.approve(by=EVA.upper())

    assert desk.current() is None
    assert desk.edition().status == Stage.CONCEPT.value
    assert desk.approve(by=FRED).by == FRED


def test_an_editor_who_was_not_the_last_may_approve(desk: Desk) -> None:
    desk.write("van Eva", by=EVA)
    desk.write("van Anna", by=ANNA)

    assert desk.approve(by=EVA).editors == (ANNA, EVA)


def test_another_revision_than_was_seen_is_not_approved(desk: Desk) -> None:
    seen = desk.edition().revision
    desk.write("van Anna")

    with pytest.raises(ApprovalError, match=f"gewijzigd door {ANNA}.*versie 1.*versie 2"):
        desk.approve(revision=seen)

    assert desk.current() is None


def test_a_second_approval_hears_of_the_first(desk: Desk) -> None:
    desk.approve(by=EVA)

    with pytest.raises(ApprovalError, match=f"al goedgekeurd door {EVA}"):
        desk.approve(by=FRED)


def test_an_edition_that_is_not_there_cannot_be_approved(desk: Desk) -> None:
    with pytest.raises(ApprovalError, match="geen editie"), session_scope(desk.engine) as session:
        approvals.approve(
            session, "2026-W01", revision=1, files=FILES, review={}, by=EVA, now=MADE_AT
        )


@pytest.mark.parametrize("state", ["frozen", "planned", "halted"])
def test_any_change_ends_the_approval_and_what_was_planned(desk: Desk, state: str) -> None:
    made = desk.approve()
    desk.plan(made, state)

    desk.write("toch anders")

    assert desk.current() is None
    assert desk.edition().status == Stage.CONCEPT.value
    with read_scope(desk.engine) as session:
        assert session.exec(select(DispatchTable.state)).one() == "cancelled"
        ended = approvals.history(session, WEEK)[0]
    assert (ended.withdrawn_by, ended.reason) == (ANNA, "Gewijzigd na de goedkeuring")


def test_a_new_approval_has_bytes_of_its_own(desk: Desk) -> None:
    first = desk.approve()
    desk.write("toch anders")

    second = desk.approve(files={**FILES, "mail.txt": b"anders\n"})

    assert first.sha256 != second.sha256
    with read_scope(desk.engine) as session:
        assert approvals.file(session, first.id, "mail.txt") == b"brief\n"
        assert approvals.file(session, second.id, "mail.txt") == b"anders\n"


def test_the_seal_is_what_sha256sum_says(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)

    said = subprocess.run(["sha256sum", *sorted(FILES)], cwd=tmp_path, check=True,
                          capture_output=True)  # fmt: skip

    assert approvals.seal(FILES) == hashlib.sha256(said.stdout).hexdigest()


def test_bytes_that_changed_in_the_database_are_refused(desk: Desk) -> None:
    made = desk.approve()
    with session_scope(desk.engine) as session:
        row = session.get(ApprovedFileTable, (made.id, "mail.txt"))
        assert row is not None
        row.data = b"vals\n"
        session.add(row)

    with read_scope(desk.engine) as session:
        with pytest.raises(ApprovalError, match=r"mail\.txt"):
            approvals.files(session, made.id)
        with pytest.raises(ApprovalError):
            approvals.file(session, made.id, "mail.txt")
        assert approvals.file(session, made.id, "mail.html") == FILES["mail.html"]


def test_a_file_that_went_is_refused_too(desk: Desk) -> None:
    made = desk.approve()
    with session_scope(desk.engine) as session:
        session.delete(session.get(ApprovedFileTable, (made.id, "mail.txt")))

    with read_scope(desk.engine) as session, pytest.raises(ApprovalError):
        approvals.files(session, made.id)


def test_a_rejection_is_a_remark_with_the_reason(desk: Desk) -> None:
    with session_scope(desk.engine) as session:
        approvals.reject(session, WEEK, "De kop klopt niet.", by=EVA, now=MADE_AT)

    with read_scope(desk.engine) as session:
        said = remarks.comments(session, WEEK)
    assert [(one.key, one.by, one.text) for one in said] == [
        ("", EVA, "Afgekeurd: De kop klopt niet.")
    ]


def test_a_rejection_of_what_was_approved_ends_the_approval(desk: Desk) -> None:
    desk.approve()

    with session_scope(desk.engine) as session:
        approvals.reject(session, WEEK, "De kop klopt niet.", by=FRED, now=MADE_AT)

    assert desk.current() is None
    assert desk.edition().status == Stage.CONCEPT.value


def test_a_reason_is_asked_for(desk: Desk) -> None:
    desk.approve()

    for deed in (approvals.reject, approvals.withdraw):
        with pytest.raises(ApprovalError, match="waarom"), session_scope(desk.engine) as session:
            deed(session, WEEK, "  ", by=EVA, now=MADE_AT)

    assert desk.current() is not None


@pytest.mark.parametrize("stage", [Stage.SENDING, Stage.SENT])
def test_what_is_being_sent_cannot_be_taken_back(desk: Desk, stage: Stage) -> None:
    desk.approve()
    desk.status(stage)

    for deed in (approvals.reject, approvals.withdraw):
        with pytest.raises(ApprovalError, match="verzonden"), session_scope(desk.engine) as session:
            deed(session, WEEK, "Toch maar niet.", by=EVA, now=MADE_AT)

    assert desk.current() is not None


def test_an_approval_can_be_taken_back(desk: Desk) -> None:
    desk.approve()
    with session_scope(desk.engine) as session:
        approvals.withdraw(session, WEEK, "Nog een debat erbij.", by=FRED, now=MADE_AT)

    assert desk.edition().status == Stage.CONCEPT.value
    assert desk.approve().by == EVA


def test_of_many_at_once_exactly_one_is_first(desk: Desk) -> None:
    revision, outcomes = desk.edition().revision, []
    start = threading.Barrier(5)

    def attempt(number: int) -> None:
        start.wait()
        try:
            with session_scope(desk.engine) as session:
                approvals.approve(
                    session, WEEK, revision=revision, files=FILES, review={},
                    by=f"e{number}@ipo.example", now=MADE_AT,
                )  # fmt: skip
            outcomes.append("")
        except ApprovalError as error:
            outcomes.append(str(error))

    def edit() -> None:
        start.wait()
        desk.write("intussen")

    threads = [threading.Thread(target=attempt, args=(one,)) for one in range(4)]
    threads.append(threading.Thread(target=edit))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 4
    assert all("al goedgekeurd" in one or "gewijzigd door" in one for one in outcomes if one)
    with read_scope(desk.engine) as session:
        ended = session.exec(select(ApprovalTable.withdrawn_at)).all()
        stored = editions.load(session, WEEK)
    assert len(ended) == outcomes.count("") <= 1
    assert stored is not None
    assert stored.revision == revision + 1
    assert None not in ended, "the edit ended it, or came first"


def test_an_edition_as_json_comes_back_the_same() -> None:
    block = Block("agenda:a", "agenda", "agenda-item", 3, {"title": "é ☃", "n": [1, None]},
                  (("Bron", "https://a.nl"),), 7, human={"title": "x"}, version=4)  # fmt: skip
    edition = Edition(WEEK, "Onderwerp", "", MADE_AT, blocks=(block,), edited_at=MADE_AT)

    data = edition_json.dump(edition)

    assert edition_json.load(data) == edition
    assert edition_json.dump(edition_json.load(data)) == data
