"""The politieke agenda of one week."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from fastapi import APIRouter, HTTPException
from fastapi.responses import HTMLResponse

from tracker import dutch, overview
from tracker.database import read_scope
from tracker.web.site import READ, TheScope, TheSite
from tracker.web.view import lines
from tracker.web.view.places import term_views

router = APIRouter()


def checked_week(week: str, now: datetime) -> str:
    """Return the week asked for, or the present one; 404 when there is no such week."""
    wanted = week.strip() or dutch.week_of(now)
    try:
        dutch.week_days(wanted)
        dutch.week_days(dutch.week_after(wanted, 1))
        dutch.week_days(dutch.week_after(wanted, -1))
    except (ValueError, OverflowError):
        raise HTTPException(
            404, "Deze week bestaat niet. Een week ziet eruit als 2026-W48."
        ) from None
    return wanted


@router.api_route("/agenda", methods=READ, response_class=HTMLResponse)
def agenda(site: TheSite, scope: TheScope, week: str = "") -> HTMLResponse:
    """Show what is on the agenda in a week, per day."""
    now = site.now()
    wanted = checked_week(week, now)
    first, last = dutch.week_days(wanted)
    start = datetime.combine(first, time.min, dutch.AMSTERDAM)
    until = datetime.combine(last + timedelta(days=1), time.min, dutch.AMSTERDAM)
    with read_scope(site.engine) as session:
        found = overview.activities_between(session, start, until, scope)
        terms = overview.terms_between(session, first, last, scope)
    return site.page(
        "agenda.html.j2",
        f"Politieke agenda, week {dutch.week_number(wanted)}",
        here="/agenda",
        scope=scope,
        form=site.names.form(scope),
        week=wanted,
        label=dutch.week_label(wanted),
        before=dutch.week_after(wanted, -1),
        after=dutch.week_after(wanted, 1),
        present=dutch.week_of(now),
        agenda=lines.agenda(found, site.names, site.workshop.recess, first, last, now),
        terms=term_views(terms),
    )
