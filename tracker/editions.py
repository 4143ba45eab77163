"""Drafts of Haagse Zaken: one per week; what a person wrote survives a new draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker.errors import HaagseZakenError
from tracker.models import BlockTable, EditionTable
from tracker.records import Block, Edition, Json

CONCEPT = "concept"


class EditionClosedError(HaagseZakenError):
    """The edition of this week was approved: the machine may not change it any more."""


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """One line of the list of editions."""

    id: int
    week: str
    subject: str
    status: str
    made_at: datetime


def _row_of(session: Session, week: str) -> EditionTable | None:
    return session.exec(select(EditionTable).where(EditionTable.week == week)).first()


def _blocks_of(session: Session, edition_id: int) -> list[BlockTable]:
    rows = select(BlockTable).where(BlockTable.edition_id == edition_id)
    ordered = rows.order_by(col(BlockTable.position), col(BlockTable.id))
    return list(session.exec(ordered).all())


def save(session: Session, edition: Edition) -> int:
    """Store the edition of its week and return its id.

    A draft that exists is replaced, except what a person wrote: `human` of a block stays,
    and so does a block that has it when the new draft no longer makes that block. Raises
    EditionClosedError when the stored edition is no longer a concept.
    """
    row = _row_of(session, edition.week)
    if row is None:
        row = EditionTable(
            week=edition.week,
            subject=edition.subject,
            preheader=edition.preheader,
            status=edition.status,
            made_at=edition.made_at,
        )
    elif row.status != CONCEPT:
        raise EditionClosedError(
            f"De editie van {edition.week} is al goedgekeurd (status {row.status}). "
            "Een nieuw concept kan haar niet vervangen."
        )
    row.subject, row.preheader = edition.subject, edition.preheader
    row.notice, row.status, row.made_at = edition.notice, edition.status, edition.made_at
    session.add(row)
    session.flush()
    assert row.id is not None
    _replace_blocks(session, row.id, edition.blocks)
    return row.id


def _replace_blocks(session: Session, edition_id: int, blocks: tuple[Block, ...]) -> None:
    stored = {row.key: row for row in _blocks_of(session, edition_id)}
    for block in blocks:
        row = stored.pop(block.key, None)
        if row is None:
            row = BlockTable(
                edition_id=edition_id,
                key=block.key,
                section=block.section,
                kind=block.kind,
                position=block.position,
                content=dict(block.content),
                sources=[],
            )
        _fill(row, block)
        session.add(row)
    for row in stored.values():
        if row.human is None:
            session.delete(row)
    session.flush()


def _fill(row: BlockTable, block: Block) -> None:
    row.section, row.kind, row.position = block.section, block.kind, block.position
    row.content = dict(block.content)
    row.sources = [list(source) for source in block.sources]
    row.item_id = block.item_id
    if block.human is not None:
        row.human = dict(block.human)


def write_human(session: Session, week: str, key: str, text: Mapping[str, Json]) -> None:
    """Keep what a person wrote for fields of one block; KeyError when there is no such block."""
    edition = _row_of(session, week)
    rows = _blocks_of(session, edition.id) if edition and edition.id is not None else []
    row = next((row for row in rows if row.key == key), None)
    if row is None:
        raise KeyError(f"{week}: geen blok {key}")
    row.human = {**(row.human or {}), **text}
    session.add(row)
    session.flush()


def _block(row: BlockTable) -> Block:
    return Block(
        key=row.key,
        section=row.section,
        kind=row.kind,
        position=row.position,
        content=row.content,
        sources=tuple((label, url) for label, url in row.sources),
        item_id=row.item_id,
        human=row.human,
    )


def load(session: Session, week: str) -> Edition | None:
    """Return the stored edition of a week with its blocks in reading order, or None."""
    row = _row_of(session, week)
    if row is None or row.id is None:
        return None
    return Edition(
        week=row.week,
        subject=row.subject,
        preheader=row.preheader,
        made_at=row.made_at,
        status=row.status,
        notice=row.notice,
        blocks=tuple(_block(block) for block in _blocks_of(session, row.id)),
    )


def list_editions(session: Session) -> tuple[EditionSummary, ...]:
    """Return all editions, the newest week first."""
    rows = session.exec(select(EditionTable).order_by(col(EditionTable.week).desc())).all()
    return tuple(
        EditionSummary(row.id, row.week, row.subject, row.status, row.made_at)
        for row in rows
        if row.id is not None
    )


def previous(session: Session, week: str) -> EditionSummary | None:
    """Return the last edition before this week, however long ago; None when there is none."""
    return next((one for one in list_editions(session) if one.week < week), None)
