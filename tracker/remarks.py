"""Beside the text of an edition: its history, remarks of editors, checks set aside by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import blocks
from tracker.errors import HaagseZakenError
from tracker.models import BlockVersionTable, CommentTable, OverruleTable
from tracker.records import BlockVersion, Comment, Deed, Overrule

_LONGEST = 4_000


class RemarkError(HaagseZakenError):
    """A remark or an overrule that cannot be kept; the message says why."""


def _edition_id(session: Session, week: str) -> int:
    row = blocks.edition_row(session, week)
    if row is None:
        raise RemarkError(f"Er is geen editie van {week}.")
    return blocks.number(row)


def history(
    session: Session, week: str, key: str = "", limit: int = 200
) -> tuple[BlockVersion, ...]:
    """Return what was done to a block (all blocks without a key), the latest first."""
    wanted = select(BlockVersionTable).where(
        BlockVersionTable.edition_id == _edition_id(session, week)
    )
    if key:
        wanted = wanted.where(BlockVersionTable.block_key == key)
    rows = session.exec(wanted.order_by(col(BlockVersionTable.id).desc()).limit(limit)).all()
    return tuple(_version(row) for row in rows)


def _version(row: BlockVersionTable) -> BlockVersion:
    assert row.id is not None
    return BlockVersion(
        row.id, row.block_key, row.version, Deed(row.deed), row.at, row.by, row.content,
        row.human, row.dropped, row.applied,
    )  # fmt: skip


def editors(session: Session, week: str) -> tuple[str, ...]:
    """Return who changed the edition, by mail address, without the machine."""
    wanted = (
        select(BlockVersionTable.by)
        .where(
            BlockVersionTable.edition_id == _edition_id(session, week),
            BlockVersionTable.by != "",
            col(BlockVersionTable.applied).is_(True),
        )
        .distinct()
    )
    return tuple(sorted(session.exec(wanted).all()))


def comment(session: Session, week: str, key: str, text: str, *, by: str, now: datetime) -> int:
    """Keep a remark with a block and return its id."""
    words = text.strip()
    if not words or len(words) > _LONGEST:
        raise RemarkError(f"Een opmerking heeft 1 tot {_LONGEST} tekens.")
    row = CommentTable(
        edition_id=_edition_id(session, week), block_key=key, at=now, by=by, text=words
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def resolve(session: Session, week: str, comment_id: int, *, by: str, now: datetime) -> None:
    """Say that a remark is done; a second time changes nothing."""
    row = session.get(CommentTable, comment_id)
    if row is None or row.edition_id != _edition_id(session, week):
        raise RemarkError("Deze opmerking hoort niet bij deze editie.")
    if not row.resolved_by:
        row.resolved_by, row.resolved_at = by, now
        session.add(row)


def comments(session: Session, week: str) -> tuple[Comment, ...]:
    """Return all remarks with an edition, the oldest first."""
    wanted = select(CommentTable).where(CommentTable.edition_id == _edition_id(session, week))
    rows = session.exec(wanted.order_by(col(CommentTable.id))).all()
    return tuple(
        Comment(
            row.id or 0, row.block_key, row.at, row.by, row.text, row.resolved_by, row.resolved_at
        )
        for row in rows
    )  # fmt: skip


def overrule(
    session: Session, week: str, check_key: str, reason: str, *, by: str, now: datetime
) -> None:
    """Set one check aside, by name and with a reason; it counts until the text changes."""
    words = reason.strip()
    if len(words) < 3 or len(words) > _LONGEST:
        raise RemarkError("Schrijf in een paar woorden waarom deze controle hier niet telt.")
    row = OverruleTable(
        edition_id=_edition_id(session, week), check_key=check_key, at=now, by=by, reason=words
    )
    session.merge(row)
    session.flush()


def overrules(session: Session, week: str) -> Mapping[str, Overrule]:
    """Return what was set aside, by key of the check."""
    wanted = select(OverruleTable).where(OverruleTable.edition_id == _edition_id(session, week))
    return {
        row.check_key: Overrule(row.check_key, row.at, row.by, row.reason)
        for row in session.exec(wanted).all()
    }
