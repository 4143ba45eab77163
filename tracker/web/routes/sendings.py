"""Sendings of Haagse Zaken: how far each is, who got no mail and why; stop and go on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from tracker import dispatches
from tracker.database import read_scope, session_scope
from tracker.dispatches import DispatchError
from tracker.records import DeliveryState, DispatchState, Right
from tracker.web.guard import Guard, Reader, Sent
from tracker.web.site import READ, Site, site_of
from tracker.web.view import sendings as words

router = APIRouter()
HERE = "/beheer/verzendingen"
_LONGEST = 18
_MOST_MISSED = 500
_MISSED = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.SUPPRESSED)


class Staff(Reader):
    """Who approves sees sendings, and so does who administers."""

    def __call__(self, request: Request) -> Site:
        """Return the site for either of them."""
        site = site_of(request)
        return site if site.visit.may(Right.APPROVE) else super().__call__(request)


StaffSite = Annotated[Site, Depends(Staff(Right.ADMINISTER))]
Approving = Annotated[Sent, Depends(Guard(Right.APPROVE))]
Number = Annotated[int, Path(ge=1, le=2**53)]
Short = Annotated[str, Query(max_length=20)]


@router.api_route(HERE, methods=READ)
def sendings(site: StaffSite) -> Response:
    """Show the sendings, the newest first."""
    with read_scope(site.engine) as session:
        found = [
            words.line(one, dispatches.progress(session, one.id))
            for one in dispatches.listed(session)
        ]
    return site.page("sendings.html.j2", "Verzendingen", here=HERE, lines=found)


@router.api_route(f"{HERE}/{{number}}", methods=READ)
def sending(site: StaffSite, number: Number, gedaan: Short = "") -> Response:
    """Show one sending, with each reader who got no mail."""
    with read_scope(site.engine) as session:
        found = dispatches.get(session, number)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "Deze verzending bestaat niet.")
        progress = dispatches.progress(session, number)
        missed = dispatches.deliveries(session, number, _MISSED, limit=_MOST_MISSED)
    state, tone = words.STATES[found.state]
    return site.page(
        "sending.html.j2", words.line(found, progress).title, here=HERE, number=number,
        state=state, tone=tone, when=words.when(found), by=found.planned_by, note=found.note,
        tally=words.tally(progress), total=progress.total,
        share=_share(progress.sent, progress.total),
        lines=[words.mail(one) for one in missed], most=_MOST_MISSED,
        may_act=site.visit.may(Right.APPROVE),
        may_halt=found.state in {DispatchState.PLANNED, DispatchState.SENDING},
        may_resume=found.state is DispatchState.HALTED, said=words.SAID.get(gedaan, ""),
    )  # fmt: skip


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _back(number: int, done: str) -> Response:
    return RedirectResponse(f"{HERE}/{number}?gedaan={done}", HTTPStatus.SEE_OTHER)


@router.post(f"{HERE}/{{number}}/stil")
def halt(sent: Approving, number: Number) -> Response:
    """Stop a sending."""
    why = " ".join(sent.form.one("reden").split())[:300]
    try:
        with session_scope(sent.site.engine) as session:
            dispatches.halt(session, number, sent.account.email, sent.site.now(), why)
    except DispatchError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from None
    return _back(number, "stil")


@router.post(f"{HERE}/{{number}}/verder")
def resume(sent: Approving, number: Number) -> Response:
    """Go on with a sending that was stopped."""
    try:
        with session_scope(sent.site.engine) as session:
            dispatches.resume(session, number, sent.account.email, sent.site.now())
    except DispatchError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from None
    return _back(number, "verder")


@router.post(f"{HERE}/{{number}}/opnieuw")
def again(sent: Approving, number: Number) -> Response:
    """Send one mail again that failed, or of which nobody knows whether it arrived."""
    given = sent.form.one("mail")
    if not given.isascii() or not given.isdigit() or len(given) > _LONGEST:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Dit formulier is niet volledig.")
    try:
        with session_scope(sent.site.engine) as session:
            dispatches.send_again(session, int(given), sent.account.email, sent.site.now())
    except DispatchError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from None
    return _back(number, "opnieuw")
