"""Calendars to subscribe to and Atom feeds, of everything, a BAC, a dossier or a person."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response

from tracker import published
from tracker.database import read_scope
from tracker.web.public import atom, calendar, reading
from tracker.web.public.answers import fresh
from tracker.web.public.page import PAGE
from tracker.web.public.topics import EVERYTHING, Of, Topic, topic_of
from tracker.web.site import READ, Site, TheSite

router = APIRouter()
Slug = Annotated[str, Path(max_length=80)]
_ENTRIES = 50


def _name(topic: Topic) -> str:
    return f"Politieke agenda: {topic.name}"


def _address(site: Site, path: str) -> str:
    return f"{site.workshop.settings.public_url.rstrip('/')}{path}"


def _page(site: Site, topic: Topic) -> str:
    """Return the address of the page that shows the same."""
    is_page = topic.of in {Of.BAC, Of.DOSSIER}
    return _address(site, f"{PAGE}?{topic.of.value}={topic.slug}" if is_page else PAGE)


def _dated(at: datetime | None) -> dict[str, str]:
    return {} if at is None else {"Last-Modified": format_datetime(at.astimezone(UTC), usegmt=True)}


def _calendar(site: Site, request: Request, topic: Topic) -> Response:
    with read_scope(site.engine) as session:
        found = reading.of_calendar(session, topic.selection, site.now())
    source = _address(site, f"{PAGE}/kalender/{topic.place}.ics")
    page, name = _page(site, topic), _name(topic)
    body = site.shelf.body(
        source,
        (found, name, page),
        lambda: calendar.calendar(found, site.names, name, source, page),
    )
    headers = _dated(calendar.changed_at(found))
    return fresh(request, body, calendar.MEDIA_TYPE, headers)


def _feed(site: Site, request: Request, topic: Topic) -> Response:
    with read_scope(site.engine) as session:
        found = published.news(session, topic.selection, _ENTRIES)
    page, address = _page(site, topic), _address(site, f"{PAGE}/feeds/{topic.place}.xml")
    entries = atom.entries_of(found, site.names, page)
    body = atom.feed(entries, topic.place, f"Haagse Zaken: {topic.name}", address, page)
    headers = _dated(max((one.at for one in entries), default=None))
    return fresh(request, body, atom.MEDIA_TYPE, headers)


@router.api_route(f"{PAGE}/kalender/alles.ics", methods=READ)
def whole_calendar(site: TheSite, request: Request) -> Response:
    """Give all debates as a calendar."""
    return _calendar(site, request, EVERYTHING)


@router.api_route(f"{PAGE}/kalender/{{of}}/{{slug}}.ics", methods=READ)
def one_calendar(site: TheSite, request: Request, of: Of, slug: Slug) -> Response:
    """Give the debates of a BAC, a dossier or a person's dossiers as a calendar."""
    return _calendar(site, request, topic_of(site, of, slug))


@router.api_route(f"{PAGE}/feeds/alles.xml", methods=READ)
def whole_feed(site: TheSite, request: Request) -> Response:
    """Give all news as a feed."""
    return _feed(site, request, EVERYTHING)


@router.api_route(f"{PAGE}/feeds/{{of}}/{{slug}}.xml", methods=READ)
def one_feed(site: TheSite, request: Request, of: Of, slug: Slug) -> Response:
    """Give the news of a BAC or a dossier as a feed."""
    if of is Of.PERSON:
        raise HTTPException(404, "Er zijn feeds per BAC en per dossier, niet per persoon.")
    return _feed(site, request, topic_of(site, of, slug))
