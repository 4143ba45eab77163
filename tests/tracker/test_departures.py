"""When a sending begins and ends, what follows for its edition, and what operators hear."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import select

from tests.tracker.test_dispatches import ANNA, FOUR, NOW, frozen, status
from tracker import deliveries, departures, dispatches
from tracker.database import session_scope
from tracker.deliveries import NOBODY_KNOWS, Patience
from tracker.models import DeliveryTable
from tracker.records import DeliveryState, DispatchState, Progress, Stage


def settle_all(engine: Engine, state: DeliveryState) -> None:
    with session_scope(engine) as session:
        for row in session.exec(select(DeliveryTable)):
            row.state = state.value
            session.add(row)


def test_it_begins_on_time_and_ends_when_every_mail_has_an_outcome(engine: Engine) -> None:
    with session_scope(engine) as session:
        number = frozen(session)
        assert departures.due(session, FOUR) == ()
        dispatches.schedule(session, number, FOUR, ANNA, NOW)
        assert departures.due(session, NOW) == ()
        assert departures.begin(session, number, NOW) is None
        assert departures.due(session, FOUR) == (number,)

        found = departures.begin(session, number, FOUR)

        assert found is not None
        assert (found.dispatch.state, found.begun_at) == (DispatchState.SENDING, FOUR)
        assert status(session) == Stage.SENDING
        assert not departures.finish(session, number, FOUR)
    settle_all(engine, DeliveryState.SENT)
    with session_scope(engine) as session:
        assert departures.finish(session, number, FOUR)
        assert status(session) == Stage.SENT
        assert departures.due(session, FOUR) == ()


def test_operators_hear_of_a_sending_that_stands_still_or_halted(engine: Engine) -> None:
    late = FOUR + timedelta(minutes=40)
    with session_scope(engine) as session:
        number = frozen(session)
        dispatches.schedule(session, number, FOUR, ANNA, NOW)
        assert departures.troubles(session, FOUR) == {}
        assert [*departures.troubles(session, late)] == [f"verzending:wacht:{number}"]

        dispatches.halt(session, number, ANNA, late, "verkeerde foto")

        said = departures.troubles(session, late)
        assert [*said] == [f"verzending:stil:{number}"]
        assert "verkeerde foto" in said[f"verzending:stil:{number}"]


def test_a_mail_of_a_process_that_died_goes_again_once_and_then_waits_for_a_person(
    engine: Engine,
) -> None:
    with session_scope(engine) as session:
        number = frozen(session)
        row = session.get(DeliveryTable, 1)
        assert row is not None
        row.state, row.claimed_at, row.message_id = "sending", FOUR, "<een@ipo.example>"
        session.add(row)

    def recover(**given: object) -> tuple[int, Progress]:
        with session_scope(engine) as session:
            margin = timedelta(seconds=90)
            later = FOUR + timedelta(seconds=100)
            found = deliveries.recover(session, number, later, margin, Patience(), **given)  # type: ignore[arg-type]
            return found, dispatches.progress(session, number)

    with session_scope(engine) as session:
        early = FOUR + timedelta(seconds=10)
        assert deliveries.recover(session, number, early, timedelta(seconds=90), Patience()) == 0

    assert recover() == (1, Progress(planned=3, repeated=1))
    with session_scope(engine) as session:
        row = session.get(DeliveryTable, 1)
        assert row is not None
        row.state, row.claimed_at = "sending", FOUR
        session.add(row)
    assert recover() == (1, Progress(planned=2, unknown=1, repeated=1))
    with session_scope(engine) as session:
        assert dispatches.deliveries(session, number)[0].error == NOBODY_KNOWS


def test_what_the_server_took_is_not_doubted(engine: Engine) -> None:
    with session_scope(engine) as session:
        number = frozen(session)
        row = session.get(DeliveryTable, 1)
        assert row is not None
        row.state, row.claimed_at, row.message_id = "sending", FOUR, "<een@ipo.example>"
        session.add(row)
        session.flush()

        doubted = deliveries.recover(
            session, number, FOUR, timedelta(0), Patience(), frozenset({"<een@ipo.example>"})
        )

        assert doubted == 0
        assert dispatches.progress(session, number) == Progress(planned=2, sent=1)
