"""The archive of Haagse Zaken: all editions by year, one before and one after, and a feed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tracker import corrections, dutch, sendings
from tracker import editions as stored
from tracker.database import Session, read_scope
from tracker.editions import EditionSummary
from tracker.jobs import publishing
from tracker.web.approval.view import stage_name
from tracker.web.public import atom
from tracker.web.public.answers import fresh
from tracker.web.site import READ, Site, TheSite

router = APIRouter()
ARCHIVE = "/haagse-zaken"
FEED = f"{ARCHIVE}/feed.xml"
_SEE_OTHER = 303
_ENTRIES = 26
_Line = tuple[str, str, str, str, str, str]


def is_member(site: Site) -> bool:
    """Tell whether this visitor reads what is inside; in the demo everybody does."""
    return site.visit.account is not None or site.shows_trial


def _seen(site: Site, *, member: bool) -> Sequence[EditionSummary]:
    """Return the editions that this visitor may read, the newest week first."""
    with read_scope(site.engine) as session:
        found = stored.list_editions(session)
    return [one for one in found if member or publishing.is_out(one.status)]


def _line(one: EditionSummary) -> _Line:
    return (one.week, dutch.week_label(one.week), one.subject, stage_name(one.status), one.status,
            dutch.moment(one.made_at))  # fmt: skip


@router.api_route(ARCHIVE, methods=READ, response_class=HTMLResponse)
def editions(site: TheSite) -> HTMLResponse:
    """Show all editions that this visitor may read by year, the newest week first."""
    found = _seen(site, member=is_member(site))
    years = [
        (year, [_line(one) for one in group])
        for year, group in groupby(found, key=lambda one: one.week[:4])
    ]
    return site.page(
        "editions.html.j2", "Haagse Zaken", here=ARCHIVE, years=years, member=is_member(site),
        feed=FEED, bacs=site.workshop.taxonomy.bacs if site.visit.account else (),
    )  # fmt: skip


@router.api_route(FEED, methods=READ)
def feed(site: TheSite, request: Request) -> Response:
    """Show what went out lately as a feed; the same for everybody."""
    base = site.workshop.settings.public_url.rstrip("/")
    found = _seen(site, member=False)[:_ENTRIES]
    with read_scope(site.engine) as session:
        entries = [_entry(session, one, base) for one in found]
    body = atom.feed(entries, "haagse-zaken", "Haagse Zaken", base + FEED, base + ARCHIVE)
    return fresh(request, body, atom.MEDIA_TYPE)


def _entry(session: Session, one: EditionSummary, base: str) -> atom.Entry:
    """Return an edition for the feed, dated when it went out or was corrected last."""
    sent = sendings.present(session, one.week)
    changed = corrections.approved(corrections.of(session, one.week))
    moments = [made.approved_at for made in changed if made.approved_at]
    moments.append(sent.started_at or sent.due_at if sent else one.made_at)
    notes = [corrections.dated(made, made.approved_at) for made in changed if made.approved_at]
    return atom.Entry(
        id=atom.urn("haagse-zaken", one.week), title=one.subject or "Haagse Zaken",
        summary=" ".join([f"{dutch.week_label(one.week)}.", *notes]),
        url=f"{base}{ARCHIVE}/{one.week}", at=max(moments), tags=(),
    )  # fmt: skip


def _beside(site: Site, week: str, *, later: bool) -> Response:
    """Send on to the next edition in time, to the archive when there is none."""
    weeks = [one.week for one in _seen(site, member=is_member(site))]
    found = [one for one in weeks if one > week][-1:] if later else [
        one for one in weeks if one < week
    ][:1]  # fmt: skip
    return RedirectResponse(f"{ARCHIVE}/{found[0]}" if found else ARCHIVE, _SEE_OTHER)


@router.api_route("/haagse-zaken/{week}/vorige", methods=READ)
def previous(site: TheSite, week: str) -> Response:
    """Go to the edition before this one; the page of an edition was approved, so it cannot say."""
    return _beside(site, week, later=False)


@router.api_route("/haagse-zaken/{week}/volgende", methods=READ)
def following(site: TheSite, week: str) -> Response:
    """Go to the edition after this one."""
    return _beside(site, week, later=True)
