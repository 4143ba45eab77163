"""Who gets a letter: the list of a sending, or who would be on it now, with the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.models import DeliveryTable, SubscriberTable
from tracker.records import choices_of
from tracker.subscribers import admitted

UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One reader of a list; `bacs` and `provinces` are what they chose, empty is everything."""

    name: str
    email: str
    ground: str
    function: str
    province: str
    bacs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Audience:
    """A list and its counts: (ground, number), (slug of a BAC, number), (province, number).

    A reader who chose no BAC counts under "" there, who has no province under "".
    """

    readers: tuple[Listed, ...]
    grounds: tuple[tuple[str, int], ...]
    bacs: tuple[tuple[str, int], ...]
    provinces: tuple[tuple[str, int], ...]


def _counted(values: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return values with how often they occur, the most first; the unknown last."""
    found = Counter(values).items()
    return tuple(sorted(found, key=lambda one: (one[0] == UNKNOWN, -one[1], one[0])))


def _audience(readers: Sequence[Listed]) -> Audience:
    return Audience(
        tuple(readers),
        _counted(one.ground for one in readers),
        _counted(bac for one in readers for bac in one.bacs or (UNKNOWN,)),
        _counted(one.province for one in readers),
    )


def present(session: Session) -> Audience:
    """Return who would get a letter that was approved now."""
    rows = session.exec(
        select(SubscriberTable).where(admitted()).order_by(col(SubscriberTable.email))
    )
    wanted = (row for row in rows if choices_of(row.choices).weekly)
    return _audience(
        [
            Listed(row.name, row.email, row.ground, row.function, row.province,
                   choices_of(row.choices).bacs)
            for row in wanted
        ]
    )  # fmt: skip


def of(session: Session, dispatch_id: int) -> Audience:
    """Return the frozen list of a sending, in its order."""
    rows = session.exec(
        select(DeliveryTable, SubscriberTable)
        .join(
            SubscriberTable,
            col(SubscriberTable.id) == col(DeliveryTable.subscriber_id),
            isouter=True,
        )
        .where(DeliveryTable.dispatch_id == dispatch_id)
        .order_by(col(DeliveryTable.id))
    ).all()
    return _audience([_listed(mail, person) for mail, person in rows])


def _listed(mail: DeliveryTable, person: SubscriberTable | None) -> Listed:
    bacs = choices_of(mail.choices).bacs
    if person is None:
        return Listed(mail.name, mail.email, UNKNOWN, "", "", bacs)
    return Listed(mail.name, mail.email, person.ground, person.function, person.province, bacs)
