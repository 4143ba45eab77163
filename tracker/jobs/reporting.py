"""The reports of the debates of a week: find each verslag, read it, label it, make its content.

A verslag is a file that the crawl kept under the hash of its content. Of several versions the
best counts: a rectified one, then a corrected one, then the newest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from hashlib import blake2b
from importlib.metadata import entry_points
from pathlib import Path

import orjson

from crawler.kamer.vlos import read_proceedings
from newsletter import report
from newsletter.desk import Desk, prepare
from newsletter.edition import Material
from newsletter.sections import debates
from nlp.speeches import label
from nlp.terms import TermStage
from tracker import desk as standings
from tracker import dutch
from tracker.changes import AMSTERDAM
from tracker.database import read_scope
from tracker.errors import MalformedPageError, ModelError
from tracker.files import FILE
from tracker.jobs.workshop import Workshop
from tracker.records import (
    DebateSource,
    Edition,
    Json,
    Passage,
    Position,
    Proceedings,
    SourceRow,
    SourceState,
    StoredItem,
)
from tracker.rows import load

SOURCE = "tweedekamer"
WRITERS = "haagsezaken.report_writers"
EARLIER = timedelta(days=14)
"""A debate that was held this long before the week can still get its report in it."""

_GONE = "Het verslag waar dit uit komt, is niet meer te lezen."
_NEARBY = timedelta(minutes=90)
_RANK = ("Ongecorrigeerd", "Gecorrigeerd", "Gerectificeerd")
_PLENARY = "Plenair"
_MOST_KEPT = 200


def with_reports(
    workshop: Workshop, material: Material, week: str, only: int | None = None
) -> Material:
    """Return the material with a report for every debate that the letter tells in full.

    With `only`, the id of an item, with a report for that debate and no other.
    """
    now = workshop.clock()
    desk = prepare(material, week, workshop.taxonomy, workshop.people, workshop.recess, now)
    shelf = Shelf(workshop, desk)
    new: dict[str, Mapping[str, Json]] = {
        stored.item.key: {} for stored in shelf.arrived(_since(desk))
    }
    wide = replace(desk, proceedings=new)
    wanted = debates.in_full(wide) if only is None else debates.of_item(wide, only)
    positions = _positions(workshop, wanted)
    writer = writer_of(workshop.settings.report_writer)
    made = {}
    for stored in wanted:
        source = replace(shelf.source(stored), position=positions[stored.id])
        content = report.content(wide, stored, source)
        if writer is not None and source.state is SourceState.READ and source.proceedings:
            content = report.summed_up(content, source.proceedings, writer)
        made[stored.item.key] = content
    return replace(material, proceedings=made)


def unanchored_in(workshop: Workshop, edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return, by key of a debate, what its report says that the verslag does not; {} is good.

    Asked before an edition is approved. What a person wrote in place of it is not looked at.
    """
    problems: dict[str, tuple[str, ...]] = {}
    for block in edition.blocks:
        content = block.content.get("report") if block.kind == "debat" else None
        if content and content.get("file") and not block.dropped:
            wrong = _held_against(workshop, content)
            if wrong:
                problems[block.key] = wrong
    return problems


def _held_against(workshop: Workshop, content: Mapping[str, Json]) -> tuple[str, ...]:
    """Return what is wrong with a report; the same report and file are read once."""
    path = workshop.data_dir / "resources" / str(content["file"])
    try:
        known = path.stat()
    except FileNotFoundError:
        return (_GONE,)
    digest = blake2b(orjson.dumps(content, option=orjson.OPT_SORT_KEYS), digest_size=16)
    mark = (path.name, known.st_mtime_ns, known.st_size, digest.hexdigest())
    kept = workshop.checked_reports
    if mark not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        found = _read(path)
        kept[mark] = (_GONE,)
        if isinstance(found, Proceedings):
            kept[mark] = report.unanchored(content, found)
    return kept[mark]


def writer_of(name: str) -> report.Writer | None:
    """Return the installed model of this name, None when none is asked for.

    A package offers one as an entry point of the group "haagsezaken.report_writers", a
    function without arguments. Raises ModelError when there is none of that name.
    """
    if not name:
        return None
    found = [one for one in entry_points(group=WRITERS) if one.name == name]
    if not found:
        raise ModelError(f"Er is geen taalmodel {name!r} geïnstalleerd voor verslagen.")
    made: report.Writer = found[0].load()()
    return made


def _since(desk: Desk) -> datetime:
    """Return from when a verslag is new to this edition."""
    monday = datetime.combine(desk.monday, time.min, AMSTERDAM)
    return desk.since or monday


def _positions(workshop: Workshop, wanted: Iterable[StoredItem]) -> dict[int, Position]:
    ids = [stored.id for stored in wanted]
    with read_scope(workshop.engine) as session:
        found = standings.desks(session, ids)
    return {key: Position(one.position, one.inbreng_url) for key, one in found.items()}


