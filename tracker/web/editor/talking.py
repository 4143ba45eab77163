"""Remarks with a block: placed, and done."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from tracker import remarks
from tracker.database import read_scope, session_scope
from tracker.web.editor import answer, carry
from tracker.web.editor.carry import Asked, Editing
from tracker.web.editor.page import BLOCK_GONE, ROOT, letter_of, panel_of
from tracker.web.editor.state import path_of
from tracker.web.guard import Sent

router = APIRouter()
_LONGEST_ID = 18


def _carried_out(
    request: Request, sent: Sent, asked: Asked, work: Callable[[Session], object]
) -> Response:
    try:
        with session_scope(sent.site.engine) as session:
            work(session)
            carry.note(session, sent, asked)
    except carry.TROUBLES as error:
        return carry.trouble(request, sent, asked, error)
    if not answer.by_htmx(request):
        return answer.onward(path_of(asked.week), asked.key, at="paneel", gedaan=asked.name)
    with read_scope(sent.site.engine) as session:
        letter = letter_of(sent.site, session, asked.week)
        block = letter.block(asked.key) if letter else None
        if letter is None or block is None:
            return sent.site.missing(BLOCK_GONE)
        shown = panel_of(sent.site, session, letter, block)
    return answer.part(sent.site, "editor/panel.html.j2", letter=letter, panel=shown)


@router.post(f"{ROOT}/opmerking")
def remark(request: Request, sent: Editing, week: str) -> Response:
    """Place a remark with a block."""
    asked = Asked(week, carry.key_of(sent), "opmerking")
    words, by, now = sent.form.one("tekst"), sent.account.email, sent.site.now()
    return _carried_out(
        request, sent, asked,
        lambda session: remarks.comment(session, week, asked.key, words, by=by, now=now),
    )  # fmt: skip


@router.post(f"{ROOT}/opmerking-klaar")
def finish(request: Request, sent: Editing, week: str) -> Response:
    """Say that a remark is done."""
    asked = Asked(week, carry.key_of(sent), "opmerking-klaar")
    number = sent.form.one("opmerking")
    known = number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID
    by, now = sent.account.email, sent.site.now()
    return _carried_out(
        request, sent, asked,
        lambda session: remarks.resolve(
            session, week, int(number) if known else 0, by=by, now=now
        ),
    )  # fmt: skip
