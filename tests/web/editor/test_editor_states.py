"""Every state of the editor: axe finds nothing, and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.chromium import PHONE, look
from tests.web.editor import desk
from tests.web.editor.browsing import SAVED, begin, page_in
from tracker.blocks import edition_row
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Stage

pytestmark = pytest.mark.browser


def _states(page: Any, workshop: Workshop, path: str) -> Iterator[str]:
    """Bring the page from state to state; yields the name of each."""
    page.goto(path)
    yield "letter"
    page.click("summary:has-text('Meer') >> nth=3")
    yield "menu"
    page.keyboard.press("Escape")
    page.click("[id^='bron-i-agenda-1-']")
    page.wait_for_selector("#paneel[data-sleutel]")
    yield "panel"
    begin(page, path)
    page.keyboard.type("Iets nieuws. ")
    page.wait_for_selector(SAVED)
    yield "writing"
    page.goto(f"{path}?blok=intro:intro&bewerk=1")
    yield "difference"
    page.goto(path)
    page.fill("#zoek-stuk", "wolven")
    page.wait_for_selector("#gevonden li")
    yield "search"
    for name in ("/geschiedenis", "/zoek", "/zoek?q=qqq"):
        page.goto(path + name)
        yield name
    for stage in (Stage.APPROVED, Stage.SENT):
        with session_scope(workshop.engine) as session:
            row = edition_row(session, desk.WEEK)
            assert row is not None
            row.status = stage.value
            session.add(row)
        page.goto(path)
        yield stage.value


def test_every_state_is_accessible_and_fits(browser: Any, world: Any) -> None:
    page = page_in(browser, world, **PHONE)
    wrong = {name: look(page) for name in _states(page, *world)}
    page.context.close()

    assert len(wrong) == 11
    assert {name: problems for name, problems in wrong.items() if problems} == {}
