"""A reader's own page: what they get, a copy of their data, new links, and erasure."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from tracker import reader_erasure, reader_tokens, signups, subscribers
from tracker.consent import CHOOSE_TEXT, URGENT_TEXT
from tracker.database import session_scope
from tracker.errors import ReaderError
from tracker.reader_letters import WHY
from tracker.reader_post import ReaderMail, may_ask, plan
from tracker.reader_tokens import Use
from tracker.records import ReaderState, Subscriber
from tracker.web.guard import Door, Knock
from tracker.web.readers import choosing, links
from tracker.web.readers.choosing import Fields
from tracker.web.readers.links import TOO_MANY, Opened, SignedLink, may_request
from tracker.web.readers.subscribe import form_page
from tracker.web.site import READ, Site, TheSite

router = APIRouter()
Knocking = Annotated[Knock, Depends(Door())]
Mine = Annotated[Opened, Depends(SignedLink(Use.PREFERENCES))]
Erasing = Annotated[Opened, Depends(SignedLink(purpose=reader_tokens.ERASE))]
_TITLE = "Uw voorkeuren voor Haagse Zaken"
_SAID = {
    "bewaard": "Uw voorkeuren zijn bewaard.",
    "gestopt": "U krijgt geen mail meer van ons.",
    "gegevens": "Wij sturen u een mail met alles wat wij van u bewaren.",
    "wissen": "Wij sturen u een mail. Met de link daarin bevestigt u dat wij uw gegevens wissen.",
}


@router.api_route("/voorkeuren", methods=READ)
def ask_page(site: TheSite) -> Response:
    """Show the form with which somebody asks for their own link."""
    return form_page(site, "ask_link.html.j2", "Vraag uw eigen link aan", email="", errors={})


@router.post("/voorkeuren")
def ask(request: Request, knock: Knocking) -> Response:
    """Plan a mail with the links of this address; known or not, one answer."""
    site, form = knock.site, knock.form
    email, _, errors = choosing.problems(form, with_email=True)
    given = choosing.typed(form, "email")
    trouble = "" if may_request(request, site) else TOO_MANY
    if not errors and not trouble:
        try:
            with session_scope(site.engine) as session:
                signups.send_links(session, email, site.now())
        except ReaderError as error:
            trouble = str(error)
    if errors or trouble:
        status = HTTPStatus.TOO_MANY_REQUESTS if trouble else HTTPStatus.UNPROCESSABLE_ENTITY
        return form_page(site, "ask_link.html.j2", "Vraag uw eigen link aan", status=status,
                         email=given, errors=errors, trouble=trouble)  # fmt: skip
    return site.page("readers/link_sent.html.j2", "Kijk in uw mail", here="/abonneren",
                     email=email)  # fmt: skip


def _mine(site: Site, code: str, reader: Subscriber, fields: Fields, said: str = "") -> Response:
    wrong = bool(fields.errors)
    return links.page(
        site, "preferences.html.j2", f"Fout: {_TITLE}" if wrong else _TITLE, here="/voorkeuren",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
        code=code, fields=fields, said=_SAID.get(said, ""), urgent_text=URGENT_TEXT,
        masked=masked(reader.email), stopped=reader.state is not ReaderState.ACTIVE,
        suppressed=reader.suppressed_at is not None, trouble="", choose_text=CHOOSE_TEXT,
        why=WHY[reader.ground] if reader.state is ReaderState.ACTIVE else "",
    )  # fmt: skip


def masked(email: str) -> str:
    """Return an address that its owner knows and who got a forwarded mail does not."""
    name, _, domain = email.partition("@")
    return f"{name[:1]}…@{domain}"


@router.api_route("/voorkeuren/{code}", methods=READ)
def show(site: TheSite, code: str, gedaan: str = "") -> Response:
    """Show what a reader chose."""
    link = links.standing(site, code, Use.PREFERENCES)
    if link is None:
        return links.broken(site)
    reader = link.reader
    fields = choosing.fields(site.workshop.taxonomy, reader.choices, "", reader.name)
    return _mine(site, code, reader, fields, gedaan)


@router.post("/voorkeuren/{code}")
def save(opened: Mine) -> Response:
    """Keep what a reader chose."""
    site, form, reader = opened.site, opened.form, opened.link.reader
    taxonomy = site.workshop.taxonomy
    chosen = choosing.choices(form, taxonomy, weekly=form.one("wekelijks") == "1")
    _, name, errors = choosing.problems(form, with_email=False)
    if errors:
        fields = choosing.fields(taxonomy, chosen, "", choosing.typed(form, "naam"), errors)
        return _mine(site, opened.code, reader, fields)
    with session_scope(site.engine) as session:
        done = subscribers.change(session, reader.id, name, chosen, site.now(), text=CHOOSE_TEXT,
                                  ip=opened.ip)  # fmt: skip
        if done and done.state is ReaderState.STOPPED and reader.state is ReaderState.ACTIVE:
            plan(session, reader.id, ReaderMail.STOPPED, site.now())
    return _back(opened.code, "gestopt" if chosen.wants_nothing else "bewaard")


def _back(code: str, done: str) -> Response:
    answer = RedirectResponse(f"/voorkeuren/{code}?gedaan={done}", HTTPStatus.SEE_OTHER)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@router.post("/voorkeuren/{code}/gegevens")
def send_data(opened: Mine) -> Response:
    """Plan a mail with all that is kept of this reader: a forwarded link must not show it."""
    return _mail(opened, ReaderMail.EXPORT, "gegevens")


@router.post("/voorkeuren/{code}/wissen")
def ask_to_erase(opened: Mine) -> Response:
    """Plan a mail with the link that erases: who has a forwarded link must not."""
    return _mail(opened, ReaderMail.ERASE, "wissen")


def _mail(opened: Opened, what: ReaderMail, done: str) -> Response:
    site, reader = opened.site, opened.link.reader
    with session_scope(site.engine) as session:
        if may_ask(session, reader.id, site.now(), (what,)):
            plan(session, reader.id, what, site.now())
    return _back(opened.code, done)


@router.post("/voorkeuren/{code}/links")
def renew(opened: Mine) -> Response:
    """Make this link void and mail the new one."""
    site, reader = opened.site, opened.link.reader
    with session_scope(site.engine) as session:
        subscribers.renew(session, reader.id, site.now())
        plan(session, reader.id, ReaderMail.LINKS, site.now())
    return links.page(site, "renewed.html.j2", "Uw oude link werkt niet meer", here="/voorkeuren")


@router.api_route("/gegevens-wissen/{code}", methods=READ)
def erase_page(site: TheSite, code: str) -> Response:
    """Show the button that erases; opening the page erases nothing."""
    link = links.single(site, code, reader_tokens.ERASE)
    if link is None:
        return links.broken(site)
    return links.page(site, "erase.html.j2", "Wis mijn gegevens", here="/voorkeuren", code=code,
                      email=link.reader.email)  # fmt: skip


@router.post("/gegevens-wissen/{code}")
def erase(opened: Erasing) -> Response:
    """Erase a reader; the link works once."""
    site, link = opened.site, opened.link
    assert link.token is not None
    with session_scope(site.engine) as session:
        if not reader_tokens.use_up(session, link.token, site.now()):
            return links.broken(site)
        reader_erasure.erase(session, link.reader.id, site.now(), by=f"lezer {link.reader.id}",
                             via=subscribers.BY_MAIL)  # fmt: skip
    return links.page(site, "erased.html.j2", "Uw gegevens zijn gewist", here="/voorkeuren")
