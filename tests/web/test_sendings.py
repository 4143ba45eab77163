"""The pages about sendings: who got no mail and why, stop and go on; only for who may."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import select

from tests.tracker.test_dispatches import READERS, frozen
from tests.web.accounts import HEADERS, add, enter
from tests.web.world import NOW
from tracker import dispatches
from tracker.database import read_scope, session_scope
from tracker.models import DeliveryTable
from tracker.records import DeliveryState, DispatchState, Role

HERE = "/beheer/verzendingen"


@pytest.fixture
def number(engine: Engine) -> int:
    """A sending that is due, of which one mail failed and one is uncertain."""
    with session_scope(engine) as session:
        made = frozen(session)
        dispatches.schedule(session, made, NOW, "anna@ipo.example", NOW)
        first, second, third = session.exec(select(DeliveryTable)).all()
        first.state, first.error = DeliveryState.FAILED.value, "550 5.1.1 <b>no such user</b>"
        second.state = DeliveryState.UNKNOWN.value
        third.state = DeliveryState.SENT.value
        session.add_all((first, second, third))
    return made


def state(engine: Engine, number: int) -> DispatchState:
    with read_scope(engine) as session:
        found = dispatches.get(session, number)
        assert found is not None
        return found.state


def test_staff_sees_how_far_it_is_and_who_got_nothing_and_why(
    client: TestClient, engine: Engine, number: int
) -> None:
    enter(client, engine, add(engine, Role.BEHEERDER))

    listed, page = client.get(HERE).text, client.get(f"{HERE}/{number}").text

    assert "1 van 3 verzonden" in listed
    assert f'href="{HERE}/{number}"' in listed
    assert READERS[0].email in page
    assert "550 5.1.1 &lt;b&gt;no such user&lt;/b&gt;" in page
    assert READERS[2].email not in page
    assert "Zet stil" not in page


@pytest.mark.parametrize("role", [None, Role.LEZER, Role.LOBBYIST, Role.REDACTEUR])
def test_others_see_no_addresses_of_readers(
    client: TestClient, engine: Engine, number: int, role: Role | None
) -> None:
    if role is not None:
        enter(client, engine, add(engine, role))

    for path in (HERE, f"{HERE}/{number}"):
        answer = client.get(path)
        assert answer.status_code in {401, 403}
        assert READERS[0].email not in answer.text


def test_the_eindredacteur_stops_and_goes_on(
    client: TestClient, engine: Engine, number: int
) -> None:
    token = enter(client, engine, add(engine, Role.EINDREDACTEUR))

    def post(what: str, **values: str) -> int:
        data = {"formulier": token, **values}
        answer = client.post(f"{HERE}/{number}/{what}", data=data, headers=HEADERS)
        return answer.status_code

    assert client.post(f"{HERE}/{number}/stil", data={"formulier": token}).status_code == 403
    assert post("stil", reden="verkeerde foto") == 200
    assert state(engine, number) is DispatchState.HALTED
    assert "verkeerde foto" in client.get(f"{HERE}/{number}").text
    assert post("stil") == 409
    assert post("verder") == 200
    assert state(engine, number) is DispatchState.PLANNED


def test_a_mail_that_failed_goes_again_when_somebody_says_so(
    client: TestClient, engine: Engine, number: int
) -> None:
    token = enter(client, engine, add(engine, Role.EINDREDACTEUR))
    data = {"formulier": token}
    client.post(f"{HERE}/{number}/stil", data=data, headers=HEADERS)

    answer = client.post(f"{HERE}/{number}/opnieuw", data={**data, "mail": "1"}, headers=HEADERS)

    assert "nog eens" in answer.text
    with read_scope(engine) as session:
        first, *_ = dispatches.deliveries(session, number)
    assert first.state is DeliveryState.PLANNED
    for wrong, status in (("3", 409), ("999", 409), ("x", 400), ("9" * 30, 400)):
        given = {**data, "mail": wrong}
        again = client.post(f"{HERE}/{number}/opnieuw", data=given, headers=HEADERS)
        assert again.status_code == status


def test_a_beheerder_does_not_stop_what_somebody_else_approved(
    client: TestClient, engine: Engine, number: int
) -> None:
    token = enter(client, engine, add(engine, Role.BEHEERDER))

    answer = client.post(f"{HERE}/{number}/stil", data={"formulier": token}, headers=HEADERS)

    assert answer.status_code == 403
    assert state(engine, number) is DispatchState.PLANNED
    assert client.get(f"{HERE}/999").status_code == 404
