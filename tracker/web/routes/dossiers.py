"""All dossiers, and the page of one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from tracker import dutch, overview, pledges
from tracker.database import read_scope
from tracker.overview import DossierCounts, Scope
from tracker.records import ItemKind
from tracker.web.site import READ, Site, TheSite
from tracker.web.view import dossier as dossier_view
from tracker.web.view import lines, news
from tracker.web.view.pledges import pledge_view

router = APIRouter()
_RECENT = timedelta(days=7)
_NEWS = timedelta(days=14)
_AHEAD = timedelta(weeks=26)
_MOTIONS, _MOTIONS_SHOWN = timedelta(days=548), 12


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
    found = site.workshop.taxonomy.dossier(slug)
    return site.page(
        "dossier.html.j2",
        found.name,
        here="/dossiers",
        dossier=found,
        scope=scope,
        bac=site.workshop.taxonomy.bac(found.bac),
        **_material(site, scope, now),
    )


def _material(site: Site, scope: Scope, now: datetime) -> dict[str, Any]:
    slug, today, names = scope.dossier, dutch.day_of(now), site.names
    with read_scope(site.engine) as session:
        coming = overview.activities_between(session, now, now + _AHEAD, scope, limit=60)
        past = overview.happened(session, scope, now)
        promises = overview.open_commitments(session, scope)
        motions = pledges.adopted(session, scope, today - _MOTIONS, _MOTIONS_SHOWN)
        answers = pledges.letters_about(session, motions)
        letters = overview.latest(session, ItemKind.KAMERBRIEF, scope)
        changed = overview.changed_items(session, now - _NEWS, scope, limit=200)
    return {
        "timeline": dossier_view.timeline((*coming, *past.items), names, now, slug),
        "more_past": past.more,
        "news": news.by_day(changed, names, now, most=20, without=slug),
        "letters": lines.lines(letters, names, slug),
        "promises": [pledge_view(one, names, today, skip=slug) for one in promises],
        "motions": [pledge_view(one, names, today, answers[one.id], slug) for one in motions],
    }
