"""The page of one debate report, and the debate in the letter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as tree

from newsletter import render, report
from newsletter.compose import compose
from tests.newsletter.reporting import ASKED, LISTED, PROMISED, debate_item, desk_with, source_of
from tests.newsletter.week import NOW, PEOPLE, RECESS, TAXONOMY, WEEK, Shelf
from tests.vlos import KAZEM, say
from tracker.records import Block, DebateSource, Edition, SourceState

WEB = "https://voorbeeld.nl/haagse-zaken/2026-W48"


def edition_of(
    source: DebateSource, title: str = "Stikstof en natuur", **human: str
) -> tuple[Edition, Block]:
    """Return an edition with one debate and its block, as a person left it."""
    shelf = Shelf()
    stored = debate_item(title)
    shelf.items.append(stored)
    made = report.content(desk_with(), stored, source)
    material = replace(shelf.material(), proceedings={stored.item.key: made})
    edition = compose(material, WEEK, TAXONOMY, PEOPLE, RECESS, NOW)
    blocks = tuple(
        replace(block, human=human) if human and block.kind == "debat" else block
        for block in edition.blocks
    )
    found = next(block for block in blocks if block.kind == "debat")
    return replace(edition, blocks=blocks), found


def page_of(source: DebateSource | None = None, **rest: Any) -> str:
    edition, block = edition_of(source or source_of(), **rest)
    return render.report_page(edition, block.key, back_url=WEB)


def flat(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def words_of(page: str) -> str:
    return flat(tree.fromstring(page).find("body"))


def test_page_has_every_part_in_order() -> None:
    page = page_of(source_of(position="Geld voor natuurherstel op de Veluwe"))
    heads = [flat(one) for one in tree.fromstring(page).iter("h2")]
    assert heads == [
        "Kern", "Inzet van de provincies", "Wat is er gezegd", "Reactie van het kabinet",
        "Moties en amendementen", "Toezeggingen", "Opgepakt punt?", "Vervolg",
        "Vindplaatsen in het verslag",
    ]  # fmt: skip
    words = words_of(page)
    for part in (ASKED, PROMISED, LISTED, "ontraden", "25-30", "ongecorrigeerde verslag"):
        assert part in words


def test_every_quote_links_to_a_paragraph_on_the_page() -> None:
    root = tree.fromstring(page_of())
    links = [one.get("href") or "" for one in root.iter("a")]
    targets = {link[1:] for link in links if link.startswith("#p-")}
    ids = [one.get("id") for one in root.iter() if one.get("id")]
    assert targets
    assert targets <= set(ids)
    assert len(ids) == len(set(ids))
    marked = {flat(one) for one in root.iter("mark")}
    assert {ASKED, PROMISED, LISTED} <= marked


def test_tables_have_captions_and_headers_with_scope() -> None:
    root = tree.fromstring(page_of(source_of(position="Geld voor de natuur")))
    tables = list(root.iter("table"))
    assert len(tables) == 3
    for table in tables:
        assert table.find("caption") is not None
        assert all(one.get("scope") for one in table.iter("th"))


def test_text_of_a_person_stands_in_place_of_the_machine() -> None:
    page = page_of(
        kern="<p>De provincies krijgen 40 miljoen.</p>",
        gezegd="<p>De Kamer vroeg om geld.</p>",
        duiding="<p>Een stap vooruit.</p>",
    )
    words = words_of(page)
    assert "De provincies krijgen 40 miljoen." in words
    assert "Een stap vooruit." in words
    assert "Aan het woord kwamen" not in words
    said = words.split("Wat is er gezegd")[1].split("Reactie van het kabinet")[0]
    assert said.strip() == "De Kamer vroeg om geld."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (DebateSource(), "Van dit debat is nog geen verslag."),
        (DebateSource(SourceState.UNREADABLE, reason="stuk"), "niet worden gelezen: stuk."),
    ],
)
def test_no_verslag_is_a_readable_page(source: DebateSource, message: str) -> None:
    page = page_of(source)
    assert message in words_of(page)
    assert "Wat is er gezegd" not in page


def test_script_and_template_code_are_shown_as_text() -> None:
    bad = "De provincies willen <script>alert(1)</script> {{ 7*7 }} voor de stikstofaanpak."
    page = page_of(source_of([say(KAZEM, bad)]), title="<img src=x onerror=alert(1)> natuur")
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page


def test_a_title_of_400_characters_fits() -> None:
    title = "Natuur en " + "zeer " * 78 + "lang"
    assert f"Commissiedebat {title}" in words_of(page_of(title=title))


def test_unknown_debate_is_an_error() -> None:
    edition, _ = edition_of(source_of())
    with pytest.raises(KeyError):
        render.report_page(edition, "debatten:bestaat-niet")


def test_the_letter_has_the_short_form_and_the_way_to_the_page() -> None:
    edition, block = edition_of(source_of())
    mail, text = render.html(edition, web_url=WEB), render.text(edition, web_url=WEB)
    anchor = re.sub(r"[^a-z0-9]+", "-", block.key.lower()).strip("-")
    assert f"{WEB}/debat/i-{anchor}" in mail
    assert f"{WEB}/debat/i-{anchor}" in text
    assert ASKED in words_of(mail)
    assert PROMISED in " ".join(text.split())
    assert "Lees het hele verslag" not in render.html(edition)


def test_the_letter_says_that_there_is_no_verslag() -> None:
    edition, _ = edition_of(DebateSource())
    for shown in (render.html(edition, web_url=WEB), render.text(edition), render.page(edition)):
        assert "Van dit debat is nog geen verslag." in shown
        assert "Lees het hele verslag" not in shown


def test_kern_of_a_person_leads_the_letter() -> None:
    edition, _ = edition_of(source_of(), kern="<p>De Veluwe krijgt <strong>geld</strong>.</p>")
    mail = render.html(edition, web_url=WEB)
    assert "De Veluwe krijgt <strong>geld</strong>." in mail
    assert "Aan het woord kwamen" not in mail
    assert "De Veluwe krijgt geld." in render.text(edition)
