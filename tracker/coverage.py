"""Debates and who follows them: who, with what inbreng, and how far the verslag is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session, col, select

from tracker import desk, dutch, overview
from tracker.models import BlockTable, EditionTable
from tracker.overview import Scope
from tracker.records import ActionKind, Desk, ItemKind, SourceState, Status, StoredItem

_DEBATES = (
    "commissiedebat", "notaoverleg", "wetgevingsoverleg", "begrotingsoverleg", "plenair debat",
    "tweeminutendebat", "dertigledendebat", "rondetafelgesprek", "hoorzitting",
)  # fmt: skip
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})
_KIND = "debat"
_LATEST_REPORT = timedelta(weeks=5)
"""A verslag comes within days; a debate stands in the letter of that week or soon after."""


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where Haagse Zaken tells of a debate: `is_read` when its verslag was read for it."""

    week: str
    block_key: str
    status: str
    is_read: bool
    said_of: str


@dataclass(frozen=True, slots=True)
class Cover:
    """One debate with what we do about it."""

    stored: StoredItem
    desk: Desk = field(default_factory=Desk)
    report: ReportPlace | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Return who follows it: who took it, was handed it, or follows it or its dossier."""
        return tuple(dict.fromkeys([*filter(None, [desk.holder(self.desk)]), *self.desk.followers]))

    @property
    def inbreng_at(self) -> datetime | None:
        """Return when inbreng was delivered: when the link that stands was first logged."""
        if not self.desk.inbreng_url:
            return None
        return next(
            (one.at for one in self.desk.log
             if one.kind is ActionKind.POSITION
             and one.value["inbreng_url"] == self.desk.inbreng_url),
            None,
        )  # fmt: skip

    def is_past(self, now: datetime) -> bool:
        """Tell whether it took place."""
        return self.stored.item.starts_at is not None and self.stored.item.starts_at < now


def is_debate(stored: StoredItem) -> bool:
    """Tell whether an item is a meeting at which inbreng makes sense and a verslag follows."""
    item = stored.item
    return item.kind is ItemKind.ACTIVITEIT and item.subtype.lower().startswith(_DEBATES)


def _weeks(first: date, last: date) -> list[str]:
    days = range(0, (last + _LATEST_REPORT - first).days + 7, 7)
    return sorted({dutch.week_of(first + timedelta(days=one)) for one in days})


def reports(session: Session, found: Iterable[StoredItem]) -> dict[int, ReportPlace]:
    """Return where Haagse Zaken tells of these debates; one whose verslag was read goes first."""
    at = {one.id: dutch.day_of(one.item.starts_at) for one in found if one.item.starts_at}
    if not at:
        return {}
    rows = session.exec(
        select(BlockTable, EditionTable)
        .join(EditionTable, col(EditionTable.id) == col(BlockTable.edition_id))
        .where(col(EditionTable.week).in_(_weeks(min(at.values()), max(at.values()))))
        .where(col(BlockTable.item_id).in_(list(at)), BlockTable.kind == _KIND)
        .where(BlockTable.dropped_by == "")
        .order_by(col(EditionTable.week))
    )
    places: dict[int, ReportPlace] = {}
    for block, edition in rows:
        place = _place(block, edition)
        if place and block.item_id and not _is_better(places.get(block.item_id), place):
            places[block.item_id] = place
    return places


def _is_better(known: ReportPlace | None, other: ReportPlace) -> bool:
    return known is not None and known.is_read and not other.is_read


def _place(block: BlockTable, edition: EditionTable) -> ReportPlace | None:
    report = block.content.get("report")
    if not report:
        return None
    is_read = report.get("state") == SourceState.READ.value
    said = str(report.get("status") or "").lower()
    return ReportPlace(edition.week, block.key, edition.status, is_read, said)


def cover(session: Session, found: Iterable[StoredItem]) -> tuple[Cover, ...]:
    """Return these debates with their desk and report, in their order."""
    debates = list(found)
    desks = desk.desks(session, (one.id for one in debates))
    places = reports(session, debates)
    return tuple(Cover(one, desks[one.id], places.get(one.id)) for one in debates)


def debates(session: Session, first: date, last: date, scope: Scope) -> tuple[StoredItem, ...]:
    """Return the debates of these days that concern the provinces and were not called off."""
    start = datetime.combine(first, time.min, dutch.AMSTERDAM)
    end = datetime.combine(last + timedelta(days=1), time.min, dutch.AMSTERDAM)
    found = overview.activities_between(session, start, end, scope)
    return tuple(one for one in found if is_debate(one) and one.item.status not in _OFF)
