"""Every page in a real browser: accessible, nothing sideways, no word from the policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from newsletter.compose import compose
from newsletter.edition import Material
from tests.web.chromium import axe_source, launched, served
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
def browser() -> Iterator[object]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_source()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_any_page(browser, address, axe, width: int, scheme: str) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for path in PATHS:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.evaluate(axe)
        report = page.evaluate("axe.run()")
        found[path] = [(one["id"], one["nodes"][0]["html"]) for one in report["violations"]]
    context.close()

    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.parametrize("width", [320, 640, 1280], ids=["phone", "zoom-200", "desk"])
def test_nothing_scrolls_sideways(browser, address, width: int) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page(viewport={"width": width, "height": 800})
    widths = {}
    for path in PATHS:
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert {path: found for path, found in widths.items() if found > width} == {}


def test_the_browser_has_nothing_to_complain_about(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS[:-1]:
        page.goto(address + path)
    page.close()

    assert said == []
    assert [url for url in asked if not url.startswith(address)] == []


def test_the_keyboard_goes_to_the_content_first(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    reached = page.evaluate("document.activeElement.id")
    page.close()

    assert (first, reached) == ("Naar de inhoud", "inhoud")


def test_the_filter_works_without_script(browser, address) -> None:  # type: ignore[no-untyped-def]
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


def test_print_leaves_out_what_only_a_screen_needs(browser, address) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto(f"{address}/agenda?week=2026-W49")
    page.emulate_media(media="print")
    shown = [page.is_visible(part) for part in (".menu", ".filter", ".weeks", ".rows")]
    page.close()

    assert shown == [False, False, False, True]
