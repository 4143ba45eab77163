"""What people write in blocks, and blocks that people add: in every form of the letter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from newsletter import fields, render
from newsletter.edition import Section
from tests.newsletter.week import busy
from tracker.records import Block, Edition

FORMS: list[Callable[[Edition], str]] = [render.html, render.text, render.page]
Draw = Callable[[Edition], str]


def with_human(edition: Edition, **texts: str) -> tuple[Edition, set[str]]:
    """Return the edition with these texts in every block that has such a field, and their kinds."""
    blocks, kinds = [], set()
    for block in edition.blocks:
        known = {one.name for one in fields.fields_of(block.kind)}
        human = {name: text for name, text in texts.items() if name in known}
        kinds |= {block.kind} if human else set()
        blocks.append(replace(block, human=human or None))
    return replace(edition, blocks=tuple(blocks)), kinds


@pytest.mark.parametrize("draw", FORMS)
def test_the_meaning_for_provinces_stands_with_every_item_that_can_have_it(draw: Draw) -> None:
    edition, kinds = with_human(busy().edition(), betekenis="<p>Provincies <b>moeten</b> iets.</p>")
    full = [
        block
        for block in edition.blocks
        if block.human and not (block.kind == "agenda-item" and block.content["brief"])
    ]

    shown = " ".join(draw(edition).split())

    assert kinds >= {"agenda-item", "stemming", "toezegging", "kamerbrief", "kamervragen",
                     "bericht", "wetsvoorstel", "overleg", "consultatie", "inbreng"}  # fmt: skip
    assert shown.count("Betekenis voor provincies:") == len(full)
    assert "<b>" not in shown


@pytest.mark.parametrize("draw", FORMS)
def test_afspraken_and_points_of_a_person_take_the_place_of_ours(draw: Draw) -> None:
    edition, _ = with_human(busy().edition(), afspraken="<p>Jansen belt</p>", aims="<p>Punt A</p>")
    shown = draw(edition)

    assert "Jansen belt" in shown
    assert "Punt A" in shown
    assert "Provincies krijgen een regierol" not in shown


@pytest.mark.parametrize("draw", FORMS)
@pytest.mark.parametrize("section", [one for one in Section if one is not Section.HEAD])
def test_a_block_that_a_person_adds_is_shown_in_any_section(draw: Draw, section: Section) -> None:
    edition = busy().edition()
    block = Block("vrij:1", section, fields.FREE, 9_000, {},
                  human={"title": "Eigen kop", "tekst": "<p>Eigen <i>woorden</i></p>"})  # fmt: skip

    shown = draw(replace(edition, blocks=(*edition.blocks, block)))

    assert shown.count("Eigen kop") == 1
    assert "woorden" in shown


@pytest.mark.parametrize("draw", FORMS)
def test_an_action_of_a_person_has_what_who_and_before(draw: Draw) -> None:
    human = {"what": "Bel uw Kamerlid", "who": "Gedeputeerden", "before": "1 december",
             "tekst": "<p>Over netcongestie.</p>"}  # fmt: skip
    block = Block("actie:1", Section.ACTIONS, fields.ACTION, 20, {}, human=human)
    edition = busy().edition()

    shown = draw(replace(edition, blocks=(*edition.blocks, block)))

    for words in ("Bel uw Kamerlid", "Wie: Gedeputeerden", "Uiterlijk: 1 december",
                  "Over netcongestie."):  # fmt: skip
        assert words in shown


@pytest.mark.parametrize("draw", FORMS)
def test_what_was_dropped_is_not_shown_nor_pointed_to(draw: Draw) -> None:
    edition = busy().edition()
    target = next(block for block in edition.blocks if block.kind == "kort").content["target"]
    blocks = tuple(replace(block, dropped_by="a@ipo.example") if block.key == target else block
                   for block in edition.blocks)  # fmt: skip
    line = next(block for block in edition.blocks if block.kind == "kort")

    shown = draw(replace(edition, blocks=blocks))

    assert str(line.content["text"]) not in " ".join(shown.split())


def test_a_block_of_an_older_edition_can_still_be_shown() -> None:
    edition = busy().edition()
    bare = {"agenda-week", "agenda-stand", "agenda-item", "debat"}
    blocks = tuple(
        block
        if block.kind in bare
        else replace(block, content={name: value for name, value in block.content.items()
                                     if name not in {"on", "gist", "details", "label", "level",
                                                     "followers", "phone", "function", "late",
                                                     "inzet", "inzet_url", "contact", "most",
                                                     "items", "sign_up"}})
        for block in edition.blocks
    )  # fmt: skip
    for draw in FORMS:
        assert "Verdeling van de middelen" in draw(replace(edition, blocks=blocks))
