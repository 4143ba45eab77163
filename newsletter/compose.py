"""From a week's material to an edition; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from config.schema import People, RecessCalendar, Taxonomy
from newsletter import length
from newsletter.desk import Desk, prepare
from newsletter.edition import Material, Section
from newsletter.left_out import left_out as left_out
from newsletter.room import ROOMS
from newsletter.sections import (
    actions,
    agenda,
    cabinet,
    colophon,
    consultations,
    debates,
    europe,
    letters,
    loose,
    meetings,
    opening,
    outlook,
    position,
    promises,
    publications,
    senate,
    votes,
)
from tracker.records import Block, Edition, ItemKind, StoredItem

_AFTER_AGENDA: Mapping[str, Callable[[Desk], list[Block]]] = MappingProxyType(
    {
        Section.DEBATES: debates.blocks,
        Section.VOTES: votes.blocks,
        Section.PROMISES: promises.blocks,
        Section.LETTERS: letters.letter_blocks,
        Section.QUESTIONS: letters.question_blocks,
        Section.SENATE: senate.blocks,
        Section.CABINET: cabinet.blocks,
        Section.MEETINGS: meetings.blocks,
        Section.EUROPE: europe.blocks,
        Section.CONSULTATIONS: consultations.blocks,
        Section.PUBLICATIONS: publications.blocks,
        Section.INPUT: position.blocks,
        Section.OUTLOOK: outlook.blocks,
    }
)
_WIDENED = (
    Section.QUESTIONS, Section.PUBLICATIONS, Section.VOTES, Section.LETTERS, Section.MEETINGS,
    Section.PROMISES, Section.CONSULTATIONS, Section.EUROPE, Section.CABINET, Section.SENATE,
    Section.INPUT, Section.OUTLOOK,
)  # fmt: skip
"""Which section gets what room is left, the one that needs it most first."""
_ROUNDS = 2


def body(desk: Desk, rows: Sequence[Block] | None = None) -> list[Block]:
    """Return the blocks of every section between In het kort and the colofon.

    `rows` is the agenda when it was made already: it is the same in every room.
    """
    found = [*actions.blocks(desk), *(agenda.blocks(desk) if rows is None else rows)]
    return [*found, *(block for make in _AFTER_AGENDA.values() for block in make(desk))]


def _in_order(desk: Desk, rows: Sequence[Block]) -> tuple[Block, ...]:
    found = body(desk, rows)
    ordered = [*opening.head(desk, found), *opening.brief(found), *found]
    ordered += colophon.blocks(desk, found)
    return tuple(replace(block, position=place) for place, block in enumerate(ordered))


def _named(blocks: tuple[Block, ...], subject: str, preheader: str) -> tuple[Block, ...]:
    """Put subject and preheader in the head too: there an editor rewrites them."""
    lines = {"subject": subject, "preheader": preheader}
    return tuple(
        replace(block, content={**block.content, **lines})
        if block.section == Section.HEAD
        else block
        for block in blocks
    )


def _whole(desk: Desk, rows: Sequence[Block]) -> Edition:
    blocks = _in_order(desk, rows)
    line = opening.subject(desk, blocks)
    before = opening.preheader(blocks, line)
    return Edition(
        week=desk.week,
        subject=line,
        preheader=before,
        made_at=desk.now,
        blocks=_named(blocks, line, before),
    )


def compose(
    material: Material,
    week: str,
    taxonomy: Taxonomy,
    people: People,
    recess: RecessCalendar,
    now: datetime,
) -> Edition:
    """Return the draft edition of an ISO week such as "2026-W48".

    Facts only: every block names its source. The heavier the week, the fewer items each
    section tells in full, so that the letter keeps its length (`newsletter.length`). Raises
    ValueError for a week that does not exist and for a naive `now`.
    """
    return _fitting(prepare(material, week, taxonomy, people, recess, now))


def _fitting(desk: Desk) -> Edition:
    """Return the letter in the widest room in which it is short enough, else in the narrowest.

    The narrower the room, the shorter the letter: half of the rooms is ruled out each time.
    """
    rows = agenda.blocks(desk)
    low, high = 0, len(ROOMS) - 1
    made = _whole(replace(desk, room=ROOMS[high]), rows)
    while low < high:
        middle = (low + high) // 2
        tried = _whole(replace(desk, room=ROOMS[middle]), rows)
        if _words(tried) <= length.MOST:
            made, high = tried, middle
        else:
            low = middle + 1
    return made if low == 0 else _filled(replace(desk, room=ROOMS[low]), made, rows)


def _filled(desk: Desk, made: Edition, rows: Sequence[Block]) -> Edition:
    """Return the letter with the words that are left given to the sections that need them."""
    left, room = length.MOST - _words(made), desk.room
    taken: dict[str, int] = {}
    for section in _WIDENED * _ROUNDS:
        if section not in taken:
            taken[section] = _of_section(desk, made, section)
        wide = room.widened(section)
        more = _of_section(replace(desk, room=wide), made, section)
        if 0 < more - taken[section] <= left:
            room, left, taken[section] = wide, left - (more - taken[section]), more
    wider = _whole(replace(desk, room=room), rows)
    return wider if _words(wider) <= length.MOST else made


def _of_section(desk: Desk, made: Edition, section: Section) -> int:
    """Return the words of one section in the room of the desk."""
    return _words(replace(made, blocks=tuple(_AFTER_AGENDA[section](desk))))


def _words(edition: Edition) -> int:
    """Return the words without the agenda; what it writes out first counts here, so never less."""
    kept = tuple(block for block in edition.blocks if block.section != Section.AGENDA)
    return length.measure(replace(edition, blocks=kept)).words


_FIRST = (Section.DEBATES, Section.VOTES, Section.AGENDA)
"""Where an item with several blocks is told of, when nobody says where."""
_SHORT = frozenset({"ook", "actie"})


def _place(block: Block) -> int:
    return _FIRST.index(Section(block.section)) if block.section in _FIRST else len(_FIRST)


def _is_of(block: Block, stored: StoredItem) -> bool:
    """Tell whether a block is about an item; a ballot is told of with its paper."""
    if stored.item.kind is ItemKind.STEMMING and block.kind == "stemming":
        return True
    return block.item_id == stored.id


def block_for(
    material: Material,
    week: str,
    taxonomy: Taxonomy,
    people: People,
    recess: RecessCalendar,
    now: datetime,
    item_id: int,
    section: str = "",
) -> Block | None:
    """Return the block of one item, whatever its importance; None when it is not in `material`.

    It has the key that `compose` gives it, so that a block is made anew under its own name.
    With `section` the block of that section, if the item has one there; else the debate, the
    vote, the row of the agenda or the form of its kind.
    """
    desk = replace(prepare(material, week, taxonomy, people, recess, now), only=item_id)
    stored = next((one for one in material.items if one.id == item_id), None)
    if stored is None:
        return None
    found = [block for block in body(desk) if _is_of(block, stored)]
    asked = [block for block in found if block.section == section]
    told = sorted((block for block in found if block.kind not in _SHORT), key=_place)
    return next(iter(asked or told), None) or loose.block(desk, stored)
