"""Read stored source rows back, and follow their relations both ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from tracker.models import SourceLinkTable, SourceRowTable
from tracker.records import SourceRow

_CHUNK = 800


@dataclass(frozen=True, slots=True)
class Link:
    """Row `key` of `category` points to `target` as its `relation`."""

    category: str
    key: str
    relation: str
    target: str


def _chunks(keys: Iterable[str]) -> Iterable[list[str]]:
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]


def load(session: Session, source: str, keys: Mapping[str, Iterable[str]]) -> list[SourceRow]:
    """Return the rows with these keys, per category; unknown keys are left out.

    A deleted row still carries its last fields.
    """
    found: list[SourceRow] = []
    table = SourceRowTable
    for category, wanted in keys.items():
        for chunk in _chunks(wanted):
            statement = select(table.key, table.deleted, table.updated_at, table.payload).where(
                table.source == source, table.category == category, col(table.key).in_(chunk)
            )
            for key, deleted, updated_at, payload in session.exec(statement):
                found.append(
                    SourceRow(
                        source=source,
                        category=category,
                        key=key,
                        deleted=deleted,
                        updated_at=updated_at,
                        fields=payload["fields"],
                        refs=payload.get("refs", {}),
                        enclosure=payload.get("enclosure", ""),
                    )
                )
    return found


def links_to(
    session: Session, source: str, targets: Iterable[str], relations: Sequence[str] = ()
) -> dict[str, list[Link]]:
    """Return who points to each target, only by `relations` when given."""
    found: dict[str, list[Link]] = defaultdict(list)
    table = SourceLinkTable
    for chunk in _chunks(targets):
        statement = select(table.category, table.key, table.relation, table.target).where(
            table.source == source, col(table.target).in_(chunk)
        )
        if relations:
            statement = statement.where(col(table.relation).in_(relations))
        for category, key, relation, target in session.exec(statement):
            found[target].append(Link(category, key, relation, target))
    return found


def links_from(
    session: Session, source: str, category: str, keys: Iterable[str]
) -> dict[str, list[Link]]:
    """Return what each row of a category points to."""
    found: dict[str, list[Link]] = defaultdict(list)
    table = SourceLinkTable
    for chunk in _chunks(keys):
        statement = select(table.category, table.key, table.relation, table.target).where(
            table.source == source, table.category == category, col(table.key).in_(chunk)
        )
        for name, key, relation, target in session.exec(statement):
            found[key].append(Link(name, key, relation, target))
    return found
