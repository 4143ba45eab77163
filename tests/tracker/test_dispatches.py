"""A sending: frozen at the approval, planned, halted and resumed; never two for one edition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tracker import blocks, dispatches, editions
from tracker.audit import AuditFilter, lines
from tracker.database import session_scope
from tracker.dispatches import DispatchError
from tracker.models import DeliveryTable, EditionTable
from tracker.records import (
    Choices,
    DeliveryState,
    DispatchState,
    Edition,
    MailKind,
    Progress,
    Reader,
    Stage,
)

WEEK = "2026-W48"
NOW = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
FOUR = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
ANNA = "anna@ipo.example"


def reader(number: int, email: str = "") -> Reader:
    return Reader(
        number, email or f"lezer{number}@drenthe.example", f"Lezer {number}", Choices(), "s"
    )


READERS = (reader(1), reader(2), reader(3))


def approved(session: Session) -> int:
    """Return the id of an edition that somebody approved."""
    number = editions.save(session, Edition(WEEK, "Haagse Zaken", "Vooraf", NOW))
    session.get_one(EditionTable, number).status = Stage.APPROVED.value
    return number


def frozen(session: Session, readers: tuple[Reader, ...] = READERS) -> int:
    number = approved(session)
    return dispatches.freeze(
        session, number, None, "Haagse Zaken", MailKind.EDITION, readers, ANNA, NOW
    )


def status(session: Session) -> str:
    row = blocks.edition_row(session, WEEK)
    assert row is not None
    return row.status


def test_the_list_is_frozen_with_one_row_for_each_address(engine: Engine) -> None:
    twice = (reader(1), reader(2), reader(9, "  Lezer1@Drenthe.example "))
    with session_scope(engine) as session:
        dispatch_id = frozen(session, twice)

        found = dispatches.deliveries(session, dispatch_id)

        assert [(one.email, one.name) for one in found] == [
            ("lezer1@drenthe.example", "Lezer 1"),
            ("lezer2@drenthe.example", "Lezer 2"),
        ]
        assert dispatches.progress(session, dispatch_id) == Progress(planned=2)
        assert found[0].choices == Choices()


def test_an_edition_has_one_list_until_its_approval_is_withdrawn(engine: Engine) -> None:
    with session_scope(engine) as session:
        first = frozen(session)
        row = blocks.edition_row(session, WEEK)
        assert row is not None
        number = blocks.number(row)
        with pytest.raises(DispatchError, match="ligt al vast"):
            dispatches.freeze(session, number, None, "X", "edition", READERS, ANNA, NOW)

        blocks.withdraw(session, row, ANNA, NOW, "toch niet")
        second = dispatches.freeze(session, number, None, "X", "edition", READERS, ANNA, NOW)

        states = {one.id: one.state for one in dispatches.of_edition(session, WEEK)}
        assert states == {first: DispatchState.CANCELLED, second: DispatchState.FROZEN}
        present = dispatches.present(session, WEEK)
        assert present is not None
        assert present.id == second


def test_planning_and_taking_it_back_show_on_the_edition(engine: Engine) -> None:
    with session_scope(engine) as session:
        dispatch_id = frozen(session)

        planned = dispatches.schedule(session, dispatch_id, FOUR, ANNA, NOW)
        assert (planned.state, planned.due_at) == (DispatchState.PLANNED, FOUR)
        assert status(session) == Stage.SCHEDULED

        back = dispatches.cancel(session, dispatch_id, ANNA, NOW)
        assert back.state is DispatchState.FROZEN
        assert status(session) == Stage.APPROVED

        dispatches.schedule(session, dispatch_id, FOUR, ANNA, NOW)
        done = [one.what for one in lines(session, AuditFilter(what="send."))]
        assert done == ["send.schedule", "send.cancel", "send.schedule"]


def test_what_was_halted_goes_on_only_when_a_person_says_so(engine: Engine) -> None:
    with session_scope(engine) as session:
        dispatch_id = frozen(session)
        with pytest.raises(DispatchError, match="niet ingepland en niet meer stil te zetten"):
            dispatches.halt(session, dispatch_id, ANNA, NOW)
        dispatches.schedule(session, dispatch_id, NOW, ANNA, NOW)

        halted = dispatches.halt(session, dispatch_id, ANNA, NOW, "verkeerde foto")
        assert (halted.state, halted.note) == (DispatchState.HALTED, "verkeerde foto")
        with pytest.raises(DispatchError, match="stilgezet"):
            dispatches.schedule(session, dispatch_id, FOUR, ANNA, NOW)

        later = NOW + timedelta(hours=2)
        resumed = dispatches.resume(session, dispatch_id, ANNA, later)
        assert (resumed.state, resumed.due_at, resumed.note) == (DispatchState.PLANNED, later, "")


def test_a_mail_that_failed_goes_again_only_when_a_person_asks(engine: Engine) -> None:
    with session_scope(engine) as session:
        dispatch_id = frozen(session)
        dispatches.schedule(session, dispatch_id, NOW, ANNA, NOW)
        row = session.exec(select(DeliveryTable)).first()
        assert row is not None and row.id is not None
        with pytest.raises(DispatchError, match="mislukte of onzekere"):
            dispatches.send_again(session, row.id, ANNA, NOW)
        row.state, row.message_id = DeliveryState.UNKNOWN.value, "<a@b>"
        session.add(row)
        dispatches.halt(session, dispatch_id, ANNA, NOW)

        again = dispatches.send_again(session, row.id, ANNA, NOW)

        assert (again.state, again.repeats, again.message_id) == (
            DeliveryState.PLANNED, 1, "<a@b>",
        )  # fmt: skip
        assert dispatches.progress(session, dispatch_id).repeated == 1
        with pytest.raises(DispatchError, match="bestaat niet"):
            dispatches.send_again(session, 999_999, ANNA, NOW)
