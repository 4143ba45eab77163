"""Signing in and out: with password and code, through a provider, or in the demo."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from tracker import access, audit, sessions
from tracker.database import session_scope
from tracker.errors import AccountError
from tracker.records import Account, Right, Role
from tracker.web.guard import Door, Guard, Knock, Sent
from tracker.web.oidc import Provider, RoundTrip, SignInError
from tracker.web.signing import local_path
from tracker.web.site import READ, Site, TheSite
from tracker.web.visits import (
    ROUND_TRIP,
    SESSION,
    VISIT,
    Visit,
    cookie,
    drop_cookie,
    set_cookie,
)

router = APIRouter()
_FAILED = (
    "Aanmelden is niet gelukt. Kijk uw adres, wachtwoord en code na; een code werkt één keer. "
    "Na vijf keer fout moet u steeds langer wachten."
)
_OIDC_FAILED = "Aanmelden via de dienst is niet gelukt. Probeer het opnieuw of vraag de beheerder."
_log = structlog.get_logger(__name__)
Long = Annotated[str, Query(max_length=4_000)]
Knocking = Annotated[Knock, Depends(Door())]
SignedIn = Annotated[Sent, Depends(Guard(Right.READ))]


def _page(site: Site, onward: str, *, said: str = "", email: str = "") -> Response:
    """Return the page to sign in on, with a fresh cookie for its form when there is none."""
    secret = site.visit.secret or secrets.token_urlsafe(32)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if said else HTTPStatus.OK
    seen = site.seen_by(Visit(site.visit.account, secret))
    page = seen.page(
        "sign_in.html.j2", "Aanmelden", status=status, here="/aanmelden", onward=onward, said=said,
        email=email, provider=site.provider is not None, trial=site.shows_trial,
    )  # fmt: skip
    if not site.visit.secret:
        set_cookie(page, site.workshop.settings, VISIT, secret)
    return page


def _welcome(site: Site, opened: tuple[Account, str], onward: str) -> Response:
    """Return the way on with the cookie of the new session."""
    settings = site.workshop.settings
    answer = RedirectResponse(local_path(onward), HTTPStatus.SEE_OTHER)
    set_cookie(answer, settings, SESSION, opened[1])
    drop_cookie(answer, settings, VISIT)
    drop_cookie(answer, settings, ROUND_TRIP)
    return answer


@router.api_route("/aanmelden", methods=READ)
def door(site: TheSite, verder: Long = "/") -> Response:
    """Show the page to sign in on."""
    return _page(site, local_path(verder))


@router.post("/aanmelden")
def sign_in(knock: Knocking) -> Response:
    """Open a session for the right password and code."""
    site, form = knock.site, knock.form
    email, onward = form.one("adres")[:254], local_path(form.one("verder"))
    password, code = form.one("wachtwoord"), form.one("code")
    opened = site.hasher.run(lambda: access.sign_in(site.engine, email, password, code, site.now()))
    if opened is None:
        return _page(site, onward, said=_FAILED, email=email)
    return _welcome(site, opened, onward)


@router.post("/afmelden")
def sign_out(sent: SignedIn) -> Response:
    """Close this session."""
    site = sent.site
    with session_scope(site.engine) as session:
        sessions.end(session, site.visit.secret)
        audit.write(session, site.now(), by=sent.account.email, what="sign-out")
    answer = RedirectResponse("/aanmelden", HTTPStatus.SEE_OTHER)
    drop_cookie(answer, site.workshop.settings, SESSION)
    return answer


@router.post("/aanmelden/voorbeeld")
def try_out(knock: Knocking) -> Response:
    """Let a visitor of the demo in as one of the example users."""
    site = knock.site
    if not site.shows_trial:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    now = site.now()
    with session_scope(site.engine) as session:
        try:
            role = Role(knock.form.one("rol") or Role.LOBBYIST)
            opened = access.sign_in_trial(session, role, now)
        except (AccountError, ValueError):
            raise HTTPException(HTTPStatus.NOT_FOUND, "Er is geen voorbeeldgebruiker.") from None
    return _welcome(site, opened, knock.form.one("verder"))


def _provider(site: Site) -> Provider:
    if site.provider is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return site.provider


@router.api_route("/aanmelden/dienst", methods=READ)
def to_provider(site: TheSite) -> Response:
    """Send the browser to the provider; nothing is kept here, all in its cookie."""
    trip = RoundTrip.begin()
    try:
        answer = RedirectResponse(_provider(site).address_for(trip), HTTPStatus.SEE_OTHER)
    except SignInError as error:
        _log.warning("provider unreachable", error=str(error))
        return _page(site, "/", said=_OIDC_FAILED)
    set_cookie(answer, site.workshop.settings, ROUND_TRIP, trip.as_cookie)
    return answer


@router.api_route("/aanmelden/terug", methods=READ)
def back(site: TheSite, code: Long = "", state: Long = "") -> Response:
    """Show the last step on the way back: only its button opens a session."""
    _provider(site)
    if not code or not state:
        return _page(site, "/", said=_OIDC_FAILED)
    secret = site.visit.secret or secrets.token_urlsafe(32)
    seen = site.seen_by(Visit(site.visit.account, secret))
    page = seen.page("sign_in_back.html.j2", "Bijna aangemeld", script="/static/verder.js",
                     code=code, state=state)  # fmt: skip
    if not site.visit.secret:
        set_cookie(page, site.workshop.settings, VISIT, secret)
    return page


def _note_refusal(site: Site, reason: str) -> None:
    """Keep why nobody came in through the provider; who has no account is kept already."""
    if not reason:
        return
    _log.warning("sign-in through the provider failed", reason=reason)
    with session_scope(site.engine) as session:
        audit.write(session, site.now(), by="", what="sign-in", subject="OIDC",
                    detail={"reason": reason[:300]}, allowed=False)  # fmt: skip


@router.post("/aanmelden/terug")
def finish(request: Request, knock: Knocking) -> Response:
    """Open a session for who the provider says this is, when they have an account."""
    site, form = knock.site, knock.form
    trip = RoundTrip.read(cookie(request, site.workshop.settings, ROUND_TRIP))
    provider, now = _provider(site), site.now()
    opened, reason = None, "state"
    if trip and secrets.compare_digest(trip.state.encode(), form.one("state").encode()):
        try:
            who = provider.identify(form.one("code"), trip, now)
        except SignInError as error:
            reason = str(error)
        else:
            with session_scope(site.engine) as session:
                opened, reason = access.sign_in_by_oidc(session, who.email, who.subject, now), ""
    if opened is None:
        _note_refusal(site, reason)
        page = _page(site, "/", said=_OIDC_FAILED)
        drop_cookie(page, site.workshop.settings, ROUND_TRIP)
        return page
    return _welcome(site, opened, "/")
