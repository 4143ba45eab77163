"""Find all items of one EU file, by the identifiers that they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, select

from tracker import identifiers, joining, queries
from tracker.models import ClassificationTable, IdentifierTable, ItemTable
from tracker.records import ItemKind, StoredItem
from tracker.timeline import CORE, FILE_PREFIXES, Timeline, timeline

_ROUNDS = 3
_MOST = 200


def _of_file(names: Iterable[str]) -> set[str]:
    return {name for name in names if name.startswith(FILE_PREFIXES)}


def items_of_file(session: Session, names: Sequence[str]) -> list[StoredItem]:
    """Return the items of the file that these identifiers name, shown ones only.

    From an item about one file its other identifiers are followed too; a letter or an
    agenda that names many files leads no further.
    """
    known: set[str] = set()
    edge = _of_file(names)
    found: dict[int, StoredItem] = {}
    for _ in range(_ROUNDS):
        ids = {one for carried in identifiers.carriers(session, edge).values() for one in carried}
        fresh = queries.stored_items(session, sorted(ids - set(found))[:_MOST])
        found |= fresh
        known |= edge
        core = (one for one in fresh.values() if one.item.kind in CORE)
        edge = _of_file(name for one in core for name in one.item.identifiers) - known
        if not edge:
            break
    parts = joining.joined_ids(session, found)
    return [one for one_id, one in sorted(found.items()) if one_id not in parts]


def file_of(session: Session, names: Sequence[str]) -> Timeline | None:
    """Return the timeline of the file that these identifiers name, None for an unknown one."""
    return timeline(items_of_file(session, names))


def names_for(stored: StoredItem) -> tuple[str, ...]:
    """Return the identifiers of the EU files that an item is about or names."""
    return tuple(name for name in stored.item.identifiers if name.startswith(FILE_PREFIXES))


def relevant_files(session: Session, limit: int = 200) -> list[Timeline]:
    """Return the files of relevant EU items, latest change first."""
    item, said, named = ItemTable, ClassificationTable, IdentifierTable
    kinds = [kind.value for kind in CORE if kind is not ItemKind.CONSULTATIE]
    rows = session.exec(
        select(named.identifier)
        .join(item, col(item.id) == col(named.item_id))
        .join(said, col(said.item_id) == col(item.id))
        .where(
            col(item.kind).in_(kinds),
            col(said.relevant).is_(True),
            col(item.deleted_at).is_(None),
        )
        .order_by(col(item.changed_at).desc(), col(named.identifier))
        .limit(limit * 4)
    )
    seen: set[str] = set()
    files: list[Timeline] = []
    for name in rows:
        if name in seen or not name.startswith(FILE_PREFIXES):
            continue
        file = file_of(session, [name])
        if file is not None:
            seen |= {name, *file.identifiers}
            files.append(file)
        if len(files) == limit:
            break
    return files
