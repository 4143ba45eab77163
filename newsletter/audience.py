"""What the public may read of an edition, and what only members; pure.

A block whose content says `internal` is for members. Its `public` content, if it has any,
is what everyone else gets in its place; without it the block is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from newsletter.edition import Section
from tracker.records import Block, Edition, Json

PUBLIC_AUDIENCE = "Openbare versie. Wat alleen voor de provincies is bedoeld, staat er niet in."
HIDDEN: Mapping[str, Json] = MappingProxyType(
    {
        "level": "",
        "reason": "",
        "points": 0,
        "followers": [],
        "inzet": "",
        "inzet_url": "",
        "owner": "",
        "responds": "",
        "internal_due": "",
        "aims": [],
        "agreements": [],
        "picked_up": [],
    }
)
"""Facts that never leave the association, with what stands there for everybody else."""
HIDDEN_TEXTS = frozenset({"inzet", "opgepakt", "aims", "afspraken", "owner", "responds"})
"""Fields of a person that stay inside."""


def is_internal(block: Block) -> bool:
    """Tell whether a block is for members only."""
    return bool(block.content.get("internal"))


def _human(block: Block) -> Mapping[str, Json] | None:
    if block.human is None:
        return None
    return {name: text for name, text in block.human.items() if name not in HIDDEN_TEXTS}


def _shown(block: Block) -> Block | None:
    if is_internal(block):
        public = block.content.get("public")
        return replace(block, content=public, human=None) if public else None
    content = {name: HIDDEN.get(name, value) for name, value in block.content.items()}
    human = _human(block)
    if block.section == Section.HEAD:
        content["audience"] = PUBLIC_AUDIENCE
        human = {name: text for name, text in (human or {}).items() if name != "audience"} or None
    return replace(block, content=content, human=human)


def public(edition: Edition) -> Edition:
    """Return the edition for who has not signed in, without anything internal.

    A line of In het kort goes with the block that it points to.
    """
    shown = [found for block in edition.blocks if (found := _shown(block)) is not None]
    internal = {block.key for block in edition.blocks if is_internal(block)}
    kept = [block for block in shown if block.content.get("target") not in internal]
    return replace(edition, blocks=tuple(kept))
