"""Search on title and number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from tracker import overview
from tracker.database import read_scope
from tracker.overview import Found
from tracker.web.site import READ, TheSite
from tracker.web.view.lines import lines

router = APIRouter()
_PAGE = 25
_MOST_WORDS = 8
_SHORTEST = 2
PageNumber = Annotated[int, Query(ge=1, le=400)]
Words = Annotated[str, Query(max_length=200)]


@router.api_route("/zoeken", methods=READ, response_class=HTMLResponse)
def find(site: TheSite, q: Words = "", pagina: PageNumber = 1) -> HTMLResponse:
    """Show items whose title holds all words, or whose number starts with the one word."""
    asked = q.replace("\x00", " ").strip()
    words = asked.split()[:_MOST_WORDS]
    too_short = bool(words) and max(map(len, words)) < _SHORTEST
    found = Found()
    if words and not too_short:
        with read_scope(site.engine) as session:
            found = overview.search(session, words, _PAGE, (pagina - 1) * _PAGE)
    return site.page(
        "find.html.j2",
        f"Zoeken naar “{asked}”" if asked else "Zoeken",
        here="/zoeken",
        asked=asked,
        too_short=too_short,
        lines=lines(found.items, site.names, now=site.now()),
        number=pagina,
        more=found.more,
    )
