"""New blocks: of an editor's own, and of items that the letter does not have."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from newsletter import importance
from newsletter.edition import Section, block_key
from newsletter.fields import ACTION, FREE, FieldError
from tracker import arranging, leftovers
from tracker.database import read_scope
from tracker.jobs import editorial
from tracker.jobs.drafting import window
from tracker.records import Block, StoredItem
from tracker.web.editor import answer, carry
from tracker.web.editor.carry import Asked, Editing
from tracker.web.editor.page import ROOT, Editor, Flag, Key, letter_of
from tracker.web.editor.state import path_of
from tracker.web.editor.view import open_sections
from tracker.web.site import READ, Site
from tracker.web.view.lines import Line, line

router = APIRouter()
_MOST, _MOST_WEIGHED, _MOST_WORDS, _LONGEST_ID = 20, 120, 8, 18
_EMPTY = {FREE: {"title": ""}, ACTION: {"what": "", "who": "", "before": ""}}


def _new_block(kind: str, section: str) -> Block:
    """Return an empty block of an editor; FieldError for a kind or place that is not theirs."""
    if kind == ACTION:
        section = Section.ACTIONS.value
    if kind not in _EMPTY or section not in {name for name, _ in open_sections()}:
        raise FieldError("Dit soort blok kan hier niet staan.")
    part = f"{kind}-{secrets.token_hex(6)}"
    return Block(block_key(Section(section), part), section, kind, 0, dict(_EMPTY[kind]))


@router.post(f"{ROOT}/toevoegen")
def add_own(request: Request, sent: Editing, week: str) -> Response:
    """Add an empty block at the end of a section and open it to write in."""
    asked = Asked(week, "", "toevoegen")
    try:
        block = _new_block(sent.form.one("soort"), sent.form.one("deel"))
        asked = Asked(week, block.key, "toevoegen")
        by, now = sent.account.email, sent.site.now()
        carry.carried_out(
            sent, asked, lambda session: arranging.add(session, week, block, by=by, now=now)
        )
    except carry.TROUBLES as error:
        return carry.trouble(request, sent, asked, error)
    return answer.onward(path_of(week), asked.key, bewerk="1", gedaan=asked.name)


@router.post(f"{ROOT}/opnemen")
def add_item(request: Request, sent: Editing, week: str) -> Response:
    """Put an item into the letter with the block that the machine makes of it."""
    asked = Asked(week, "", "opnemen")
    number = sent.form.one("stuk")
    try:
        if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID):
            raise editorial.NothingToMakeError("Dit stuk kennen wij niet.")
        block = editorial.of_item(sent.site.workshop, week, int(number))
        asked = Asked(week, block.key, "opnemen")
        by, now = sent.account.email, sent.site.now()
        carry.carried_out(
            sent, asked, lambda session: arranging.add(session, week, block, by=by, now=now)
        )
    except carry.TROUBLES as error:
        return carry.trouble(request, sent, asked, error)
    return answer.onward(path_of(week), asked.key, gedaan=asked.name)


def _lines(site: Site, items: Sequence[StoredItem]) -> list[tuple[int, Line]]:
    return [(one.id, line(one, site.names)) for one in items]


def _weighed(site: Site, items: Sequence[StoredItem]) -> list[StoredItem]:
    """Return the most important of the newest items."""
    now, taxonomy = site.now(), site.workshop.taxonomy
    ordered = sorted(items, key=lambda one: importance.of(one, now, taxonomy).points, reverse=True)
    return ordered[:_MOST]


@router.api_route(f"{ROOT}/zoek", methods=READ)
def find(request: Request, site: Editor, week: str, q: Key = "", akkoord: Flag = "") -> Response:
    """Show items of the week that the letter does not have; without words the weightiest."""
    words = q.replace("\x00", " ").split()[:_MOST_WORDS]
    limit = _MOST if words else _MOST_WEIGHED
    with read_scope(site.engine) as session:
        letter = letter_of(site, session, week, agreed=akkoord == "1")
        if letter is None:
            return answer.missing(site)
        found = leftovers.left_out(session, week, words, *window(week), limit=limit)
    shown = found if words else _weighed(site, found)
    values: dict[str, Any] = {"letter": letter, "asked": q.strip(), "lines": _lines(site, shown)}
    if answer.by_htmx(request):
        return answer.part(site, "editor/found.html.j2", **values)
    return answer.whole(site, "editor/found_page.html.j2", f"Zoeken voor {week}", **values)
