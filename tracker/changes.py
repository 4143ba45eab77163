"""Pure: two versions of an item → the differences that matter to a reader.

A difference is a field that a reader would notice; a time stamp, trailing blanks or
another order of the same parts is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from tracker.records import (
    ROLE_ABSENT,
    ROLE_MINISTER,
    Actor,
    AgendaPoint,
    ChangeKind,
    DatePrecision,
    DocumentRef,
    FieldChange,
    ItemKind,
    Json,
    ScrapedItem,
    Status,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_TOLD_ACTORS = frozenset({ROLE_MINISTER, ROLE_ABSENT})
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})
_ANSWER = "antwoord schriftelijke vragen"
_REMARK = re.compile(
    r"\s*\(([^()]*\b(?:verplaatst|verzet|uitgesteld|geannuleerd|vervallen|wijziging|gewijzigd|"
    r"omgezet|samengevoegd|nieuwe? (?:datum|tijd)\w*|was voorheen)\b[^()]*)\)\s*$",
    re.IGNORECASE,
)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Part = TypeVar("Part", bound=_Keyed)


def plain_title(title: str) -> str:
    """Return the title without a remark such as "(verplaatst naar 4 december 2025)"."""
    return _REMARK.sub("", " ".join(title.split()))


def remark(title: str) -> str:
    """Return the remark itself, without brackets, or an empty string."""
    found = _REMARK.search(" ".join(title.split()))
    return found.group(1) if found else ""


def moment(item: ScrapedItem) -> dict[str, Json]:
    """Return when an item takes place, as the JSON value that a change carries."""
    return {
        "starts_at": item.starts_at.isoformat() if item.starts_at else None,
        "ends_at": item.ends_at.isoformat() if item.ends_at else None,
        "precision": item.precision.value,
    }


def _local_day(value: datetime) -> str:
    return value.astimezone(AMSTERDAM).date().isoformat()


def _local_week(value: datetime) -> tuple[int, int]:
    year, week, _ = value.astimezone(AMSTERDAM).isocalendar()
    return year, week


def _when_kind(old: ScrapedItem, new: ScrapedItem) -> ChangeKind:
    if old.starts_at is None or old.precision is DatePrecision.NONE:
        return ChangeKind.DATED
    if new.starts_at is None or new.precision is DatePrecision.NONE:
        return ChangeKind.UNDATED
    if old.precision is DatePrecision.WEEK is not new.precision:
        same_week = _local_week(old.starts_at) == _local_week(new.starts_at)
        return ChangeKind.DATED if same_week else ChangeKind.MOVED
    if _local_day(old.starts_at) != _local_day(new.starts_at):
        return ChangeKind.MOVED
    return ChangeKind.TIME


def _when(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    if moment(old) != moment(new):
        yield FieldChange(_when_kind(old, new), "when", moment(old), moment(new))


def _status_kind(old: ScrapedItem, new: ScrapedItem) -> ChangeKind:
    special = {
        Status.CANCELLED: ChangeKind.CANCELLED,
        Status.LAPSED: ChangeKind.LAPSED,
        Status.HELD: ChangeKind.HELD,
    }
    if new.status in special:
        return special[new.status]
    if old.status in _OFF and new.status is Status.PLANNED:
        return ChangeKind.REINSTATED
    return ChangeKind.STATUS


def _status(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    became_moved = new.status is Status.MOVED and old.status is not Status.MOVED
    has_successor = bool(new.replaced_by) and new.replaced_by != old.replaced_by
    if has_successor or (became_moved and not new.replaced_by):
        target = new.moved_to.isoformat() if new.moved_to else None
        value = {"keys": list(new.replaced_by), "starts_at": target, "reason": remark(new.title)}
        if new.moved_precision is not DatePrecision.TIME:
            value["precision"] = new.moved_precision.value
        yield FieldChange(ChangeKind.REPLACED, "replaced_by", moment(old), value)
    elif old.status is not new.status:
        value = {"status": new.status.value, "reason": remark(new.title)}
        yield FieldChange(_status_kind(old, new), "status", {"status": old.status.value}, value)
    if added := [key for key in new.continued_in if key not in old.continued_in]:
        yield FieldChange(ChangeKind.CONTINUED, "continued_in", None, added)


_PLAIN: tuple[tuple[ChangeKind, str, Callable[[ScrapedItem], Json]], ...] = (
    (ChangeKind.ROOM, "room", lambda item: item.room),
    (ChangeKind.TITLE, "title", lambda item: plain_title(item.title)),
    (ChangeKind.COMMITTEE, "committee", lambda item: item.committee_name or item.committee),
    (ChangeKind.APPRECIATION, "appreciation", lambda item: item.appreciation),
    (ChangeKind.DUE, "due_on", lambda item: item.due_on.isoformat() if item.due_on else None),
    (ChangeKind.TEXT, "text", lambda item: " ".join(item.text.split())),
    (ChangeKind.TEXT, "note", lambda item: " ".join(item.note.split())),
    (ChangeKind.STATUS, "closed", lambda item: item.closed),
)


def _plain(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    for kind, name, value in _PLAIN:
        before, after = value(old), value(new)
        if before != after:
            yield FieldChange(kind, name, before, after)


def _added(old: Sequence[Part], new: Sequence[Part]) -> list[Part]:
    known = {part.key for part in old}
    return [part for part in new if part.key not in known]


def _point(point: AgendaPoint) -> Json:
    return {"key": point.key, "title": point.title, "numbers": list(point.numbers)}


def _agenda(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    before = {point.key: point for point in old.agenda}
    for point in _added(old.agenda, new.agenda):
        yield FieldChange(ChangeKind.AGENDA_ADDED, "agenda", None, _point(point))
    for point in _added(new.agenda, old.agenda):
        yield FieldChange(ChangeKind.AGENDA_WITHDRAWN, "agenda", _point(point), None)
    for point in new.agenda:
        earlier = before.get(point.key)
        if earlier and " ".join(earlier.title.split()) != " ".join(point.title.split()):
            yield FieldChange(ChangeKind.AGENDA_CHANGED, "agenda", _point(earlier), _point(point))


def _document(document: DocumentRef) -> Json:
    return {
        "key": document.key,
        "number": document.number,
        "kind": document.kind,
        "title": document.title,
        "url": document.url,
    }


def _documents(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    for document in _added(old.documents, new.documents):
        is_answer = new.kind is ItemKind.KAMERVRAGEN and document.kind.lower().startswith(_ANSWER)
        kind = ChangeKind.ANSWERED if is_answer else ChangeKind.DOCUMENT_ADDED
        yield FieldChange(kind, "documents", None, _document(document))
    for document in _added(new.documents, old.documents):
        yield FieldChange(ChangeKind.DOCUMENT_WITHDRAWN, "documents", _document(document), None)


def _told(actors: Iterable[Actor]) -> dict[tuple[str, str], Actor]:
    return {(actor.name, actor.role): actor for actor in actors if actor.role in _TOLD_ACTORS}


def _actor(actor: Actor) -> Json:
    return {"name": actor.name, "role": actor.role, "function": actor.function}


def _actors(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    before, after = _told(old.actors), _told(new.actors)
    for key in sorted(after.keys() - before.keys()):
        yield FieldChange(ChangeKind.ACTOR_ADDED, "actors", None, _actor(after[key]))
    for key in sorted(before.keys() - after.keys()):
        yield FieldChange(ChangeKind.ACTOR_WITHDRAWN, "actors", _actor(before[key]), None)


def _ballot(item: ScrapedItem) -> Json:
    votes = sorted(item.votes, key=lambda vote: (vote.party, vote.member))
    ballot: dict[str, Json] = {
        "outcome": item.outcome,
        "votes": [[vote.member or vote.party, vote.choice, vote.seats] for vote in votes],
    }
    if mistakes := [vote.member or vote.party for vote in votes if vote.mistake]:
        ballot["mistakes"] = mistakes
    return ballot


def _outcome(old: ScrapedItem, new: ScrapedItem) -> Iterator[FieldChange]:
    if _ballot(old) != _ballot(new):
        field = "outcome" if old.outcome != new.outcome else "votes"
        yield FieldChange(ChangeKind.OUTCOME, field, _ballot(old), _ballot(new))


_PARTS = (_when, _status, _plain, _agenda, _documents, _actors, _outcome)


def diff(old: ScrapedItem, new: ScrapedItem) -> tuple[FieldChange, ...]:
    """Return each real difference between two versions of one item, most telling first.

    Empty when only the time stamp, the order of parts or blanks differ.
    """
    return tuple(change for part in _PARTS for change in part(old, new))
