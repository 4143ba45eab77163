"""Which editions changed since they were indexed: sent, corrected, taken back."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker.blocks import CLOSED
from tracker.database import upsert
from tracker.models import ApprovalTable, EditionTable, SearchedEditionTable


@dataclass(frozen=True, slots=True)
class EditionState:
    """An edition; `state` changes whenever what its readers see may have changed."""

    id: int
    week: str
    state: str


def waiting(session: Session) -> tuple[EditionState, ...]:
    """Return editions to index again: out and changed, or no longer out."""
    approvals = dict(
        session.exec(
            select(ApprovalTable.edition_id, func.max(ApprovalTable.id))
            .where(col(ApprovalTable.withdrawn_at).is_(None))
            .group_by(col(ApprovalTable.edition_id))
        ).all()
    )
    known = {one.week: one.state for one in session.exec(select(SearchedEditionTable))}
    table = EditionTable
    rows = session.exec(select(table.id, table.week, table.status, table.revision)).all()
    states = (
        (EditionState(number or 0, week, f"{status}:{revision}:{approvals.get(number or 0, '')}"),
         status)
        for number, week, status, revision in rows
    )  # fmt: skip
    return tuple(
        one
        for one, status in states
        if known.get(one.week) != one.state and (status in CLOSED or one.week in known)
    )


def note(session: Session, one: EditionState) -> None:
    """Remember that an edition was indexed as it is."""
    rows = [{"week": one.week, "state": one.state}]
    upsert(session, SearchedEditionTable, rows, ("week",))
