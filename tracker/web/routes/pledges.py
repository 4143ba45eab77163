"""Toezeggingen and aangenomen moties, followed to their date; as a page and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from tracker import dutch, pledges, reader_files
from tracker.database import read_scope
from tracker.pledges import Stage
from tracker.records import StoredItem
from tracker.web.site import READ, Site, TheScope, TheSite
from tracker.web.view import pledges as words
from tracker.web.view.pledges import PledgeView

router = APIRouter()
_HERE = "/toezeggingen"
_PAGE, _MOST = 40, 5_000
_MOTIONS_ON_PAGES, _MOTIONS_IN_FILE = 160, 2_000
_MOTIONS_SINCE = timedelta(days=548)
PageNumber = Annotated[int, Query(ge=1, le=500)]
Kind = Literal["toezeggingen", "moties"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a visitor asked for; of moties "nagekomen" are those with a letter since."""

    kind: Kind
    stage: Stage
    page: int


def _asked(
    soort: Kind = "toezeggingen", stand: Stage = Stage.OPEN, pagina: PageNumber = 1
) -> Asked:
    return Asked(soort, stand, pagina)


TheAsked = Annotated[Asked, Depends(_asked)]
Pair = tuple[StoredItem, PledgeView]


def _promised(
    session: Session, site: Site, scope: TheScope, asked: Asked, size: int
) -> tuple[list[Pair], bool]:
    today = dutch.day_of(site.now())
    found = pledges.commitments(session, scope, asked.stage, today, size, (asked.page - 1) * size)
    views = [(one, words.pledge_view(one, site.names, today)) for one in found.items]
    return views, found.more


def _adopted(
    session: Session, site: Site, scope: TheScope, asked: Asked, size: int
) -> tuple[list[Pair], bool]:
    today = dutch.day_of(site.now())
    most = _MOTIONS_ON_PAGES if size == _PAGE else _MOTIONS_IN_FILE
    found = pledges.adopted(session, scope, today - _MOTIONS_SINCE, most)
    letters = pledges.letters_about(session, found)
    kept = [one for one in found if _is_asked(asked.stage, bool(letters[one.id]))]
    start = (asked.page - 1) * size
    shown = kept[start : start + size]
    views = [(one, words.pledge_view(one, site.names, today, letters[one.id])) for one in shown]
    return views, len(kept) > start + size


def _is_asked(stage: Stage, answered: bool) -> bool:
    return stage is Stage.ALL or answered == (stage is Stage.KEPT)


def _found(site: Site, scope: TheScope, asked: Asked, size: int) -> tuple[list[Pair], bool]:
    read = _adopted if asked.kind == "moties" else _promised
    with read_scope(site.engine) as session:
        return read(session, site, scope, asked, size)


def _query(scope: TheScope, asked: Asked, **extra: str) -> str:
    given = {"soort": asked.kind, "stand": asked.stage.value, "bac": scope.bac,
             "dossier": scope.dossier, **extra}  # fmt: skip
    return "?" + urlencode({name: value for name, value in given.items() if value})


@router.api_route(_HERE, methods=READ, response_class=HTMLResponse)
def page(site: TheSite, scope: TheScope, asked: TheAsked) -> HTMLResponse:
    """Show toezeggingen by their day, or adopted moties with the letters since."""
    found, more = _found(site, scope, asked, _PAGE)
    number = asked.page
    return site.page(
        "pledges.html.j2",
        "Toezeggingen en moties",
        here=_HERE,
        asked=asked,
        scope=scope,
        form=site.names.form(scope),
        stages=words.stage_choices(asked.stage),
        pledges=[view for _, view in found],
        tabs=[
            (kind, _HERE + _query(scope, Asked(kind, asked.stage, 1)), text)
            for kind, text in _KINDS
        ],
        export=f"{_HERE}/export.csv{_query(scope, asked)}",
        before=_HERE + _query(scope, asked, pagina=str(number - 1)) if number > 1 else "",
        after=_HERE + _query(scope, asked, pagina=str(number + 1)) if more else "",
        number=number,
    )


_KINDS: tuple[tuple[Kind, str], ...] = (
    ("toezeggingen", "Toezeggingen"),
    ("moties", "Aangenomen moties"),
)


@router.api_route(f"{_HERE}/export.csv", methods=READ)
def export(site: TheSite, scope: TheScope, asked: TheAsked) -> Response:
    """Send the whole list as a CSV that no spreadsheet computes."""
    found, _ = _found(site, scope, Asked(asked.kind, asked.stage, 1), _MOST)
    data = reader_files.write_csv(words.HEADER, words.csv_rows(found, site.names))
    name = f"{asked.kind}-{_day(site)}.csv"
    return Response(
        data,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "Vary": "Cookie",
        },
    )


def _day(site: Site) -> date:
    return dutch.day_of(site.now())
