"""Every page in a real browser: accessible, nothing sideways, no word from the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from newsletter.compose import compose
from newsletter.edition import Material
from tests.web.chromium import NOT_FOUND, PHONE, Walk, launched, look, served, walk_along
from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, WONEN, Kamer, debate
from tracker import editions, outbox, queries
from tracker.database import session_scope
from tracker.intake import set_aside
from tracker.jobs import searching
from tracker.jobs.workshop import Workshop
from tracker.records import ChangeKind, Outcome, Ping, Problem, Status
from tracker.runs import begin, finish

pytestmark = pytest.mark.browser

LONG = "Arbeidsongeschiktheidsverzekeringsmaatschappijen" * 3
PATHS = ("/", "/?dossier=stikstof", "/agenda?week=2026-W49", "/agenda?week=2026-W53&alles=1",
         "/items/1", "/items/2", "/items/3", "/items/4", "/dossiers", "/dossiers/stikstof",
         "/beoordelen", "/zoeken", "/zoeken?q=stikstof", "/zoeken?q=qqq", "/bronnen",
         "/zoeken?q=natuur&soort=activiteit&van=2026-01-01",
         "/haagse-zaken", "/haagse-zaken/2026-W48", "/nergens")  # fmt: skip


def _fill(workshop: Workshop) -> None:
    kamer = Kamer(workshop.engine)
    first = kamer.add(RICH, STIKSTOF, WONEN)
    kamer.add(MOTION, STIKSTOF)
    kamer.add(COMMITMENT, STIKSTOF)
    kamer.add(debate(LONG, "activiteit:4", room=LONG), STIKSTOF, certain=False)
    off = debate("Stikstof, afgelast", "activiteit:5", status=Status.CANCELLED, closed=True)
    cancelled = kamer.add(off, STIKSTOF)
    kamer.change(cancelled, ChangeKind.CANCELLED, new={"status": "cancelled", "reason": ""})
    for number in range(12):
        kamer.moved(kamer.add(debate(f"Natuur {number}", f"activiteit:{number + 10}"), STIKSTOF))
    kamer.moved(first)
    kamer.change(first, ChangeKind.ROOM, old="Klompezaal", new="Thorbeckezaal")
    with session_scope(workshop.engine) as session:
        run = begin(session, "crawl-tweedekamer", NOW, NOW)
        assert run is not None
        problem = Problem("tweedekamer", "zaak", "x" * 36, f"onbekende waarde {LONG}")
        set_aside(session, [problem], run.id, NOW)
        finish(session, run.id, Outcome.PARTIAL, NOW + timedelta(seconds=9), {"fetched": 9}, LONG)
        outbox.enqueue(session, [Ping("k", first, (1,), "#lobby", ("a",))], NOW)
        items = tuple(queries.stored_items(session, [first]).values())
        material = Material(items=items, changes=(), as_of=NOW, since=None)
        parts = (workshop.taxonomy, workshop.people, workshop.recess)
        edition = compose(material, "2026-W48", *parts, NOW)
        editions.save(session, replace(edition, status="sent"))
    searching.refresh(workshop, everything=True)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The workspace, filled and served on loopback."""
    with served(tmp_path_factory.mktemp("browser"), lambda: NOW) as (workshop, found):
        _fill(workshop)
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def walk(browser: Any, address: str) -> Walk:
    return walk_along(browser, address, PATHS)


def test_what_is_wrong_is_seen_in_the_view_that_has_it(browser: Any) -> None:
    page = browser.new_page(**PHONE)
    page.set_content(
        """<html lang="nl"><title>Fout</title><style>
        @media (prefers-color-scheme: dark) { p { color: #777; background: #888 } }
        </style><main><h1>Fout</h1><p>Grijs</p><div style="width: 50rem">Breed</div></main>"""
    )
    wrong = look(page)
    page.close()

    assert wrong.keys() == {"320 dark", "320 sideways", "640 sideways"}
    assert wrong["320 dark"] == [
        ("color-contrast", "<p>Grijs</p>"),
    ]


def test_every_page_is_accessible_and_fits(walk: Walk) -> None:
    assert walk.wrong == {path: {} for path in PATHS}


def test_the_browser_has_nothing_to_complain_about(walk: Walk, address: str) -> None:
    assert walk.said == [NOT_FOUND], "the last page is one that does not exist"
    assert {f"{address}{path}" for path in PATHS} <= set(walk.asked)
    assert [url for url in walk.asked if not url.startswith(address)] == []


def test_the_keyboard_goes_to_the_content_first(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    reached = page.evaluate("document.activeElement.id")
    page.close()

    assert (first, reached) == ("Naar de inhoud", "inhoud")


def test_the_filter_works_without_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.select_option("#dossier", "wonen")
    page.click("text=Toon")
    shown = page.inner_text("main")
    context.close()

    assert "U ziet alleen dossier Wonen" in shown
    assert "Stikstof en natuur" in shown
    assert "afgelast" not in shown


def test_print_leaves_out_what_only_a_screen_needs(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/agenda?week=2026-W49")
    page.emulate_media(media="print")
    shown = [page.is_visible(part) for part in (".menu", ".filter", ".weeks", ".rows")]
    page.close()

    assert shown == [False, False, False, True]
