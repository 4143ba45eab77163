"""What every check looks at: the blocks that readers get, and their words in order; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from config.schema import Taxonomy
from newsletter import fields, rich
from newsletter.edition import Section
from tracker import dutch
from tracker.records import Block, Edition, Json

_NO_WORDS = frozenset(
    {
        "url",
        "inzet_url",
        "answer_url",
        "about_url",
        "on",
        "day",
        "week",
        "level",
        "reason",
        "tags",
        "followers",
        "task",
        "target",
        "link",
        "headline",
        "headline_link",
        "news",
        "public",
        "report",
        "subject",
        "preheader",
        "state",
        "format",
        "language",
        "status",
        "contact",
        "most",
        "items",
        "committee_short",
    }
)
"""Facts that are no text of the letter, or that stand in it at another place."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One text at its place. `human` tells that a person wrote it, `html` is it with links."""

    block: Block
    name: str
    text: str
    human: bool = False
    html: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a block: the words for it, what to do, and what it was found in."""

    block_key: str
    text: str
    todo: str
    about: str


@dataclass(frozen=True, slots=True)
class Case:
    """An edition under check, with the day on which and the taxonomy by which it is checked."""

    edition: Edition
    now: datetime
    taxonomy: Taxonomy
    blocks: tuple[Block, ...]
    pieces: tuple[Piece, ...]
    monday: date
    sunday: date


def _strings(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (
            text for name, one in value.items() if name not in _NO_WORDS for text in _strings(one)
        )
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _strings(one))


def pieces_of(block: Block) -> Iterator[Piece]:
    """Yield the texts of a block as readers get them; a person's text in place of the machine's."""
    written = fields.written(block)
    human = block.human or {}
    for name, value in block.content.items():
        if name not in human and name not in _NO_WORDS:
            yield from (Piece(block, name, text) for text in _strings(value) if text.strip())
    for name, value in human.items():
        if name in written:
            yield Piece(block, name, rich.text(written[name]), True, written[name])
        elif str(value).strip():
            yield Piece(block, name, str(value), True)


def title_of(block: Block) -> str:
    """Return what a block is called, for in a message."""
    shown = {**block.content, **(block.human or {})}
    for name in ("title", "what", "text", "name"):
        if words := str(shown.get(name) or "").strip():
            return words if len(words) <= 60 else f"{words[:59]}…"
    return {"intro": "de inleiding", "kop": "de kop"}.get(block.kind, "dit blok")


def open_case(edition: Edition, now: datetime, taxonomy: Taxonomy) -> Case:
    """Return the case of an edition; what was dropped is no part of it."""
    monday, sunday = dutch.week_days(edition.week)
    kept = (block for block in edition.blocks if not block.dropped)
    blocks = tuple(sorted(kept, key=lambda block: block.position))
    pieces = tuple(piece for block in blocks for piece in pieces_of(block))
    return Case(edition, now, taxonomy, blocks, pieces, monday, sunday)


def is_of_people(block: Block) -> bool:
    """Tell whether only a person makes such a block."""
    return block.kind in {fields.FREE, fields.ACTION}


def in_colophon(block: Block) -> bool:
    """Tell whether a block stands in the colofon."""
    return block.section == Section.COLOPHON
