"""Judging in a real browser: thirty items by keyboard, with script and without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from tests.web.chromium import launched, served
from tests.web.judging_desk import (
    ITEMS,
    fill,
    left,
    left_is,
    page_of,
    tab_to,
    text_of,
    words_of,
)
from tests.web.world import NOW
from tracker import queries
from tracker.database import read_scope
from tracker.jobs.workshop import Workshop
from tracker.models import FeedbackTable
from tracker.records import Verdict

pytestmark = pytest.mark.browser
JUDGED = 30


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
        before = left(page)
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
        left_is(page, before - 1)
        assert page.evaluate("document.activeElement.id") == "stuk"

    assert page.evaluate("window.sameDocument"), "no full reload"
    assert left(page) == ITEMS - JUDGED
    check(workshop)
    text_of(page, "#melding", re.compile("Beoordeeld"))
    last = words_of(workshop)[-1].stored.id
    page.keyboard.press("o")
    left_is(page, 3)
    with read_scope(workshop.engine) as session:
        rows = [row for row in session.exec(select(FeedbackTable)) if row.withdrawn_at]
        said = queries.stored_items(session, [last])[last].classification
    assert len(rows) == 1
    assert said is not None
    assert not said.certain
    assert {match.slug for match in said.dossiers} <= {"stikstof", "wonen"}
    assert trouble == []
    page.context.close()


def test_thirty_items_by_keyboard_without_script(browser: Any, world: Any) -> None:
    workshop, address = world
    page = page_of(browser, workshop, address, "Anneke", java_script_enabled=False)
    page.goto(f"{address}/beoordelen")
    for number in range(JUDGED):
        before = left(page)
        match number % 3:
            case 0:
                tab_to(page, "Klopt")
            case 1:
                tab_to(page, "Niet relevant")
            case _:
                tab_to(page, "Ander dossier kiezen")
                tab_to(page, "keuze-natuur", "Space")
                tab_to(page, "Leg deze dossiers vast")
        left_is(page, before - 1)

    assert not page.is_visible(".key")
    assert not page.is_visible("[data-help]")
    check(workshop)
    tab_to(page, "Ongedaan maken")
    left_is(page, 3)
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
        before = left(page)
        page.dblclick("button.yes")
        page.wait_for_selector(f".left strong:not(:text-is('{before}'))")
        page.context.close()

    assert len(words_of(workshop)) == 2
