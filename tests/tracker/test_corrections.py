"""Corrections: after sending only, by two people, dated; the approved bytes stay."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from tests.tracker.approval_desk import ANNA, EVA, FILES, MADE_AT, WEEK, Desk, block
from tracker import approvals, corrections, remarks
from tracker.corrections import CorrectionError
from tracker.database import read_scope, session_scope
from tracker.records import Correction, Deed, Edition, Stage


@pytest.fixture
def desk(engine: Engine) -> Desk:
    desk = Desk(engine)
    desk.write("van Anna")
    desk.approve()
    desk.status(Stage.SENT)
    return desk


def test_a_concept_is_changed_and_not_corrected(desk: Desk) -> None:
    desk.status(Stage.CONCEPT)

    with pytest.raises(CorrectionError, match="nog niet verzonden"):
        desk.propose()


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"text": "fout"}, "wat er fout was"),
        ({"text": "x" * 601}, "600"),
        ({"key": "nergens:a"}, "staat niet"),
    ],
)
def test_what_is_no_correction_is_refused(desk: Desk, values: dict[str, str], why: str) -> None:
    with pytest.raises(CorrectionError, match=why):
        desk.propose(**values)

    assert desk.corrections() == ()


def test_a_proposal_changes_nothing_yet(desk: Desk) -> None:
    before = desk.edition()

    desk.propose()

    assert desk.edition() == before
    assert [one.waits for one in desk.corrections()] == [True]


def test_who_wrote_it_may_not_approve_it(desk: Desk) -> None:
    number = desk.propose(by=EVA)

    with pytest.raises(CorrectionError, match="zelf"):
        desk.correct(number, by=EVA)

    assert desk.corrections()[0].waits


def test_an_approved_correction_has_its_own_bytes_and_the_sent_ones_stay(desk: Desk) -> None:
    sent = desk.current()
    number = desk.propose()

    made = desk.correct(number)

    assert sent is not None
    with read_scope(desk.engine) as session:
        assert approvals.files(session, sent.id) == FILES
        assert approvals.files(session, made.id) == {"page.html": b"nieuw"}
        assert approvals.original(session, WEEK) == sent
        assert approvals.current(session, WEEK) == made
        lines = remarks.history(session, WEEK, "brussel:a")
    assert made.review == {"kind": "correction", "correction": number, "name": "Eva"}
    assert (lines[0].deed, lines[0].by) == (Deed.CORRECTED, ANNA)
    stored = desk.edition()
    assert stored.blocks[0].human == {"text": "woensdag"}
    assert stored.status == Stage.SENT.value
    assert (desk.corrections()[0].approved_by, desk.corrections()[0].approval_id) == (EVA, made.id)


def test_a_correction_is_approved_once(desk: Desk) -> None:
    number = desk.propose()
    desk.correct(number)

    with pytest.raises(CorrectionError, match="al goedgekeurd"):
        desk.correct(number)


def test_a_correction_that_came_between_is_noticed(desk: Desk) -> None:
    first, second = desk.propose(), desk.propose(key="brussel:b", new="anders")
    seen = desk.edition().revision
    desk.correct(first, revision=seen)

    with pytest.raises(CorrectionError, match="intussen een andere"):
        desk.correct(second, revision=seen)

    desk.correct(second)


def test_a_rejected_correction_stays_in_the_list_with_its_reason(desk: Desk) -> None:
    number = desk.propose()
    with session_scope(desk.engine) as session:
        corrections.reject(session, WEEK, number, "Het klopt zo.", by=EVA, now=MADE_AT)

    found = desk.corrections()[0]

    assert (found.rejected_by, found.reason, found.waits) == (EVA, "Het klopt zo.", False)
    with pytest.raises(CorrectionError, match="al afgewezen"):
        desk.correct(number)


def test_corrections_are_put_on_top_of_each_other_in_their_order() -> None:
    edition = Edition(WEEK, "Onderwerp", "", MADE_AT, blocks=(block("brussel:a"), block("b:b")))
    found = [
        Correction(one, "brussel:a", MADE_AT, ANNA, "", {"text": text}, approved_at=MADE_AT)
        for one, text in enumerate(("eerst", "daarna"))
    ]

    made = corrections.applied(edition, found)

    assert made.blocks[0].human == {"text": "daarna"}
    assert made.blocks[1] == edition.blocks[1]


def test_a_note_says_its_day_in_amsterdam() -> None:
    found = Correction(1, "a", MADE_AT, ANNA, "Er stond a; het is b.", {})
    late = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    assert corrections.dated(found, late) == (
        "Gewijzigd op dinsdag 1 december 2026: Er stond a; het is b."
    )
