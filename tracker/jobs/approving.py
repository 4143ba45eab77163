"""Check, approve, plan and correct an edition: what the page of that name asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter import sealing
from newsletter.edition import STATUS_LABEL
from tracker import access, approvals, audit, blocks, dispatches, dutch, editions, subscribers
from tracker.approvals import ApprovalError
from tracker.database import Session, read_scope, session_scope
from tracker.jobs import reviewing
from tracker.jobs.reviewing import Finding
from tracker.jobs.workshop import Workshop
from tracker.records import Approval, Dispatch, Edition, Json, MailKind


def web_url(workshop: Workshop, week: str) -> str:
    """Return where an edition stands on the web."""
    return f"{workshop.settings.public_url.rstrip('/')}/haagse-zaken/{week}"


def present(workshop: Workshop, week: str) -> Edition:
    """Return the stored edition as readers get it; ApprovalError when there is none."""
    with read_scope(workshop.engine) as session:
        found = editions.load(session, week)
    if found is None:
        raise ApprovalError(f"Van week {week} is er nog geen Haagse Zaken.")
    return found


def render_files(workshop: Workshop, edition: Edition, reviewed: str) -> dict[str, bytes]:
    """Return all files of an edition with its proof of review; the same edition, the same bytes.

    Names and what each is: `newsletter.sealing`.
    """
    made = sealing.sealed(edition, reviewed)
    return sealing.files(made, web_url(workshop, edition.week))


def name_of(session: Session, email: str) -> str:
    """Return how somebody signs: the name of their account, else the address."""
    known = {one.email.casefold(): one.name for one in access.accounts(session)}
    return known.get(email.casefold()) or email


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody who approves saw: the revision and the fingerprint of its content."""

    revision: int
    fingerprint: str = ""


def approve(workshop: Workshop, week: str, wanted: Wanted, by: str) -> Approval:
    """Approve exactly the version that was seen, and freeze who gets it.

    The files are made before the edition is locked; a change in between shows in the
    revision, and then nothing is approved. Raises ApprovalError.
    """
    edition, now = present(workshop, week), workshop.clock()
    seen = sealing.fingerprint(edition)
    with read_scope(workshop.engine) as session:
        name = name_of(session, by)
        found = reviewing.findings(workshop, session, edition)
    if edition.revision == wanted.revision:
        _require_same(seen, wanted.fingerprint)
        _require_checked(found)
    sentence = sealing.review_sentence(name, now)
    files = render_files(workshop, edition, sentence)
    review: dict[str, Json] = {
        "name": name, "sentence": sentence, "fingerprint": seen,
        "set_aside": _set_aside(found), **sealing.untouched(edition),
    }  # fmt: skip
    with session_scope(workshop.engine) as session:
        made = approvals.approve(
            session, week, revision=wanted.revision, files=files, review=review, by=by, now=now
        )
        _freeze(session, edition, made, by, now)
        log(session, now, by, "edition.approve", week, {"versie": made.revision,
             "sha256": made.sha256})  # fmt: skip
    return made


def _require_checked(found: Sequence[Finding]) -> None:
    """Raise ApprovalError while a check stands open."""
    still = [one for one in found if one.is_open]
    if still:
        what = "staat nog 1 punt" if len(still) == 1 else f"staan nog {len(still)} punten"
        raise ApprovalError(
            f"Er {what} open bij de controle. Los het op, of zeg met uw naam en een reden waarom "
            "het hier niet telt. Er is niets goedgekeurd."
        )


def _set_aside(found: Sequence[Finding]) -> list[Json]:
    """Return which checks somebody set aside, by whom and why."""
    ruled = [(one, one.overrule) for one in found if one.overrule is not None]
    return [{"rule": one.rule, "text": one.text, "by": said.by, "reason": said.reason}
            for one, said in ruled]  # fmt: skip


def _require_same(present_one: str, seen: str) -> None:
    if seen and present_one != seen:
        raise ApprovalError(
            "Deze versie is niet de versie die u zag. Er is niets goedgekeurd. Vernieuw de pagina."
        )


def _freeze(session: Session, edition: Edition, approval: Approval, by: str, now: datetime) -> None:
    row = approvals.locked(session, edition.week)
    dispatches.freeze(
        session, blocks.number(row), approval.id, edition.subject, MailKind.EDITION,
        subscribers.recipients(session), by, now,
    )  # fmt: skip


def log(
    session: Session, now: datetime, by: str, what: str, week: str, detail: Json = None
) -> None:
    audit.write(session, now, by=by, what=what, subject=f"Haagse Zaken {week}", detail=detail)


def reject(workshop: Workshop, week: str, reason: str, by: str) -> None:
    """Send an edition back to its editors with a reason."""
    now = workshop.clock()
    with session_scope(workshop.engine) as session:
        approvals.reject(session, week, reason, by=by, now=now)
        log(session, now, by, "edition.reject", week, {"reden": reason.strip()})


def withdraw(workshop: Workshop, week: str, reason: str, by: str) -> None:
    """Take an approval back; what was planned is cancelled."""
    now = workshop.clock()
    with session_scope(workshop.engine) as session:
        approvals.withdraw(session, week, reason, by=by, now=now)
        log(session, now, by, "edition.withdraw", week, {"reden": reason.strip()})


def plan(workshop: Workshop, week: str, due_at: datetime, by: str) -> Dispatch:
    """Let an approved edition go at a moment that is still to come. Raises ApprovalError."""
    now = workshop.clock()
    if due_at <= now:
        raise ApprovalError(f"{dutch.moment_long(due_at)} is al geweest. Kies een later moment.")
    with session_scope(workshop.engine) as session:
        found = dispatches.present(session, week)
        if found is None:
            raise ApprovalError("Deze editie is niet goedgekeurd, dus nog niet in te plannen.")
        return dispatches.schedule(session, found.id, due_at, by, now)


def cancel_plan(workshop: Workshop, week: str, by: str) -> None:
    """Take the planned moment back; the edition stays approved. Raises ApprovalError."""
    with session_scope(workshop.engine) as session:
        found = dispatches.present(session, week)
        if found is None:
            raise ApprovalError("Er is niets ingepland voor deze editie.")
        dispatches.cancel(session, found.id, by, workshop.clock())


def as_concept(edition: Edition) -> Edition:
    """Return an edition for a preview or a proof: with what the mail adds, still a concept."""
    made = sealing.sealed(edition, "")
    return replace(made, notice=made.notice or f"{STATUS_LABEL}: nog niet goedgekeurd.")
