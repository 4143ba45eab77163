"""Who is responsible now: people.yaml, and what was changed on top of it while running.

Every change is a row of `people_change` and a line in the audit log; the newest of a
subject holds. The file can be edited later, so a change that no longer fits it is passed
over with a signal: routing never stops on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import structlog
from pydantic import ValidationError
from sqlalchemy import func
from sqlmodel import Session, col, select

from config.schema import Absence, People
from tracker import audit
from tracker.database import upsert
from tracker.models import PeopleChangeTable
from tracker.records import Json
from tracker.routing import is_away


class PeopleChangeKind(StrEnum):
    """What can be changed while running, and what `value` is.

    ABSENCE of a person: a list of {"from_on", "until_on"} that takes the place of what the
    file says. LOBBYIST and DEPUTY of a dossier, COORDINATOR of a BAC: a person's slug.
    CHANNEL of a BAC: "#name". MEMBER: {"name", "email", "slack_id"}, or {"gone": true}.
    """

    ABSENCE = "absence"
    LOBBYIST = "lobbyist"
    DEPUTY = "deputy"
    COORDINATOR = "coordinator"
    CHANNEL = "channel"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """One change as stored; `value` None is back to the file."""

    id: int
    kind: PeopleChangeKind
    subject: str
    value: Json
    by: str
    via: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Duty:
    """Who handles a dossier on a day. `stands_in` when the lobbyist is away."""

    dossier: str
    person: str
    stands_in: bool


_FIRST = (PeopleChangeKind.MEMBER,)
"""Applied before the rest, so that a new person can be made responsible."""


def change(
    session: Session,
    *,
    kind: str,
    subject: str,
    value: Json,
    by: str,
    via: str,
    event_key: str,
    now: datetime,
) -> bool:
    """Keep a change in the caller's transaction; False when this event was kept before.

    ValueError for an unknown kind. Whether it fits is decided by `current`; ask `fits` first.
    """
    known = PeopleChangeKind(kind)
    table = PeopleChangeTable
    if session.exec(select(table.id).where(table.event_key == event_key)).first() is not None:
        return False
    row = {
        "event_key": event_key, "kind": known.value, "subject": subject, "value": value,
        "by": by, "via": via, "at": now,
    }  # fmt: skip
    upsert(session, table, [row], ("event_key",), update=())
    audit.write(
        session, now, by=by, via=via, what=f"people.{known.value}", subject=subject, detail=value
    )
    return True


def add_absence(
    session: Session,
    base: People,
    absence: Absence,
    *,
    by: str,
    via: str,
    event_key: str,
    now: datetime,
) -> bool:
    """Keep one more absence of a person beside those that stand already."""
    standing = [one for one in current(session, base).absences if one.person == absence.person]
    value = [_days(one) for one in (*standing, absence)]
    return change(
        session, kind=PeopleChangeKind.ABSENCE, subject=absence.person, value=value, by=by,
        via=via, event_key=event_key, now=now,
    )  # fmt: skip


def end_absence(
    session: Session, base: People, person: str, day: date, *, by: str, via: str, event_key: str,
    now: datetime,
) -> bool:  # fmt: skip
    """Let a person be back from `day` on: absences that go on are cut, coming ones stay."""
    standing = [one for one in current(session, base).absences if one.person == person]
    value = [_days(one) for one in standing if not one.from_on <= day <= one.until_on]
    return change(
        session, kind=PeopleChangeKind.ABSENCE, subject=person, value=value, by=by,
        via=via, event_key=event_key, now=now,
    )  # fmt: skip


def _days(absence: Absence) -> dict[str, str]:
    return {"from_on": absence.from_on.isoformat(), "until_on": absence.until_on.isoformat()}


def _change(row: PeopleChangeTable) -> PeopleChange:
    assert row.id is not None
    return PeopleChange(
        row.id, PeopleChangeKind(row.kind), row.subject, row.value, row.by, row.via, row.at
    )


def history(session: Session, limit: int = 200, subject: str = "") -> tuple[PeopleChange, ...]:
    """Return changes, newest first; of one subject when given."""
    statement = select(PeopleChangeTable).order_by(col(PeopleChangeTable.id).desc())
    if subject:
        statement = statement.where(PeopleChangeTable.subject == subject)
    return tuple(_change(row) for row in session.exec(statement.limit(limit)))


def newest_change(session: Session) -> int:
    """Return the id of the newest change, 0 when there is none: who kept it can compare."""
    return int(session.exec(select(func.max(PeopleChangeTable.id))).one() or 0)


def _standing(session: Session) -> tuple[PeopleChange, ...]:
    """Return the change that holds for each subject, members first."""
    newest = select(func.max(PeopleChangeTable.id)).group_by(
        col(PeopleChangeTable.kind), col(PeopleChangeTable.subject)
    )
    rows = session.exec(
        select(PeopleChangeTable)
        .where(col(PeopleChangeTable.id).in_(newest))
        .order_by(col(PeopleChangeTable.id))
    )
    found = [_change(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.kind not in _FIRST, one.id)))


def current(session: Session, base: People) -> People:
    """Return people.yaml with all that was changed since; always valid."""
    people, skipped = apply(base, _standing(session))
    for one, reason in skipped:
        structlog.get_logger("tracker.people").warning(
            "people_change_skipped", change=one.id, kind=one.kind, subject=one.subject,
            reason=reason,
        )  # fmt: skip
    return people


def misfits(session: Session, base: People) -> tuple[tuple[PeopleChange, str], ...]:
    """Return changes that no longer fit the file, each with the reason."""
    return apply(base, _standing(session))[1]


def fits(people: People, kind: str, subject: str, value: Json) -> str:
    """Return why a change would not fit, in Dutch, or "" when it does."""
    try:
        _applied(people, PeopleChangeKind(kind), subject, value)
    except _MisfitError as error:
        return str(error)
    return ""


class _MisfitError(Exception):
    """A change and the people do not fit each other."""


def apply(
    base: People, changes: Iterable[PeopleChange]
) -> tuple[People, tuple[tuple[PeopleChange, str], ...]]:
    """Return the people after these changes, and the changes that do not fit; pure."""
    people, skipped = base, []
    for one in changes:
        if one.value is None:
            continue
        try:
            people = _applied(people, one.kind, one.subject, one.value)
        except _MisfitError as error:
            skipped.append((one, str(error)))
    return people, tuple(skipped)


def _applied(people: People, kind: PeopleChangeKind, subject: str, value: Json) -> People:
    data = people.model_dump()
    try:
        _STEPS[kind](data, subject, value)
        return People.model_validate(data)
    except ValidationError as error:
        raise _MisfitError("; ".join(problem["msg"] for problem in error.errors())) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _MisfitError(f"{subject} is onbekend, of de waarde klopt niet") from error


def _absence(data: dict[str, Any], subject: str, value: Json) -> None:
    entries: Sequence[Mapping[str, Any]] = [value] if isinstance(value, Mapping) else value
    if subject not in {one["slug"] for one in data["people"]}:
        raise KeyError(subject)
    others = [one for one in data["absences"] if one["person"] != subject]
    data["absences"] = (*others, *({"person": subject, **entry} for entry in entries))


def _of_dossier(role: str) -> Any:
    def step(data: dict[str, Any], subject: str, value: Json) -> None:
        data["dossiers"][subject][role] = value

    return step


def _of_bac(role: str) -> Any:
    def step(data: dict[str, Any], subject: str, value: Json) -> None:
        data["bacs"][subject][role] = value

    return step


def _member(data: dict[str, Any], subject: str, value: Json) -> None:
    others = [one for one in data["people"] if one["slug"] != subject]
    known = [one for one in data["people"] if one["slug"] == subject]
    if value.get("gone"):
        data["people"] = tuple(others)
        data["absences"] = tuple(one for one in data["absences"] if one["person"] != subject)
        return
    data["people"] = (*others, {**(known[0] if known else {}), "slug": subject, **value})


_STEPS = {
    PeopleChangeKind.ABSENCE: _absence,
    PeopleChangeKind.LOBBYIST: _of_dossier("lobbyist"),
    PeopleChangeKind.DEPUTY: _of_dossier("deputy"),
    PeopleChangeKind.COORDINATOR: _of_bac("coordinator"),
    PeopleChangeKind.CHANNEL: _of_bac("channel"),
    PeopleChangeKind.MEMBER: _member,
}


def duties(people: People, day: date) -> tuple[Duty, ...]:
    """Return who handles each dossier on `day`; the coordinator of a BAC when both are away
    is not known here, because dossiers do not carry their BAC: `person` is "" then.
    """
    found = []
    for slug, candidates in people.dossiers.items():
        present = (candidates.lobbyist, candidates.deputy)
        person = next((one for one in present if not is_away(people, one, day)), "")
        found.append(Duty(slug, person, person != candidates.lobbyist))
    return tuple(found)


def absences(people: People, day: date) -> tuple[Absence, ...]:
    """Return absences that are not over on `day`, first to begin first."""
    coming = (one for one in people.absences if one.until_on >= day)
    return tuple(sorted(coming, key=lambda one: (one.from_on, one.person)))
