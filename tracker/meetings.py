"""Bestuurlijke overleggen: no feed has them, so people bring them in.

An internal overleg becomes an item that only says that there is one; its name, agenda and
afspraken are internal fields, which no public page, letter or feed can read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from hashlib import blake2b
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from sqlalchemy import delete
from sqlmodel import Session, col, select

from tracker import dutch, queries
from tracker.database import upsert
from tracker.models import InternalFieldTable
from tracker.recording import Recorder, RecordResult
from tracker.records import (
    ROLE_MEMBER,
    ROLE_MINISTER,
    Actor,
    AgendaPoint,
    DatePrecision,
    ItemKind,
    Json,
    ScrapedItem,
    Status,
)

SOURCE = "overleggen"
HIDDEN_TITLE = "Bestuurlijk overleg (besloten)"
COLUMNS = (
    "id", "naam", "datum", "begin", "eind", "plaats", "rijk", "provincies", "deelnemers", "agenda",
    "afspraken", "eigenaar", "zichtbaarheid", "status",
)  # fmt: skip


class Visibility(StrEnum):
    """Who may know of an overleg."""

    PUBLIC = "openbaar"
    INTERNAL = "intern"


class MeetingStatus(StrEnum):
    """Where an overleg stands."""

    PLANNED = "gepland"
    HELD = "geweest"
    CANCELLED = "geannuleerd"


def _day(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
            try:
                return datetime.strptime(value.strip(), pattern).date()  # noqa: DTZ007  a day
            except ValueError:
                continue
        raise ValueError(f"{value!r} is geen dag; schrijf 24-11-2026")
    return value


def _clock(value: object) -> object:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, str):
        try:
            return time.fromisoformat(value.strip().replace(".", ":").removesuffix(" uur").zfill(5))
        except ValueError:
            raise ValueError(f"{value!r} is geen tijd; schrijf 9.30") from None
    return value


def _list(value: object) -> object:
    if isinstance(value, str):
        return tuple(
            part.strip(" -•\t") for part in value.replace("\n", ";").split(";") if part.strip()
        )
    return value


Day = Annotated[date, BeforeValidator(_day)]
Clock = Annotated[time, BeforeValidator(_clock)]
Words = Annotated[tuple[str, ...], BeforeValidator(_list)]


class Meeting(BaseModel):
    """One overleg as it is brought in. Lists are separated by `;` or line ends.

    `eigenaar` and `afspraken` are always internal; a visibility that is not given is
    internal too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = ""
    naam: Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=300)]
    datum: Day
    begin: Clock | None = None
    eind: Clock | None = None
    plaats: str = ""
    rijk: Words = ()
    provincies: Words = ()
    deelnemers: Words = ()
    agenda: Words = ()
    afspraken: Words = ()
    eigenaar: str = ""
    zichtbaarheid: Visibility = Visibility.INTERNAL
    status: MeetingStatus = MeetingStatus.PLANNED

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.begin and self.eind and self.eind < self.begin:
            raise ValueError("het overleg eindigt voor het begint")
        return self

    @property
    def key(self) -> str:
        """Return what tells this overleg from another: its own id, else day and name, hashed.

        The key of an item is public, so it may not name an internal overleg.
        """
        given = self.id or f"{self.datum.isoformat()}:{self.naam.lower()}"
        return blake2b(given.encode(), digest_size=12).hexdigest()


_STATUS = {
    MeetingStatus.PLANNED: Status.PLANNED,
    MeetingStatus.HELD: Status.HELD,
    MeetingStatus.CANCELLED: Status.CANCELLED,
}


def _at(day: date, clock: time | None) -> datetime | None:
    return datetime.combine(day, clock, dutch.AMSTERDAM) if clock else None


