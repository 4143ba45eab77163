"""The public pages in a real browser: accessible, narrow, by keyboard, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web import agenda_world
from tests.web.chromium import NOT_FOUND, Walk, launched, served, walk_along
from tests.web.world import NOW, STIKSTOF, Kamer, debate

pytestmark = pytest.mark.browser

WEEK = "/politieke-agenda?week=2026-W49"
LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 3
PATHS = (WEEK, f"{WEEK}&indeling=bac", f"{WEEK}&dossier=stikstof",
         "/politieke-agenda?week=2026-W53", "/politieke-agenda/kalender",
         "/politieke-agenda/kalender?bac=landelijk-gebied", "/politieke-agenda/api",
         "/politieke-agenda?week=2026-W99")  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("agenda"), lambda: NOW) as (workshop, found):
        kamer = Kamer(workshop.engine)
        agenda_world.fill(kamer)
        kamer.add(debate(LONG, "activiteit:50", room=LONG), STIKSTOF)
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def walk(browser: Any, address: str) -> Walk:
    return walk_along(browser, address, PATHS)


def test_every_page_is_accessible_and_fits(walk: Walk) -> None:
    assert walk.wrong == {path: {} for path in PATHS}


def test_nothing_runs_and_nothing_comes_from_elsewhere(walk: Walk, address: str) -> None:
    assert walk.said == [NOT_FOUND], "the last page is one that does not exist"
    assert {f"{address}{path}" for path in PATHS} <= set(walk.asked)
    assert [url for url in walk.asked if not url.startswith(address)] == []


def test_by_keyboard_to_the_next_week_and_to_one_dossier(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + WEEK)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**week=2026-W50**")
    page.focus("#dossier")
    page.keyboard.type("Stikstof")
    page.keyboard.press("Enter")
    page.focus("text=Toon")
    page.keyboard.press("Enter")
    page.wait_for_url("**dossier=stikstof**")
    shown = page.inner_text("main")
    context.close()

    assert "U ziet alleen dossier Stikstof en vergunningverlening" in shown
    assert "Week 50" in shown


def test_the_state_is_said_in_words_and_not_by_colour(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + WEEK)
    words = page.eval_on_selector_all(".row .what", "all => all.map(one => one.textContent)")
    rows = page.locator(".row").count()
    page.close()

    assert len(words) == rows
    assert {"Status: nieuw", "Status: gewijzigd", "Status: geannuleerd"} <= set(words)


def test_on_paper_only_the_agenda_is_left(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address + WEEK)
    page.emulate_media(media="print")
    hidden = (".menu", ".filter", ".weeks", ".strip", ".subscribe", ".words")
    shown = [
        part for part in (*hidden, ".rows", "h1", ".as-of") if page.locator(part).first.is_visible()
    ]
    page.close()

    assert shown == [".rows", "h1", ".as-of"]
