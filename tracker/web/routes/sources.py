"""How the sources, runs and messages stand."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tracker import runs, standing
from tracker.database import read_scope
from tracker.jobs.sources import source_states
from tracker.web.site import READ, TheSite
from tracker.web.view import sources as words

router = APIRouter()
_RUNS_SHOWN = 20
_PROBLEM_DAYS = 14


@router.api_route("/bronnen", methods=READ, response_class=HTMLResponse)
def sources(site: TheSite) -> HTMLResponse:
    """Show the state of the sources in plain Dutch."""
    now = site.now()
    with read_scope(site.engine) as session:
        found = source_states(site.workshop, session)
        problems = standing.problems(session, now - timedelta(days=_PROBLEM_DAYS))
        outbox = standing.outbox_state(session)
        recent = runs.recent(session, _RUNS_SHOWN)
    lines = {line.name: line for line, _ in found}
    states = {line.name: state for line, state in found}
    views = [
        words.source_view(states[one.name], one, now, lines[one.name]) for one in site.every_source
    ]
    return site.page(
        "sources.html.j2",
        "Bronnen",
        here="/bronnen",
        sources=views,
        late=[one.sentence.title for one in views if one.sentence.tone == "bad"],
        problems=words.problem_views(problems),
        problem_days=_PROBLEM_DAYS,
        outbox=words.outbox_view(outbox),
        runs=words.run_views(recent, site.schedule, site.sources),
    )