@dataclass(slots=True)
class Shelf:
    """The verslagen of the weeks of one edition; each file is read once."""

    workshop: Workshop
    desk: Desk
    _rows: dict[str, SourceRow] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)
    _read: dict[str, Proceedings | MalformedPageError | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look up the versions of every verslag of these weeks, and where their files are."""
        keys = [one.key for stored in self.desk.reports for one in stored.item.documents]
        with read_scope(self.workshop.engine) as session:
            for row in load(session, SOURCE, {"verslag": keys, FILE: keys}):
                if row.deleted:
                    continue
                if row.category == FILE:
                    self._files[row.key] = str(row.fields["sha256"])
                else:
                    self._rows[row.key] = row

    def arrived(self, since: datetime) -> list[StoredItem]:
        """Return debates of before the week of which the first verslag came in since then."""
        monday = datetime.combine(self.desk.monday, time.min, AMSTERDAM)
        return [
            stored
            for stored in debates.earlier(self.desk, monday - EARLIER)
            if any(self._is_new(meeting, since) for meeting in self._meetings(stored)[:1])
        ]

    def _is_new(self, meeting: StoredItem, since: datetime) -> bool:
        stamps = [row.updated_at for row in self._versions(meeting) if row.updated_at]
        return bool(stamps) and min(stamps) >= since

    def _versions(self, meeting: StoredItem) -> list[SourceRow]:
        """Return the versions of a verslag that have a file, the best first."""
        rows = [
            self._rows[one.key]
            for one in meeting.item.documents
            if one.key in self._rows and one.key in self._files
        ]
        return sorted(rows, key=_quality, reverse=True)

    def _meetings(self, stored: StoredItem) -> list[StoredItem]:
        """Return the sittings in which a debate can have been, the likeliest first."""
        item = stored.item
        if item.starts_at is None:
            return []
        same_day = [
            one
            for one in self.desk.reports
            if one.item.starts_at
            and dutch.day_of(one.item.starts_at) == dutch.day_of(item.starts_at)
        ]
        if item.committee == "TK" or item.subtype.lower().startswith("plenair"):
            return [one for one in same_day if one.item.subtype == _PLENARY]
        found = [one for one in same_day if one.item.subtype != _PLENARY]
        named = [one for one in found if _is_named(one, item.title)]
        near = [one for one in found if _is_near(one, item.starts_at)]
        return named or near

    def source(self, stored: StoredItem) -> DebateSource:
        """Return what the report of a debate is made from; never raises for a bad verslag."""
        answer = DebateSource()
        for meeting in self._meetings(stored):
            found = self._in_meeting(meeting, stored)
            if found.state in {SourceState.READ, SourceState.SILENT, SourceState.CASCO}:
                return found
            answer = answer if answer.state is not SourceState.MISSING else found
        return answer

    def _in_meeting(self, meeting: StoredItem, stored: StoredItem) -> DebateSource:
        reason = ""
        for row in self._versions(meeting):
            found = self._proceedings(row.key)
            if isinstance(found, MalformedPageError):
                reason = str(found)
            elif found is not None:
                return replace(self._cut(found, meeting, stored), file=self._files[row.key])
        return DebateSource(SourceState.UNREADABLE, reason=reason) if reason else DebateSource()

    def _cut(self, found: Proceedings, meeting: StoredItem, stored: StoredItem) -> DebateSource:
        if report.state_of(found) is SourceState.CASCO:
            return DebateSource(SourceState.CASCO)
        proceedings = report.of_debate(found, stored.item)
        if proceedings is None:
            return DebateSource(SourceState.ELSEWHERE)
        passages = labelled(self.workshop.classifier.stages[0], proceedings)
        url = meeting.item.url if found.kind == _PLENARY else ""
        return DebateSource(report.state_of(proceedings), proceedings, passages, url)

    def _proceedings(self, key: str) -> Proceedings | MalformedPageError | None:
        """Return the verslag in a file, why it cannot be read, or None when there is no file."""
        if key not in self._read:
            self._read[key] = _read(self.workshop.data_dir / "resources" / self._files[key])
        return self._read[key]


def _read(path: Path) -> Proceedings | MalformedPageError | None:
    try:
        return read_proceedings(path.read_bytes())
    except FileNotFoundError:
        return None
    except MalformedPageError as error:
        return error


def _quality(row: SourceRow) -> tuple[int, float]:
    status = str(row.fields.get("status") or "")
    rank = _RANK.index(status) if status in _RANK else -1
    return rank, row.updated_at.timestamp() if row.updated_at else 0.0


def _is_named(meeting: StoredItem, title: str) -> bool:
    name, wanted = meeting.item.title.lower().strip(), title.lower()
    return bool(name) and (name in wanted or wanted.split(" (")[0] in name)


def _is_near(meeting: StoredItem, at: datetime) -> bool:
    starts_at = meeting.item.starts_at
    return starts_at is not None and abs(starts_at - at) <= _NEARBY


def labelled(terms: TermStage, proceedings: Proceedings) -> tuple[Passage, ...]:
    """Return every sentence of a debate with its dossiers and the provinces it names."""
    spoken = report.speeches(proceedings)
    wanted = [one for one in spoken if not one.chair]
    found = label(terms, [one.text for one in wanted], [one.pieces for one in wanted])
    labels = iter(found)
    return tuple(
        passage
        for speech in spoken
        for passage in (
            speech.passages
            if speech.chair
            else report.labelled(speech, [(one.dossiers, one.provinces) for one in next(labels)])
        )
    )


def one_report(terms: TermStage, body: bytes, stored: StoredItem, desk: Desk) -> Mapping[str, Json]:
    """Return the report of one debate from the bytes of its verslag: parse, label, select.

    For measuring; raises MalformedPageError when it is no verslag and LookupError when the
    debate is not in it.
    """
    proceedings = report.of_debate(read_proceedings(body), stored.item)
    if proceedings is None:
        raise LookupError(stored.item.number)
    passages = labelled(terms, proceedings)
    source = DebateSource(report.state_of(proceedings), proceedings, passages)
    return report.content(desk, stored, source)
