"""A person's text: what may stay, what goes, and that its words are never lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter import rich

WORD = (
    '<p class="MsoNormal" style="mso-margin-top-alt:auto"><b>Kern</b><o:p></o:p></p>'
    "<!--[if gte mso 9]><xml>x</xml><![endif]--><style>p{color:red}</style>"
    "<table><tr><td>Cel een</td><td>Cel twee</td></tr></table>"
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("hallo", "<p>hallo</p>"),
        ("<div>een<br><br>twee <b>drie</b></div>", "<p>een</p><p>twee <strong>drie</strong></p>"),
        ("los<p>alinea</p>erna", "<p>los</p><p>alinea</p><p>erna</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ("<script>alert(1)</script>q", "<p>q</p>"),
        ('<img src=x onerror="alert(1)">q', "<p>q</p>"),
        ('<a href="javascript:alert(1)">k</a>', "<p>k</p>"),
        ('<a href="https://ipo.nl" target="_blank">k</a>', '<p><a href="https://ipo.nl">k</a></p>'),
        ("<p>a<ul><li>b</li></ul></p>", "<p>a</p><ul><li>b</li></ul>"),
        (WORD, "<p><strong>Kern</strong></p><p>Cel een</p><p>Cel twee</p>"),
        ("{{ 7*7 }}", "<p>{{ 7*7 }}</p>"),
        ("<p> </p><p>&nbsp;</p>", ""),
        ("", ""),
    ],
)
def test_what_is_kept(given: str, kept: str) -> None:
    assert rich.clean(given) == kept


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing(given: str) -> None:
    once = rich.clean(given)

    assert rich.clean(once) == once


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "a", "<br>", "é"])
    )
)
def test_no_word_is_lost_and_no_other_tag_stays(parts: list[str]) -> None:
    cleaned = rich.clean("".join(parts))

    assert cleaned.count("é") == parts.count("é")
    assert "<b>" not in cleaned
    assert rich.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        "<p>een</p><p>twee <strong>drie</strong> <em>vier</em></p>",
        '<p>lees <a href="https://ipo.nl/stuk">het stuk</a></p>',
        "<p>punten</p><ul><li>een</li><li>twee</li></ul>",
        "<ol><li>een</li><li>twee</li></ol>",
        "<p>sterretjes * en [haken] en _streep_</p>",
    ],
)
def test_markdown_brings_back_the_same_text(value: str) -> None:
    assert rich.from_light(rich.light(value)) == value


def test_html_typed_as_markdown_stays_words() -> None:
    assert rich.from_light("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>"


def test_plain_text_shows_addresses_and_list_signs() -> None:
    value = '<p>Zie <a href="https://ipo.nl">de site</a>.</p><ul><li>een</li><li>twee</li></ul>'

    assert rich.text(value) == "Zie de site (https://ipo.nl).\n\n- een\n- twee"
    assert rich.words(value) == 8


@pytest.mark.parametrize(
    "text", ["a\ufffeb\uffffc", "<p>a&#xfffe;b&#xffff;c</p>", "a\ud800b\udfffc", "<b>a\ufdd0bc</b>"]
)
def test_signs_that_no_document_can_hold_are_left_out(text: str) -> None:
    assert rich.text(rich.clean(text)) == "abc"
    assert rich.text(rich.from_light(text.replace("<", "").replace(">", ""))) != ""
