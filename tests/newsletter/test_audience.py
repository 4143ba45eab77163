"""What the public gets of an edition, and what it does not."""

from __future__ import annotations

import json
from dataclasses import replace

from newsletter import audience, render
from newsletter.audience import HIDDEN
from newsletter.view import public
from tests.newsletter.week import busy
from tracker.records import Block, Edition


def test_nothing_internal_is_in_the_public_edition() -> None:
    edition = public(busy().edition())
    for block in edition.blocks:
        for name in HIDDEN & block.content.keys():
            assert not block.content[name], (block.key, name)
    for shown in (render.html(edition), render.text(edition), render.page(edition)):
        for words in ("Volgt:", "Belang ", "IPO-inzet", "Actie gevraagd", "Interne deadline",
                      "Eigenaar:", "regierol"):  # fmt: skip
            assert words not in shown
        assert "Openbare versie" in shown


def test_the_rest_stays_and_the_members_edition_is_unchanged() -> None:
    edition = busy().edition()
    before = json.dumps([dict(block.content) for block in edition.blocks], default=str)

    shown = render.text(public(edition))

    assert "Commissiedebat Stikstof, NPLG en natuur" in shown
    assert "Motie-Podt c.s." in shown
    assert json.dumps([dict(block.content) for block in edition.blocks], default=str) == before
    assert "Volgt:" in render.text(edition)


def with_blocks(*blocks: Block) -> Edition:
    edition = busy().edition()
    return replace(edition, blocks=(*edition.blocks, *blocks), edited_by="a@ipo.example")


def test_what_hangs_on_a_report_for_members_is_emptied_in_its_shape() -> None:
    report = {"said": [{"text": "Woorden"}], "inzet": {"points": ["Geheim"], "url": "https://x.nl"},
              "picked_up": [{"point": "Geheim"}]}  # fmt: skip
    debate = Block("debatten:x", "debatten", "debat", 150, {"title": "Debat", "report": report})

    shown = public(with_blocks(debate)).blocks[-1].content["report"]

    assert shown == {"said": [{"text": "Woorden"}], "inzet": {"points": [], "url": ""},
                     "picked_up": []}  # fmt: skip


def test_texts_of_people_for_members_go_and_others_stay() -> None:
    human = {"afspraken": "<p>Geheim</p>", "betekenis": "<p>Openbaar</p>"}
    block = Block("overleggen:x", "overleggen", "overleg", 350, {"title": "Overleg"}, human=human,
                  based_on={"agreements": ["Geheim"]})  # fmt: skip

    shown = public(with_blocks(block)).blocks[-1]

    assert shown.human == {"betekenis": "<p>Openbaar</p>"}
    assert shown.based_on is None


def test_lines_that_point_to_what_is_gone_go_too() -> None:
    inside = Block("actie:x", "actie-gevraagd", "actie", 20, {"what": "Bel", "internal": True})
    dropped = Block("brussel:x", "brussel", "bericht", 21, {"text": "Weg"}, dropped_by="redactie")
    lines = [Block(f"kort:{key}", "in-het-kort", "kort", 10, {"text": "Zie", "target": key})
             for key in ("actie:x", "brussel:x", "elders:x")]  # fmt: skip

    shown = public(with_blocks(inside, dropped, *lines))

    keys = {block.key for block in shown.blocks}
    assert not keys & {"actie:x", "brussel:x", "kort:actie:x", "kort:brussel:x"}
    assert "kort:elders:x" in keys
    assert shown.edited_by == ""


def test_what_a_person_puts_in_a_section_for_members_is_internal_too() -> None:
    block = Block("actie:x", "actie-gevraagd", "actie", 20, {}, human={"what": "Bel uw Kamerlid"})
    assert audience.is_internal(block)
    assert "Bel uw Kamerlid" in render.text(with_blocks(block))
    assert "Bel uw Kamerlid" not in render.text(public(with_blocks(block)))


def test_an_internal_block_of_a_person_is_internal() -> None:
    block = Block("vrij:x", "publicaties", "vrij", 400, {"internal": True},
                  human={"title": "Onder ons", "tekst": "<p>Geheim</p>"})  # fmt: skip
    assert audience.is_internal(block)
    assert "Geheim" in render.text(with_blocks(block))
    assert "Geheim" not in render.text(public(with_blocks(block)))
