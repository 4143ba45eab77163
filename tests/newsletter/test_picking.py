"""One block by itself, and what no block tells of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from newsletter import render
from newsletter.compose import block_for, left_out
from newsletter.desk import prepare
from newsletter.edition import Section
from tests.newsletter.week import NOW, PEOPLE, RECESS, SINCE, TAXONOMY, WEEK, Shelf, at, busy
from tracker.records import Block, Edition, ItemKind, Status


def alone(shelf: Shelf, item_id: int, section: str = "") -> Block | None:
    return block_for(
        shelf.material(), WEEK, TAXONOMY, PEOPLE, RECESS, NOW, item_id, section=section
    )


def out(shelf: Shelf, edition: Edition) -> dict[str, str]:
    desk = prepare(shelf.material(), WEEK, TAXONOMY, PEOPLE, RECESS, NOW)
    return {one.title: one.reason for one in left_out(desk, edition)}


def test_a_block_by_itself_is_the_block_of_the_letter() -> None:
    shelf = busy()
    edition = shelf.edition()
    told = {block.key: block for block in edition.blocks if block.section != Section.BRIEF}
    for block in told.values():
        if block.item_id is not None:
            made = alone(shelf, block.item_id, block.section)
            assert made is not None
            assert replace(made, position=block.position) == block


def test_what_a_cap_left_out_can_be_told_in_full() -> None:
    shelf = Shelf()
    for number in range(30):
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {number}", "cultuur", published_on=at(24).date())
    edition = shelf.edition()
    told = {block.item_id for block in edition.blocks}
    left = next(one for one in shelf.items if one.id not in told)

    made = alone(shelf, left.id)

    assert made is not None
    assert (made.kind, made.section) == ("kamerbrief", "kamerbrieven")
    assert made.content["title"] == left.item.title


def test_a_debate_that_was_held_is_told_as_debate_and_on_request_as_row() -> None:
    shelf = Shelf()
    held = shelf.debate("Wonen", at(24), "wonen", status=Status.HELD)

    first, second = alone(shelf, held.id), alone(shelf, held.id, "agenda")

    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == ("debat", "agenda-item")


@pytest.mark.parametrize("kind", list(ItemKind))
def test_every_kind_of_item_can_be_told_whatever_its_day(kind: ItemKind) -> None:
    shelf = Shelf()
    stored = shelf.put(kind, "Over de provincies", "wonen", published_on=date(2026, 3, 2),
                       seen_at=SINCE - timedelta(days=200))  # fmt: skip

    made = alone(shelf, stored.id)

    assert made is not None
    assert made.item_id == stored.id
    blocks = (*shelf.edition().blocks, replace(made, position=500))
    edition = replace(shelf.edition(), blocks=blocks)
    for shown in (render.html(edition), render.text(edition), render.page(edition)):
        assert "ver de provincies" in shown or "(besloten)" in shown


def test_an_item_that_is_not_of_the_week_is_not_made() -> None:
    assert alone(Shelf(), 99) is None


def test_what_is_shown_or_listed_is_not_left_out() -> None:
    shelf = busy()
    for number in range(30):
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {number}", "cultuur", published_on=at(24).date())
    assert out(shelf, shelf.edition()) == {}


def test_what_an_editor_dropped_is_left_out_with_that_reason() -> None:
    shelf = busy()
    edition = shelf.edition()
    blocks = tuple(
        replace(block, dropped_by="redactie") if block.kind == "kamerbrief" else block
        for block in edition.blocks
    )

    found = out(shelf, replace(edition, blocks=blocks))

    assert found["Voortgang landelijk actieprogramma netcongestie"] == (
        "weggelaten door de redactie"
    )
    assert "Onderwijshuisvesting" not in found


def test_an_agenda_item_of_little_weight_is_left_out_and_says_why() -> None:
    shelf = Shelf()
    shelf.debate("Procedures", at(10, month=12), "wonen", subtype="Procedurevergadering")
    assert out(shelf, shelf.edition())["Procedures"].startswith("belang laag: ")
