"""The pages of the workspace for a member, in a real browser: accessible, narrow, no script."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.web import accounts
from tests.web.chromium import PHONE, launched, look, served
from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, WONEN, Kamer, debate
from tracker import contents, desk, sessions
from tracker.database import session_scope
from tracker.models import ItemVersionTable, ThreadTable
from tracker.records import ActionKind, ItemKind, Role, Status

pytestmark = pytest.mark.browser
PERSON = "stikstof-natuur"
LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 3
PATHS = ("/", "/items/1", "/dossiers/stikstof", "/toezeggingen", "/toezeggingen?soort=moties",
         "/toezeggingen?stand=nagekomen&bac=digitalisering", "/dekking",
         "/dekking?weken=4&bac=landelijk-gebied&mist=inbreng", "/bronnen")  # fmt: skip


def _fill(kamer: Kamer) -> None:
    held = NOW - timedelta(days=2)
    first = kamer.add(RICH, STIKSTOF, WONEN, version=2)
    kamer.add(MOTION, STIKSTOF)
    kamer.add(replace(MOTION, key="zaak:8", kind=ItemKind.KAMERBRIEF, title=LONG), STIKSTOF)
    for number, days in enumerate((-300, -5, 0, 20, 400)):
        due = (NOW + timedelta(days=days)).date()
        kamer.add(replace(COMMITMENT, key=f"toezegging:{number}", due_on=due), STIKSTOF)
    kamer.add(debate(LONG, "activiteit:4", room=LONG), STIKSTOF, certain=False)
    kamer.add(debate("Geweest", "activiteit:5", starts_at=held, status=Status.HELD), STIKSTOF)
    kamer.moved(first)
    given = {"position": LONG, "inbreng_url": f"https://ipo.example/{LONG}", "note": LONG}
    with session_scope(kamer.engine) as session:
        old = contents.dump(replace(RICH, room=LONG, starts_at=held))
        session.add(ItemVersionTable(item_id=first, version=1, content=old, replaced_at=NOW))
        session.add(
            ThreadTable(
                item_id=first, channel="#lobby", message_id="C0AB/1764230000.000100", opened_at=NOW
            )
        )
        for kind, value in ((ActionKind.TAKEN, None), (ActionKind.POSITION, given)):
            desk.log(
                session, item_id=first, kind=kind, person=PERSON, value=value, via="slack",
                event_key=kind.value, now=NOW,
            )  # fmt: skip


@pytest.fixture(scope="module")
def member(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, str]]:
    """A browser of a lobbyist, without script of the page's own."""
    folder = tmp_path_factory.mktemp("workspace")
    with launched() as browser, served(folder, lambda: NOW) as (workshop, address):
        _fill(Kamer(workshop.engine))
        account = accounts.add(workshop.engine, Role.LOBBYIST, "Anneke", person=PERSON)
        with session_scope(workshop.engine) as session:
            token = sessions.start(session, account.id, NOW)
        context = browser.new_context(**PHONE)
        context.add_cookies([{"name": "hz-sessie", "value": token, "url": address}])
        yield context.new_page(), address
        context.close()


def test_every_page_is_accessible_and_fits(member: tuple[Any, str]) -> None:
    page, address = member
    wrong = {}
    for path in PATHS:
        page.goto(address + path)
        wrong[path] = look(page)

    assert wrong == {path: {} for path in PATHS}


def test_from_a_number_of_the_chart_to_the_debate_that_misses_it(member: tuple[Any, str]) -> None:
    page, address = member
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{address}/dekking")
    page.click("tr:has-text('Landelijk Gebied') td:nth-of-type(3) a")
    titles = page.inner_text("[aria-labelledby=lijst]")

    assert "zonder inbreng" in titles
    assert "Geweest" in titles
    assert "Stikstof en natuur" not in titles
