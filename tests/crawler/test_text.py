"""Markup to plain text."""

from __future__ import annotations

import pytest

from crawler.text import looks_like_html, plain, tidy


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("geen opmaak", "geen opmaak"),
        ("kaas &amp; ham &lt;b&gt; &eacute;&eacute;n", "kaas & ham <b> één"),
        ("<p>een</p><p>twee<br/>drie</p>", "een\ntwee\ndrie"),
        ("<ul><li>een</li><li>twee</li></ul>", "• een\n• twee"),
        ('<a href="https://parlisweb/x">Regeling</a> van 2 juli', "Regeling van 2 juli"),
        ("voor<script>alert(1)</script>na<style>p{}</style>", "voorna"),
        ("a < b en c > d", "a < b en c > d"),
        ("<!-- weg -->blijft", "blijft"),
        ("<!-- weg -->", ""),
        ("<p onclick='x()'>tekst", "tekst"),
        ("half <b", "half"),
        ("&nbsp;<strong> </strong>", ""),
        ("nul\0<b>byte</b>", "nulbyte"),
    ],
)
def test_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_tidy_keeps_lines_and_drops_double_blanks() -> None:
    assert tidy("  een \t twee \r\n\n \n drie\x07 ") == "een twee\ndrie"


def test_huge_and_deep_markup_ends() -> None:
    assert plain("<div>" * 50_000 + "x") in {"x", ""}
    assert plain("<style" * 50_000) == ""


def test_looks_like_html() -> None:
    assert looks_like_html(b"\xef\xbb\xbf\n<!DOCTYPE HTML><html>")
    assert not looks_like_html(b'<?xml version="1.0"?><feed>&lt;html&gt;</feed>')
    assert not looks_like_html(b'{"value": []}')
