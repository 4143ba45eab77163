"""The editor in a real browser: autosave, clashes, order, a killed browser, the panel."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.editor import desk
from tests.web.editor.browsing import EDIT, FOCUS, INTRO, SAVED, begin, drawn, page_in, until
from tracker.jobs.workshop import Workshop

pytestmark = pytest.mark.browser


def _human(world: tuple[Workshop, str], kind: str = "intro") -> str:
    return str(desk.block(world[0].engine, kind).human)


def test_typing_is_saved_by_itself_and_there_after_a_reload(browser: Any, world: Any) -> None:
    page = page_in(browser, world)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    begin(page, world[1])
    page.keyboard.type("Lees eerst ")
    drawn(page)
    page.keyboard.press("Control+b")
    page.keyboard.type("het mestdebat")
    drawn(page)
    page.keyboard.press("Control+b")
    page.keyboard.type(". ")
    page.wait_for_selector(SAVED)
    seen = page.inner_html(f"{INTRO} .reader")
    page.click("text=Klaar")
    page.wait_for_selector(EDIT)
    until(page, FOCUS, "bewerk-i-intro-intro")
    page.reload()

    assert "Lees eerst <strong>het mestdebat</strong>." in seen
    assert "Lees eerst" in page.inner_text(f"{INTRO} .reader")
    assert "Bewerkt" in page.inner_text(INTRO)
    assert page.evaluate("localStorage.length") == 0
    assert said == []
    page.context.close()


def test_the_same_without_script(browser: Any, world: Any) -> None:
    page = page_in(browser, world, java_script_enabled=False)
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
    anneke, bea = page_in(browser, world), page_in(browser, world, "Bea")
    begin(anneke, world[1])
    begin(bea, world[1])
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
    anneke, bea = page_in(browser, world), page_in(browser, world, "Bea")
    begin(anneke, world[1])
    begin(bea, world[1])
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
    page = page_in(browser, world)
    begin(page, world[1])
    page.keyboard.type("Half af")
    page.click("[id^='i-toezeggingen'] summary:has-text('Meer')")
    page.click("[id^='opnieuw-i-toezeggingen']")
    page.wait_for_selector("#bericht:has-text('De computer maakte dit blok opnieuw')")
    page.wait_for_selector(SAVED)

    assert "Half af" in page.inner_text("trix-editor")
    assert "Half af" in _human(world)
    page.context.close()


def test_order_by_keyboard_keeps_the_focus_and_says_the_place(browser: Any, world: Any) -> None:
    page = page_in(browser, world)
    page.goto(world[1])
    order = "[...document.querySelectorAll('#deel-in-het-kort > ol > li')].map(one => one.id)"
    first, second = page.evaluate(order)
    page.focus(f"#omlaag-{first}")
    page.keyboard.press("Enter")
    until(page, order, [second, first])
    page.wait_for_selector(
        "#melding:has-text('Het blok staat nu op plaats 2 van 2')", state="attached"
    )

    until(page, FOCUS, f"omlaag-{first}")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    until(page, order, [first, second])
    page.reload()
    assert page.evaluate(order) == [first, second]
    page.context.close()


def test_a_killed_browser_gives_the_text_back(browser: Any, world: Any) -> None:
    page = page_in(browser, world)
    begin(page, world[1])
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
    page = page_in(browser, world, viewport={"width": 1280, "height": 1000})
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
    page = page_in(browser, world)
    page.goto(world[1])
    page.focus("[id^='bron-i-agenda-1-']")
    opener = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    until(page, FOCUS, "paneel-kop")
    assert "Waarom dit dossier" in page.inner_text("#paneel")
    page.fill("#opmerking", "Klopt de zaal?")
    page.click("text=Plaats opmerking")
    page.wait_for_selector("#paneel >> text=Klopt de zaal?")
    page.keyboard.press("Escape")
    page.wait_for_selector("#paneel:not([data-sleutel])")

    until(page, FOCUS, opener)
    page.context.close()
