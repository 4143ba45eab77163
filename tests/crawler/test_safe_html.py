"""A web page is whole and stands there once, or it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.safe_html import parse_html
from tracker.errors import MalformedPageError

PAGE = b"<!DOCTYPE html>\n<html lang='nl'><body><h1>Agenda</h1></body></html>\n"


@pytest.mark.parametrize("page", [PAGE, b"\xef\xbb\xbf" + PAGE, PAGE[16:]])
def test_a_whole_page_is_read(page: bytes) -> None:
    assert parse_html(page).h1.get_text() == "Agenda"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"{}", "geen webpagina"),
        (PAGE.decode().encode("utf-16"), "geen webpagina"),
        (PAGE[:40], "afgebroken"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + PAGE, "entiteiten"),
        (PAGE + PAGE, "twee keer"),
        (PAGE.replace(b"h1", b"h\x001"), "stuurtekens"),
    ],
)
def test_anything_else_is_refused(page: bytes, reason: str) -> None:
    with pytest.raises(MalformedPageError, match=reason):
        parse_html(page)


@pytest.mark.captured
def test_every_captured_web_page_is_read(samples: Path) -> None:
    pages = sorted(samples.rglob("*.html"))

    assert pages
    for page in pages:
        assert parse_html(page.read_bytes()).get_text(strip=True), page.name
