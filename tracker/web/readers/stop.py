"""Unsubscribing: by a page with buttons, or by a mail program's own button (RFC 8058)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response

from tracker import reader_tokens, subscribers
from tracker.database import session_scope
from tracker.reader_post import ReaderMail, plan
from tracker.reader_tokens import Use
from tracker.records import MailKind, ReaderState, Subscriber
from tracker.web.readers import links
from tracker.web.readers.links import Opened, SignedLink
from tracker.web.site import READ, TheSite

router = APIRouter()
STOPS = (Use.EDITION, Use.URGENT)
Stopping = Annotated[Opened, Depends(SignedLink(*STOPS))]
_KINDS = {MailKind.EDITION: "Haagse Zaken van elke week",
          MailKind.URGENT: "berichten die niet kunnen wachten"}  # fmt: skip
_ONE_CLICK = "List-Unsubscribe"
_TEXTS = {"alles": "Geen mail meer", "deze": "Alleen deze mail niet meer"}


def _other(reader: Subscriber, kind: MailKind) -> str:
    """Return what a reader still gets besides this kind, "" when nothing."""
    others = (one for one in _KINDS if one is not kind)
    return next((_KINDS[one] for one in others if reader.choices.wants(one)), "")


@router.api_route("/afmelden-nieuwsbrief/{code}", methods=READ)
def stop_page(site: TheSite, code: str) -> Response:
    """Show the buttons that unsubscribe; opening the page stops nothing."""
    link = links.standing(site, code, *STOPS)
    if link is None or link.use is None:
        return links.broken(site)
    reader, kind = link.reader, link.use.kind
    return links.page(
        site, "stop.html.j2", "Afmelden voor Haagse Zaken", here="/voorkeuren", code=code,
        kind=_KINDS[kind], other=_other(reader, kind),
        stopped=reader.state is not ReaderState.ACTIVE, wanted=reader.choices.wants(kind),
    )  # fmt: skip


@router.post("/afmelden-nieuwsbrief/{code}")
def stop(opened: Stopping) -> Response:
    """Stop this kind of mail, or all; in force before the answer goes out."""
    site, form, link = opened.site, opened.form, opened.link
    assert link.use is not None
    one_click = form.one(_ONE_CLICK).strip().casefold() == "one-click"
    wanted = "deze" if one_click else form.one("wat")
    if wanted not in _TEXTS:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Kies wat u niet meer wilt krijgen.")
    kind = None if wanted == "alles" else link.use.kind
    text = f"{_ONE_CLICK}=One-Click" if one_click else _TEXTS[wanted]
    now = site.now()
    with session_scope(site.engine) as session:
        reader = subscribers.stop(session, link.reader.id, kind, now, text=text, ip=opened.ip,
                                  via="one-click" if one_click else "pagina")  # fmt: skip
        ended = reader is not None and reader.state is ReaderState.STOPPED
        if ended and link.reader.state is ReaderState.ACTIVE and not link.reader.suppressed_at:
            plan(session, link.reader.id, ReaderMail.STOPPED, now)
    preferences = reader_tokens.code(link.reader.id, link.reader.secret, Use.PREFERENCES)
    return links.page(
        site, "stopped.html.j2", "U bent afgemeld", here="/voorkeuren",
        kind=_KINDS[link.use.kind], ended=ended, preferences=preferences,
    )  # fmt: skip
