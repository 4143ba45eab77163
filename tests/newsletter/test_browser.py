"""The page and the mail in a real browser: narrow, wide, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter import render
from tests.newsletter.week import Shelf, at, busy
from tracker.records import ItemKind

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: install Debian's chromium")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


def _shelf() -> Shelf:
    shelf = busy()
    shelf.put(ItemKind.KAMERBRIEF, "Meststoffenwet" * 20, "wonen", published_on=at(24).date())
    shelf.debate("Arbeidsongeschiktheidsverzekering" * 6, at(26, 18), "stikstof")
    return shelf


@pytest.mark.parametrize("draw", [render.html, render.page], ids=["mail", "page"])
@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_scrolls_sideways(browser, draw, width: int, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "brief.html"
    file.write_text(draw(_shelf().edition()), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("draw", [render.html, render.page], ids=["mail", "page"])
def test_dark_readers_get_a_dark_letter(browser, draw, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "brief.html"
    file.write_text(draw(_shelf().edition()), encoding="utf-8")
    seen = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)
        page.goto(file.as_uri())
        seen[scheme] = page.evaluate(
            "getComputedStyle(document.querySelector('.hz-paper:not(a)')).backgroundColor"
        )
        page.close()
    assert seen == {"light": "rgb(255, 255, 255)", "dark": "rgb(22, 32, 42)"}
