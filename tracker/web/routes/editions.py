"""The editions of Haagse Zaken, as web page and as plain text."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from newsletter import render, view
from newsletter.reading import anchor_of
from newsletter.report.page import has_report
from tracker import dutch
from tracker import editions as stored
from tracker.database import read_scope
from tracker.records import Edition
from tracker.web.security import policy_for_styles
from tracker.web.site import READ, Site, TheSite

router = APIRouter()
_TEXT = ".txt"


@router.api_route("/haagse-zaken", methods=READ, response_class=HTMLResponse)
def editions(site: TheSite) -> HTMLResponse:
    """Show all editions, the newest week first."""
    with read_scope(site.engine) as session:
        found = stored.list_editions(session)
    lines = [
        (one.week, dutch.week_label(one.week), one.subject, one.status, dutch.moment(one.made_at))
        for one in found
    ]
    return site.page("editions.html.j2", "Haagse Zaken", here="/haagse-zaken", editions=lines)


def _edition(site: Site, week: str) -> Edition | None:
    """Return the edition of a week; who has not signed in gets nothing internal of it."""
    with read_scope(site.engine) as session:
        found = stored.load(session, week)
    return found if found is None or site.visit.account else view.public(found)


@router.api_route("/haagse-zaken/{name}", methods=READ)
def edition(site: TheSite, name: str) -> Response:
    """Show one edition: `2026-W48` as a page, `2026-W48.txt` as plain text."""
    found = _edition(site, name.removesuffix(_TEXT))
    if found is None:
        return site.missing("Van deze week is er nog geen Haagse Zaken.")
    if name.endswith(_TEXT):
        return PlainTextResponse(render.text(found))
    page = render.page(found, report_base=f"/haagse-zaken/{found.week}/debat")
    return _styled(page)


@router.api_route("/haagse-zaken/{week}/debat/{anchor}", methods=READ)
def debate_report(site: TheSite, week: str, anchor: str) -> Response:
    """Show the report of one debate of an edition, named by its anchor in the letter."""
    found = _edition(site, week)
    blocks = [one for one in found.blocks if not one.dropped] if found else []
    key = next((one.key for one in blocks if anchor_of(one.key) == anchor), "")
    if found is None or not has_report(found, key):
        return site.missing("Van dit debat staat er geen verslag in Haagse Zaken.")
    back = f"/haagse-zaken/{week}#{anchor}"
    return _styled(render.report_page(found, key, back_url=back))


def _styled(page: str) -> HTMLResponse:
    return HTMLResponse(page, headers={"Content-Security-Policy": policy_for_styles(page)})
