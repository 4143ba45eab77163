"""Search: the newest answers of the index, ranked, with what may be seen now only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select as columns
from sqlmodel import Session, col

from tracker import published
from tracker.blocks import CLOSED
from tracker.models import EditionTable, ItemTable, SearchEntryTable
from tracker.search import entries, index
from tracker.search.entries import INSIDE, OUTSIDE, PUBLIC, Place
from tracker.search.index import Question, facets_of
from tracker.search.snippets import Marker, Piece
from tracker.search.words import Words, parse

RANKED = 100
"""How many of the newest answers are ranked, wherever the words stand in them."""
_TITLED = 40
"""How many of the newest answers with the words in the title are ranked: two pages."""
_LAST = entries.first_id(date.max) - 1
_HALF_WORTH = 120
_IN_TITLE, _IS_NUMBER = 1.0, 10.0


class Audience(Enum):
    """Who searches: anybody, a visitor of an open workspace, a member."""

    PUBLIC = (PUBLIC,), (INSIDE,)
    VISITOR = (), (INSIDE,)
    MEMBER = (), (OUTSIDE,)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What somebody asks; "" and None do not narrow it. Days are both included."""

    asked: str = ""
    bac: str = ""
    dossier: str = ""
    kind: str = ""
    party: str = ""
    first: date | None = None
    last: date | None = None
    audience: Audience = Audience.PUBLIC

    @property
    def facets(self) -> tuple[str, ...]:
        """Return the facets that all must hold."""
        chosen = (("b", self.bac), ("d", self.dossier), ("k", self.kind), ("p", self.party))
        found = [one for name, value in chosen if value for one in facets_of(name, [value])]
        return (*found, *self.audience.value[0])


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. `item_id` is None for a piece of an edition, whose address is `url`."""

    item_id: int | None
    day: date
    title: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    label: str
    number: str
    url: str
    week: str


@dataclass(frozen=True, slots=True)
class Found:
    """A page of results; of `total` there are more when it is `bounded`."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    bounded: bool = False
    more: bool = False


def _ranked(session: Session, question: Question, today: date, page: int) -> list[int]:
    """Return the ids of answers, best first: a number, the title, then what is new."""
    words = question.words
    worth: dict[int, float] = {}
    if words.number:
        facets = (*question.facets, f"n_{words.number}")
        named = _changed(question, words=Words(without=words.without), facets=facets)
        worth |= dict.fromkeys(index.newest(session, named, RANKED), _IS_NUMBER)
    anywhere = index.newest(session, question, RANKED)
    if len(anywhere) < page and words.beginning:
        anywhere = index.newest(session, _changed(question, begins=True), RANKED)
    titled = index.newest(session, _changed(question, in_title=True), _TITLED) if words else []
    for one in (*titled, *anywhere):
        worth.setdefault(one, 0.0)
    for one in titled:
        worth[one] += _IN_TITLE
    now = entries.first_id(today)
    return sorted(worth, key=lambda one: (-worth[one] - _newness(one, now), -one))


def _changed(question: Question, **values: Any) -> Question:
    names = ("words", "facets", "barred", "first", "last", "in_title", "begins")
    return Question(**{**{name: getattr(question, name) for name in names}, **values})


def _newness(entry_id: int, now: int) -> float:
    """Return 1 for today and what comes, a half for four months ago."""
    days = (now - entry_id) >> 32
    return 1.0 if days <= 0 else _HALF_WORTH / (_HALF_WORTH + days)


def _question(query: SearchQuery, words: Words) -> Question:
    first = entries.first_id(query.first) if query.first else 0
    last = query.last
    until = entries.first_id(last + timedelta(days=1)) - 1 if last and last < date.max else _LAST
    return Question(words, query.facets, query.audience.value[1], first, until)


def find(
    session: Session, query: SearchQuery, today: date, *, page: int = 1, size: int = 20
) -> Found:
    """Return one page of what was found; nothing when neither words nor a filter were given.

    What was taken away or became internal since it was indexed is left out.
    """
    words = parse(query.asked)
    narrowed = any((query.bac, query.dossier, query.kind, query.party, query.first, query.last))
    if not words and (query.asked.strip() or not narrowed):
        return Found()
    ranked = _ranked(session, _question(query, words), today, size)
    start = (page - 1) * size
    hits = _load(session, ranked[start : start + size], query.audience, Marker(words))
    return Found(hits, len(ranked), len(ranked) >= RANKED, len(ranked) > start + size)


def _load(
    session: Session, ids: Sequence[int], audience: Audience, marker: Marker
) -> tuple[Hit, ...]:
    table = SearchEntryTable.__table__  # type: ignore[attr-defined]
    rows = session.connection().execute(columns(table).where(table.c.id.in_(ids)))
    known: Mapping[int, Any] = {row.id: row for row in rows}
    found = [known[one] for one in ids if one in known]
    items = _seen_items(session, [row.ref_id for row in found if row.kind == Place.ITEM], audience)
    weeks = _seen_weeks(session, {row.week for row in found if row.kind == Place.EDITION})
    return tuple(
        _hit(row, marker)
        for row in found
        if (row.ref_id in items if row.kind == Place.ITEM else row.week in weeks)
    )


def _hit(row: Any, marker: Marker) -> Hit:
    return Hit(
        row.ref_id if row.kind == Place.ITEM else None, row.day, marker.whole(row.title),
        marker.around(row.body), row.label, row.number, row.url, row.week,
    )  # fmt: skip


def _seen_items(session: Session, ids: Iterable[int], audience: Audience) -> frozenset[int]:
    """Return which of these items this audience may see at this moment."""
    wanted = list(ids)
    if not wanted:
        return frozenset()
    if audience is Audience.PUBLIC:
        return published.readable(session, wanted)
    table = ItemTable
    alive = columns(col(table.id)).where(col(table.id).in_(wanted), col(table.deleted_at).is_(None))
    return frozenset(row[0] or 0 for row in session.connection().execute(alive))


def _seen_weeks(session: Session, weeks: Iterable[str]) -> frozenset[str]:
    """Return which of these editions are out."""
    wanted, table = sorted(weeks), EditionTable
    if not wanted:
        return frozenset()
    out = columns(col(table.week)).where(col(table.week).in_(wanted), col(table.status).in_(CLOSED))
    return frozenset(row[0] for row in session.connection().execute(out))
