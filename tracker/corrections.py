"""Corrections of a letter that went out: proposed by one person, approved by another.

The bytes that were approved and sent stay as they are. A correction that is approved gets
an approval of its own: the corrected pages, and the mail to who got the letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import approvals, blocks, dutch
from tracker.errors import HaagseZakenError
from tracker.models import BlockTable, CorrectionTable, EditionTable
from tracker.records import Approval, Block, Correction, Deed, Edition, Json

_SHORTEST, _LONGEST = 10, 600


class CorrectionError(HaagseZakenError):
    """A correction that cannot be made or approved; the message says why."""


def propose(
    session: Session, week: str, key: str, fields: Mapping[str, Json], text: str, *, by: str,
    now: datetime,
) -> int:  # fmt: skip
    """Keep new texts for a block of a letter that went out, and what was wrong; returns its id."""
    row = approvals.locked(session, week)
    if row.status not in blocks.CLOSED:
        raise CorrectionError("Deze editie is nog niet verzonden. U kunt haar gewoon wijzigen.")
    if blocks.block_row(session, blocks.number(row), key) is None:
        raise CorrectionError("Dit blok staat niet in deze editie.")
    words = " ".join(text.split())
    if not _SHORTEST <= len(words) <= _LONGEST:
        raise CorrectionError(
            f"Schrijf in {_SHORTEST} tot {_LONGEST} tekens wat er fout was en wat het moet zijn."
        )
    if not fields:
        raise CorrectionError("U hebt geen tekst gewijzigd. Wijzig ten minste één veld.")
    made = CorrectionTable(
        edition_id=blocks.number(row), block_key=key, at=now, by=by, text=words,
        fields=dict(fields),
    )  # fmt: skip
    session.add(made)
    session.flush()
    assert made.id is not None
    return made.id


def _record(row: CorrectionTable) -> Correction:
    assert row.id is not None
    return Correction(
        row.id, row.block_key, row.at, row.by, row.text, row.fields, row.approved_by,
        row.approved_at, row.approval_id, row.dispatch_id, row.rejected_by, row.rejected_at,
        row.reason,
    )  # fmt: skip


def of(session: Session, week: str) -> tuple[Correction, ...]:
    """Return all corrections of an edition, the oldest first."""
    row = blocks.edition_row(session, week)
    if row is None:
        return ()
    wanted = select(CorrectionTable).where(CorrectionTable.edition_id == row.id)
    return tuple(_record(one) for one in session.exec(wanted.order_by(col(CorrectionTable.id))))


def approved(found: Sequence[Correction]) -> tuple[Correction, ...]:
    """Return those that hold, in the order in which they were approved."""
    held = [one for one in found if one.approved_at is not None]
    return tuple(sorted(held, key=lambda one: (str(one.approved_at), one.id)))


def dated(correction: Correction, at: datetime) -> str:
    """Return "Gewijzigd op dinsdag 1 december 2026: ..."."""
    return f"Gewijzigd op {dutch.day_long(at)}: {correction.text}"


def _human(block: Block, corrections: Sequence[Correction]) -> Block:
    own = [one.fields for one in corrections if one.key == block.key]
    texts = dict(block.human or {})
    for fields in own:
        texts |= fields
    return replace(block, human=texts) if own else block


def applied(edition: Edition, corrections: Sequence[Correction]) -> Edition:
    """Return an edition with the texts of corrections in it, in their order; pure."""
    changed = tuple(_human(block, corrections) for block in edition.blocks)
    heads = [block.human for block in changed if block.kind == "kop" and block.human]
    lines = {name: heads[0][name] for name in ("subject", "preheader") if heads and
             heads[0].get(name)}  # fmt: skip
    return replace(edition, blocks=changed, **lines)


def _row(session: Session, edition: EditionTable, correction_id: int) -> CorrectionTable:
    row = session.get(CorrectionTable, correction_id)
    if row is None or row.edition_id != edition.id:
        raise CorrectionError("Deze correctie hoort niet bij deze editie.")
    if row.approved_at is not None:
        raise CorrectionError(f"Deze correctie is al goedgekeurd door {row.approved_by}.")
    if row.rejected_at is not None:
        raise CorrectionError(f"Deze correctie is al afgewezen door {row.rejected_by}.")
    return row


def approve(
    session: Session, week: str, correction_id: int, *, revision: int,
    files: Mapping[str, bytes], review: Mapping[str, Json], by: str, now: datetime,
) -> Approval:  # fmt: skip
    """Approve a correction with the pages and the mail that it gives.

    Raises CorrectionError when `by` wrote it, when somebody was first, and when the edition
    is no longer at `revision`: then another correction came between.
    """
    edition = approvals.locked(session, week)
    row = _row(session, edition, correction_id)
    if row.by.casefold() == by.casefold():
        raise CorrectionError("U schreef deze correctie zelf. Iemand anders moet haar goedkeuren.")
    if edition.revision != revision:
        raise CorrectionError(
            "Er is intussen een andere correctie goedgekeurd. Er is niets verstuurd. Bekijk "
            "deze correctie opnieuw en keur haar dan goed."
        )
    blocks.touch(session, edition, row.by, now, after_sending=True)
    _write(session, blocks.block_row(session, blocks.number(edition), row.block_key), row, now)
    given = {"kind": approvals.CORRECTION, "correction": correction_id, **review}
    made = approvals.keep(session, edition, files, given, by, now)
    row.approved_by, row.approved_at, row.approval_id = by, now, made.id
    session.add(row)
    session.flush()
    return made


def _write(
    session: Session, block: BlockTable | None, correction: CorrectionTable, now: datetime
) -> None:
    """Let the block of the edition say what the web says, as one more version."""
    assert block is not None
    if block.human is None:
        block.based_on = block.content
    block.human = {**(block.human or {}), **correction.fields}
    blocks.changed(session, block, Deed.CORRECTED, correction.by, now)


def sent_with(session: Session, correction_id: int, dispatch_id: int) -> None:
    """Note which sending brings a correction to who got the letter."""
    row = session.get(CorrectionTable, correction_id)
    assert row is not None
    row.dispatch_id = dispatch_id
    session.add(row)


def reject(
    session: Session, week: str, correction_id: int, reason: str, *, by: str, now: datetime
) -> None:
    """Set a correction aside with a reason; it stays in the list."""
    row = _row(session, approvals.locked(session, week), correction_id)
    words = reason.strip()
    if len(words) < 5 or len(words) > _LONGEST:
        raise CorrectionError("Schrijf in een paar woorden waarom u de correctie afwijst.")
    row.rejected_by, row.rejected_at, row.reason = by, now, words
    session.add(row)
