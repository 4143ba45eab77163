"""The words that matched stand out in the text they were found in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.slack.notices import ITEM, LABELS, NOW
from tracker.records import DossierMatch, Evidence, ScrapedItem, StoredItem
from tracker.slack import evidence


def why(item: ScrapedItem, *found: Evidence, mentions: tuple[Evidence, ...] = ()) -> str:
    match = DossierMatch("stikstof", "landelijk-gebied", 0.9, found)
    said = replace(LABELS, dossiers=(match,), mentions=mentions)
    return evidence.why(StoredItem(1, item, 1, NOW, NOW, classification=said))


def test_a_part_of_a_word_marks_the_whole_word() -> None:
    item = replace(ITEM, title="De stikstofaanpak in Gelderland")

    assert why(item, Evidence("stikstof", 3, 11, "title")) == (
        "Waarom: “De *stikstofaanpak* in Gelderland” (titel)"
    )


def test_words_near_each_other_share_an_excerpt() -> None:
    words = (Evidence("Stikstof", 0, 8, "title"), Evidence("natuur", 18, 24, "title"))

    assert why(ITEM, *words) == "Waarom: “*Stikstof*, NPLG en *natuur*” (titel)"


def test_words_far_apart_have_excerpts_of_their_own() -> None:
    item = replace(ITEM, text="natuur" + " en" * 60 + " water")
    found = (Evidence("natuur", 0, 6, "text"), Evidence("water", 187, 192, "text"))

    assert why(item, *found).count("“") == 2


def test_a_long_text_is_cut_around_the_word() -> None:
    text = "voor " * 40 + "natuur" + " achter" * 40
    item = replace(ITEM, text=text)
    shown = why(item, Evidence("natuur", 200, 206, "text"))

    assert "voor *natuur* achter" in shown
    assert shown.count("…") == 2
    assert len(shown) < 150


def test_a_text_that_changed_since_leaves_only_the_word() -> None:
    assert why(ITEM, Evidence("water", 3, 8, "title")) == "Waarom: “*water*” (titel)"


def test_each_word_is_shown_once_and_the_rest_counted() -> None:
    words = [Evidence(f"w{number}", 0, 2, "text") for number in range(6)]
    shown = why(ITEM, *words, *words)

    assert shown.count("“") == 4
    assert shown.endswith("en nog 2 plekken")


def test_what_names_the_provinces_is_said() -> None:
    mention = Evidence("provincies", 0, 10, "text")

    assert why(ITEM, mentions=(mention,)) == "Noemt: provincies"
    assert why(ITEM, Evidence("Stikstof", 0, 8, "title"), mentions=(mention,)).endswith(
        ". Noemt: provincies"
    )


@pytest.mark.parametrize("title", ["*vet* stikstof _cursief_", "`code` stikstof ~weg~"])
def test_marks_of_the_source_format_nothing(title: str) -> None:
    start = title.index("stikstof")
    shown = why(replace(ITEM, title=title), Evidence("stikstof", start, start + 8, "title"))

    assert shown.count("*") == 2
    assert not set("_~`") & set(shown)
