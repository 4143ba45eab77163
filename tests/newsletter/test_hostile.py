"""Hostile words in every field of every section stay words, in every form of the letter."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lxml import html as parser

from newsletter import render
from newsletter.compose import compose
from newsletter.view import public
from tests.newsletter.week import NOW, PEOPLE, RECESS, TAXONOMY, WEEK, Shelf, at
from tracker.records import ROLE_MINISTER, Actor, AgendaPoint, Edition, ItemKind, Status

HOSTILE = (
    "<script>alert(1)</script> \"'><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} \x1eagenda\x1e"
)
ADDRESS = "javascript:alert(1)"


def fields(chamber: str) -> dict[str, Any]:
    """Return an item of this week of which every text is hostile."""
    return {
        "published_on": date(2026, 11, 24), "due_on": date(2026, 12, 9), "starts_at": at(24),
        "chamber": chamber, "status": Status.OPEN, "room": HOSTILE, "committee": HOSTILE,
        "number": HOSTILE, "text": f"De provincies zeggen {HOSTILE} over dit plan.",
        "url": ADDRESS, "note": HOSTILE, "outcome": HOSTILE, "subtype": HOSTILE,
        "actors": (Actor(HOSTILE, ROLE_MINISTER, HOSTILE, HOSTILE),),
        "agenda": (AgendaPoint("p", HOSTILE, 1),),
    }  # fmt: skip


@pytest.fixture(scope="module")
def edition() -> Edition:
    shelf = Shelf()
    for kind in ItemKind:
        for chamber in ("Tweede Kamer", "Eerste Kamer", "Europese Commissie", HOSTILE):
            stored = shelf.put(kind, HOSTILE, "netcongestie", **fields(chamber))
            shelf.stand(stored, HOSTILE, ADDRESS)
            shelf.internal[stored.id] = {"naam": HOSTILE, "rijk": [HOSTILE],
                                         "afspraken": [HOSTILE], "eigenaar": HOSTILE}  # fmt: skip
    return compose(shelf.material(), WEEK, TAXONOMY, PEOPLE, RECESS, NOW)


def test_no_word_of_a_source_becomes_markup_or_template(edition: Edition) -> None:
    for shown in (edition, public(edition)):
        for tree in map(parser.document_fromstring, (render.html(shown), render.page(shown))):
            assert not list(tree.iter("script", "img"))
            assert not tree.xpath("//@onerror")
            assert not any(str(href).startswith("javascript") for href in tree.xpath("//@href"))
            assert "{{ 7*7 }}" in tree.text_content()


def test_plain_text_holds_them_as_they_are(edition: Edition) -> None:
    text = " ".join(render.text(edition).split())
    assert "<script>alert(1)</script>" in text
    assert "{{ 7*7 }}" in text
    assert "&lt;" not in text


def test_the_length_of_a_hostile_letter_can_be_measured(edition: Edition) -> None:
    assert set(render.by_section(edition)) >= {"kop", "agenda", "colofon"}
