"""The letter as its readers will see it: as mail, on a telephone, dark, as text, on the web.

What is shown is the real output, in a frame in which no script may run.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from newsletter import sealing
from newsletter.sealing import Form
from tracker import approvals, dutch
from tracker.database import read_scope
from tracker.jobs import approving
from tracker.records import Edition, Right, Stage
from tracker.web.approval import view
from tracker.web.guard import Reader
from tracker.web.security import HEADERS
from tracker.web.site import READ, Site

router = APIRouter()
Staff = Annotated[Site, Depends(Reader(Right.EDIT))]
Wanted = Annotated[str, Query(alias="vorm", max_length=20)]
ROOT = "/haagse-zaken/{week}/voorbeeld"
NO_EDITION = "Van deze week is er nog geen Haagse Zaken."
_CONTENT = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src 'self'; form-action 'none'; frame-ancestors 'self'; "
    "base-uri 'none'"
)
"""For the letter in its frame: its own styles, and nothing else."""
_FRAMED = f"{HEADERS['Content-Security-Policy']}; frame-src 'self'"
_WIDTHS = {Form.MAIL: "600", Form.NARROW: "320", Form.DARK: "600"}


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


def _content(site: Site, edition: Edition, form: Form) -> str:
    """Return what a reader gets: what was approved, or the concept as it is now."""
    approved = None
    if edition.status != Stage.CONCEPT.value:
        approved = _approved(site, edition.week, form)
    if approved is not None:
        return approved
    url = approving.web_url(site.workshop, edition.week)
    return sealing.preview(approving.as_concept(edition), form, url)


@router.api_route(ROOT, methods=READ)
def preview(site: Staff, week: str, vorm: Wanted = "mail") -> Response:
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
        out=edition.status in {Stage.SENDING.value, Stage.SENT.value},
    )  # fmt: skip
    page.headers["Content-Security-Policy"] = _FRAMED
    return page


@router.api_route(f"{ROOT}/inhoud", methods=READ)
def content(site: Staff, week: str, vorm: Wanted = "mail") -> Response:
    """Return the letter itself, for the frame."""
    edition, form = _edition(site, week), _form(vorm)
    if edition is None:
        return site.missing(NO_EDITION)
    html = sealing.as_seen(_content(site, edition, form), form)
    headers = {
        "Content-Security-Policy": _CONTENT, "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "private, no-store", "Vary": "Cookie",
    }  # fmt: skip
    return HTMLResponse(html, headers=headers)
