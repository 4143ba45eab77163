"""The audit log, for the beheerder."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from tracker import audit, dutch
from tracker.audit import AuditFilter
from tracker.database import read_scope
from tracker.records import Right
from tracker.web.guard import Reader
from tracker.web.site import READ, Site
from tracker.web.view import log as words

router = APIRouter()
_PAGE = 50
Administered = Annotated[Site, Depends(Reader(Right.ADMINISTER))]
Short = Annotated[str, Query(max_length=100)]
PageNumber = Annotated[int, Query(ge=1, le=10_000)]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    if day is None or day.year in {date.min.year, date.max.year}:
        return None
    return datetime.combine(day + timedelta(days=days), time.min, dutch.AMSTERDAM)


@router.api_route("/beheer/logboek", methods=READ, response_class=HTMLResponse)
def log(
    site: Administered,
    wie: Short = "",
    wat: Short = "",
    van: Short = "",
    tot: Short = "",
    geweigerd: Short = "",
    pagina: PageNumber = 1,
) -> HTMLResponse:
    """Show who changed or tried to change what, newest first; `tot` is included."""
    chosen = AuditFilter(
        by=wie.replace("\x00", "").strip(),
        what=wat.replace("\x00", "").strip(),
        refused=geweigerd == "1",
        start=_midnight(_day(van)),
        end=_midnight(_day(tot), 1),
    )
    with read_scope(site.engine) as session:
        found = audit.lines(session, chosen, _PAGE + 1, (pagina - 1) * _PAGE)
    kept = {"wie": wie, "wat": wat, "van": van, "tot": tot, "geweigerd": geweigerd}
    query = urlencode({name: value for name, value in kept.items() if value})
    return site.page(
        "log.html.j2",
        "Logboek",
        here="/beheer/logboek",
        lines=[words.log_line(one) for one in found[:_PAGE]],
        choices=words.choices(wat),
        kept=kept,
        base=f"/beheer/logboek?{query}&" if query else "/beheer/logboek?",
        number=pagina,
        more=len(found) > _PAGE,
    )
