"""Compose the Haagse Zaken of a week and write it to files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from sqlmodel import Session

from newsletter import render
from newsletter.compose import compose
from newsletter.edition import Material
from tracker import desk, dutch, editions, joining, meetings, queries, runs
from tracker.changes import AMSTERDAM
from tracker.database import read_scope, session_scope
from tracker.errors import HaagseZakenError
from tracker.jobs.labelling import Progress, label_ids, label_pending
from tracker.jobs.reporting import with_reports
from tracker.jobs.workshop import Workshop
from tracker.records import ChangeKind, Edition, ItemKind, Outcome, StoredChange, StoredItem

LOOK_BACK = timedelta(weeks=2)
LOOK_AHEAD = timedelta(weeks=6)
_SENATE = "eerstekamer"
_DRAFT_JOB = "draft"
_STEPS = frozenset({ChangeKind.OUTCOME, ChangeKind.STATUS})
_STEPPED = frozenset({ItemKind.WETSVOORSTEL, ItemKind.REGELING})


@dataclass(frozen=True, slots=True)
class DraftFiles:
    """Where a draft was written."""

    html: Path
    text: Path
    page: Path


def window(week: str) -> tuple[datetime, datetime]:
    """Return what an edition of this week looks at, from and until, in local time."""
    monday, sunday = dutch.week_days(week)
    start = datetime.combine(monday, time.min, AMSTERDAM) - LOOK_BACK
    return start, datetime.combine(sunday, time.max, AMSTERDAM) + LOOK_AHEAD


def _is_wanted(stored: StoredItem) -> bool:
    """Tell whether an item may stand in an edition: relevant, a ballot on one, or an overleg."""
    if stored.deleted_at is not None:
        return False
    if stored.item.kind in {ItemKind.STEMMING, ItemKind.VERSLAG, ItemKind.OVERLEG}:
        return True
    said = stored.classification
    return said is not None and said.relevant and bool(said.dossiers)


def material(
    workshop: Workshop, week: str, only: int | None = None, since: datetime | None = None
) -> Material:
    """Read what the edition of a week is made from, with the reports of its debates.

    With `only`, the id of an item, no report is made of any other debate. `since` is when to
    begin; without it at the previous edition.
    """
    start, end = window(week)
    start = min(start, since or start)
    with read_scope(workshop.engine) as session:
        found = {one.id: one for one in queries.items_between(session, start, end)}
        found |= {one.id: one for one in queries.open_commitments(session)}
        previous = editions.previous(session, week)
        since = since or (previous.made_at if previous else None)
        changes = queries.changes_since(session, since or workshop.clock() - timedelta(days=7))
        last = runs.latest(session, "crawl-tweedekamer", Outcome.COMPLETE)
        found |= _stepped(session, changes, found)
        found |= _on_agenda(session, found)
        parts = joining.joined_ids(session, found)
        items = tuple(one for one in found.values() if _is_wanted(one) and one.id not in parts)
        standing = desk.desks(session, [one.id for one in items])
        internal = meetings.internal_by_item(session, _meetings(items))
    as_of = last.started_at if last else workshop.clock()
    given = Material(
        items=items,
        changes=changes,
        as_of=as_of,
        since=since,
        standing={item_id: one for item_id, one in standing.items() if one.log},
        internal=internal,
        quiet=workshop.telling.quiet,
    )
    return with_reports(workshop, given, week, only)


def _meetings(items: Iterable[StoredItem]) -> list[int]:
    return [one.id for one in items if one.item.kind is ItemKind.OVERLEG]


def _on_agenda(session: Session, known: Mapping[int, StoredItem]) -> dict[int, StoredItem]:
    """Return the bills that meetings of the Eerste Kamer treat: they have no date of their own."""
    numbers = {
        number
        for one in known.values()
        if one.item.source == _SENATE and one.item.kind is ItemKind.ACTIVITEIT
        for point in one.item.agenda
        for number in point.numbers
    }
    ids = queries.item_ids(session, _SENATE, [f"wetsvoorstel:{number}" for number in numbers])
    return queries.stored_items(session, set(ids.values()) - known.keys())


def _stepped(
    session: Session, changes: Iterable[StoredChange], known: Mapping[int, StoredItem]
) -> dict[int, StoredItem]:
    """Return bills and regelingen that took a step: they have no date of their own."""
    wanted = {change.item_id for change in changes if change.kind in _STEPS} - known.keys()
    found = queries.stored_items(session, wanted)
    return {item_id: one for item_id, one in found.items() if one.item.kind in _STEPPED}


def draft(
    workshop: Workshop, week: str, progress: Progress | None = None, notice: str = ""
) -> Edition:
    """Classify what waits in the window of a week, compose its edition and store it.

    `notice` stands on top of the letter, such as that its content is invented.
    """
    label_pending(workshop, window(week), progress or (lambda _count: None))
    with read_scope(workshop.engine) as session:
        promises = [
            one.id for one in queries.open_commitments(session) if one.classification is None
        ]
    label_ids(workshop, promises)
    edition = compose(
        material(workshop, week),
        week,
        workshop.taxonomy,
        workshop.people,
        workshop.recess,
        workshop.clock(),
    )
    edition = replace(edition, notice=notice)
    with session_scope(workshop.engine) as session:
        editions.save(session, edition)
    return edition


def stored_edition(workshop: Workshop, week: str) -> Edition:
    """Return the stored edition of a week; an error says how to make it."""
    with read_scope(workshop.engine) as session:
        edition = editions.load(session, week)
    if edition is None:
        raise HaagseZakenError(
            f"Er is nog geen Haagse Zaken van {dutch.week_label(week)}. "
            f"Maak die met: haagsezaken newsletter draft --week {week}"
        )
    return edition


def write(edition: Edition, folder: Path, public_url: str) -> DraftFiles:
    """Write mail, plain text and web page of an edition; the first two link to the last."""
    web_url = f"{public_url.rstrip('/')}/haagse-zaken/{edition.week}"
    folder.mkdir(parents=True, exist_ok=True)
    files = DraftFiles(
        folder / "haagse-zaken.html",
        folder / "haagse-zaken.txt",
        folder / "haagse-zaken-webversie.html",
    )
    _put(files.html, render.html(edition, web_url=web_url))
    _put(files.text, render.text(edition, web_url=web_url))
    _put(files.page, render.page(edition))
    return files


def _put(path: Path, content: str) -> None:
    """Write a file; a process that is killed leaves the old one or the new one, never half."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(content, encoding="utf-8")
    draft.replace(path)
