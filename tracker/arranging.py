"""Which blocks an edition has and in which order: what editors add and move."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from tracker import blocks
from tracker.editing import Saved, UnknownBlockError, require_free
from tracker.models import BlockTable, EditionTable
from tracker.records import Block, Deed


def _edition(session: Session, week: str) -> EditionTable:
    found = blocks.edition_row(session, week, locked=True)
    if found is None:
        raise UnknownBlockError(f"Er is geen editie van {week}.")
    return found


def _section(session: Session, edition: EditionTable, section: str) -> list[BlockTable]:
    rows = blocks.block_rows(session, blocks.number(edition))
    return [row for row in rows if row.section == section]


def add(session: Session, week: str, block: Block, *, by: str, now: datetime) -> Saved:
    """Put a block at the end of its section; one that was dropped comes back.

    A block with this key that readers get already stays as it is.
    """
    edition = _edition(session, week)
    row = blocks.block_row(session, blocks.number(edition), block.key)
    if row is not None and not row.dropped_by:
        return Saved(row.version, changed=False)
    blocks.touch(session, edition, by, now)
    if row is None:
        every = blocks.block_rows(session, blocks.number(edition))
        last = max((one.position for one in every), default=-1)
        row = blocks.new_row(blocks.number(edition), replace(block, human=None), last + 1, by)
        row.human = dict(block.human) if block.human else None
        row.version = 0
    row.dropped_by, row.added_by = "", row.added_by or by
    blocks.changed(session, row, Deed.ADDED, by, now)
    return Saved(row.version)


def move(session: Session, week: str, key: str, place: int, *, by: str, now: datetime) -> Saved:
    """Put a block at a place in its section, counted from 0 over the blocks that readers get.

    A place beyond the end is the end. Raises BlockLockedError for another's locked block.
    """
    edition = _edition(session, week)
    row = blocks.block_row(session, blocks.number(edition), key)
    if row is None:
        raise UnknownBlockError(f"De editie van {week} heeft geen blok {key}.")
    require_free(row, by)
    found = _section(session, edition, row.section)
    shown = [one for one in found if not one.dropped_by and one is not row]
    wanted = [*shown[: max(place, 0)], row, *shown[max(place, 0) :]]
    wanted += [one for one in found if one.dropped_by and one is not row]
    if [one.key for one in wanted if not one.dropped_by] == [
        one.key for one in found if not one.dropped_by
    ]:
        return Saved(row.version, changed=False)
    blocks.touch(session, edition, by, now)
    for one, position in zip(wanted, sorted(one.position for one in found), strict=True):
        one.position = position
        session.add(one)
    row.placed_by = by
    blocks.changed(session, row, Deed.MOVED, by, now)
    return Saved(row.version)
