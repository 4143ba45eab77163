"""Haagse Zaken to take along: an edition as Word, PDF or HTML, and the memo of a BAC.

For members only: an export holds what is meant for the provinces.
"""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from tracker.errors import HaagseZakenError
from tracker.jobs import exporting
from tracker.jobs.exporting import LONGEST_MEMO, Export
from tracker.records import Right
from tracker.web.guard import Reader
from tracker.web.site import READ, Site

router = APIRouter()
Member = Annotated[Site, Depends(Reader(Right.READ))]
Weeks = Annotated[int, Query(ge=1, le=LONGEST_MEMO)]


def _download(made: Export) -> Response:
    name = quote(made.name)
    return Response(
        made.data,
        media_type=made.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}; filename=\"{name}\"",
            "Cache-Control": "private, no-store",
            "Vary": "Cookie",
        },
    )


def _refused(site: Site, error: HaagseZakenError) -> Response:
    text = str(error).partition(" Maak die met:")[0]
    return site.page("missing.html.j2", "Niet te maken", status=404, text=text)


@router.api_route("/haagse-zaken/{week}/export/{form}", methods=READ)
def edition(site: Member, week: str, form: Literal["word", "pdf", "html"]) -> Response:
    """Send an edition as a file."""
    try:
        return _download(exporting.edition(site.workshop, week, form))
    except HaagseZakenError as error:
        return _refused(site, error)


@router.api_route("/haagse-zaken/{week}/debat/{anchor}/{form}", methods=READ)
def report(site: Member, week: str, anchor: str, form: Literal["word", "pdf"]) -> Response:
    """Send the report of one debate as a file."""
    try:
        return _download(exporting.report(site.workshop, week, anchor, form))
    except HaagseZakenError as error:
        return _refused(site, error)


@router.api_route("/bac/{slug}/memo.docx", methods=READ)
def memo(site: Member, slug: str, weken: Weeks = 4) -> Response:
    """Send the memo of a BAC over the last weeks as a Word document."""
    try:
        return _download(exporting.memo(site.workshop, slug, weken))
    except HaagseZakenError as error:
        return _refused(site, error)
