"""Judging in a browser: items to judge, somebody who signed in, keys, and what was said."""

from __future__ import annotations

import re
from typing import Any

from tests.web.accounts import add
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import access, judged, sessions
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.judged import Judged
from tracker.records import Role

ITEMS = 32
LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 3
_FOCUS = "[document.activeElement.id, document.activeElement.textContent.trim()]"


def fill(workshop: Workshop) -> None:
    """Store items to judge, a lobbyist and a beheerder."""
    kamer = Kamer(workshop.engine)
    for number in range(ITEMS):
        title = LONG if number == 3 else f"Stikstof en natuur, deel {number}"
        labels = (STIKSTOF, WONEN) if number % 2 else (STIKSTOF,)
        text = "Zomaar een lange zin over iets anders. " * 30 + "Stikstof."
        kamer.add(debate(title, f"activiteit:{number}", text=text), *labels, certain=False)
    add(workshop.engine, Role.LOBBYIST, "Anneke")
    add(workshop.engine, Role.BEHEERDER, "Bea")


def page_of(browser: Any, workshop: Workshop, address: str, name: str, **options: Any) -> Any:
    """Return a page of somebody who signed in."""
    with session_scope(workshop.engine) as session:
        account = next(one for one in access.accounts(session) if one.name == name)
        token = sessions.start(session, account.id, NOW)
    context = browser.new_context(**options)
    context.add_cookies([{"name": "hz-sessie", "value": token, "url": address}])
    return context.new_page()


def text_of(page: Any, selector: str, text: str | re.Pattern[str]) -> None:
    """Wait until something reads so."""
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_text(text, timeout=60_000)


def left(page: Any) -> int:
    """Return how many items the page says are left."""
    return int(page.inner_text(".left strong"))


def left_is(page: Any, count: int) -> None:
    """Wait until so many items are left; `expect` would look again after half a second."""
    page.wait_for_selector(f".left strong:text-is('{count}')", timeout=60_000)


def words_of(workshop: Workshop) -> list[Judged]:
    with read_scope(workshop.engine) as session:
        return list(reversed(judged.history(session, 100)))


def tab_to(page: Any, words: str, key: str = "Enter") -> None:
    """Go on with the Tab key until something called so has the focus, and press a key."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name, text = page.evaluate(_FOCUS)
        if name == words or (text or name).startswith(words):
            page.keyboard.press(key)
            return
    raise AssertionError(f"no {words} by keyboard")
