"""Search in all items and editions, and narrow what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from newsletter.reading import safe_url
from tracker import dutch
from tracker.database import read_scope
from tracker.overview import Scope
from tracker.search.entries import EDITION_KIND
from tracker.search.finding import Audience, Found, Hit, SearchQuery, find
from tracker.search.snippets import Piece
from tracker.search.words import LONGEST
from tracker.vocabulary import KIND_WORDS
from tracker.web.site import READ, Site, TheSite
from tracker.web.view.labels import Choice

router = APIRouter()
_PAGE = 20
_SHORTEST = 2
_LAST_PAGE = 1_000
_PARTY_WIDTH, _SLUG_WIDTH = 40, 80
Text = Annotated[str, Query()]


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands in the form; a day that is none is empty."""

    words: str
    bac: str
    dossier: str
    kind: str
    party: str
    first: date | None
    last: date | None

    @property
    def too_short(self) -> bool:
        """Tell whether there is no word of two letters in it."""
        words = self.words.split()
        return bool(words) and max(map(len, words)) < _SHORTEST

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was asked."""
        return not any((self.words, self.bac, self.dossier, self.kind, self.party,
                        self.first, self.last))  # fmt: skip

    def address(self, page: int) -> str:
        """Return the address of a page of these results."""
        values = {
            "q": self.words, "bac": self.bac, "dossier": self.dossier, "soort": self.kind,
            "fractie": self.party, "van": _iso(self.first), "tot": _iso(self.last),
            "pagina": str(page) if page > 1 else "",
        }  # fmt: skip
        return f"/zoeken?{urlencode({name: value for name, value in values.items() if value})}"

    def query(self, audience: Audience) -> SearchQuery:
        """Return the question to the index."""
        return SearchQuery(self.words, self.bac, self.dossier, self.kind, self.party,
                           self.first, self.last, audience)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One result as shown; without `href` there is no page for this visitor."""

    href: str
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    facts: tuple[str, ...]
    when: str
    at: str
    is_outside: bool


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None


def _asked(
    q: Text = "", bac: Text = "", dossier: Text = "", soort: Text = "", fractie: Text = "",
    van: Text = "", tot: Text = "",
) -> Asked:  # fmt: skip
    """Read the form; whatever is in it, it is words or nothing."""
    words = q.replace("\x00", " ").strip()[:LONGEST]
    party = " ".join(fractie.replace("\x00", " ").split())[:_PARTY_WIDTH]
    slugs = [one.replace("\x00", "").strip()[:_SLUG_WIDTH] for one in (bac, dossier, soort)]
    return Asked(words, slugs[0], slugs[1], slugs[2], party, _day(van), _day(tot))


def _number(pagina: Text = "1") -> int:
    is_number = pagina.isascii() and pagina.isdigit() and len(pagina) < 5
    return min(max(int(pagina), 1), _LAST_PAGE) if is_number else 1


def audience_of(site: Site) -> Audience:
    """Return what this visitor may find; in the demo everybody is a member."""
    if site.visit.account is not None or site.shows_trial:
        return Audience.MEMBER
    return Audience.VISITOR if site.workshop.settings.workspace_open else Audience.PUBLIC


def _line(hit: Hit, audience: Audience) -> Line:
    is_outside = hit.item_id is not None and audience is Audience.PUBLIC
    inside = f"/items/{hit.item_id}" if hit.item_id is not None else hit.url
    week = dutch.week_label(hit.week) if hit.week else ""
    return Line(
        href=safe_url(hit.url) if is_outside else inside,
        title=hit.title,
        snippet=hit.snippet,
        facts=tuple(one for one in (hit.label, hit.number, week) if one),
        when=dutch.day_short(hit.day),
        at=hit.day.isoformat(),
        is_outside=is_outside,
    )


def _kinds(chosen: str) -> list[Choice]:
    kinds = [(EDITION_KIND, "Haagse Zaken (de brief)")]
    kinds += [(kind.value, word) for kind, word in KIND_WORDS.items()]
    return [Choice(value, word, value == chosen) for value, word in kinds]


@router.api_route("/zoeken", methods=READ, response_class=HTMLResponse)
def search(
    site: TheSite,
    asked: Annotated[Asked, Depends(_asked)],
    number: Annotated[int, Depends(_number)],
) -> HTMLResponse:
    """Show what was found, best first, with the words marked."""
    audience, found = audience_of(site), Found()
    if not asked.is_empty and not asked.too_short:
        with read_scope(site.engine) as session:
            today = dutch.day_of(site.now())
            query = asked.query(audience)
            found = find(session, query, today, page=number, size=_PAGE)
    return site.page(
        "find.html.j2",
        f"Zoeken naar “{asked.words}”" if asked.words else "Zoeken",
        here="/zoeken",
        base="_public.html.j2" if audience is Audience.PUBLIC else "_base.html.j2",
        asked=asked,
        found=found,
        lines=[_line(hit, audience) for hit in found.hits],
        form=site.names.form(Scope(asked.bac, asked.dossier)),
        kinds=_kinds(asked.kind),
        number=number,
        before=asked.address(number - 1) if number > 1 else "",
        after=asked.address(number + 1) if found.more else "",
    )
