"""The page of a debate report in a real browser: narrow, wide, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newsletter import render
from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import WEB, edition_of
from tests.web.chromium import launched, violations

pytestmark = pytest.mark.browser

LONG = "Arbeidsongeschiktheidsverzekeringsvoorwaarden" * 9


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    source = source_of(position="Geld voor natuurherstel op de Veluwe")
    edition, block = edition_of(source, LONG, kern="De minister zegde geld toe.")
    made = tmp_path / "verslag.html"
    made.write_text(render.report_page(edition, block.key, back_url=WEB), encoding="utf-8")
    return made


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_scrolls_sideways(browser: Any, file: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, file: Path, scheme: str) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 800})
    page.goto(file.as_uri())
    assert violations(page) == []
    page.close()
