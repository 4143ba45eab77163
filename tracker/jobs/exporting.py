"""Haagse Zaken to take along: Word, PDF or HTML of an edition, of one debate, of a BAC."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from config.schema import Bac
from newsletter.export import memo as memos
from newsletter.export import paper, pdf, word
from newsletter.export.paper import Paper
from newsletter.reading import anchor_of
from tracker import dutch, editions
from tracker.database import read_scope
from tracker.errors import HaagseZakenError
from tracker.jobs import publishing
from tracker.jobs.drafting import material
from tracker.jobs.publishing import Published
from tracker.jobs.workshop import Workshop
from tracker.records import Json

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
LONGEST_MEMO = 26
"""Weeks: half a year."""


class ExportError(HaagseZakenError):
    """What cannot be taken along; the message says why."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file to take along: its name, its kind and its bytes."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Form:
    suffix: str
    media_type: str
    make: Callable[[Paper], bytes]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DOCUMENTS: Mapping[str, _Form] = {
    "word": _Form("docx", _WORD, word.document),
    "pdf": _Form("pdf", "application/pdf", pdf.document),
}
FORMS = (*_DOCUMENTS, "html")


def _file(made: Paper, name: str, form: str) -> Export:
    if form not in _DOCUMENTS:
        raise ExportError(f"Vorm {form!r} bestaat niet; kies word of pdf.")
    kind = _DOCUMENTS[form]
    return Export(f"{name}.{kind.suffix}", kind.media_type, kind.make(made))


def edition(workshop: Workshop, week: str, form: str) -> Export:
    """Return an edition as "word", "pdf" or "html": the concept, else what was approved, with
    notes of later corrections. HaagseZakenError when there is none, or for another form.
    """
    if form not in FORMS:
        raise ExportError(f"Vorm {form!r} bestaat niet; kies word, pdf of html.")
    found, base = _published(workshop, week), workshop.settings.public_url
    name = f"haagse-zaken-{found.edition.week}"
    if form == "html":
        page = found.page.replace('href="/', f'href="{base.rstrip("/")}/')
        return Export(f"{name}.html", "text/html; charset=utf-8", page.encode())
    return _file(paper.of_edition(found.edition, found.page, base), name, form)


def report(workshop: Workshop, week: str, anchor: str, form: str) -> Export:
    """Return the report of one debate, named by its anchor in the letter."""
    found = _published(workshop, week).edition
    keys = (one.key for one in found.blocks if anchor_of(one.key) == anchor)
    try:
        made = paper.of_report(found, next(keys, ""))
    except KeyError:
        raise ExportError("Van dit debat staat er geen verslag in Haagse Zaken.") from None
    return _file(made, f"debat-{week}-{_slug(made.title)}", form)


def _slug(title: str) -> str:
    return _NOT_IN_NAMES.sub("-", title.casefold()).strip("-")[:60].strip("-") or "verslag"


def _published(workshop: Workshop, week: str) -> Published:
    """Return an edition as members read it."""
    try:
        dutch.week_days(week)
    except ValueError as error:
        raise ExportError(f"{error}.") from None
    with read_scope(workshop.engine) as session:
        found = publishing.read(session, week, member=True)
    if found is None:
        raise ExportError(f"Er is nog geen Haagse Zaken van {dutch.week_label(week)}.")
    return found


def bac_of(workshop: Workshop, slug: str) -> Bac:
    """Return a BAC by its slug or its abbreviation; ExportError names those that exist."""
    wanted = slug.casefold()
    for bac in workshop.taxonomy.bacs:
        if wanted in {bac.slug, bac.abbreviation.casefold()}:
            return bac
    known = dutch.listing([bac.slug for bac in workshop.taxonomy.bacs])
    raise ExportError(f"Er is geen BAC {slug!r}. Kies uit {known}.")


def memo_paper(workshop: Workshop, slug: str, weeks: int) -> Paper:
    """Return the memo of a BAC over the last weeks."""
    if not 1 <= weeks <= LONGEST_MEMO:
        raise ExportError(f"Een memo gaat over 1 tot {LONGEST_MEMO} weken.")
    now = workshop.clock()
    meeting = memos.Meeting(bac_of(workshop, slug), weeks, now - timedelta(weeks=weeks), now)
    given = material(workshop, meeting.week, since=meeting.since)
    return memos.memo(
        given, meeting, workshop.taxonomy, workshop.people, workshop.recess,
        _written(workshop, meeting),
    )  # fmt: skip


def memo(workshop: Workshop, slug: str, weeks: int) -> Export:
    """Return the memo of a BAC as a Word document."""
    made = memo_paper(workshop, slug, weeks)
    day = dutch.day_of(workshop.clock()).isoformat()
    return _file(made, f"memo-bac-{bac_of(workshop, slug).slug}-{day}", "word")


def _written(workshop: Workshop, meeting: memos.Meeting) -> dict[str, Mapping[str, Json]]:
    """Return what editors wrote in the editions of these weeks, the latest counts."""
    first = dutch.week_of(dutch.day_of(meeting.since))
    found: dict[str, Mapping[str, Json]] = {}
    with read_scope(workshop.engine) as session:
        weeks = [one.week for one in editions.list_editions(session) if one.week >= first]
        for week in sorted(weeks):
            known = editions.load(session, week)
            for block in known.blocks if known else ():
                if block.human and block.section in memos.HUMAN_SECTIONS:
                    found[block.key] = block.human
    return found
