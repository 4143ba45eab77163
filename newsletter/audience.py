"""What the public may read of an edition, and what only members; pure.

A block whose content says `internal` is for members. Its `public` content, if it has any,
is what everyone else gets in its place; without it the block is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from newsletter.edition import Section
from tracker.records import Block, Edition, Json

PUBLIC_AUDIENCE = "Openbare versie. Wat alleen voor de provincies is bedoeld, staat er niet in."
FOR_MEMBERS = frozenset({Section.ACTIONS.value})
"""Sections that are for members as a whole; every other section is public, block by block."""
HIDDEN = frozenset(
    {"level", "reason", "points", "followers", "inzet", "inzet_url", "owner", "responds",
     "internal_due", "aims", "agreements", "picked_up"}
)  # fmt: skip
"""Facts that never leave the association: importance, who follows, what we want, afspraken."""
_NESTED = frozenset({"inzet", "picked_up"})
"""The same in the report of a debate."""
HIDDEN_TEXTS = frozenset({"inzet", "opgepakt", "aims", "afspraken", "owner", "responds"})
"""Fields of a person that stay inside."""


def is_internal(block: Block) -> bool:
    """Tell whether a block is for members only: it says so, or its whole section is."""
    return bool(block.content.get("internal")) or block.section in FOR_MEMBERS


def _empty(value: Json) -> Json:
    """Return nothing in the shape of a value: what shows it finds what it expects."""
    if isinstance(value, Mapping):
        return {name: _empty(one) for name, one in value.items()}
    if isinstance(value, bool | int | float):
        return type(value)()
    return "" if isinstance(value, str) or value is None else []


def _without(content: Mapping[str, Json], hidden: frozenset[str]) -> dict[str, Json]:
    return {
        name: _empty(value)
        if name in hidden
        else _without(value, _NESTED)
        if isinstance(value, Mapping)
        else value
        for name, value in content.items()
    }


def _human(block: Block) -> Mapping[str, Json] | None:
    if block.human is None:
        return None
    return {name: text for name, text in block.human.items() if name not in HIDDEN_TEXTS}


def _shown(block: Block) -> Block | None:
    if is_internal(block):
        public = block.content.get("public")
        return replace(block, content=public, human=None, based_on=None) if public else None
    content = _without(block.content, HIDDEN)
    human = _human(block)
    if block.section == Section.HEAD:
        content["audience"] = PUBLIC_AUDIENCE
        human = {name: text for name, text in (human or {}).items() if name != "audience"} or None
    return replace(block, content=content, human=human, based_on=None)


def public(edition: Edition) -> Edition:
    """Return the edition for who has not signed in, without anything internal or dropped.

    A line of In het kort goes with the block that it points to.
    """
    left = [block for block in edition.blocks if not block.dropped]
    shown = [found for block in left if (found := _shown(block)) is not None]
    away = {block.key for block in edition.blocks if is_internal(block) or block.dropped}
    kept = [block for block in shown if block.content.get("target") not in away]
    return replace(edition, blocks=tuple(kept), edited_by="")
