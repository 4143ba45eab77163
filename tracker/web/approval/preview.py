"""The letter as its readers will see it: as mail, on a telephone, dark, as text, on the web.

What is shown is the real output, in a frame in which no script may run.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from newsletter import sealing
from newsletter.personal import Assembler
from newsletter.sealing import Form
from tracker import approvals, dutch, edition_json
from tracker.database import read_scope
from tracker.jobs import approving
from tracker.overview import Scope
from tracker.records import PROVINCES, Choices, Edition, Right, Stage
from tracker.web.approval import view
from tracker.web.guard import Reader
from tracker.web.security import HEADERS
from tracker.web.site import READ, Site

router = APIRouter()
Staff = Annotated[Site, Depends(Reader(Right.EDIT))]
Wanted = Annotated[str, Query(max_length=20)]
Chosen = Annotated[str, Query(max_length=60)]
ROOT = "/haagse-zaken/{week}/voorbeeld"
NO_EDITION = "Van deze week is er nog geen Haagse Zaken."
_CONTENT = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; frame-ancestors 'self'; "
    "base-uri 'none'"
)
"""For the letter in its frame: its own styles, and nothing else."""
_FRAMED = f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"
_WIDTHS = {
    Form.MAIL: "600", Form.NARROW: "320", Form.DARK: "600", Form.PERSONAL: "600",
}  # fmt: skip
_EVERYTHING = Choices()


def _form(wanted: str) -> Form:
    found = [one for one in Form if one.value == wanted]
    return found[0] if found else Form.MAIL


def _edition(site: Site, week: str) -> Edition | None:
    try:
        return approving.present(site.workshop, week)
    except approvals.ApprovalError:
        return None


def _approved(site: Site, week: str, form: Form) -> str | None:
    """Return the approved bytes of a letter that is no concept any more."""
    name = {Form.TEXT: sealing.TEXT, Form.WEB: sealing.PAGE}.get(form, sealing.MAIL)
    with read_scope(site.engine) as session:
        found = approvals.original(session, week)
        return approvals.file(session, found.id, name).decode() if found else None


def _content(site: Site, edition: Edition, form: Form, choices: Choices = _EVERYTHING) -> str:
    """Return what a reader gets: what was approved, or the concept as it is now."""
    if form is Form.PERSONAL:
        return _personal(site, edition, choices)
    approved = None
    if edition.status != Stage.CONCEPT.value:
        approved = _approved(site, edition.week, form)
    if approved is not None:
        return approved
    url = approving.web_url(site.workshop, edition.week)
    return sealing.preview(approving.as_concept(edition), form, url)


def _personal(site: Site, edition: Edition, choices: Choices) -> str:
    """Return the mail of a reader with these choices, put together as sending does it."""
    html, text = (_content(site, edition, form) for form in (Form.MAIL, Form.TEXT))
    made = _sealed(site, edition) or approving.as_concept(edition)
    url = approving.web_url(site.workshop, edition.week)
    letters = Assembler(made, site.workshop.taxonomy, html, text, web_url=url)
    return letters.mail(choices)[0]


def _sealed(site: Site, edition: Edition) -> Edition | None:
    """Return the edition as it was approved; None for a concept."""
    if edition.status == Stage.CONCEPT.value:
        return None
    with read_scope(site.engine) as session:
        found = approvals.original(session, edition.week)
        data = approvals.file(session, found.id, sealing.DATA) if found else b""
    return edition_json.load(data) if data else None


def _choices(site: Site, bac: str, province: str) -> Choices:
    """Return what a reader chose; what does not exist counts for nothing."""
    bacs = (bac,) if site.names.knows(Scope(bac=bac)) and bac else ()
    return Choices(bacs=bacs, provinces=(province,) if province in PROVINCES else ())


@router.api_route(ROOT, methods=READ)
def preview(
    site: Staff, week: str, vorm: Wanted = "mail", bac: Chosen = "", provincie: Chosen = ""
) -> Response:
    """Show the letter in one form, with the way to the others."""
    edition, form = _edition(site, week), _form(vorm)
    if edition is None:
        return site.missing(NO_EDITION)
    text = _content(site, edition, form) if form is Form.TEXT else ""
    names = dict(view.FORMS)
    page = site.page(
        "approval/preview.html.j2", f"Voorbeeld, {dutch.week_label(week)}", here="/haagse-zaken",
        week=week, path=f"/haagse-zaken/{week}", label=dutch.week_label(week), form=form,
        edition=edition, forms=view.FORMS, width=_WIDTHS.get(form, ""), text=text,
        name=names[form], stage=view.stage_name(edition.status),
        is_concept=edition.status == Stage.CONCEPT.value,
        bacs=[(one.slug, one.name) for one in site.workshop.taxonomy.bacs], bac=bac,
        provinces=PROVINCES, provincie=provincie,
        out=edition.status in {Stage.SENDING.value, Stage.SENT.value},
    )  # fmt: skip
    page.headers["Content-Security-Policy"] = _FRAMED
    return page


@router.api_route(f"{ROOT}/inhoud", methods=READ)
def content(
    site: Staff, week: str, vorm: Wanted = "mail", bac: Chosen = "", provincie: Chosen = ""
) -> Response:
    """Return the letter itself, for the frame."""
    edition, form = _edition(site, week), _form(vorm)
    if edition is None:
        return site.missing(NO_EDITION)
    choices = _choices(site, bac, provincie)
    html = sealing.as_seen(_content(site, edition, form, choices), form)
    headers = {
        "Content-Security-Policy": _CONTENT, "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, no-store", "Vary": "Cookie",
    }  # fmt: skip
    return HTMLResponse(html, headers=headers)
