"""Coverage: of the debates around now, which have a follower, inbreng and a verslag."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from tracker import coverage, dutch
from tracker.database import read_scope
from tracker.overview import Scope
from tracker.records import Right
from tracker.web.guard import Reader
from tracker.web.routes.judge import names_of
from tracker.web.site import READ, Site, TheScope
from tracker.web.view import coverage as words

router = APIRouter()
_HERE = "/dekking"
Member = Annotated[Site, Depends(Reader(Right.READ))]
Weeks = Annotated[int, Query(ge=1, le=6)]
Missing = Literal["", "volger", "inbreng", "verslag"]
_MISSING: dict[str, str] = {
    "volger": "zonder volger", "inbreng": "zonder inbreng", "verslag": "zonder verslag",
}  # fmt: skip


@router.api_route(_HERE, methods=READ, response_class=HTMLResponse)
def page(site: Member, scope: TheScope, weken: Weeks = 2, mist: Missing = "") -> HTMLResponse:
    """Show the coverage per BAC, and the debates themselves."""
    now = site.now()
    today, reach = dutch.day_of(now), timedelta(weeks=weken)
    with read_scope(site.engine) as session:
        debates = coverage.debates(session, today - reach, today + reach, Scope())
        found = coverage.cover(session, debates)
        people = names_of(site, session)

    def url(bac: str, lack: str) -> str:
        given = {"weken": str(weken), "bac": bac, "mist": lack}
        return f"{_HERE}?{urlencode({k: v for k, v in given.items() if v})}#lijst"

    shown = [one for one in found if not scope.bac or _has(one, scope.bac)]
    views = [words.cover_view(one, site.names, people, now) for one in shown]
    views = [one for one in views if not mist or mist in one.lacks]
    return site.page(
        "coverage.html.j2",
        "Dekking",
        here=_HERE,
        weeks=weken,
        period=dutch.period(today - reach, today + reach),
        bacs=words.per_bac(found, site.names, now, url),
        scope=scope,
        form=site.names.form(scope),
        missing=mist,
        missing_words=_MISSING.get(mist, ""),
        choices=_MISSING,
        debates=views,
        count=len(found),
    )


def _has(one: coverage.Cover, bac: str) -> bool:
    said = one.stored.classification
    return said is not None and bac in said.bacs
