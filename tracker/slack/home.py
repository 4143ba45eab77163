"""App Home: what is open, what comes, what waits, for one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View
from sqlmodel import Session

from config.schema import Member, People, SourceConfig
from tracker import desk, dutch, overview, queries
from tracker.overview import Scope
from tracker.records import Desk, StoredItem
from tracker.slack import listing, parts, state
from tracker.slack.actions import STRANGER
from tracker.slack.parts import MessageContext
from tracker.slack.text import escape

MAX_BLOCKS = 100
REFRESH = "home_refresh"
_OPEN, _DEBATES, _TERMS = 12, 20, 10
_TERM = timedelta(days=42)
_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class HomeContent:
    """What App Home of a person shows; `open_items` newest first."""

    person: Member
    open_items: tuple[tuple[StoredItem, Desk], ...]
    debates: tuple[StoredItem, ...]
    desks: dict[int, Desk]
    terms: tuple[StoredItem, ...]
    dossiers: tuple[str, ...]
    waiting: int
    sources: tuple[str, ...]


def content(
    session: Session, people: People, person: Member, sources: Sequence[SourceConfig], now: datetime
) -> HomeContent:
    """Read what App Home of a person shows."""
    mine = desk.open_items(session, person.slug)
    stored = queries.stored_items(session, mine)
    dossiers = listing.own_dossiers(people, person.slug, now)
    debates = listing.coming_debates(session, now, dossiers)
    return HomeContent(
        person=person,
        open_items=tuple((stored[one], mine[one]) for one in mine if one in stored),
        debates=debates,
        desks=desk.desks(session, [one.id for one in debates]),
        terms=listing.coming_terms(session, now, dossiers, _TERM),
        dossiers=tuple(sorted(dossiers)),
        waiting=overview.count_waiting(session, Scope(), _MOST_WAITING),
        sources=listing.source_lines(session, sources, now),
    )


def _open(found: HomeContent, context: MessageContext) -> list[Block]:
    if not found.open_items:
        return parts.section("U hebt niets openstaan.")
    blocks: list[Block] = []
    for stored, now in found.open_items[:_OPEN]:
        blocks += parts.section(f"{listing.line(stored, context)}\n{state.sentence(now, context)}")
    rest = len(found.open_items) - _OPEN
    return [*blocks, *parts.context_line(f"En nog {rest}.")] if rest > 0 else blocks


def _list(lines: Sequence[str], nothing: str) -> list[Block]:
    return parts.section(parts.lines(lines) or nothing)


def _judging(found: HomeContent, context: MessageContext) -> str:
    if not found.waiting:
        return "Er wacht niets op een oordeel."
    more = found.waiting > _MOST_WAITING
    count = f"Meer dan {_MOST_WAITING}" if more else str(found.waiting)
    words, them = ("stuk wacht", "het") if found.waiting == 1 else ("stukken wachten", "ze")
    page = context.page("/beoordelen", f"Beoordeel {them} in de werkplek")
    return f"{count} {words} op een oordeel. {page}".strip()


def build(found: HomeContent, context: MessageContext, now: datetime) -> dict[str, Any]:
    """Return the view for `views.publish`."""
    names = ", ".join(context.dossier(slug) for slug in found.dossiers)
    debates = listing.bullet_list(found.debates, context, _DEBATES, found.desks)
    terms = listing.bullet_list(found.terms, context, _TERMS)
    blocks: list[Block] = [
        parts.header("Bij u open"),
        *_open(found, context),
        parts.header("Debatten op uw dossiers, komende twee weken"),
        *_list(debates, "Er staat niets op de agenda."),
        parts.header("Termijnen"),
        *_list(terms, "Er loopt in de komende zes weken geen termijn af."),
        parts.header("Te beoordelen"),
        *parts.section(_judging(found, context)),
        parts.header("Bronnen"),
        *_list(found.sources, "Er zijn geen bronnen."),
        parts.divider(),
        parts.buttons("home", [parts.Button("Ververs", REFRESH, "Ververs dit overzicht", {})]),
        *parts.context_line(
            f"Uw dossiers: {escape(names) or 'geen'}. Bijgewerkt {dutch.moment(now)}. "
            "Typ */haagsezaken hulp* voor wat u nog meer kunt vragen."
        ),
    ]
    return View(type="home", blocks=blocks[:MAX_BLOCKS]).to_dict()


def stranger() -> dict[str, Any]:
    """Return App Home of somebody who is not in people.yaml."""
    blocks = [parts.header("Haagse Zaken"), *parts.section(escape(STRANGER))]
    return View(type="home", blocks=blocks).to_dict()