def public_item(meeting: Meeting) -> ScrapedItem:
    """Return what everyone may know of an overleg; of an internal one that there is one."""
    bare = ScrapedItem(
        source=SOURCE,
        key=f"overleg:{meeting.key}",
        kind=ItemKind.OVERLEG,
        subtype="Bestuurlijk overleg",
        title=HIDDEN_TITLE,
        status=_STATUS[meeting.status],
        chamber="Rijk en provincies",
        starts_at=_at(meeting.datum, meeting.begin or time(0, 0)),
        ends_at=_at(meeting.datum, meeting.eind),
        precision=DatePrecision.TIME if meeting.begin else DatePrecision.DAYS,
        closed=True,
    )
    if meeting.zichtbaarheid is Visibility.INTERNAL:
        return bare
    return _open(bare, meeting)


def _open(bare: ScrapedItem, meeting: Meeting) -> ScrapedItem:
    actors = [Actor(name, ROLE_MINISTER, position=place) for place, name in enumerate(meeting.rijk)]
    others = (*meeting.provincies, *meeting.deelnemers)
    actors += [Actor(name, ROLE_MEMBER, position=place) for place, name in enumerate(others)]
    return replace(
        bare,
        title=meeting.naam,
        room=meeting.plaats,
        closed=False,
        actors=tuple(actors),
        agenda=tuple(
            AgendaPoint(f"{place}", title, place) for place, title in enumerate(meeting.agenda, 1)
        ),
    )


def internal_fields(meeting: Meeting) -> dict[str, Json]:
    """Return what only members may read; of an internal overleg everything that names it."""
    fields: dict[str, Json] = {"eigenaar": meeting.eigenaar, "afspraken": list(meeting.afspraken)}
    if meeting.zichtbaarheid is Visibility.INTERNAL:
        fields |= {
            "naam": meeting.naam,
            "plaats": meeting.plaats,
            "rijk": list(meeting.rijk),
            "provincies": [*meeting.provincies, *meeting.deelnemers],
            "agenda": list(meeting.agenda),
        }
    return {name: value for name, value in fields.items() if value}


def keep(
    session: Session, meetings: Sequence[Meeting], by: str, now: datetime, *, silent: bool
) -> RecordResult:
    """Record meetings and their internal fields; one that was known is changed, not doubled."""
    latest = {meeting.key: meeting for meeting in meetings}
    items = {key: public_item(meeting) for key, meeting in latest.items()}
    recorder = Recorder(session, 0, now, silent)
    result = recorder.record(list(items.values()), source=SOURCE)
    ids = queries.item_ids(session, SOURCE, [item.key for item in items.values()])
    for key, meeting in latest.items():
        _keep_internal(session, ids[items[key].key], internal_fields(meeting), by, now)
    return result


def _keep_internal(
    session: Session, item_id: int, fields: Mapping[str, Json], by: str, now: datetime
) -> None:
    table = InternalFieldTable
    session.connection().execute(delete(table).where(col(table.item_id) == item_id))
    rows: list[dict[str, Any]] = [
        {"item_id": item_id, "name": name, "value": value, "by": by, "at": now}
        for name, value in fields.items()
    ]
    upsert(session, table, rows, ("item_id", "name"))


@dataclass(frozen=True, slots=True)
class InternalField:
    """One internal field with who brought it in."""

    name: str
    value: Json
    by: str
    at: datetime


def internal_of(session: Session, item_id: int) -> tuple[InternalField, ...]:
    """Return the internal fields of an item; only for who has signed in as a member."""
    table = InternalFieldTable
    rows = session.exec(select(table).where(table.item_id == item_id).order_by(col(table.name)))
    return tuple(InternalField(row.name, row.value, row.by, row.at) for row in rows)


def internal_by_item(session: Session, item_ids: Iterable[int]) -> dict[int, Mapping[str, Json]]:
    """Return the internal fields of these items by name; items without any are left out."""
    table = InternalFieldTable
    rows = session.exec(select(table).where(col(table.item_id).in_(sorted(set(item_ids)))))
    found: dict[int, dict[str, Json]] = {}
    for row in rows:
        found.setdefault(row.item_id, {})[row.name] = row.value
    return dict(found)
