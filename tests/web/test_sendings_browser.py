"""The pages about sendings in a real browser: readable for all, narrow, wide, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from tests.tracker.test_dispatches import ANNA, frozen, reader
from tests.web.accounts import add
from tests.web.chromium import PHONE, launched, look, served
from tests.web.world import NOW
from tracker import dispatches, sessions
from tracker.database import session_scope
from tracker.models import DeliveryTable
from tracker.records import DeliveryState, Role

pytestmark = pytest.mark.browser
HERE = "/beheer/verzendingen"
LONG = "gedeputeerde.met.een.heel.lange.naam.en.meer@provincie-noord-brabant.example"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, browser: Any) -> Iterator[tuple[Any, str]]:
    """An eindredacteur with a sending that halted; one mail failed, one is uncertain."""
    with served(tmp_path, lambda: NOW) as (workshop, address):
        account = add(workshop.engine, Role.EINDREDACTEUR, "Eva")
        with session_scope(workshop.engine) as session:
            made = frozen(session, (reader(1, LONG), reader(2), reader(3)))
            dispatches.schedule(session, made, NOW, ANNA, NOW)
            dispatches.halt(session, made, ANNA, NOW, "de mailserver weigert adres na adres")
            first, second, third = session.exec(select(DeliveryTable)).all()
            first.state, first.error = DeliveryState.FAILED.value, "550 5.1.1 " + "onbekend" * 9
            second.state, second.repeats = DeliveryState.UNKNOWN.value, 1
            third.state = DeliveryState.SENT.value
            session.add_all((first, second, third))
            token = sessions.start(session, account.id, NOW)
        context = browser.new_context(**PHONE)
        context.add_cookies([{"name": "hz-sessie", "value": token, "url": address}])
        yield context.new_page(), address
        context.close()


def test_both_pages_are_accessible_and_fit(desk: tuple[Any, str]) -> None:
    page, address = desk
    for path in (HERE, f"{HERE}/1"):
        page.goto(address + path)
        assert look(page) == {}


def test_going_on_takes_one_button(desk: tuple[Any, str]) -> None:
    page, address = desk
    page.goto(f"{address}{HERE}/1")

    page.click("button:has-text('Ga verder')")

    assert "gaat verder" in page.inner_text("[role=status]")
    assert page.is_visible("button:has-text('Zet stil')")
