"""Approval of an edition: one person, one revision, exactly these bytes; never by its editor.

The edition's row is locked first, so of two who approve, or of one who approves while
another writes, one is first and the other hears in Dutch what happened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import blocks, dutch, remarks
from tracker.errors import HaagseZakenError
from tracker.models import ApprovalTable, ApprovedFileTable, EditionTable
from tracker.records import Approval, Json, Stage

EDITION, CORRECTION = "edition", "correction"
"""What an approval is of: `review["kind"]`."""
WHOLE = ""
"""The key of a remark that is about the whole edition."""
REJECTED = "Afgekeurd"
_SHORTEST, _LONGEST = 5, 2_000


class ApprovalError(HaagseZakenError):
    """An approval that cannot be given, taken back or trusted; the message says why."""


def sha256(data: bytes) -> str:
    """Return the hash of one file, as 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def seal(files: Mapping[str, bytes]) -> str:
    """Return the hash of all files together: of "hash  name" per line, by name.

    `sha256sum` of the files in the order of their names gives the same lines.
    """
    lines = (f"{sha256(files[name])}  {name}\n" for name in sorted(files))
    return sha256("".join(lines).encode())


def locked(session: Session, week: str) -> EditionTable:
    """Return the edition's row, held until the transaction ends; ApprovalError without one."""
    found = blocks.edition_row(session, week, locked=True)
    if found is None:
        raise ApprovalError(f"Er is geen editie van {week}.")
    return found


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _refusal(session: Session, row: EditionTable, revision: int, by: str) -> str:
    """Return why this may not be approved now, "" when it may."""
    if row.status != Stage.CONCEPT.value:
        found = current(session, row.week)
        who = f" door {found.by} om {dutch.clock(found.at)} uur" if found else ""
        return f"Deze editie is al goedgekeurd{who}. U hoeft niets meer te doen."
    if row.revision != revision:
        who = row.edited_by or "de computer"
        return (
            f"De editie is intussen gewijzigd door {who}: u zag versie {revision}, nu is het "
            f"versie {row.revision}. Er is niets goedgekeurd. Bekijk de nieuwe versie en keur "
            "die goed."
        )
    if row.edited_by and _same(row.edited_by, by):
        return (
            "U wijzigde deze editie zelf als laatste. Iemand anders moet haar goedkeuren: vier "
            "ogen zien meer dan twee."
        )
    return ""


def approve(
    session: Session, week: str, *, revision: int, files: Mapping[str, bytes],
    review: Mapping[str, Json], by: str, now: datetime,
) -> Approval:  # fmt: skip
    """Approve one revision of an edition, with the files as they will be sent.

    Raises ApprovalError when the revision is not the present one, when `by` changed it last
    and when it is no concept.
    """
    row = locked(session, week)
    refusal = _refusal(session, row, revision, by)
    if refusal:
        raise ApprovalError(refusal)
    row.status = Stage.APPROVED.value
    session.add(row)
    return keep(session, row, files, {"kind": EDITION, **review}, by, now)


def keep(
    session: Session, row: EditionTable, files: Mapping[str, bytes], review: Mapping[str, Json],
    by: str, now: datetime,
) -> Approval:  # fmt: skip
    """Store an approval of the present revision, with its files."""
    made = ApprovalTable(
        edition_id=blocks.number(row), revision=row.revision, at=now, by=by,
        editors=list(remarks.editors(session, row.week)), review=dict(review),
        sha256=seal(files),
    )  # fmt: skip
    session.add(made)
    session.flush()
    assert made.id is not None
    for name, data in files.items():
        session.add(
            ApprovedFileTable(approval_id=made.id, name=name, sha256=sha256(data), data=data)
        )
    session.flush()
    return _record(made)


def _record(row: ApprovalTable) -> Approval:
    assert row.id is not None
    return Approval(
        row.id, row.revision, row.at, row.by, tuple(row.editors), row.review, row.sha256,
        row.withdrawn_at, row.withdrawn_by, row.reason,
    )  # fmt: skip


def history(session: Session, week: str) -> tuple[Approval, ...]:
    """Return all approvals of an edition and its corrections, the latest first."""
    row = blocks.edition_row(session, week)
    if row is None:
        return ()
    wanted = select(ApprovalTable).where(ApprovalTable.edition_id == row.id)
    rows = session.exec(wanted.order_by(col(ApprovalTable.id).desc())).all()
    return tuple(_record(one) for one in rows)


def current(session: Session, week: str) -> Approval | None:
    """Return the approval that holds: the latest that nobody took back.

    Of a letter with corrections that is the latest correction: its files are what the web
    shows now. `original` is the one of the letter itself.
    """
    return next((one for one in history(session, week) if one.withdrawn_at is None), None)


def original(session: Session, week: str) -> Approval | None:
    """Return the approval of the letter as it was sent, whatever was corrected since."""
    held = (one for one in history(session, week) if one.withdrawn_at is None)
    return next((one for one in held if one.review["kind"] == EDITION), None)


def files(session: Session, approval_id: int) -> dict[str, bytes]:
    """Return the approved files by name; ApprovalError when one is not what was approved."""
    approval = session.get(ApprovalTable, approval_id)
    wanted = select(ApprovedFileTable).where(ApprovedFileTable.approval_id == approval_id)
    rows = session.exec(wanted.order_by(col(ApprovedFileTable.name))).all()
    found = {one.name: bytes(one.data) for one in rows}
    spoiled = [one.name for one in rows if sha256(bytes(one.data)) != one.sha256]
    if approval is None or spoiled or seal(found) != approval.sha256:
        raise ApprovalError(
            f"De bestanden van goedkeuring {approval_id} zijn niet meer wat is goedgekeurd "
            f"({', '.join(spoiled) or 'kenmerk klopt niet'}). Er gaat niets weg."
        )
    return found


def file(session: Session, approval_id: int, name: str) -> bytes:
    """Return one approved file; ApprovalError when it is not what was approved, or not there."""
    row = session.get(ApprovedFileTable, (approval_id, name))
    if row is None or sha256(bytes(row.data)) != row.sha256:
        raise ApprovalError(f"Het bestand {name} is niet meer wat is goedgekeurd.")
    return bytes(row.data)


def _reason(text: str) -> str:
    words = text.strip()
    if not _SHORTEST <= len(words) <= _LONGEST:
        raise ApprovalError("Schrijf in een paar woorden waarom, zodat de redactie verder kan.")
    return words


def reject(session: Session, week: str, reason: str, *, by: str, now: datetime) -> int:
    """Send an edition back with a reason, which becomes a remark; returns its id.

    What was approved already is a concept again. Raises ApprovalError once it is being sent.
    """
    row, words = locked(session, week), _reason(reason)
    if row.status in blocks.CLOSED:
        raise ApprovalError("Deze editie is al verzonden. Maak een correctie.")
    if row.status != Stage.CONCEPT.value:
        blocks.withdraw(session, row, by, now, words)
    return remarks.comment(session, week, WHOLE, f"{REJECTED}: {words}", by=by, now=now)


def withdraw(session: Session, week: str, reason: str, *, by: str, now: datetime) -> None:
    """Take an approval back: a concept again, and what was planned with it is cancelled."""
    row, words = locked(session, week), _reason(reason)
    if row.status in blocks.CLOSED:
        raise ApprovalError("Deze editie is al verzonden of wordt verzonden.")
    if row.status == Stage.CONCEPT.value:
        raise ApprovalError("Deze editie is niet goedgekeurd, er is niets in te trekken.")
    blocks.withdraw(session, row, by, now, words)
