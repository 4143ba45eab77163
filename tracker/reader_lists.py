"""A list of gedeputeerden or staff against who is stored: differences first, then the deed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from tracker import audit, consent, reader_tokens
from tracker.consent import GROUND_TEXTS, ConsentDeed
from tracker.errors import ReaderError
from tracker.models import SubscriberTable
from tracker.reader_erasure import erase, objected
from tracker.reader_files import Listed
from tracker.reader_post import ReaderMail, plan
from tracker.records import Choices, Ground, ReaderState, Subscriber, choices_of
from tracker.subscribers import subscriber_of

_LONGEST_LIST = 60
_VIA = "lijst"
FIELDS = {"name": "naam", "function": "functie", "province": "provincie"}


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody whose data differ: (what, old, new) of each difference."""

    reader: Subscriber
    person: Listed
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What a list would change. `left` are those whom it does not name any more.

    `own` asked for the mail themselves and stay as they are; `stopped` and `objected` do
    not want it, and a list does not change that.
    """

    ground: Ground
    new: tuple[Listed, ...] = ()
    changed: tuple[Changed, ...] = ()
    same: int = 0
    left: tuple[Subscriber, ...] = ()
    own: tuple[Subscriber, ...] = ()
    stopped: tuple[Subscriber, ...] = ()
    objected: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Return a code that is another one when anything in here differs."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would change."""
        return not (self.new or self.changed or self.left)

    @property
    def loses_many(self) -> bool:
        """Tell whether so many would go that it may well be the wrong file."""
        stays = self.same + len(self.changed)
        return len(self.left) > max(3, stays)


