"""The routes of the API: lists by page, one item, one edition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Header, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel

from tracker import dutch, editions, published
from tracker.database import read_scope
from tracker.published import ItemFilter, Selection
from tracker.records import Stage
from tracker.web.api import models, shapes
from tracker.web.api.asked import AgendaAsked, EditionsAsked, Filter, ItemsAsked, place_of
from tracker.web.public import reading
from tracker.web.public.answers import fresh
from tracker.web.public.topics import bac_topic, dossier_topic
from tracker.web.site import Site

VERSION = "1.0.0"
ROOT = "/api/v1"
_JSON = "application/json"
router = APIRouter()
KnownETag = Annotated[
    str | None,
    Header(alias="If-None-Match", description="ETag van een eerder antwoord; 304 als het klopt."),
]
ItemId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Het nummer uit id.")]
Week = Annotated[str, Path(pattern=r"^[0-9]{4}-W[0-9]{2}$", description="De week, zoals 2026-W48.")]


class Asker:
    """Who asks, and the site that answers."""

    def __init__(self, request: Request, known: KnownETag = None) -> None:
        del known
        self.request = request
        site = request.app.state.site
        assert isinstance(site, Site)
        self.site = site

    @property
    def base(self) -> str:
        """Return the address of the site, without a slash at the end."""
        return self.site.workshop.settings.public_url.rstrip("/")

    def next_page(self, path: str, asked: BaseModel, cursor: str) -> str:
        """Return the address of the next page: the same filters, another cursor."""
        given = asked.model_dump(mode="json", by_alias=True, exclude_unset=True)
        query = {name: value for name, value in given.items() if value is not None}
        return f"{self.base}{ROOT}{path}?{urlencode({**query, 'cursor': cursor})}"

    def answer(self, body: BaseModel) -> Response:
        """Return an answer as JSON, or 304 when the asker has it."""
        headers = {"API-Version": VERSION}
        if onward := getattr(body, "next", None):
            headers["Link"] = f'<{onward}>; rel="next"'
        return fresh(self.request, body.model_dump_json().encode(), _JSON, headers)


Asking = Annotated[Asker, Depends()]


def _selection(site: Site, asked: Filter) -> Selection:
    bac = bac_topic(site, asked.bac).selection.bac if asked.bac is not None else ""
    if asked.dossier is None:
        return Selection(bac)
    return Selection(bac, dossier_topic(site, asked.dossier).selection.dossiers)


@router.get("/items", response_model=models.Items, summary="Stukken en vergaderingen")
def items(asker: Asking, asked: Annotated[ItemsAsked, Query()]) -> Response:
    """Geeft alles wat de provincies raakt, wat het laatst binnenkwam eerst."""
    wanted = ItemFilter(
        _selection(asker.site, asked), asked.kind, asked.from_on, asked.until_on, asked.words
    )
    with read_scope(asker.site.engine) as session:
        found = published.items(session, wanted, before=asked.before, limit=asked.limit + 1)
    shown = found[: asked.limit]
    onward = asker.next_page("/items", asked, str(shown[-1].id)) if found[asked.limit :] else None
    made = [shapes.item(one, asker.site.names) for one in shown]
    return asker.answer(models.Items(items=made, next=onward))


@router.get("/items/{item_id}", response_model=models.Item, summary="Eén stuk of vergadering")
def item(asker: Asking, item_id: ItemId) -> Response:
    """Geeft één stuk of vergadering."""
    with read_scope(asker.site.engine) as session:
        found = published.item(session, item_id)
    if found is None:
        raise HTTPException(404, "Dit stuk kennen wij niet, of het is niet openbaar.")
    return asker.answer(shapes.item(found, asker.site.names))


def _bounds(asked: AgendaAsked, now: datetime) -> tuple[datetime, datetime | None]:
    """Return the first moment wanted, this Monday unless said, and the end of the last day."""
    first = asked.from_on or dutch.week_days(dutch.week_of(now))[0]
    start = datetime.combine(first, time.min, dutch.AMSTERDAM)
    if asked.until_on is None:
        return start, None
    end = datetime.combine(asked.until_on + timedelta(days=1), time.min, dutch.AMSTERDAM)
    return start, end


@router.get("/agenda", response_model=models.Agenda, summary="Politieke agenda")
def agenda(asker: Asking, asked: Annotated[AgendaAsked, Query()]) -> Response:
    """Geeft debatten op tijd, vanaf de maandag van deze week als u niets anders vraagt."""
    site, now = asker.site, asker.site.now()
    start, end = _bounds(asked, now)
    with read_scope(site.engine) as session:
        found = published.meetings(
            session, _selection(site, asked), start, end, after=asked.after, limit=asked.limit + 1
        )
        shown = found[: asked.limit]
        debates = reading.assembled(session, shown, now, once=False)
    onward = None
    if found[asked.limit :]:
        last = shown[-1]
        assert last.item.starts_at is not None
        place = place_of(last.item.starts_at.astimezone(UTC), last.id)
        onward = asker.next_page("/agenda", asked, place)
    made = [shapes.debate(one, site.names) for one in debates]
    return asker.answer(models.Agenda(debates=made, next=onward))


@router.get("/dossiers", response_model=models.Dossiers, summary="Dossiers en BAC's")
def dossiers(asker: Asking) -> Response:
    """Geeft alle dossiers van het IPO met hun BAC, kalender en feed."""
    return asker.answer(shapes.every_dossier(asker.site.names, asker.base))


def _sent(asker: Asker) -> list[editions.EditionSummary]:
    with read_scope(asker.site.engine) as session:
        found = editions.list_editions(session)
    return [one for one in found if one.status == Stage.SENT.value]


@router.get("/editions", response_model=models.Editions, summary="Verzonden edities")
def every_edition(asker: Asking, asked: Annotated[EditionsAsked, Query()]) -> Response:
    """Geeft de verzonden edities van Haagse Zaken, de nieuwste eerst."""
    sent = [one for one in _sent(asker) if asked.cursor is None or one.week < asked.cursor]
    shown, rest = sent[: asked.limit], sent[asked.limit :]
    onward = asker.next_page("/editions", asked, shown[-1].week) if rest else None
    made = [shapes.edition(one, asker.base) for one in shown]
    return asker.answer(models.Editions(editions=made, next=onward))


@router.get("/editions/{week}", response_model=models.Edition, summary="Eén editie")
def edition(asker: Asking, week: Week) -> Response:
    """Geeft één verzonden editie, bij haar week."""
    found = next((one for one in _sent(asker) if one.week == week), None)
    if found is None:
        raise HTTPException(404, "Van deze week is er geen verzonden Haagse Zaken.")
    return asker.answer(shapes.edition(found, asker.base))


def contents(base: str) -> Mapping[str, Any]:
    """Return where to find what: the answer of the API's own address."""
    return {
        "title": "Haagse Zaken: open gegevens",
        "version": VERSION,
        "openapi": f"{base}{ROOT}/openapi.json",
        "documentation": f"{base}/politieke-agenda/api",
    }
