"""All dossiers, and the page of one."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from tracker import dutch, overview
from tracker.database import read_scope
from tracker.overview import DossierCounts, Scope
from tracker.web.site import READ, TheSite
from tracker.web.view import lines, news

router = APIRouter()
_RECENT = timedelta(days=7)
_NEWS = timedelta(days=14)
_AHEAD = timedelta(weeks=26)


@router.api_route("/dossiers", methods=READ, response_class=HTMLResponse)
def dossiers(site: TheSite) -> HTMLResponse:
    """Show all dossiers per BAC with figures."""
    now = site.now()
    with read_scope(site.engine) as session:
        counts = overview.dossier_counts(session, now, now - _RECENT)
    taxonomy = site.workshop.taxonomy
    bacs = [
        (bac, [(one, counts.get(one.slug, DossierCounts()))
               for one in taxonomy.dossiers if one.bac == bac.slug])
        for bac in taxonomy.bacs
    ]  # fmt: skip
    return site.page("dossiers.html.j2", "Dossiers", here="/dossiers", bacs=bacs)


@router.api_route("/dossiers/{slug}", methods=READ, response_class=HTMLResponse)
def dossier(site: TheSite, slug: str) -> Response:
    """Show what comes, what happened and which toezeggingen are open in one dossier."""
    scope = Scope(dossier=slug)
    if not site.names.knows(scope):
        return site.missing("Dit dossier kennen wij niet.")
    now = site.now()
    with read_scope(site.engine) as session:
        coming = overview.activities_between(session, now, now + _AHEAD, scope, limit=60)
        past = overview.happened(session, scope, now)
        promises = overview.open_commitments(session, scope)
        changed = overview.changed_items(session, now - _NEWS, scope, limit=200)
    found = site.workshop.taxonomy.dossier(slug)
    first, last = dutch.day_of(now), dutch.day_of(now + timedelta(weeks=4))
    return site.page(
        "dossier.html.j2",
        found.name,
        here="/dossiers",
        dossier=found,
        scope=scope,
        bac=site.workshop.taxonomy.bac(found.bac),
        agenda=lines.agenda(coming, site.names, site.workshop.recess, first, last, now, slug),
        news=news.by_day(changed, site.names, now, most=20, without=slug),
        past=lines.lines(past.items, site.names, slug, site.now()),
        more_past=past.more,
        promises=lines.lines(promises, site.names, slug, site.now()),
    )
