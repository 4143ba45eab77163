"""The page on which a letter is checked, approved, planned and seen off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse

from tracker import access, approvals, audiences, audit, dispatches, editions, remarks
from tracker.approvals import ApprovalError
from tracker.audit import AuditFilter
from tracker.database import Session, read_scope, session_scope
from tracker.dispatches import DispatchError
from tracker.errors import TransportError
from tracker.jobs import approving, reviewing, sending
from tracker.jobs.approving import Wanted
from tracker.records import Right
from tracker.remarks import RemarkError
from tracker.web.approval import planning, view
from tracker.web.approval.planning import MomentError
from tracker.web.guard import Guard, Reader, Sent
from tracker.web.site import READ, Site

router = APIRouter()
Staff = Annotated[Site, Depends(Reader(Right.EDIT))]
Editing = Annotated[Sent, Depends(Guard(Right.EDIT))]
Approving = Annotated[Sent, Depends(Guard(Right.APPROVE))]
ROOT = "/haagse-zaken/{week}/controle"
NO_EDITION = "Van deze week is er nog geen Haagse Zaken."
TESTS, TEST_WINDOW = 5, timedelta(minutes=10)
_TEST = "edition.test"
_TROUBLE = (ApprovalError, DispatchError, MomentError, RemarkError, TransportError)
_DONE = {
    "telt-niet": ("controle", "Vastgelegd, met uw naam en uw reden."),
    "goedgekeurd": ("inplannen", "U hebt deze versie goedgekeurd. Plan haar nu in."),
    "afgekeurd": ("goedkeuren", "Afgekeurd. De redactie ziet uw reden op deze pagina."),
    "afgehandeld": ("goedkeuren", "Afgehandeld. De opmerking blijft bewaard."),
    "ingetrokken": ("goedkeuren", "De goedkeuring is ingetrokken. De brief is weer een concept."),
    "ingepland": ("verzending", "De brief is ingepland."),
    "geannuleerd": ("inplannen", "De planning is weg. De brief blijft goedgekeurd."),
    "proef": ("voorbeeld", "De proef is verstuurd naar uw eigen mailadres."),
}


def load(site: Site, session: Session, week: str) -> view.State | None:
    """Return all that is known of an edition on its way out, or None without an edition."""
    edition = editions.load(session, week)
    if edition is None:
        return None
    found = dispatches.present(session, week)
    names = {one.email.casefold(): one.name for one in access.accounts(session)}
    return view.State(
        edition=edition,
        findings=reviewing.findings(site.workshop, session, edition),
        approval=approvals.original(session, week),
        history=approvals.history(session, week),
        sending=found,
        progress=dispatches.progress(session, found.id) if found else None,
        audience=audiences.of(session, found.id) if found else audiences.present(session),
        comments=remarks.comments(session, week),
        names=names,
        now=site.now(),
    )


def _shown(
    site: Site, week: str, *, status: int = 200, note: str = "", at: str = "", said: str = "",
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    """Return the page; `note` is what went wrong at step `at`, `typed` what to keep of a form."""
    with read_scope(site.engine) as session:
        state = load(site, session, week)
    if state is None:
        return site.missing(NO_EDITION)
    day, hour = planning.fields(
        state.sending.due_at if state.planned and state.sending else planning.default(state.now)
    )
    account = site.visit.account
    assert account is not None
    is_last = state.edition.edited_by.casefold() == account.email.casefold()
    return site.page(
        "approval/control.html.j2", f"Controle en goedkeuring, {state.label}", here="/haagse-zaken",
        status=status, state=state, steps=view.steps(state), note=note, at=at, said=said,
        groups=view.groups(state.edition, state.open, state.path),
        hints=reviewing.hints(site.workshop, state.edition),
        aside=view.groups(state.edition, state.set_aside, state.path),
        counts=view.counts(state.audience, site.names), words=planning.words, forms=view.FORMS,
        rows=view.progress_rows(state.progress) if state.progress else (),
        typed={"dag": day, "tijd": hour, "reden": "", "punt": "", "waarom": "",
               **(typed or {})}, is_last=is_last,
        may_approve=site.visit.may(Right.APPROVE), moment=view.moment, own=account.email,
    )  # fmt: skip


@router.api_route(ROOT, methods=READ)
def control(site: Staff, week: str, gedaan: Annotated[str, Query(max_length=20)] = "") -> Response:
    """Show the steps from concept to sent, each with its state."""
    return _shown(site, week, said=_DONE.get(gedaan, ("", ""))[1])


def _do(
    sent: Sent, week: str, done: str, at: str, work: Callable[[], object],
    typed: dict[str, str] | None = None,
) -> Response:  # fmt: skip
    """Do something and go back to the page; what went wrong stands at step `at`."""
    try:
        work()
    except _TROUBLE as error:
        status = HTTPStatus.CONFLICT
        return _shown(sent.site, week, status=status, note=str(error), at=at, typed=typed)
    anchor = _DONE[done][0]
    path = f"/haagse-zaken/{week}/controle?gedaan={done}#{anchor}"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


@router.post(f"{ROOT}/telt-niet")
def set_aside(sent: Editing, week: str) -> Response:
    """Say of one finding that it does not count here, by name and with a reason."""
    form, now = sent.form, sent.site.now()
    key, reason = form.one("punt")[:200], form.one("reden")

    def work() -> None:
        with session_scope(sent.site.engine) as session:
            edition = editions.load(session, week)
            found = reviewing.findings(sent.site.workshop, session, edition) if edition else ()
            if key not in {one.key for one in found}:
                raise ApprovalError("Dit punt is er niet meer: de tekst is intussen veranderd.")
            remarks.overrule(session, week, key, reason, by=sent.account.email, now=now)
            approving.log(session, now, sent.account.email, "edition.overrule", week,
                          {"punt": key, "reden": reason.strip()})  # fmt: skip

    return _do(sent, week, "telt-niet", "controle", work, {"punt": key, "waarom": reason})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@router.post(f"{ROOT}/goedkeuren")
def approve(sent: Approving, week: str) -> Response:
    """Approve the version that the form showed."""
    form = sent.form
    wanted = Wanted(_number(form.one("versie")), form.one("kenmerk")[:64])

    def work() -> None:
        if form.one("gelezen") != "1":
            raise ApprovalError("Zet eerst een vinkje: alleen wat u gelezen hebt keurt u goed.")
        approving.approve(sent.site.workshop, week, wanted, sent.account.email)

    return _do(sent, week, "goedgekeurd", "goedkeuren", work)


@router.post(f"{ROOT}/afkeuren")
def reject(sent: Approving, week: str) -> Response:
    """Send the letter back to its editors with a reason."""
    reason = sent.form.one("reden")

    def work() -> None:
        approving.reject(sent.site.workshop, week, reason, sent.account.email)

    return _do(sent, week, "afgekeurd", "goedkeuren", work, {"reden": reason})


@router.post(f"{ROOT}/afgehandeld")
def done(sent: Editing, week: str) -> Response:
    """Say that what was asked of the whole letter is done."""
    number = _number(sent.form.one("opmerking"))

    def work() -> None:
        with session_scope(sent.site.engine) as session:
            remarks.resolve(session, week, number, by=sent.account.email, now=sent.site.now())

    return _do(sent, week, "afgehandeld", "goedkeuren", work)


@router.post(f"{ROOT}/intrekken")
def withdraw(sent: Approving, week: str) -> Response:
    """Take the approval back, and what was planned with it."""
    reason = sent.form.one("reden")

    def work() -> None:
        approving.withdraw(sent.site.workshop, week, reason, sent.account.email)

    return _do(sent, week, "ingetrokken", "goedkeuren", work, {"reden": reason})


@router.post(f"{ROOT}/inplannen")
def plan(sent: Approving, week: str) -> Response:
    """Let the approved letter go at a day and time."""
    day, hour = sent.form.one("dag")[:40], sent.form.one("tijd")[:20]

    def work() -> None:
        due = planning.moment_of(day, hour)
        approving.plan(sent.site.workshop, week, due, sent.account.email)

    return _do(sent, week, "ingepland", "inplannen", work, {"dag": day, "tijd": hour})


@router.post(f"{ROOT}/annuleren")
def cancel(sent: Approving, week: str) -> Response:
    """Take the planned moment back."""

    def work() -> None:
        approving.cancel_plan(sent.site.workshop, week, sent.account.email)

    return _do(sent, week, "geannuleerd", "inplannen", work)


@router.post(f"{ROOT}/proef")
def test(sent: Editing, week: str) -> Response:
    """Mail the letter as it is now to who asks, at most five times in ten minutes."""
    site, to = sent.site, sent.account.email

    def work() -> None:
        now = site.now()
        with session_scope(site.engine) as session:
            if editions.load(session, week) is None:
                raise ApprovalError(NO_EDITION)
            chosen = AuditFilter(by=to, what=_TEST, start=now - TEST_WINDOW)
            if len(audit.lines(session, chosen, TESTS)) >= TESTS:
                raise ApprovalError(
                    f"U hebt al {TESTS} proeven verstuurd. Wacht ten hoogste 10 minuten."
                )
            approving.log(session, now, to, _TEST, week)
        sending.send_test(site.workshop, week, to)

    return _do(sent, week, "proef", "voorbeeld", work)
