"""Asking for Haagse Zaken and confirming it; what happens to the data of who does."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from tracker import reader_tokens, signups
from tracker.consent import ASK_TEXT, CONFIRM_TEXT, URGENT_TEXT
from tracker.database import session_scope
from tracker.errors import ReaderError
from tracker.reader_erasure import PENDING_DAYS
from tracker.reader_letters import described
from tracker.records import Choices
from tracker.web.guard import Door, Knock
from tracker.web.readers import choosing, links
from tracker.web.readers.choosing import Fields
from tracker.web.readers.links import TOO_MANY, Opened, SignedLink, may_request, network_of
from tracker.web.site import READ, Site, TheSite
from tracker.web.visits import VISIT, Visit, set_cookie

router = APIRouter()
Knocking = Annotated[Knock, Depends(Door())]
Confirming = Annotated[Opened, Depends(SignedLink(purpose=reader_tokens.CONFIRM))]
_HERE = "/abonneren"


def form_page(
    site: Site, template: str, title: str, *, status: int = 200, trouble: str = "", **values: Any
) -> Response:
    """Return a page with a form for who has no account: with a cookie when there is none."""
    secret = site.visit.secret or secrets.token_urlsafe(32)
    seen = site.seen_by(Visit(site.visit.account, secret))
    wrong = status != HTTPStatus.OK
    shown = seen.page(
        f"readers/{template}", f"Fout: {title}" if wrong else title, status=status, here=_HERE,
        trouble=trouble, **values,
    )  # fmt: skip
    if not site.visit.secret:
        set_cookie(shown, site.workshop.settings, VISIT, secret)
    return shown


def _form(site: Site, fields: Fields, *, status: int = 200, trouble: str = "") -> Response:
    return form_page(
        site, "subscribe.html.j2", "Haagse Zaken per e-mail", status=status, trouble=trouble,
        fields=fields, ask_text=ASK_TEXT, urgent_text=URGENT_TEXT,
    )  # fmt: skip


@router.api_route("/abonneren", methods=READ)
def ask_page(site: TheSite) -> Response:
    """Show the form to subscribe with."""
    return _form(site, choosing.fields(site.workshop.taxonomy, Choices()))


@router.post("/abonneren")
def ask(request: Request, knock: Knocking) -> Response:
    """Keep the request and plan the mail that confirms it; known or not, one answer."""
    site, form = knock.site, knock.form
    taxonomy = site.workshop.taxonomy
    chosen = choosing.choices(form, taxonomy, weekly=True)
    email, name, errors = choosing.problems(form, with_email=True)
    given = choosing.typed(form, "email"), choosing.typed(form, "naam")
    if errors:
        fields = choosing.fields(taxonomy, chosen, *given, errors)
        return _form(site, fields, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not may_request(request, site):
        fields = choosing.fields(taxonomy, chosen, *given)
        return _form(site, fields, status=HTTPStatus.TOO_MANY_REQUESTS, trouble=TOO_MANY)
    wish = signups.Wish(email, name, chosen, ASK_TEXT, network_of(request))
    try:
        with session_scope(site.engine) as session:
            signups.ask(session, wish, site.now())
    except ReaderError as error:
        fields = choosing.fields(taxonomy, chosen, *given)
        return _form(site, fields, status=HTTPStatus.TOO_MANY_REQUESTS, trouble=str(error))
    return site.page("readers/asked.html.j2", "Kijk in uw mail", here=_HERE, email=email,
                     days=PENDING_DAYS)  # fmt: skip


@router.api_route("/abonneren/bevestigen/{code}", methods=READ)
def confirm_page(site: TheSite, code: str) -> Response:
    """Show the button that confirms; opening the page confirms nothing."""
    link = links.single(site, code, reader_tokens.CONFIRM)
    if link is None:
        return links.broken(site)
    return links.page(site, "confirm.html.j2", "Bevestig uw aanmelding", here=_HERE, code=code,
                      email=link.reader.email, confirm_text=CONFIRM_TEXT)  # fmt: skip


@router.post("/abonneren/bevestigen/{code}")
def confirm(opened: Confirming) -> Response:
    """Make somebody a reader; the link works once."""
    site, token = opened.site, opened.link.token
    assert token is not None
    with session_scope(site.engine) as session:
        reader = signups.confirm(session, token, site.now(), opened.ip)
    if reader is None:
        return links.broken(site)
    chosen = described(reader.choices, names_of(site))
    return links.page(site, "confirmed.html.j2", "U bent aangemeld", here=_HERE, chosen=chosen,
                      email=reader.email)  # fmt: skip


def names_of(site: Site) -> dict[str, str]:
    """Return the names of BACs and dossiers by slug."""
    taxonomy = site.workshop.taxonomy
    names = {one.slug: one.name for one in taxonomy.bacs}
    return names | {one.slug: one.name for one in taxonomy.dossiers}


@router.api_route("/privacy", methods=READ)
def privacy(site: TheSite) -> Response:
    """Say what is kept of readers, why and how long."""
    settings = site.workshop.settings
    return site.page(
        "readers/privacy.html.j2", "Uw gegevens bij Haagse Zaken", here="/privacy",
        contact=settings.contact, kept_days=settings.reader_kept_days, pending_days=PENDING_DAYS,
    )  # fmt: skip
