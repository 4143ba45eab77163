"""EU files: all that matter, and the timeline of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse

from tracker import dutch, eu_files
from tracker.database import read_scope
from tracker.web.site import READ, TheSite
from tracker.web.view import brussels as words

router = APIRouter()
Name = Annotated[str, Path(max_length=160)]


@router.api_route("/eu", methods=READ, response_class=HTMLResponse)
def files(site: TheSite) -> HTMLResponse:
    """Show the EU files that concern the provinces, the nearest moment first."""
    with read_scope(site.engine) as session:
        found = eu_files.relevant_files(session)
    today = dutch.day_of(site.now())
    return site.page("eu.html.j2", "Brussel", here="/eu", files=words.by_urgency(found, today))


@router.api_route("/eu/{name:path}", methods=READ, response_class=HTMLResponse)
def file(site: TheSite, name: Name) -> Response:
    """Show everything that is known of one EU file, and the next moment of influence."""
    with read_scope(site.engine) as session:
        found = eu_files.file_of(session, [name])
    if found is None:
        return site.missing("Dit EU-dossier kennen wij niet.")
    view = words.file_view(found, dutch.day_of(site.now()))
    return site.page("eu_file.html.j2", view.title, here="/eu", file=view)
