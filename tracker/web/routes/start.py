"""The start page: what changed, what comes, what waits."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tracker import dutch, editions, overview, standing
from tracker.database import read_scope
from tracker.overview import Scope
from tracker.web.routes.mine import mine
from tracker.web.site import READ, Site, TheScope, TheSite
from tracker.web.view import judging, lines, news
from tracker.web.view import sources as source_words

router = APIRouter()
_LOOK_BACK = timedelta(days=6)
_LOOK_AHEAD = timedelta(days=13)
_WAITING_SHOWN = 5


def _midnight(moment: datetime) -> datetime:
    return datetime.combine(dutch.day_of(moment), time.min, dutch.AMSTERDAM)


@router.api_route("/", methods=READ, response_class=HTMLResponse)
def start(site: TheSite, scope: TheScope) -> HTMLResponse:
    """Show the start page of the workspace."""
    return site.page("start.html.j2", "Vandaag", here="/", **_material(site, scope, site.now()))


def _material(site: Site, scope: Scope, now: datetime) -> dict[str, Any]:
    since = _midnight(now) - _LOOK_BACK
    first, last = dutch.day_of(now), dutch.day_of(now + _LOOK_AHEAD)
    until = datetime.combine(last + timedelta(days=1), time.min, dutch.AMSTERDAM)
    with read_scope(site.engine) as session:
        changed = overview.changed_items(session, since, scope)
        coming = overview.activities_between(session, _midnight(now), until, scope)
        count = overview.count_waiting(session, scope, judging.MOST_COUNTED)
        waiting = overview.waiting(session, scope, _WAITING_SHOWN).items
        drafts = editions.list_editions(session)[:1]
        own = None if scope != Scope() else mine(session, site, changed, coming, now)
        states = [(standing.source_state(session, one.name), one) for one in site.sources]
    return {
        "today": dutch.day_long(now),
        "scope": scope,
        "mine": own,
        "form": site.names.form(scope),
        "news": news.by_day(changed, site.names, now),
        "agenda": lines.agenda(coming, site.names, site.workshop.recess, first, last, now),
        "period": dutch.period(first, last),
        "waiting_words": judging.waiting_words(count),
        "waiting_count": judging.count_words(count),
        "waiting": lines.lines(waiting, site.names, now=site.now()),
        "drafts": [(one.week, dutch.week_label(one.week), one.status) for one in drafts],
        "sources": [source_words.sentence(state, one, now) for state, one in states],
    }
