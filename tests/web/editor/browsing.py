"""A letter in a real browser: opened, typed in, waited for."""

from __future__ import annotations

from typing import Any

from tests.web.judging_desk import page_of
from tracker.jobs.workshop import Workshop

INTRO, SAVED = "#i-intro-intro", "[data-stand]:has-text('Bewaard om')"
EDIT = "#bewerk-i-intro-intro"
FOCUS = "document.activeElement.id"


def until(page: Any, script: str, wanted: Any) -> None:
    """Wait until a script gives what is wanted; the policy forbids Playwright's own waiting."""
    for _ in range(400):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{script} is {page.evaluate(script)!r}, not {wanted!r}")


def drawn(page: Any) -> None:
    """Wait until what was typed is drawn: only then does Trix know where the cursor is."""
    page.evaluate("new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")


def page_in(browser: Any, world: tuple[Workshop, str], name: str = "Anneke", **options: Any) -> Any:
    """Return a page of somebody who signed in."""
    return page_of(browser, world[0], world[1], name, **options)


def begin(page: Any, path: str) -> None:
    """Open the letter and the intro in it, ready to type at its beginning."""
    page.goto(path)
    page.click(EDIT)
    page.wait_for_selector(f"{INTRO} trix-editor")
    until(page, "document.querySelector('trix-editor').editor !== undefined", True)
    page.focus("trix-editor")
    page.keyboard.press("Control+Home")
