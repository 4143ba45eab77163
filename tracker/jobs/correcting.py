"""Corrections of a letter that went out: what each changes, and its approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from newsletter import correction as letter
from newsletter import notes, sealing
from tracker import approvals, blocks, corrections, dispatches, edition_json
from tracker.corrections import CorrectionError
from tracker.database import Session, read_scope, session_scope
from tracker.jobs import approving
from tracker.jobs.workshop import Workshop
from tracker.records import Approval, Correction, Edition, MailKind


@dataclass(frozen=True, slots=True)
class Proposal:
    """A correction with the letter that was sent and what both become."""

    correction: Correction
    sent: Edition
    made: Edition
    changes: tuple[letter.Change, ...]
    revision: int


def sent_edition(session: Session, week: str) -> Edition | None:
    """Return the edition as it was approved and sent, without corrections; None before that."""
    approval = approvals.original(session, week)
    if approval is None:
        return None
    return edition_json.load(approvals.file(session, approval.id, sealing.DATA))


def proposals(workshop: Workshop, week: str) -> tuple[Proposal, ...]:
    """Return all corrections of a letter that went out, each with what it changes."""
    with read_scope(workshop.engine) as session:
        found = corrections.of(session, week)
        sent = sent_edition(session, week)
        row = blocks.edition_row(session, week)
        revision = row.revision if row else 0
    if sent is None:
        return ()
    return tuple(_proposal(sent, found, one, revision) for one in found)


def _proposal(
    sent: Edition, found: tuple[Correction, ...], one: Correction, revision: int
) -> Proposal:
    """Return a correction on top of those that were approved before it."""
    before = [other for other in corrections.approved(found) if _is_before(other, one)]
    base = corrections.applied(sent, before)
    made = corrections.applied(sent, [*before, one])
    old = {block.key: block for block in base.blocks}
    changed = next(block for block in made.blocks if block.key == one.key)
    return Proposal(one, base, made, letter.changes_of(old[one.key], changed), revision)


def _is_before(other: Correction, one: Correction) -> bool:
    if one.approved_at is None or other.approved_at is None:
        return other.id != one.id
    return (other.approved_at, other.id) < (one.approved_at, one.id)


def _correction_files(
    workshop: Workshop, proposal: Proposal, sentence: str, now: datetime
) -> tuple[str, dict[str, bytes]]:
    """Return the subject of the mail and all files of a correction."""
    week, one = proposal.made.week, proposal.correction
    with read_scope(workshop.engine) as session:
        earlier = corrections.approved(corrections.of(session, week))
    dated = [notes.Note(other.key, corrections.dated(other, other.approved_at))
             for other in earlier if other.approved_at is not None]  # fmt: skip
    note = notes.Note(one.key, corrections.dated(one, now))
    block = next(block for block in proposal.sent.blocks if block.key == one.key)
    mail = letter.CorrectionMail(
        proposal.sent,
        block,
        note.text,
        proposal.changes,
        sentence,
        approving.web_url(workshop, week),
    )
    files = {
        sealing.MAIL: letter.html(mail).encode(),
        sealing.TEXT: letter.text(mail).encode(),
        sealing.DATA: edition_json.dump(proposal.made),
        **sealing.pages(proposal.made, [*dated, note]),
    }
    return mail.subject, files


def approve(workshop: Workshop, week: str, number: int, by: str) -> Approval:
    """Approve a correction of somebody else: on the web at once, and to who got the letter.

    Raises CorrectionError.
    """
    now = workshop.clock()
    found = {one.correction.id: one for one in proposals(workshop, week)}
    if number not in found:
        raise CorrectionError("Deze correctie hoort niet bij deze editie.")
    with read_scope(workshop.engine) as session:
        name = approving.name_of(session, by)
    sentence = sealing.review_sentence(name, now, "deze correctie")
    subject, files = _correction_files(workshop, found[number], sentence, now)
    with session_scope(workshop.engine) as session:
        made = corrections.approve(
            session, week, number, revision=found[number].revision, files=files,
            review={"name": name, "sentence": sentence}, by=by, now=now,
        )  # fmt: skip
        edition_id = blocks.number(approvals.locked(session, week))
        dispatch = dispatches.freeze(
            session, edition_id, made.id, subject, MailKind.CORRECTION,
            dispatches.received(session, edition_id), by, now,
        )  # fmt: skip
        dispatches.schedule(session, dispatch, now, by, now)
        corrections.sent_with(session, number, dispatch)
        approving.log(session, now, by, "edition.correct", week, {"correctie": number,
             "sha256": made.sha256})  # fmt: skip
    return made
