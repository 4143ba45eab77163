"""The page of one item."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from tracker import (
    coverage,
    desk,
    dutch,
    eu_files,
    joining,
    judged,
    meetings,
    people,
    queries,
    relations,
    routing,
    standing,
    threads,
    versions,
)
from tracker.coverage import Cover
from tracker.database import read_scope
from tracker.records import StoredItem
from tracker.web.routes.judge import SCRIPT, actor_of, names_of, new_key
from tracker.web.site import READ, Site, TheSite
from tracker.web.view import judging
from tracker.web.view.brussels import file_view
from tracker.web.view.coverage import CoverView, cover_view
from tracker.web.view.desk import DeskView, desk_view
from tracker.web.view.item import item_page
from tracker.web.view.places import internal_views, place_views
from tracker.web.view.sources import short_title
from tracker.web.view.versions import version_views

router = APIRouter()
ItemId = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _source_title(site: Site, name: str) -> str:
    return next((short_title(one) for one in site.every_source if one.name == name), name)


@dataclass(frozen=True, slots=True)
class Inside:
    """What members see: where the item stands with us, and of a debate its coverage."""

    desk: DeskView
    cover: CoverView | None


def _inside(
    site: Site, session: Session, stored: StoredItem, called: Mapping[str, str]
) -> Inside | None:
    """Return what is for members only, of all items that are one thing with this one."""
    if site.visit.account is None:
        return None
    group = [stored.id, *sorted(joining.group_of(session, stored.id) - {stored.id})]
    stands = desk.joined(list(desk.desks(session, group).values()))
    told = threads.messages_of(session, group)
    now = site.now()
    cover = None
    if coverage.is_debate(stored):
        place = coverage.reports(session, [stored]).get(stored.id)
        person = _responsible(site, session, stored)
        cover = cover_view(Cover(stored, stands, place), site.names, called, now, person)
    return Inside(desk_view(stands, told, called, site.names, now), cover)


def _responsible(site: Site, session: Session, stored: StoredItem) -> str:
    said = stored.classification
    if said is None or not said.dossiers:
        return ""
    present = people.current(session, site.workshop.people)
    return routing.responsible(present, said.dossiers[0], dutch.day_of(site.now())) or ""


@router.api_route("/items/{item_id}", methods=READ, response_class=HTMLResponse)
def item(site: TheSite, item_id: ItemId) -> Response:
    """Show an item with its parts, labels, history and origin."""
    with read_scope(site.engine) as session:
        stored = queries.stored_items(session, [item_id]).get(item_id)
        if stored is None:
            return site.missing("Dit stuk staat niet in onze gegevens.")
        changes = queries.changes_of(session, item_id)
        related = relations.related_items(session, stored)
        origin = standing.provenance(session, stored.item.source, stored.item.key)
        called = names_of(site, session)
        given = judged.of_item(session, item_id)
        joins = joining.joins_of(session, [item_id]).get(item_id, [])
        others = queries.stored_items(
            session, {end for one in joins for end in (one.item_id, one.into_id)}
        )
        file = eu_files.file_of(session, eu_files.names_for(stored))
        internal = meetings.internal_of(session, item_id) if site.visit.account else ()
        earlier = versions.earlier_versions(session, item_id)
        inside = _inside(site, session, stored, called)
    title = _source_title(site, stored.item.source)
    page = item_page(stored, changes, related, origin, site.names, title, site.now())
    return site.page(
        "item.html.j2",
        page.line.title,
        script=SCRIPT if site.visit.may_judge else "",
        page=page,
        onward=f"/items/{item_id}",
        judge=judging.judge_view(stored, site.names, site.now(), new_key(), called),
        places=place_views(
            stored, joins, others, {one.name: one.title for one in site.every_source}
        ),
        file=file_view(file, dutch.day_of(site.now())) if file else None,
        internal=internal_views(internal),
        inside=inside,
        versions=version_views(stored, earlier),
        words=[judging.word(one, site.names, called, actor_of(site)) for one in given],
    )
