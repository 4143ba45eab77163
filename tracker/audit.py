"""The log of what people changed, and of what was refused; lines are never changed.

Written in the transaction of the change itself, so that neither exists without the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from tracker.models import AuditTable
from tracker.records import AuditLine, Json

WEB, CLI = "web", "opdrachtregel"
_LONGEST_BY, _LONGEST_WHAT, _LONGEST_SUBJECT = 254, 60, 120


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines to show; "" and None are all. `by` is a part of the name."""

    by: str = ""
    what: str = ""
    refused: bool = False
    start: datetime | None = None
    end: datetime | None = None


def _plain(text: str, longest: int) -> str:
    """Return text that any database takes: cut, and without NUL."""
    return text.replace("\x00", "")[:longest]


def write(
    session: Session,
    now: datetime,
    *,
    by: str,
    what: str,
    via: str = WEB,
    subject: str = "",
    detail: Json = None,
    allowed: bool = True,
) -> None:
    """Add a line; `what` is a short key such as "judge.accept"; texts too long are cut."""
    session.add(
        AuditTable(
            at=now,
            by=_plain(by, _LONGEST_BY),
            via=via,
            what=_plain(what, _LONGEST_WHAT),
            subject=_plain(subject, _LONGEST_SUBJECT),
            detail=detail,
            allowed=allowed,
        )
    )


def _conditions(chosen: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.by:
        found.append(col(AuditTable.by).icontains(chosen.by, autoescape=True))
    if chosen.what:
        found.append(col(AuditTable.what).startswith(chosen.what, autoescape=True))
    if chosen.refused:
        found.append(col(AuditTable.allowed).is_(False))
    if chosen.start:
        found.append(col(AuditTable.at) >= chosen.start)
    if chosen.end:
        found.append(col(AuditTable.at) < chosen.end)
    return found


def _line(row: AuditTable) -> AuditLine:
    assert row.id is not None
    return AuditLine(
        row.id, row.at, row.by, row.via, row.what, row.subject, row.detail, row.allowed
    )


def lines(
    session: Session, chosen: AuditFilter, limit: int = 100, offset: int = 0
) -> tuple[AuditLine, ...]:
    """Return lines, newest first."""
    rows = session.exec(
        select(AuditTable)
        .where(*_conditions(chosen))
        .order_by(col(AuditTable.at).desc(), col(AuditTable.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return tuple(_line(row) for row in rows)


def moments_of(
    session: Session, by: str, what: str, since: datetime, limit: int = 2
) -> tuple[datetime, ...]:
    """Return when somebody did something that was allowed, newest first."""
    rows = session.exec(
        select(AuditTable.at)
        .where(AuditTable.at >= since, AuditTable.by == by, AuditTable.what == what)
        .where(col(AuditTable.allowed).is_(True))
        .order_by(col(AuditTable.at).desc(), col(AuditTable.id).desc())
        .limit(limit)
    )
    return tuple(rows)
