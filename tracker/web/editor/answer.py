"""How the editor answers: a whole page, or the parts of it that changed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from newsletter import length
from newsletter.view import anchor_of
from tracker.records import Block
from tracker.web.editor import view
from tracker.web.editor.diff import Piece
from tracker.web.editor.panel import Panel
from tracker.web.editor.state import Letter
from tracker.web.editor.view import FieldView
from tracker.web.security import script_policy
from tracker.web.site import Site

SCRIPT = "/static/editor.js"
_PRIVATE = {"Cache-Control": "private, no-store", "Vary": "Cookie, HX-Request"}
_NO_EDITION = "Van deze week is er nog geen Haagse Zaken."


@dataclass(frozen=True, slots=True)
class Said:
    """What is told after a deed: `undo` and `again` are deeds that a button offers."""

    text: str = ""
    key: str = ""
    undo: str = ""
    again: str = ""
    bad: bool = False
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """Which block is open: to write in (`fields`), and with the panel beside it."""

    key: str = ""
    fields: tuple[FieldView, ...] | None = None
    note: str = ""
    panel: Panel | None = None


def by_htmx(request: Request) -> bool:
    """Tell whether a script of ours asks for a part of the page."""
    return request.headers.get("hx-request") == "true"


def missing(site: Site) -> Response:
    """Return the page that says that there is no such edition."""
    return site.missing(_NO_EDITION)


def whole(
    site: Site, template: str, title: str, *, status: int = HTTPStatus.OK, **values: Any
) -> HTMLResponse:
    """Return a page with the scripts of the editor."""
    nonce = secrets.token_urlsafe(16)
    page = site.page(
        template, title, status=status, here="/haagse-zaken", script=SCRIPT, nonce=nonce, **values
    )
    page.headers["Content-Security-Policy"] = script_policy(nonce)
    return page


def part(site: Site, template: str, *, status: int = HTTPStatus.OK, **values: Any) -> HTMLResponse:
    """Return a part of a page."""
    html = site.templates.get_template(template).render(
        visit=site.visit, token=site.visit.form_token, **values
    )
    return HTMLResponse(html, status_code=status, headers=_PRIVATE)


def editor(
    site: Site,
    letter: Letter,
    *,
    said: Said | None = None,
    opened: Opened | None = None,
    status: int = HTTPStatus.OK,
) -> HTMLResponse:
    """Return the whole editor."""
    open_one = opened or Opened()
    measured = length.measure(letter.edition)
    return whole(
        site,
        "editor/page.html.j2",
        f"Redactie {letter.week}",
        status=status,
        letter=letter,
        sections=view.sections(letter, measured),
        meter=view.meter(measured),
        asides=view.asides(letter),
        places=view.open_sections(),
        said=said or Said(),
        open_key=open_one.key,
        open_fields=open_one.fields,
        open_note=open_one.note,
        panel=open_one.panel,
    )


def changed(
    site: Site, letter: Letter, block: Block, said: Said, panel: Panel | None = None
) -> HTMLResponse:
    """Return what changed on the page: the block's section, what is left out, the notice.

    With `panel` also what stands beside the block.
    """
    return part(
        site,
        "editor/changed.html.j2",
        panel=panel,
        letter=letter,
        section=view.section(letter, block.section),
        asides=view.asides(letter),
        said=said,
        open_key="",
        open_fields=None,
        open_note="",
    )


def onward(path: str, key: str = "", *, at: str = "", **query: str) -> Response:
    """Go to the editor after a plain form, at the block when there is one."""
    values = {name: value for name, value in {"blok": key, **query}.items() if value}
    mark = at or (anchor_of(key) if key else "")
    address = f"{path}?{urlencode(values)}" if values else path
    return RedirectResponse(f"{address}#{mark}" if mark else address, HTTPStatus.SEE_OTHER)
