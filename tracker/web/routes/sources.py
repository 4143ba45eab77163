"""How the sources, runs and messages stand."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from tracker import runs, standing
from tracker.database import read_scope
from tracker.jobs.sources import source_lines
from tracker.web.site import READ, TheSite
from tracker.web.view import sources as words

router = APIRouter()
_RUNS_SHOWN = 20
_PROBLEM_DAYS = 14


@router.api_route("/bronnen", methods=READ, response_class=HTMLResponse)
def sources(site: TheSite) -> HTMLResponse:
    """Show the state of the sources in plain Dutch."""
    now = site.now()
    lines = {line.name: line for line in source_lines(site.workshop)}
    with read_scope(site.engine) as session:
        states = [(standing.source_state(session, one.name), one) for one in site.every_source]
        problems = standing.problems(session, now - timedelta(days=_PROBLEM_DAYS))
        outbox = standing.outbox_state(session)
        recent = runs.recent(session, _RUNS_SHOWN)
    return site.page(
        "sources.html.j2",
        "Bronnen",
        here="/bronnen",
        sources=[
            words.source_view(state, one, now, lines[one.name].items, lines[one.name].next_run_at)
            for state, one in states
        ],
        problems=words.problem_views(problems),
        problem_days=_PROBLEM_DAYS,
        outbox=words.outbox_view(outbox),
        runs=words.run_views(recent, site.schedule, site.sources),
    )
