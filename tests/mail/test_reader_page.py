"""Mails to a reader as HTML: readable for Outlook, and nothing of a stranger in them."""

from __future__ import annotations

import pytest

from tracker.letters import Letter, Line, Part
from tracker.mail.reader_page import html

HOSTILE = "<script>alert(1)</script>\"' onload=x {{7*7}}"


def test_a_line_with_a_link_is_a_button_and_a_list_is_a_list() -> None:
    letter = Letter(
        "Titel", "Begin",
        (Part("", (Line("Bevestig", "48 uur", url="https://hz.example/x"),)),
         Part("Zelf regelen", (Line("Stop", url="https://hz.example/y"),))),
        "Slot",
    )  # fmt: skip

    made = html(letter)

    assert made.index("Begin") < made.index("Bevestig") < made.index("Zelf regelen")
    assert '<td class="go"' in made
    assert made.count('href="https://hz.example/') == 2
    assert '<html lang="nl">' in made
    assert "prefers-color-scheme: dark" in made
    assert "<img" not in made


def test_nothing_is_left_unescaped() -> None:
    letter = Letter(
        HOSTILE, HOSTILE, (Part(HOSTILE, (Line(HOSTILE, HOSTILE),)), Part("", (Line(HOSTILE),))),
        HOSTILE,
    )  # fmt: skip

    made = html(letter)

    assert "<script" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example"])
def test_other_addresses_are_no_links(address: str) -> None:
    letter = Letter("T", "B", (Part("", (Line("a", url=address),)),
                               Part("K", (Line("b", url=address),))))  # fmt: skip

    assert "href" not in html(letter)
