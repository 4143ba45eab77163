"""Keep the search true: items that changed, and editions that went out or were corrected."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import html
from sqlalchemy import text

from newsletter import render
from newsletter.reading import anchor_of
from newsletter.report.page import has_report
from tracker import dutch, queries
from tracker.database import Session, read_scope, session_scope
from tracker.jobs import publishing
from tracker.jobs.publishing import Published
from tracker.jobs.workshop import Workshop
from tracker.records import Block
from tracker.search import entries, marks, searched
from tracker.search.entries import EDITION_KIND, INSIDE, OUTSIDE, PUBLIC, Entry, Place
from tracker.search.index import facets_of

LABEL, REPORT_LABEL = "Haagse Zaken", "Verslag in Haagse Zaken"
MOST_AT_ONCE = 5_000
"""Items of one scheduled round, so that the first filling does not hold up other jobs."""
_BATCH = 500
_PIECES = 4_096
_LOCK = 20261107
_TITLES = "self::h2|self::h3|self::h4|.//h2|.//h3|.//h4|.//a[not(ancestor::h3)]|.//strong"
_TITLE_WIDTH = 160
Progress = Callable[[int], None]
_Text = tuple[str, str, str, str]
"""Address, title, text and label of a piece."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What one round indexed."""

    items: int
    editions: int


def _quiet(_count: int) -> None:
    return None


def _alone(session: Session) -> None:
    """Keep two rounds apart; SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})


def refresh(
    workshop: Workshop, *, everything: bool = False, most: int = 0, progress: Progress = _quiet
) -> Refreshed:
    """Index what waits, in short transactions; `everything` begins anew, `most` stops in time."""
    if everything:
        with session_scope(workshop.engine) as session:
            marks.mark_all(session)
    done = 0
    while not most or done < most:
        with session_scope(workshop.engine) as session:
            _alone(session)
            found = entries.refresh_items(session, _BATCH)
        done += found
        progress(found)
        if found < _BATCH:
            break
    return Refreshed(done, _refresh_editions(workshop))


def _refresh_editions(workshop: Workshop) -> int:
    """Index editions that went out, were corrected or came back; returns how many."""
    with read_scope(workshop.engine) as session:
        waiting = searched.waiting(session)
    for one in waiting:
        with session_scope(workshop.engine) as session:
            _alone(session)
            entries.forget_edition(session, _refs(one.id))
            entries.keep(session, list(_of_edition(session, one.id, one.week)))
            searched.note(session, one)
    return len(waiting)


def _refs(edition_id: int) -> range:
    return range(edition_id * _PIECES, (edition_id + 1) * _PIECES)


def _of_edition(session: Session, edition_id: int, week: str) -> Iterator[Entry]:
    """Yield the pieces of an edition as each audience reads them; none of a concept."""
    public = publishing.read(session, week, member=False)
    member = publishing.read(session, week, member=True) if public else None
    ours, theirs = _texts(member), _texts(public)
    items = {block.key: block.item_id for block in member.edition.blocks} if member else {}
    facets = _facets(session, items)
    numbers = iter(_refs(edition_id))
    for key in sorted({*ours, *theirs}):
        same = ours.get(key) == theirs.get(key)
        versions = ((theirs, (PUBLIC,)),) if same else (
            (theirs, (PUBLIC, OUTSIDE)), (ours, (INSIDE,)),
        )  # fmt: skip
        for texts, seen in versions:
            if key in texts:
                found = (*facets.get(key[0], ()), *facets_of("k", [EDITION_KIND]), *seen)
                yield _entry(next(numbers), week, texts[key], found)


def _entry(number: int, week: str, found: _Text, facets: tuple[str, ...]) -> Entry:
    url, title, body, label = found
    day: date = dutch.week_days(week)[0] + timedelta(days=4)
    return Entry(Place.EDITION, number, day, title, body[: entries.LONGEST], label, url,
                 week=week, facets=facets)  # fmt: skip


def _facets(session: Session, items: Mapping[str, int | None]) -> dict[str, tuple[str, ...]]:
    """Return dossiers, BACs and parties of pieces by those of the item they are about."""
    stored = queries.stored_items(session, {one for one in items.values() if one is not None})
    return {
        key: tuple(facet for facet in entries.item_facets(stored[item_id])
                   if facet.startswith(("d_", "b_", "p_")))
        for key, item_id in items.items()
        if item_id is not None and item_id in stored
    }  # fmt: skip


def _texts(found: Published | None) -> dict[tuple[str, str], _Text]:
    """Return what stands on the page by block and label: nothing that a reader cannot see."""
    if found is None:
        return {}
    week, texts = found.edition.week, {}
    page = html.document_fromstring(found.page)
    placed = {element.get("id"): element for element in page.iter() if element.get("id")}
    for block in found.edition.blocks:
        anchor = anchor_of(block.key)
        if anchor in placed and not block.dropped:
            title, body = _read(placed[anchor])
            address = f"/haagse-zaken/{week}#{anchor}"
            texts[block.key, LABEL] = (address, title, body, LABEL)
            if has_report(found.edition, block.key):
                texts[block.key, REPORT_LABEL] = _report(found, block, title)
    return texts


def _words(element: html.HtmlElement) -> str:
    return " ".join(" ".join(str(part) for part in element.itertext()).split())


def _read(element: html.HtmlElement) -> tuple[str, str]:
    """Return the title and the text of a piece."""
    whole = _words(element)
    titles = (_words(one) for one in element.xpath(_TITLES))
    title = next((one for one in titles if one), whole)
    return title[:_TITLE_WIDTH] or "Zonder titel", whole


def _report(found: Published, block: Block, title: str) -> _Text:
    anchor, week = anchor_of(block.key), found.edition.week
    page = html.document_fromstring(render.report_page(found.edition, block.key))
    main = page.find(".//main")
    address = f"/haagse-zaken/{week}/debat/{anchor}"
    return address, title, _words(page if main is None else main), REPORT_LABEL
