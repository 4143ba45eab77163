"""The editions of Haagse Zaken, as web page and as plain text.

Members read the concept too; everybody else what went out, exactly as it was approved.
"""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from newsletter import render
from newsletter.reading import anchor_of
from newsletter.report.page import has_report
from tracker.database import read_scope
from tracker.jobs import publishing
from tracker.jobs.publishing import Published
from tracker.web.routes.archive import is_member
from tracker.web.security import policy_for_styles
from tracker.web.site import READ, Site, TheSite

router = APIRouter()
_TEXT = ".txt"
_MISSING = "Van deze week is er nog geen Haagse Zaken."
_NOT_OUT = (
    "Van deze week is er nog geen Haagse Zaken verschenen. Werkt u bij het IPO of een provincie? "
    "Meld u aan: dan leest u ook het concept."
)


def _published(site: Site, week: str) -> Published | None:
    """Return the edition of a week as this visitor may read it."""
    with read_scope(site.engine) as session:
        return publishing.read(session, week, member=is_member(site))


def _not_yet(site: Site) -> Response:
    return site.missing(_MISSING if is_member(site) else _NOT_OUT)


@router.api_route("/haagse-zaken/{name}", methods=READ)
def edition(site: TheSite, name: str) -> Response:
    """Show one edition: `2026-W48` as a page, `2026-W48.txt` as plain text."""
    found = _published(site, name.removesuffix(_TEXT))
    if found is None:
        return _not_yet(site)
    if name.endswith(_TEXT):
        return PlainTextResponse(found.text)
    return _styled(found.page)


@router.api_route("/haagse-zaken/{week}/debat/{anchor}", methods=READ)
def debate_report(site: TheSite, week: str, anchor: str) -> Response:
    """Show the report of one debate of an edition, named by its anchor in the letter."""
    found = _published(site, week)
    blocks = [one for one in found.edition.blocks if not one.dropped] if found else []
    key = next((one.key for one in blocks if anchor_of(one.key) == anchor), "")
    if found is None or not has_report(found.edition, key):
        return site.missing("Van dit debat staat er geen verslag in Haagse Zaken.")
    back = f"/haagse-zaken/{week}#{anchor}"
    return _styled(render.report_page(found.edition, key, back_url=back))


def _styled(page: str) -> HTMLResponse:
    return HTMLResponse(page, headers={"Content-Security-Policy": policy_for_styles(page)})