def bac_spellings(taxonomy_bacs: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """Return the slug for every way to write a BAC, from (slug, name, abbreviation)."""
    return {
        word.casefold(): slug
        for slug, name, abbreviation in taxonomy_bacs
        for word in (slug, name, abbreviation, f"BAC {abbreviation}")
    }


def compare(session: Session, people: Sequence[Listed], ground: Ground) -> Differences:
    """Return what this list would change for the readers of this ground; writes nothing."""
    if ground is Ground.CONSENT:
        raise ReaderError("Wie zelf om de mail vroeg, komt niet op een lijst.")
    stored = {one.email: one for one in _all(session)}
    named = {one.email: one for one in people}
    known = {email: stored[email] for email in named if email in stored}
    fresh = [one for one in people if one.email not in stored]
    refused = [one for one in fresh if objected(session, one.email)]
    asked = {email: one for email, one in known.items() if one.state is ReaderState.PENDING}
    mine = {email: one for email, one in known.items() if one.state is ReaderState.ACTIVE}
    listed = [one for one in mine.values() if one.ground is not Ground.CONSENT]
    changes = [_changes(one, named[one.email], ground) for one in listed]
    return Differences(
        ground=ground,
        new=tuple(one for one in fresh if one not in refused) + tuple(named[one] for one in asked),
        changed=tuple(one for one in changes if one.fields),
        same=sum(not one.fields for one in changes),
        left=tuple(one for one in stored.values() if one.ground is ground
                   and one.imported and one.email not in named),
        own=tuple(one for one in mine.values() if one.ground is Ground.CONSENT),
        stopped=tuple(one for one in known.values() if one.state is ReaderState.STOPPED),
        objected=tuple(one.email for one in refused),
    )  # fmt: skip


def _all(session: Session) -> list[Subscriber]:
    table = SubscriberTable
    rows = session.exec(
        select(table).where(table.state != ReaderState.REMOVED.value).order_by(col(table.email))
    )
    return [subscriber_of(row) for row in rows]


def _changes(reader: Subscriber, person: Listed, ground: Ground) -> Changed:
    pairs = [
        (label, str(getattr(reader, field)), str(getattr(person, field)))
        for field, label in FIELDS.items()
    ]
    pairs.append(("grondslag", reader.ground.value, ground.value))
    return Changed(reader, person, tuple(one for one in pairs if one[1] != one[2]))


@dataclass(frozen=True, slots=True)
class Order:
    """How to carry a list out: who says so, and whether who left goes and who is new hears it."""

    name: str
    by: str
    via: str = audit.WEB
    remove: bool = False
    welcome: bool = False


def carry_out(
    session: Session, people: Sequence[Listed], ground: Ground, order: Order, now: datetime
) -> Differences:
    """Apply a list in the caller's transaction; return what it changed.

    Who left is only removed with `order.remove`; then name and address are gone at once. Who
    had unsubscribed is remembered by a code, so that the next list does not bring them back.
    """
    found = compare(session, people, ground)
    for place, person in enumerate(found.new):
        _add(session, person, ground, order, now, place)
    for change in found.changed:
        _update(session, change, ground, order, now)
    gone = found.left if order.remove else ()
    for reader in gone:
        objects = reader.state is ReaderState.STOPPED
        erase(session, reader.id, now, by=order.by, via=order.via, remember=objects,
              reason="niet meer op de lijst")  # fmt: skip
    audit.write(
        session, now, by=order.by, via=order.via, what="reader.list", subject=order.name,
        detail={"grondslag": ground.value, "nieuw": len(found.new), "weg": len(gone),
                "gewijzigd": len(found.changed), "gelijk": found.same},
    )  # fmt: skip
    return replace(found, left=gone)


def _add(
    session: Session, person: Listed, ground: Ground, order: Order, now: datetime, place: int
) -> None:
    row = session.exec(
        select(SubscriberTable).where(SubscriberTable.email == person.email).with_for_update()
    ).first()
    provinces = (person.province,) if person.province else ()
    chosen = Choices(bacs=person.bacs, provinces=provinces)
    row = row or SubscriberTable(
        email=person.email, state=ReaderState.ACTIVE.value, ground=ground.value, choices={},
        secret=reader_tokens.make_secret(), created_at=now,
    )  # fmt: skip
    row.state, row.ground = ReaderState.ACTIVE.value, ground.value
    row.name, row.function, row.province = person.name, person.function, person.province
    row.choices, row.imported, row.confirmed_at = chosen.to_json(), _list(order), now
    session.add(row)
    session.flush()
    assert row.id is not None
    _prove(session, row.id, ground, order, now, chosen.to_json())
    if order.welcome:
        plan(session, row.id, ReaderMail.LISTED, now, place=place)


def _update(session: Session, change: Changed, ground: Ground, order: Order, now: datetime) -> None:
    row = session.get(SubscriberTable, change.reader.id, with_for_update=True)
    assert row is not None
    person = change.person
    row.name, row.function, row.province = person.name, person.function, person.province
    row.ground, row.imported = ground.value, _list(order)
    row.choices = _moved(choices_of(row.choices), change).to_json()
    session.add(row)
    _prove(session, change.reader.id, ground, order, now, [list(one) for one in change.fields])


def _moved(chosen: Choices, change: Changed) -> Choices:
    """Let the own province move along, when the reader chose only that one."""
    old, new = change.reader.province, change.person.province
    if old == new or chosen.provinces != ((old,) if old else ()):
        return chosen
    return replace(chosen, provinces=(new,) if new else ())


def _list(order: Order) -> str:
    return order.name[:_LONGEST_LIST] or _VIA


def _prove(
    session: Session, reader: int, ground: Ground, order: Order, now: datetime, detail: object
) -> None:
    said: Mapping[str, object] = {"lijst": order.name, "door": order.by, "wat": detail}
    consent.keep(session, reader, ConsentDeed.LISTED, via=_VIA, text=GROUND_TEXTS[ground],
                 now=now, detail=said)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filter:
    """Which readers to show; "" and None are all. `text` is a part of a name or address."""

    text: str = ""
    state: ReaderState | None = None
    ground: Ground | None = None
    bounced: bool = False


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    table = SubscriberTable
    found: list[ColumnElement[bool]] = []
    if chosen.text:
        parts = (table.email, table.name, table.province, table.function)
        found.append(or_(*(col(one).icontains(chosen.text, autoescape=True) for one in parts)))
    if chosen.ground:
        found.append(col(table.ground) == chosen.ground.value)
    if chosen.bounced:
        found.append(col(table.suppressed_at).is_not(None))
    if chosen.state:
        found.append(col(table.state) == chosen.state.value)
    else:
        found.append(col(table.state) != ReaderState.REMOVED.value)
    return found


def listed(
    session: Session, chosen: Filter, limit: int = 100, offset: int = 0
) -> tuple[Subscriber, ...]:
    """Return readers by address; those who were erased only when asked for."""
    rows = session.exec(
        select(SubscriberTable)
        .where(*_conditions(chosen))
        .order_by(col(SubscriberTable.email))
        .limit(limit)
        .offset(offset)
    )
    return tuple(subscriber_of(row) for row in rows)


def counts(session: Session) -> dict[str, int]:
    """Return how many readers there are by state, and under "bounced" who gets nothing."""
    table = SubscriberTable
    rows = session.exec(select(table.state, func.count()).group_by(table.state)).all()
    bounced = session.exec(
        select(func.count()).where(
            col(table.suppressed_at).is_not(None), table.state == ReaderState.ACTIVE.value
        )
    ).one()
    return {**dict(rows), "bounced": bounced}
