"""Drafts of Haagse Zaken: one per week; what a person did survives a new draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import blocks
from tracker.blocks import EditionClosedError
from tracker.models import BlockTable, EditionTable
from tracker.records import GONE, Block, Deed, Edition, Stage

__all__ = [
    "EditionClosedError", "EditionSummary", "list_editions", "load", "order", "previous",
    "refresh", "save",
]  # fmt: skip

MACHINE = ""
"""Who made what no person made."""


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """One line of the list of editions."""

    id: int
    week: str
    subject: str
    status: str
    made_at: datetime


def save(session: Session, edition: Edition) -> int:
    """Store the draft of a week and return its id.

    A draft that exists gets the new machine text, except what people did: their words, the
    blocks they added, dropped, moved or locked stay as they are. A block that the new draft
    no longer makes goes, unless a person wrote in it. Raises EditionClosedError when the
    stored edition is no longer a concept.
    """
    row = blocks.edition_row(session, edition.week, locked=True)
    if row is not None and row.status != Stage.CONCEPT.value:
        raise EditionClosedError(
            f"De editie van {edition.week} is al goedgekeurd (status {row.status}). "
            "Een nieuw concept kan haar niet vervangen."
        )
    if row is None:
        row = EditionTable(
            week=edition.week, subject="", preheader="", status="", made_at=edition.made_at
        )
        row.revision = 0
    row.subject, row.preheader = edition.subject, edition.preheader
    row.notice, row.status, row.made_at = edition.notice, edition.status, edition.made_at
    row.revision += 1
    session.add(row)
    session.flush()
    _merge(session, blocks.number(row), edition)
    return blocks.number(row)


def _merge(session: Session, edition_id: int, edition: Edition) -> None:
    stored = {row.key: row for row in blocks.block_rows(session, edition_id)}
    made = {block.key for block in edition.blocks}
    drafted = sorted(edition.blocks, key=lambda block: block.position)
    places = {key: place for place, key in enumerate(order(tuple(stored.values()), drafted))}
    for block in edition.blocks:
        row = stored.get(block.key)
        if row is None:
            session.add(blocks.new_row(edition_id, block, places[block.key]))
        else:
            refresh(session, row, block, MACHINE, edition.made_at)
    for key, row in stored.items():
        if key not in made and _may_go(row):
            row.dropped_by = GONE
            blocks.changed(session, row, Deed.REMOVED, MACHINE, edition.made_at)
        row.position = places[key]
        session.add(row)
    session.flush()


def _may_go(row: BlockTable) -> bool:
    """Tell whether the machine may take a block away: no person had a hand in it."""
    return row.human is None and not (row.added_by or row.dropped_by or row.locked_by)


def refresh(session: Session, row: BlockTable, block: Block, by: str, now: datetime) -> bool:
    """Give a stored block the machine's new text; return whether it changed.

    Never touches what a person wrote, and nothing of a block that is locked.
    """
    sources = [list(source) for source in block.sources]
    fresh = (dict(block.content), sources, block.section, block.kind, block.item_id)
    known = (row.content, row.sources, row.section, row.kind, row.item_id)
    if row.locked_by or (fresh == known and row.dropped_by != GONE):
        return False
    if row.dropped_by == GONE:
        row.dropped_by = ""
    row.content, row.sources, row.section, row.kind, row.item_id = fresh
    blocks.changed(session, row, Deed.MACHINE, by, now)
    return True


def order(stored: Sequence[BlockTable], made: Sequence[Block]) -> list[str]:
    """Return the keys of all blocks in reading order.

    A section in which a person moved something keeps its order, with what is new at its
    end; in another the machine's order counts, with what people added at its end.
    """
    sections = list(
        dict.fromkeys([*(one.section for one in made), *(one.section for one in stored)])
    )
    keys: list[str] = []
    for section in sections:
        old = [row for row in stored if row.section == section]
        new = [block.key for block in made if block.section == section]
        kept = [row.key for row in old]
        first, second = (kept, new) if any(row.placed_by for row in old) else (new, kept)
        keys += dict.fromkeys([*first, *second])
    return list(dict.fromkeys(keys))


def _lines(rows: Sequence[BlockTable]) -> Mapping[str, str]:
    """Return subject and preheader as a person wrote them in the head, if one did."""
    heads = [row.human for row in rows if row.kind == "kop" and row.human]
    written = heads[0] if heads else {}
    return {name: str(written[name]) for name in ("subject", "preheader") if written.get(name)}


def load(session: Session, week: str, *, whole: bool = False) -> Edition | None:
    """Return the stored edition of a week with its blocks in reading order, or None.

    With `whole` the dropped blocks are in it too: the editor shows them.
    """
    row = blocks.edition_row(session, week)
    if row is None:
        return None
    rows = blocks.block_rows(session, blocks.number(row))
    lines = _lines(rows)
    return Edition(
        week=row.week,
        subject=lines.get("subject", row.subject),
        preheader=lines.get("preheader", row.preheader),
        made_at=row.made_at,
        status=row.status,
        notice=row.notice,
        blocks=tuple(blocks.record(one) for one in rows if whole or not one.dropped_by),
        revision=row.revision,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
    )


def list_editions(session: Session) -> tuple[EditionSummary, ...]:
    """Return all editions, the newest week first."""
    rows = session.exec(select(EditionTable).order_by(col(EditionTable.week).desc())).all()
    return tuple(
        EditionSummary(blocks.number(row), row.week, row.subject, row.status, row.made_at)
        for row in rows
    )


def previous(session: Session, week: str) -> EditionSummary | None:
    """Return the last edition before this week, however long ago; None when there is none."""
    return next((one for one in list_editions(session) if one.week < week), None)
