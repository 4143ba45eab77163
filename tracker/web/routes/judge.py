"""What waits for a person's judgement."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from tracker import overview
from tracker.database import read_scope
from tracker.web.site import READ, TheScope, TheSite
from tracker.web.view.evidence import label_views, marked_texts
from tracker.web.view.judging import MOST_COUNTED, waiting_words
from tracker.web.view.labels import percent
from tracker.web.view.lines import line

router = APIRouter()
_PAGE = 20
PageNumber = Annotated[int, Query(ge=1, le=500)]


@router.api_route("/beoordelen", methods=READ, response_class=HTMLResponse)
def judge(site: TheSite, scope: TheScope, pagina: PageNumber = 1) -> HTMLResponse:
    """Show items below the line of certainty, with proposed dossiers and evidence."""
    with read_scope(site.engine) as session:
        count = overview.count_waiting(session, scope, MOST_COUNTED)
        found = overview.waiting(session, scope, _PAGE, (pagina - 1) * _PAGE)
    entries = [
        (
            line(stored, site.names),
            label_views(stored.classification, site.names),
            marked_texts(stored),
            percent(stored.classification.relevance) if stored.classification else "",
        )
        for stored in found.items
    ]
    return site.page(
        "judge.html.j2",
        "Te beoordelen",
        here="/beoordelen",
        scope=scope,
        form=site.names.form(scope),
        words=waiting_words(count),
        entries=entries,
        number=pagina,
        more=found.more,
    )
