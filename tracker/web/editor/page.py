"""The pages of the editor: the letter, one block, its panel, its history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlmodel import Session

from newsletter import length
from tracker import queries, remarks
from tracker.database import read_scope
from tracker.records import Block, Right
from tracker.web.editor import answer, state, view
from tracker.web.editor.answer import Opened, Said
from tracker.web.editor.panel import Panel, history_lines, panel
from tracker.web.editor.state import Letter
from tracker.web.editor.words import DONE, kind_name
from tracker.web.guard import Reader
from tracker.web.site import READ, Site

router = APIRouter()
Editor = Annotated[Site, Depends(Reader(Right.EDIT))]
Key = Annotated[str, Query(max_length=200)]
Flag = Annotated[str, Query(max_length=40)]
_HISTORY, _HISTORY_OF_ALL = 60, 400
ROOT = "/haagse-zaken/{week}/redactie"
BLOCK_GONE = "Dit blok bestaat niet (meer)."


def letter_of(site: Site, session: Session, week: str, *, agreed: bool = False) -> Letter | None:
    """Return the edition as this visitor works on it, or None when there is none."""
    account = site.visit.account
    assert account is not None
    return state.load(session, week, account, site.now(), agreed=agreed)


def panel_of(site: Site, session: Session, letter: Letter, block: Block) -> Panel:
    """Return what stands beside a block."""
    versions = remarks.history(session, letter.week, block.key, _HISTORY)
    wanted = [block.item_id] if block.item_id is not None else []
    stored = queries.stored_items(session, wanted).get(block.item_id or 0)
    return panel(letter, block, versions, stored, site.names)


def opened(site: Site, session: Session, letter: Letter, key: str, *, writing: bool) -> Opened:
    """Return which block is open; nothing for a key that the letter does not have."""
    block = letter.block(key) if key else None
    if block is None:
        return Opened()
    fields = view.field_views(block) if writing and letter.may_write(block) else None
    return Opened(block.key, fields, "", panel_of(site, session, letter, block))


@router.api_route(ROOT, methods=READ)
def letter(
    site: Editor, week: str, blok: Key = "", bewerk: Flag = "", gedaan: Flag = "",
    akkoord: Flag = "",
) -> Response:  # fmt: skip
    """Show the whole letter as blocks; one of them open when asked for."""
    with read_scope(site.engine) as session:
        found = letter_of(site, session, week, agreed=akkoord == "1")
        if found is None:
            return answer.missing(site)
        open_one = opened(site, session, found, blok, writing=bewerk == "1")
    done = DONE.get(gedaan)
    said = Said(done.text, blok, done.undo) if done else Said()
    return answer.editor(site, found, said=said, opened=open_one)


@router.api_route(f"{ROOT}/blok", methods=READ)
def block(
    request: Request, site: Editor, week: str, sleutel: Key = "", bewerk: Flag = "",
    akkoord: Flag = "",
) -> Response:  # fmt: skip
    """Show one block, to read or to write in, with its panel beside it."""
    with read_scope(site.engine) as session:
        found = letter_of(site, session, week, agreed=akkoord == "1")
        one = found.block(sleutel) if found else None
        if found is None or one is None:
            return site.missing(BLOCK_GONE)
        if not answer.by_htmx(request):
            return answer.onward(found.path, one.key, bewerk=bewerk, akkoord=akkoord)
        beside = panel_of(site, session, found, one) if bewerk else None
    fields = view.field_views(one) if bewerk == "1" and found.may_write(one) else None
    shown = view.one_block(found, one)
    return answer.part(
        site, "editor/block.html.j2", letter=found, block=shown, fields=fields, panel=beside
    )


@router.api_route(f"{ROOT}/paneel", methods=READ)
def beside(
    request: Request, site: Editor, week: str, sleutel: Key = "", akkoord: Flag = ""
) -> Response:
    """Show the panel of a block; an empty one without a block."""
    with read_scope(site.engine) as session:
        found = letter_of(site, session, week, agreed=akkoord == "1")
        if found is None:
            return answer.missing(site)
        if not answer.by_htmx(request):
            return answer.onward(found.path, sleutel, at="paneel", akkoord=akkoord)
        one = found.block(sleutel)
        shown = panel_of(site, session, found, one) if one else None
    return answer.part(site, "editor/panel.html.j2", letter=found, panel=shown)


@router.api_route(f"{ROOT}/geschiedenis", methods=READ)
def history(site: Editor, week: str) -> Response:
    """Show what happened to the letter, the latest first."""
    with read_scope(site.engine) as session:
        found = letter_of(site, session, week)
        if found is None:
            return answer.missing(site)
        versions = remarks.history(session, week, limit=_HISTORY_OF_ALL)
    titles = {
        one.key: ": ".join(part for part in (kind_name(one.kind), view.title_of(one)) if part)
        for one in found.edition.blocks
    }
    lines = history_lines(found, versions, titles)
    title = f"Geschiedenis {week}"
    return answer.whole(site, "editor/history.html.j2", title, letter=found, lines=lines)


@router.api_route(f"{ROOT}/aanwezig", methods=READ)
def present(request: Request, site: Editor, week: str, revisie: int = 0) -> Response:
    """Show who changed the letter last, and whether that is after what the page shows."""
    with read_scope(site.engine) as session:
        assert site.visit.account is not None
        found = state.head(session, week, site.visit.account, site.now())
    if found is None:
        return answer.missing(site)
    if not answer.by_htmx(request):
        return answer.onward(found.path)
    others = found.edition.edited_by not in {"", found.account.email}
    newer = others and found.edition.revision > revisie
    return answer.part(site, "editor/present.html.j2", letter=found, seen=revisie, newer=newer)


@router.api_route(f"{ROOT}/lengte", methods=READ)
def meter(request: Request, site: Editor, week: str) -> Response:
    """Show how long the letter is now."""
    with read_scope(site.engine) as session:
        found = letter_of(site, session, week)
    if found is None:
        return answer.missing(site)
    if not answer.by_htmx(request):
        return answer.onward(found.path)
    shown = view.meter(length.measure(found.edition))
    return answer.part(site, "editor/meter.html.j2", meter=shown)
