"""Judging in a real browser: thirty items by keyboard, with script and without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlmodel import select

from tests.web.accounts import PASSWORD, SECRET, add
from tests.web.chromium import axe_source, launched, served
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import access, judged, queries
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop, system_clock
from tracker.judged import Judged
from tracker.models import FeedbackTable
from tracker.records import Role, Verdict
from tracker.sandbox.oidc.provider import CLIENT_ID, CLIENT_SECRET
from tracker.sandbox.processes import stand_in

pytestmark = pytest.mark.browser
ITEMS, JUDGED = 32, 30
LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 3


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workshop, str]]:
    """A workspace with items to judge, a lobbyist and a beheerder."""
    with served(tmp_path, lambda: NOW) as (workshop, address):
        kamer = Kamer(workshop.engine)
        for number in range(ITEMS):
            title = LONG if number == 3 else f"Stikstof en natuur, deel {number}"
            labels = (STIKSTOF, WONEN) if number % 2 else (STIKSTOF,)
            text = "Zomaar een lange zin over iets anders. " * 30 + "Stikstof."
            kamer.add(debate(title, f"activiteit:{number}", text=text), *labels, certain=False)
        add(workshop.engine, Role.LOBBYIST, "Anneke")
        add(workshop.engine, Role.BEHEERDER, "Bea")
        yield workshop, address


def page_of(browser: Any, workshop: Workshop, address: str, name: str, **options: Any) -> Any:
    """Return a page of somebody who signed in."""
    with session_scope(workshop.engine) as session:
        account = next(one for one in access.accounts(session) if one.name == name)
        token = access.sessions.start(session, account.id, NOW)
    context = browser.new_context(**options)
    context.add_cookies([{"name": "hz-sessie", "value": token, "url": address}])
    return context.new_page()


def text_of(page: Any, selector: str, text: str | re.Pattern[str]) -> None:
    """Wait until something reads so."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_text(text, timeout=60_000)


def words_of(workshop: Workshop) -> list[Judged]:
    with read_scope(workshop.engine) as session:
        return list(reversed(judged.history(session, 100)))


def check(workshop: Workshop) -> None:
    """Check what the database holds after thirty judgements: a, n, w in turn."""
    words = words_of(workshop)
    assert len(words) == JUDGED
    assert len({one.stored.id for one in words}) == JUDGED
    kinds = Counter(one.feedback.verdict for one in words)
    assert kinds == {Verdict.ACCEPT: 10, Verdict.REJECT: 10, Verdict.CHANGE: 10}
    for one in words:
        said = one.stored.classification
        assert said is not None
        slugs = {match.slug for match in said.dossiers}
        assert said.certain
        assert said.judged_by == one.feedback.by == "account-1"
        assert slugs == set(one.feedback.dossiers)
        if one.feedback.verdict is Verdict.CHANGE:
            assert slugs == {*one.feedback.before, "natuur"}


def test_thirty_items_by_keyboard_without_a_reload(browser: Any, world: Any) -> None:
    workshop, address = world
    page = page_of(browser, workshop, address, "Anneke")
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.goto(f"{address}/beoordelen")
    page.evaluate("window.sameDocument = true")
    for number in range(JUDGED):
        left = page.inner_text(".left strong")
        match number % 3:
            case 0:
                page.keyboard.press("a")
            case 1:
                page.keyboard.press("n")
            case _:
                page.keyboard.press("w")
                page.keyboard.type("natura")
                page.keyboard.press("Enter")
                page.keyboard.press("Enter")
        text_of(page, ".left strong", str(int(left) - 1))
        assert page.evaluate("document.activeElement.id") == "stuk"

    assert page.evaluate("window.sameDocument"), "no full reload"
    assert page.inner_text(".left strong") == str(ITEMS - JUDGED)
    check(workshop)
    text_of(page, "#melding", re.compile("Beoordeeld"))
    last = words_of(workshop)[-1].stored.id
    page.keyboard.press("o")
    text_of(page, ".left strong", "3")
    with read_scope(workshop.engine) as session:
        rows = [row for row in session.exec(select(FeedbackTable)) if row.withdrawn_at]
        said = queries.stored_items(session, [last])[last].classification
    assert len(rows) == 1
    assert said is not None
    assert not said.certain
    assert {match.slug for match in said.dossiers} <= {"stikstof", "wonen"}
    assert trouble == []
    page.context.close()


def tab_to(page: Any, words: str, key: str = "Enter") -> None:
    """Go on with the Tab key until something called so has the focus, and press a key."""
    for _ in range(120):
        page.keyboard.press("Tab")
        found = page.locator(":focus")
        name = found.text_content() or found.get_attribute("id") or ""
        if name.strip().startswith(words) or found.get_attribute("id") == words:
            page.keyboard.press(key)
            return
    raise AssertionError(f"no {words} by keyboard")


