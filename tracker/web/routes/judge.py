"""The pages of judging: what waits, what needs a second person, what was said."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from tracker import access, feedback, judged, overview, queries
from tracker.database import read_scope
from tracker.judged import Judged
from tracker.overview import Scope
from tracker.records import StoredItem
from tracker.web.site import READ, Site, TheScope, TheSite
from tracker.web.view import judging as words
from tracker.web.view.lines import line

router = APIRouter()
SCRIPT = "/static/judge.js"
_PAGE = 20
_HISTORY = 50
_UNDO = timedelta(hours=12)
PageNumber = Annotated[int, Query(ge=1, le=500)]
Wanted = Annotated[int, Query(ge=0, le=2**63 - 1)]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the queue somebody is."""

    scope: Scope = field(default_factory=Scope)
    page: int = 1
    wanted: int = 0


def names_of(site: Site, session: Session) -> Mapping[str, str]:
    """Return what people are called: by slug of people.yaml, and by account."""
    known = {person.slug: person.name for person in site.workshop.people.people}
    return known | {one.actor: one.name for one in access.accounts(session)}


def actor_of(site: Site) -> str:
    """Return under which name the visitor judges, "" when they are not signed in."""
    return site.visit.account.actor if site.visit.account else ""


def new_key() -> str:
    """Return the name of one showing of a form: sent twice, it counts once."""
    return secrets.token_urlsafe(16)


def _counts(session: Session, scope: Scope, reach: int) -> dict[str, Any]:
    count = overview.count_waiting(session, scope, words.MOST_COUNTED)
    return {
        "count": count,
        "left": words.count_words(count),
        "to_second": len(feedback.waiting_for_second(session, limit=reach)),
    }


def _beside(
    session: Session, queue: Sequence[StoredItem], wanted: int
) -> tuple[StoredItem | None, StoredItem | None, StoredItem | None]:
    """Return the item to show with the ones before and after it in the queue."""
    ids = [one.id for one in queue]
    if wanted and wanted not in ids:
        shown = queries.stored_items(session, [wanted]).get(wanted)
        return shown, None, queue[0] if queue else None
    if not queue:
        return None, None, None
    at = ids.index(wanted) if wanted else 0
    before = queue[at - 1] if at else None
    return queue[at], before, queue[at + 1] if at + 1 < len(queue) else None


def queue_page(
    site: Site,
    place: Place,
    *,
    note: str = "",
    chosen: Sequence[str] | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """Return the page with one item to judge and the queue beside it.

    `note` says what went wrong with a judgement, `chosen` is what it was about to say.
    """
    now, scope = site.now(), place.scope
    with read_scope(site.engine) as session:
        found = feedback.waiting(
            session, now, bac=scope.bac, dossier=scope.dossier, limit=_PAGE,
            offset=(place.page - 1) * _PAGE,
        )  # fmt: skip
        shown, before, after = _beside(session, found.items, place.wanted)
        people = names_of(site, session)
        last = judged.latest_of(session, actor_of(site), now - _UNDO) if actor_of(site) else None
        counts = _counts(session, scope, site.workshop.settings.correction_reach)
    view = words.judge_view(shown, site.names, now, new_key(), people, chosen) if shown else None
    return site.page(
        "judge.html.j2",
        "Te beoordelen",
        status=status,
        here="/beoordelen",
        script=SCRIPT,
        tab="/beoordelen",
        scope=scope,
        form=site.names.form(scope),
        view=view,
        waits=view is not None and view.line.doubtful,
        queue=[(one.id, line(one, site.names)) for one in found.items],
        before=before.id if before else 0,
        after=after.id if after else 0,
        number=place.page,
        more=found.more,
        last=words.word(last, site.names, people, actor_of(site)) if last else None,
        note=note,
        open_choice=chosen is not None,
        **counts,
    )


@router.api_route("/beoordelen", methods=READ, response_class=HTMLResponse)
def judge(site: TheSite, scope: TheScope, pagina: PageNumber = 1, stuk: Wanted = 0) -> HTMLResponse:
    """Show one item below the line of certainty, and the queue."""
    return queue_page(site, Place(scope, pagina, stuk))


def _list(
    site: Site, template: str, title: str, tab: str, found: Sequence[Judged], **values: Any
) -> HTMLResponse:
    """Return a page with judgements, for `found` read before."""
    with read_scope(site.engine) as session:
        people = names_of(site, session)
        counts = _counts(session, Scope(), site.workshop.settings.correction_reach)
    shown = [words.word(one, site.names, people, actor_of(site)) for one in found]
    return site.page(
        template, title, here="/beoordelen", script=SCRIPT, tab=tab, words=shown, **counts, **values
    )


@router.api_route("/beoordelen/tweede", methods=READ, response_class=HTMLResponse)
def second(site: TheSite) -> HTMLResponse:
    """Show the judgements that touch many items and wait for a second person."""
    reach = site.workshop.settings.correction_reach
    with read_scope(site.engine) as session:
        found = [
            Judged(one.feedback, one.stored, holds=True)
            for one in feedback.waiting_for_second(session, limit=reach)
        ]
    tab = "/beoordelen/tweede"
    return _list(site, "judge_second.html.j2", "Tweede oordeel", tab, found)


@router.api_route("/beoordelen/gedaan", methods=READ, response_class=HTMLResponse)
def done(site: TheSite, pagina: PageNumber = 1) -> HTMLResponse:
    """Show who said what of which item, newest first."""
    with read_scope(site.engine) as session:
        found = judged.history(session, _HISTORY + 1, (pagina - 1) * _HISTORY)
    return _list(
        site, "judge_done.html.j2", "Beoordeeld", "/beoordelen/gedaan", found[:_HISTORY],
        number=pagina, more=len(found) > _HISTORY,
    )  # fmt: skip
