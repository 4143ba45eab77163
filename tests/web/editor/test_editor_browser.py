"""The editor in a real browser: autosave, clashes, order, a killed browser, axe, a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.accounts import add
from tests.web.chromium import axe_source, launched, served
from tests.web.editor import desk
from tests.web.test_judging_browser import page_of
from tests.web.world import NOW, STIKSTOF, Kamer, debate
from tracker.blocks import edition_row
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Role, Stage

pytestmark = pytest.mark.browser
INTRO, SAVED = "#i-intro-intro", "[data-stand]:has-text('Bewaard om')"
EDIT = "#bewerk-i-intro-intro"
FOCUS = "document.activeElement.id"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def world(tmp_path: Path) -> Iterator[tuple[Workshop, str]]:
    """A letter, with a redacteur and an eindredacteur."""
    with served(tmp_path, lambda: NOW) as (workshop, address):
        desk.fill(workshop)
        Kamer(workshop.engine).add(debate("Wolven in Drenthe", "activiteit:77"), STIKSTOF)
        add(workshop.engine, Role.REDACTEUR, "Anneke")
        add(workshop.engine, Role.EINDREDACTEUR, "Bea")
        yield workshop, address + desk.PATH


def _until(page: Any, script: str, wanted: Any) -> None:
    """Wait until a script gives what is wanted; the policy forbids Playwright's own waiting."""
    for _ in range(400):
        if page.evaluate(script) == wanted:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{script} is {page.evaluate(script)!r}, not {wanted!r}")


def _page(browser: Any, world: tuple[Workshop, str], name: str = "Anneke", **options: Any) -> Any:
    return page_of(browser, world[0], world[1], name, **options)


def _open(page: Any, path: str) -> None:
    """Open the letter and the intro in it, ready to type at its beginning."""
    page.goto(path)
    page.click(EDIT)
    page.wait_for_selector(f"{INTRO} trix-editor")
    _until(page, "document.querySelector('trix-editor').editor !== undefined", True)
    page.focus("trix-editor")
    page.keyboard.press("Control+Home")


def _human(world: tuple[Workshop, str], kind: str = "intro") -> str:
    return str(desk.block(world[0].engine, kind).human)


def test_typing_is_saved_by_itself_and_there_after_a_reload(browser: Any, world: Any) -> None:
    page = _page(browser, world)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    _open(page, world[1])
    page.keyboard.type("Lees eerst ")
    page.keyboard.press("Control+b")
    page.keyboard.type("het mestdebat")
    page.keyboard.press("Control+b")
    page.keyboard.type(". ")
    page.wait_for_selector(SAVED)
    seen = page.inner_html(f"{INTRO} .reader")
    page.click("text=Klaar")
    page.wait_for_selector(EDIT)
    _until(page, FOCUS, "bewerk-i-intro-intro")
    page.reload()

    assert "Lees eerst <strong>het mestdebat</strong>." in seen
    assert "Lees eerst" in page.inner_text(f"{INTRO} .reader")
    assert "Bewerkt" in page.inner_text(INTRO)
    assert page.evaluate("localStorage.length") == 0
    assert said == []
    page.context.close()


def test_the_same_without_script(browser: Any, world: Any) -> None:
    page = _page(browser, world, java_script_enabled=False)
    page.goto(world[1])
    page.click(EDIT)
    page.fill("textarea[name='veld:tekst']", "Lees eerst **het mestdebat**.")
    page.click("text=Bewaar")
    assert "Bewaard." in page.inner_text("#bericht")
    assert "<strong>het mestdebat</strong>" in page.inner_html(f"{INTRO} .reader")
    page.click("#omlaag-i-in-het-kort-agenda-1-tweedekamer-activiteit-1, [id^='omlaag-i-in-het']")
    assert "Het blok" in page.inner_text("#bericht")
    page.fill("#zoek-stuk", "wolven")
    page.click("text=Zoek stukken")
    page.click("text=Zet erin")
    assert "Wolven in Drenthe" in page.inner_text(".letter")
    page.context.close()


def test_two_browsers_clash_and_no_text_is_lost(browser: Any, world: Any) -> None:
    anneke, bea = _page(browser, world), _page(browser, world, "Bea")
    _open(anneke, world[1])
    _open(bea, world[1])
    bea.keyboard.type("Van Bea. ")
    bea.wait_for_selector(SAVED)
    anneke.keyboard.type("Van Anneke. ")
    anneke.wait_for_selector("#botsing-kop")
    box = anneke.inner_text("[data-botsing-vak]")
    assert "Bea was u voor" in box
    assert "Van Bea." in box
    assert "Van Anneke." in box
    anneke.click("text=Bewaar de samengevoegde tekst")
    anneke.wait_for_selector("#botsing-kop", state="detached")
    anneke.wait_for_selector(f"{INTRO} trix-editor")

    assert "Van Bea." in _human(world)
    assert "Van Anneke." in _human(world)
    anneke.focus("trix-editor")
    anneke.keyboard.press("Control+End")
    anneke.keyboard.type(" En verder.")
    anneke.wait_for_selector(SAVED)
    assert "En verder." in _human(world)
    anneke.context.close()
    bea.context.close()