def test_thirty_items_by_keyboard_without_script(browser: Any, world: Any) -> None:
    workshop, address = world
    page = page_of(browser, workshop, address, "Anneke", java_script_enabled=False)
    page.goto(f"{address}/beoordelen")
    for number in range(JUDGED):
        left = page.inner_text(".left strong")
        match number % 3:
            case 0:
                tab_to(page, "Klopt")
            case 1:
                tab_to(page, "Niet relevant")
            case _:
                tab_to(page, "Ander dossier kiezen")
                tab_to(page, "keuze-natuur", "Space")
                tab_to(page, "Leg deze dossiers vast")
        text_of(page, ".left strong", str(int(left) - 1))

    assert not page.is_visible(".key")
    assert not page.is_visible("[data-help]")
    check(workshop)
    tab_to(page, "Ongedaan maken")
    text_of(page, ".left strong", "3")
    page.context.close()


def test_keys_can_be_switched_off_and_do_nothing_in_a_field(browser: Any, world: Any) -> None:
    workshop, address = world
    page = page_of(browser, workshop, address, "Anneke")
    page.goto(f"{address}/beoordelen")
    page.keyboard.press("w")
    page.keyboard.type("an")
    page.keyboard.press("Escape")
    assert not page.locator("#kiezen").evaluate("one => one.open")
    page.focus("#snel")
    page.keyboard.type("anoj")
    page.locator("#stuk").focus()
    page.keyboard.press("Control+a")
    first, second = (page.locator(".queue a").nth(place).inner_text() for place in (0, 1))
    page.keyboard.press("j")
    text_of(page, "#stuk", second)
    page.keyboard.press("k")
    text_of(page, "#stuk", first)
    page.keyboard.press("?")
    assert page.is_visible("#hulp")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.goto(f"{address}/beoordelen/gedaan")

    assert "Er is nog niets beoordeeld." in page.inner_text("main")
    assert words_of(workshop) == []
    page.context.close()


def test_a_cut_connection_or_a_colleague_loses_nothing(browser: Any, world: Any) -> None:
    workshop, address = world
    page = page_of(browser, workshop, address, "Anneke")
    page.goto(f"{address}/beoordelen")
    page.keyboard.press("w")
    page.keyboard.type("natura")
    page.keyboard.press("Enter")
    page.route("**/beoordelen/*", lambda route: route.abort())
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-note]")
    assert "Er is niets veranderd" in page.inner_text("[data-note]")
    assert "Natuur" in page.inner_text("[data-picked]")
    page.unroute("**/beoordelen/*")
    other = page_of(browser, workshop, address, "Anneke")
    other.goto(page.url)
    other.keyboard.press("n")
    other.wait_for_selector("[data-last]")

    page.click("text=Leg deze dossiers vast")
    text_of(page, "[data-note]", re.compile("intussen"))

    assert page.is_checked("#keuze-natuur")
    assert len(words_of(workshop)) == 1
    page.click("text=Leg deze dossiers vast")
    text_of(page, "[data-last]", re.compile("Natuur en Natura 2000"))
    assert [one.feedback.verdict for one in words_of(workshop)] == [Verdict.REJECT, Verdict.CHANGE]
    page.context.close()
    other.context.close()


def test_a_double_click_is_one_judgement(browser: Any, world: Any) -> None:
    workshop, address = world
    for script in (True, False):
        page = page_of(browser, workshop, address, "Anneke", java_script_enabled=script)
        page.goto(f"{address}/beoordelen")
        left = page.inner_text(".left strong")
        page.dblclick("button.yes")
        page.wait_for_selector(f".left strong:not(:text-is('{left}'))")
        page.context.close()

    assert len(words_of(workshop)) == 2


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
        left = page.inner_text(".left strong")
        page.keyboard.press(key)
        text_of(page, ".left strong", str(int(left) - 1))
    with session_scope(workshop.engine) as session:
        row = session.get_one(FeedbackTable, words_of(workshop)[0].feedback.id)
        row.reach, row.by = 120, "energie"
        session.add(row)


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (640, "light"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    browser: Any, world: Any, width: int, scheme: str
) -> None:
    workshop, address = world
    maker = page_of(browser, workshop, address, "Anneke")
    _judge_some(workshop, maker, address)
    maker.context.close()
    axe, found, wide = axe_source(), {}, {}
    size = {"width": width, "height": 900}
    for name, paths in PAGES.items():
        options = {"viewport": size, "color_scheme": scheme}
        page = (page_of(browser, workshop, address, name, **options) if name
                else browser.new_context(**options).new_page())  # fmt: skip
        for path in paths:
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            page.evaluate(axe)
            report = page.evaluate("axe.run()")
            found[name + path] = [(v["id"], v["nodes"][0]["html"]) for v in report["violations"]]
            wide[name + path] = page.evaluate("document.documentElement.scrollWidth")
        if name == "Anneke":
            page.goto(f"{address}/beoordelen")
            page.keyboard.press("?")
            page.evaluate(axe)
            found["help"] = page.evaluate("axe.run().then(one => one.violations.map(v => v.id))")
        page.context.close()

    assert {path: problems for path, problems in found.items() if problems} == {}
    assert {path: found for path, found in wide.items() if found > width} == {}


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
