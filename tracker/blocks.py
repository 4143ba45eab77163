"""Rows of an edition under one lock: found, changed with a version and a line of history.

Whoever changes an edition takes its row first, so that two editors, a new draft and an
approval follow one another.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from tracker.errors import HaagseZakenError
from tracker.models import (
    ApprovalTable,
    BlockTable,
    BlockVersionTable,
    DispatchTable,
    EditionTable,
)
from tracker.records import Block, Deed, Stage

CLOSED = frozenset({Stage.SENDING.value, Stage.SENT.value})


class EditionClosedError(HaagseZakenError):
    """The edition was approved or sent: it may not be changed in this way."""


def edition_row(session: Session, week: str, *, locked: bool = False) -> EditionTable | None:
    """Return the row of a week; with `locked` nobody else changes it until we are done."""
    wanted = select(EditionTable).where(EditionTable.week == week)
    return session.exec(wanted.with_for_update() if locked else wanted).first()


def number(row: EditionTable) -> int:
    """Return the id of a stored edition."""
    assert row.id is not None
    return row.id


def block_rows(session: Session, edition_id: int) -> list[BlockTable]:
    """Return all blocks of an edition in reading order, dropped ones too."""
    rows = select(BlockTable).where(BlockTable.edition_id == edition_id)
    return list(session.exec(rows.order_by(col(BlockTable.position), col(BlockTable.id))).all())


def block_row(session: Session, edition_id: int, key: str) -> BlockTable | None:
    """Return one block."""
    wanted = select(BlockTable).where(BlockTable.edition_id == edition_id, BlockTable.key == key)
    return session.exec(wanted).first()


def record(row: BlockTable) -> Block:
    """Return a row as the rest of the product knows it."""
    return Block(
        key=row.key,
        section=row.section,
        kind=row.kind,
        position=row.position,
        content=row.content,
        sources=tuple((label, url) for label, url in row.sources),
        item_id=row.item_id,
        human=row.human,
        based_on=row.based_on,
        version=row.version,
        added_by=row.added_by,
        dropped_by=row.dropped_by,
        locked_by=row.locked_by,
    )


def new_row(edition_id: int, block: Block, position: int, added_by: str = "") -> BlockTable:
    """Return a row for a block that is not stored yet."""
    return BlockTable(
        edition_id=edition_id,
        key=block.key,
        section=block.section,
        kind=block.kind,
        position=position,
        item_id=block.item_id,
        content=dict(block.content),
        sources=[list(source) for source in block.sources],
        human=dict(block.human) if block.human is not None else None,
        added_by=added_by,
    )


def note(
    session: Session, row: BlockTable, deed: Deed, by: str, now: datetime, *, applied: bool = True
) -> None:
    """Write a line of history: what the block is after this deed."""
    session.add(
        BlockVersionTable(
            edition_id=row.edition_id,
            block_key=row.key,
            version=row.version,
            deed=deed.value,
            at=now,
            by=by,
            content=row.content,
            human=row.human,
            position=row.position,
            dropped=bool(row.dropped_by),
            applied=applied,
        )
    )


def changed(session: Session, row: BlockTable, deed: Deed, by: str, now: datetime) -> None:
    """Give a block that was changed its next version, with its line of history."""
    row.version += 1
    session.add(row)
    note(session, row, deed, by, now)
    session.flush()


def touch(
    session: Session, edition: EditionTable, by: str, now: datetime, *, after_sending: bool = False
) -> None:
    """Give an edition its next revision; an approval of the one before ends.

    A planned sending is cancelled with it. Raises EditionClosedError once it is being sent,
    unless it is a correction `after_sending`.
    """
    if edition.status in CLOSED and not after_sending:
        raise EditionClosedError(
            f"De editie van {edition.week} is al verzonden. Maak een correctie; die komt met "
            "datum bij de webversie."
        )
    if edition.status in {Stage.APPROVED.value, Stage.SCHEDULED.value}:
        withdraw(session, edition, by, now, "Gewijzigd na de goedkeuring")
    edition.revision += 1
    edition.edited_by, edition.edited_at = by, now
    session.add(edition)


def withdraw(session: Session, edition: EditionTable, by: str, now: datetime, why: str) -> None:
    """End the approval of an edition and cancel what was planned with it; a concept again.

    Also what was halted before its first mail, else somebody could let it go on.
    """
    approvals = select(ApprovalTable).where(
        ApprovalTable.edition_id == edition.id, col(ApprovalTable.withdrawn_at).is_(None)
    )
    for approval in session.exec(approvals).all():
        approval.withdrawn_at, approval.withdrawn_by, approval.reason = now, by, why
        session.add(approval)
    planned = select(DispatchTable).where(
        DispatchTable.edition_id == edition.id,
        col(DispatchTable.state).in_(("frozen", "planned", "halted")),
    )
    for dispatch in session.exec(planned).all():
        dispatch.state, dispatch.finished_at = "cancelled", now
        session.add(dispatch)
    edition.status = Stage.CONCEPT.value
    session.add(edition)
