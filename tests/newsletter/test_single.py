"""Single blocks in the editor: every kind of the letter can be shown by itself."""

from __future__ import annotations

from newsletter.compose import compose
from newsletter.sections import debates
from newsletter.single import pieces
from tests.newsletter.reporting import debate_item, desk_with
from tests.newsletter.week import NOW, PEOPLE, RECESS, TAXONOMY, WEEK, busy


def test_every_block_of_a_busy_week_is_shown_by_itself() -> None:
    edition = compose(busy().material(), WEEK, TAXONOMY, PEOPLE, RECESS, NOW)
    own = debates.blocks(desk_with(debate_item()))

    shown = pieces([*edition.blocks, *own])

    assert {block.kind for block in own} == {"debat"}
    assert set(shown) == {block.key for block in [*edition.blocks, *own]}
    assert "Stikstof en natuur" in shown[own[0].key]
    assert "<script" not in "".join(shown.values())
