"""The pages around judging in a real browser: accessible, narrow, signing in and out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest

from tests.web.accounts import PASSWORD, SECRET, add
from tests.web.chromium import OPEN, PHONE, launched, look, served
from tests.web.judging_desk import fill, left, left_is, page_of, tab_to, words_of
from tests.web.world import NOW
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop, system_clock
from tracker.models import FeedbackTable
from tracker.records import Role
from tracker.sandbox.oidc.provider import CLIENT_ID, CLIENT_SECRET
from tracker.sandbox.processes import stand_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workshop, str]]:
    """A workspace with items to judge, a lobbyist and a beheerder."""
    with served(tmp_path, lambda: NOW) as (workshop, address):
        fill(workshop)
        yield workshop, address


PAGES = {
    "": ("/aanmelden", "/beoordelen", "/beoordelen/tweede", "/beheer/logboek", "/items/1"),
    "Anneke": ("/beoordelen", "/beoordelen?stuk=4", "/beoordelen/tweede", "/beoordelen/gedaan",
               "/items/1", "/items/4", "/beheer/logboek", "/beoordelen/nergens", "/aanmelden"),
    "Bea": ("/beheer/logboek", "/beheer/logboek?geweigerd=1", "/beoordelen"),
}  # fmt: skip


def _judge_some(workshop: Workshop, page: Any, address: str) -> None:
    """Leave one judgement of each kind, one of which needs a second person."""
    page.goto(f"{address}/beoordelen")
    for key in ("a", "n"):
        before = left(page)
        page.keyboard.press(key)
        left_is(page, before - 1)
    with session_scope(workshop.engine) as session:
        row = session.get_one(FeedbackTable, words_of(workshop)[0].feedback.id)
        row.reach, row.by = 120, "energie"
        session.add(row)


def test_every_page_is_accessible_and_fits(browser: Any, world: Any) -> None:
    workshop, address = world
    maker = page_of(browser, workshop, address, "Anneke")
    _judge_some(workshop, maker, address)
    maker.context.close()
    wrong = {}
    for name, paths in PAGES.items():
        page = (page_of(browser, workshop, address, name, **PHONE) if name
                else browser.new_context(**PHONE).new_page())  # fmt: skip
        for path in paths:
            page.goto(address + path)
            page.evaluate(OPEN)
            wrong[name + path] = look(page)
        if name == "Anneke":
            page.goto(f"{address}/beoordelen")
            page.keyboard.press("?")
            assert page.is_visible("#hulp")
            wrong["help"] = look(page)
        page.context.close()

    assert len(wrong) == 18
    assert {path: problems for path, problems in wrong.items() if problems} == {}


def test_signing_in_and_out_by_keyboard_without_script(browser: Any, world: Any) -> None:
    _, address = world
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/beoordelen")
    page.click("text=Meld u aan")
    page.focus("#adres")
    page.keyboard.type("anneke@ipo.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    page.keyboard.type(pyotp.TOTP(SECRET).at(NOW))
    page.keyboard.press("Enter")
    page.wait_for_selector("button.yes")
    assert "/beoordelen?stuk=" in page.url
    tab_to(page, "Afmelden")
    page.wait_for_selector("#adres")
    page.go_back()
    page.reload()
    assert not page.is_visible("button.yes")
    context.close()


def test_through_a_provider_in_a_real_browser(browser: Any, tmp_path: Path) -> None:
    with (
        stand_in("oidc", tmp_path / "oidc") as provider,
        served(
            tmp_path, system_clock, oidc_issuer=provider, oidc_client_id=CLIENT_ID,
            oidc_client_secret=CLIENT_SECRET,
        ) as (workshop, address),
    ):  # fmt: skip
        add(workshop.engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script)
            page = context.new_page()
            page.goto(f"{address}/aanmelden")
            page.click("text=Aanmelden met uw werkaccount")
            page.fill("input[name=email]", "anneke@ipo.example")
            page.click("button")
            if not script:
                page.click("text=Ga verder")
            page.wait_for_selector("text=Afmelden")
            assert "Anneke" in page.inner_text(".who")
            context.close()
