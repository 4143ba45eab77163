"""The politieke agenda for everybody: a week at a time, and how to get it in a calendar.

The agenda of the workspace (`routes/agenda.py`) shows more, to members; this page shows what
the calendars, feeds and API show, with the same words.
"""

from __future__ import annotations

import re
from datetime import date
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from tracker import dutch
from tracker.database import read_scope
from tracker.overview import Scope
from tracker.published import Selection
from tracker.web.api import explained
from tracker.web.api.routes import ROOT
from tracker.web.public import page as view
from tracker.web.public import reading
from tracker.web.public.topics import EVERYTHING, Of, Topic, bac_topic, dossier_topic
from tracker.web.routes.agenda import checked_week
from tracker.web.site import READ, Site, TheSite
from tracker.web.view import lines

router = APIRouter()
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FAR = "Zo ver gaat onze agenda niet."
_NO_DAY = "Deze dag bestaat niet. Een dag ziet eruit als 2026-12-03."


def _near(week: str) -> str:
    if not _FIRST_YEAR <= int(week[:4]) <= _LAST_YEAR:
        raise HTTPException(404, _FAR)
    return week


def _week_of_day(day: str) -> str:
    """Return the week of a day such as 2026-12-03; 404 when there is no such day."""
    try:
        found = date.fromisoformat(day if _DAY.fullmatch(day) else "")
    except ValueError:
        raise HTTPException(404, _NO_DAY) from None
    return _near(dutch.week_of(found))


def _selection(site: Site, bac: str, dossier: str) -> Selection:
    """Return what is wanted; 404 for a BAC or dossier that does not exist."""
    of_bac = bac_topic(site, bac).selection.bac if bac else ""
    return Selection(of_bac, dossier_topic(site, dossier).selection.dossiers if dossier else None)


def topic_chosen(site: Site, bac: str, dossier: str) -> Topic:
    """Return the calendar that fits a choice: that of the dossier, else of the BAC."""
    if dossier:
        return dossier_topic(site, dossier)
    return bac_topic(site, bac) if bac else EVERYTHING


def _query(**values: str) -> str:
    filled = {name: value for name, value in values.items() if value}
    return f"?{urlencode(filled)}" if filled else ""


@router.api_route(view.PAGE, methods=READ, response_class=HTMLResponse)
def public_agenda(
    site: TheSite, week: str = "", bac: str = "", dossier: str = "", indeling: str = "",
    dag: str = "",
) -> Response:  # fmt: skip
    """Show the debates of a week that concern the provinces, to anybody."""
    bac, dossier, dag = bac.strip(), dossier.strip(), dag.strip()
    per = "bac" if indeling == "bac" else ""
    if dag:
        to = _query(week=_week_of_day(dag), bac=bac, dossier=dossier, indeling=per)
        return RedirectResponse(f"{view.PAGE}{to}", HTTPStatus.SEE_OTHER)
    wanted = _near(checked_week(week, site.now()))
    selection = _selection(site, bac, dossier)
    scope = Scope(bac, dossier)
    return site.page(
        "public_agenda.html.j2",
        f"Politieke agenda, week {dutch.week_number(wanted)}",
        here=view.PAGE,
        scope=scope,
        per=per,
        form=site.names.form(scope),
        to=lambda **changed: (
            view.PAGE
            + _query(**{"week": wanted, "bac": bac, "dossier": dossier, "indeling": per, **changed})
        ),
        topic=topic_chosen(site, bac, dossier),
        **_material(site, wanted, selection, per),
    )


def _material(site: Site, wanted: str, selection: Selection, per: str) -> dict[str, Any]:
    now = site.now()
    first, last = dutch.week_days(wanted)
    present = dutch.week_of(now)
    with read_scope(site.engine) as session:
        found, gone = reading.of_week(session, wanted, selection, now)
        around = view.weeks_around(wanted, present)
        counts = reading.counts(session, selection, around)
    by_day = view.by_day(found, site.names, dutch.day_of(now))
    return {
        "week": wanted,
        "label": dutch.week_label(wanted),
        "before": dutch.week_after(wanted, -1),
        "after": dutch.week_after(wanted, 1),
        "present": present,
        "weeks": view.week_views(counts, wanted),
        "groups": view.by_bac(found, site.names) if per else by_day,
        "gone": [view.row(one, site.names) for one in gone],
        "recess": lines.recesses(site.workshop.recess, first, last),
        "as_of": dutch.moment_long(now),
    }


@router.api_route(f"{view.PAGE}/kalender", methods=READ, response_class=HTMLResponse)
def calendars(site: TheSite, bac: str = "", dossier: str = "") -> HTMLResponse:
    """Explain how to get the agenda in Outlook, with the address for what was chosen."""
    topic = topic_chosen(site, bac.strip(), dossier.strip())
    scope = Scope(
        topic.slug if topic.of is Of.BAC else "", topic.slug if topic.of is Of.DOSSIER else ""
    )
    address = f"{site.workshop.settings.public_url.rstrip('/')}{view.PAGE}/kalender/"
    people = site.workshop.people.people if site.visit.account else ()
    return site.page(
        "public_calendar.html.j2",
        "De politieke agenda in uw kalender",
        here=f"{view.PAGE}/kalender",
        topic=topic,
        form=site.names.form(scope),
        scope=scope,
        address=f"{address}{topic.place}.ics",
        webcal=f"webcal://{address.partition('://')[2]}{topic.place}.ics",
        people=[(one.name, f"{address}{Of.PERSON.value}/{one.slug}.ics") for one in people],
    )


@router.api_route(f"{view.PAGE}/api", methods=READ, response_class=HTMLResponse)
def feeds_and_api(site: TheSite, request: Request) -> HTMLResponse:
    """Explain feeds and API, from the OpenAPI document itself."""
    return site.page(
        "public_api.html.j2",
        "Feeds en API",
        here=f"{view.PAGE}/api",
        base=site.workshop.settings.public_url.rstrip("/"),
        root=ROOT,
        bacs=site.workshop.taxonomy.bacs,
        operations=explained.operations(request.app.state.api.openapi()),
    )