def test_my_own_text_after_a_clash_goes_on_where_i_was(browser: Any, world: Any) -> None:
    anneke, bea = _page(browser, world), _page(browser, world, "Bea")
    _open(anneke, world[1])
    _open(bea, world[1])
    bea.keyboard.type("Van Bea. ")
    bea.wait_for_selector(SAVED)
    anneke.keyboard.type("Van Anneke. ")
    anneke.wait_for_selector("#botsing-kop")
    anneke.keyboard.type("Nog meer van mij. ")
    anneke.click("text=Houd mijn tekst")
    anneke.wait_for_selector(SAVED)

    assert "Van Anneke. Nog meer van mij." in _human(world)
    lost = [str(one.human) for one in desk.history(world[0].engine, "intro:intro")]
    assert any("Van Bea." in text for text in lost)
    anneke.context.close()
    bea.context.close()


def test_making_anew_during_typing_keeps_the_text(browser: Any, world: Any) -> None:
    page = _page(browser, world)
    _open(page, world[1])
    page.keyboard.type("Half af")
    page.click("[id^='i-toezeggingen'] summary:has-text('Meer')")
    page.click("[id^='opnieuw-i-toezeggingen']")
    page.wait_for_selector("#bericht:has-text('De computer maakte dit blok opnieuw')")
    page.wait_for_selector(SAVED)

    assert "Half af" in page.inner_text("trix-editor")
    assert "Half af" in _human(world)
    page.context.close()


def test_order_by_keyboard_keeps_the_focus_and_says_the_place(browser: Any, world: Any) -> None:
    page = _page(browser, world)
    page.goto(world[1])
    order = "[...document.querySelectorAll('#deel-in-het-kort > ol > li')].map(one => one.id)"
    first, second = page.evaluate(order)
    page.focus(f"#omlaag-{first}")
    page.keyboard.press("Enter")
    _until(page, order, [second, first])
    page.wait_for_selector(
        "#melding:has-text('Het blok staat nu op plaats 2 van 2')", state="attached"
    )

    _until(page, FOCUS, f"omlaag-{first}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    _until(page, order, [first, second])
    page.reload()
    assert page.evaluate(order) == [first, second]
    page.context.close()


def test_a_killed_browser_gives_the_text_back(browser: Any, world: Any) -> None:
    page = _page(browser, world)
    _open(page, world[1])
    page.route("**/bewaar", lambda route: route.abort())
    page.keyboard.type("Nooit aangekomen. ")
    page.wait_for_selector("[data-stand]:has-text('Geen verbinding')")
    assert "uw tekst staat nog in dit venster" in page.inner_text("[data-stand]")
    assert _human(world) == "None"
    again = page.context.new_page()
    page.close()
    again.goto(world[1])
    assert "terugzetten?" in again.inner_text("#teruggevonden")
    again.click("text=Zet terug")
    again.wait_for_selector(SAVED)

    assert "Nooit aangekomen." in again.inner_text("trix-editor")
    assert "Nooit aangekomen." in _human(world)
    assert again.evaluate("localStorage.length") == 0
    again.context.close()


def test_dragging_moves_a_block(browser: Any, world: Any) -> None:
    page = _page(browser, world, viewport={"width": 1280, "height": 1000})
    page.goto(world[1])
    order = "[...document.querySelectorAll('#deel-in-het-kort > ol > li')].map(one => one.id)"
    first, second = page.evaluate(order)
    page.locator(f"#{first} .grip").scroll_into_view_if_needed()
    grip = page.locator(f"#{first} .grip").bounding_box()
    below = page.locator(f"#{second} .reader").bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 10)
    page.mouse.down()
    way = below["y"] + below["height"] - grip["y"] - 5
    for step in range(12):
        page.mouse.move(grip["x"] - 10, grip["y"] + 10 + way * step / 11)
        page.wait_for_timeout(40)
    page.mouse.up()
    page.wait_for_selector("#bericht:has-text('plaats 2 van 2')")
    page.reload()

    assert page.evaluate(order) == [second, first]
    page.context.close()


def test_the_panel_opens_and_escape_closes_it(browser: Any, world: Any) -> None:
    page = _page(browser, world)
    page.goto(world[1])
    page.focus("[id^='bron-i-agenda-1-']")
    opener = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    _until(page, FOCUS, "paneel-kop")
    assert "Waarom dit dossier" in page.inner_text("#paneel")
    page.fill("#opmerking", "Klopt de zaal?")
    page.click("text=Plaats opmerking")
    page.wait_for_selector("#paneel >> text=Klopt de zaal?")
    page.keyboard.press("Escape")
    page.wait_for_selector("#paneel:not([data-sleutel])")

    _until(page, FOCUS, opener)
    page.context.close()


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
    _open(page, path)
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


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (640, "light"), (1280, "light")])
def test_every_state_is_accessible_and_fits(
    browser: Any, world: Any, width: int, scheme: str
) -> None:
    axe, found, wide = axe_source(), {}, {}
    page = _page(browser, world, viewport={"width": width, "height": 900}, color_scheme=scheme)
    for name in _states(page, *world):
        page.evaluate(axe)
        report = page.evaluate("axe.run()")
        found[name] = [(one["id"], one["nodes"][0]["html"]) for one in report["violations"]]
        wide[name] = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()

    assert len(found) == 11
    assert {name: problems for name, problems in found.items() if problems} == {}
    assert {name: found for name, found in wide.items() if found > width} == {}
