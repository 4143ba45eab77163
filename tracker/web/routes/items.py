"""The page of one item."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import HTMLResponse

from tracker import dutch, eu_files, joining, judged, meetings, queries, relations, standing
from tracker.database import read_scope
from tracker.web.routes.judge import SCRIPT, actor_of, names_of, new_key
from tracker.web.site import READ, Site, TheSite
from tracker.web.view import judging
from tracker.web.view.brussels import file_view
from tracker.web.view.item import item_page
from tracker.web.view.places import internal_views, place_views
from tracker.web.view.sources import short_title

router = APIRouter()
ItemId = Annotated[int, Path(ge=1, le=2**63 - 1)]


def _source_title(site: Site, name: str) -> str:
    return next((short_title(one) for one in site.every_source if one.name == name), name)


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
        people = names_of(site, session)
        given = judged.of_item(session, item_id)
        joins = joining.joins_of(session, [item_id]).get(item_id, [])
        others = queries.stored_items(
            session, {end for one in joins for end in (one.item_id, one.into_id)}
        )
        file = eu_files.file_of(session, eu_files.names_for(stored))
        internal = meetings.internal_of(session, item_id) if site.visit.account else ()
    title = _source_title(site, stored.item.source)
    page = item_page(stored, changes, related, origin, site.names, title, site.now())
    return site.page(
        "item.html.j2",
        page.line.title,
        script=SCRIPT if site.visit.may_judge else "",
        page=page,
        onward=f"/items/{item_id}",
        judge=judging.judge_view(stored, site.names, site.now(), new_key(), people),
        places=place_views(
            stored, joins, others, {one.name: one.title for one in site.every_source}
        ),
        file=file_view(file, dutch.day_of(site.now())) if file else None,
        internal=internal_views(internal),
        words=[judging.word(one, site.names, people, actor_of(site)) for one in given],
    )
