"""What editors do to a block; every deed is a version, and no text of a person is lost.

Each deed names the version of the block that the person saw. Who writes on an older one
gets both texts back (`Conflict`), unless they changed different fields: then both count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from tracker import blocks, editions
from tracker.errors import HaagseZakenError
from tracker.models import BlockTable, BlockVersionTable, EditionTable
from tracker.records import GONE, Block, Deed, Json

Texts = Mapping[str, Json]


class UnknownBlockError(HaagseZakenError):
    """There is no such edition or block."""


class BlockLockedError(HaagseZakenError):
    """Somebody locked the block; what was sent is kept in its history."""


@dataclass(frozen=True, slots=True)
class Saved:
    """The block now has this version; `merged` says that another's change counts too."""

    version: int
    changed: bool = True
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """The text was not applied, and why; it is kept in the history."""

    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another editor was first with the same fields; `mine` is kept in the history.

    `theirs` is what the block says now, `by` who wrote it, `version` what to answer on.
    """

    version: int
    mine: Texts
    theirs: Texts
    by: str
    at: datetime | None
    kept_as: int


def _open(session: Session, week: str, key: str) -> tuple[EditionTable, BlockTable]:
    """Take the edition's lock and return it with the block; one that went comes back."""
    edition = blocks.edition_row(session, week, locked=True)
    if edition is None:
        raise UnknownBlockError(f"Er is geen editie van {week}.")
    row = blocks.block_row(session, blocks.number(edition), key)
    if row is None:
        raise UnknownBlockError(f"De editie van {week} heeft geen blok {key}.")
    return edition, row


def _at(session: Session, row: BlockTable, version: int) -> Texts:
    """Return a person's texts in an earlier version of a block."""
    wanted = select(BlockVersionTable).where(
        BlockVersionTable.edition_id == row.edition_id,
        BlockVersionTable.block_key == row.key,
        BlockVersionTable.version == version,
        col(BlockVersionTable.applied).is_(True),
    )
    found = session.exec(wanted).first()
    return (found.human if found else None) or {}


def _differ(one: Texts, other: Texts) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _with(texts: Texts, fields: Texts) -> dict[str, Json]:
    """Return the texts with new ones; a field that is None shows the machine's text again."""
    return {name: text for name, text in {**texts, **fields}.items() if text is not None}


def _keep_lost(session: Session, row: BlockTable, texts: Texts, by: str, now: datetime) -> int:
    """Keep a text that cannot be applied, in the history only; return the id of its line."""
    line = BlockVersionTable(
        edition_id=row.edition_id, block_key=row.key, version=row.version, deed=Deed.LOST.value,
        at=now, by=by, content=row.content, human=dict(texts), position=row.position,
        dropped=bool(row.dropped_by), applied=False,
    )  # fmt: skip
    session.add(line)
    session.flush()
    assert line.id is not None
    return line.id


def _last_writer(session: Session, row: BlockTable) -> tuple[str, datetime | None]:
    wanted = (
        select(BlockVersionTable)
        .where(
            BlockVersionTable.edition_id == row.edition_id,
            BlockVersionTable.block_key == row.key,
            col(BlockVersionTable.applied).is_(True),
            BlockVersionTable.by != "",
        )
        .order_by(col(BlockVersionTable.id).desc())
    )
    found = session.exec(wanted).first()
    return (found.by, found.at) if found else ("", None)


def require_free(row: BlockTable, by: str = "") -> None:
    """Raise BlockLockedError when somebody else than `by` locked the block."""
    if row.locked_by and row.locked_by != by:
        raise BlockLockedError(f"Dit blok staat op slot (door {row.locked_by}).")


def locked_words(row: BlockTable) -> str:
    """Return why a locked block refuses, and that nothing is lost."""
    return (
        f"Dit blok staat op slot (door {row.locked_by}). Uw tekst is bewaard in de geschiedenis "
        "van het blok. Haal het slot eraf, of vraag dat aan wie het erop zette."
    )


def _refusal(edition: EditionTable, row: BlockTable, by: str) -> str:
    """Return why a text cannot be applied now, "" when it can."""
    if edition.status in blocks.CLOSED:
        return (
            "Deze brief is intussen verzonden. Uw tekst is bewaard in de geschiedenis van het "
            "blok. Staat er een fout in de brief? Maak dan een correctie."
        )
    return locked_words(row) if row.locked_by and row.locked_by != by else ""


def write(
    session: Session, week: str, key: str, fields: Texts, *, seen: int, by: str, now: datetime
) -> Saved | Conflict | Refusal:
    """Keep what a person wrote in fields of a block, on the version that they saw.

    A field that is None gets the machine's text again. Raises UnknownBlockError; a block that
    somebody else locked, and a letter that went out meanwhile, give a Refusal, with the text kept.
    """
    edition, row = _open(session, week, key)
    there = row.human or {}
    refusal = _refusal(edition, row, by)
    if refusal:
        _keep_lost(session, row, _with(there, fields), by, now)
        return Refusal(refusal)
    was = there if seen == row.version else _at(session, row, seen)
    mine = {name: fields[name] for name in fields if fields[name] != was.get(name)}
    theirs = _differ(was, there)
    if any(name in theirs and mine[name] != there.get(name) for name in mine):
        who, at = _last_writer(session, row)
        line = _keep_lost(session, row, _with(there, fields), by, now)
        return Conflict(row.version, dict(fields), there, who, at, line)
    if _with(there, mine) == there and row.dropped_by != GONE:
        return Saved(row.version, changed=False)
    blocks.touch(session, edition, by, now)
    _put(session, row, _with(there, mine), by, now)
    return Saved(row.version, merged=bool(theirs))


def _put(session: Session, row: BlockTable, texts: Texts, by: str, now: datetime) -> None:
    if row.human is None:
        row.based_on = row.content
    row.human = dict(texts) or None
    if row.dropped_by == GONE:
        row.dropped_by = ""
    blocks.changed(session, row, Deed.WRITTEN, by, now)


def _deed(
    session: Session, week: str, key: str, deed: Deed, by: str, now: datetime,
    change: Callable[[BlockTable], bool],
) -> Saved:  # fmt: skip
    """Do something with one block; a change that changes nothing is no version."""
    edition, row = _open(session, week, key)
    if deed is not Deed.UNLOCKED:
        require_free(row, by)
    if not change(row):
        return Saved(row.version, changed=False)
    if deed not in {Deed.LOCKED, Deed.UNLOCKED}:
        blocks.touch(session, edition, by, now)
    blocks.changed(session, row, deed, by, now)
    return Saved(row.version)


def drop(session: Session, week: str, key: str, *, by: str, now: datetime) -> Saved:
    """Leave a block out of the letter; its texts stay."""

    def change(row: BlockTable) -> bool:
        before, row.dropped_by = row.dropped_by, row.dropped_by or by
        return not before

    return _deed(session, week, key, Deed.DROPPED, by, now, change)


def restore(session: Session, week: str, key: str, *, by: str, now: datetime) -> Saved:
    """Put a dropped block back where it was."""

    def change(row: BlockTable) -> bool:
        before, row.dropped_by = row.dropped_by, ""
        if before == GONE:
            row.added_by = by
        return bool(before)

    return _deed(session, week, key, Deed.RESTORED, by, now, change)


def lock(session: Session, week: str, key: str, *, by: str, now: datetime) -> Saved:
    """Keep a block as it is: nobody else and no new draft changes it."""

    def change(row: BlockTable) -> bool:
        before, row.locked_by = row.locked_by, by
        row.locked_at = row.locked_at or now
        return not before

    return _deed(session, week, key, Deed.LOCKED, by, now, change)


def unlock(
    session: Session, week: str, key: str, *, by: str, now: datetime, force: bool = False
) -> Saved:
    """Take a lock off: one's own, with `force` anybody's. Raises BlockLockedError."""

    def change(row: BlockTable) -> bool:
        if row.locked_by and row.locked_by != by and not force:
            raise BlockLockedError(
                f"Dit slot is van {row.locked_by}. Die kan het eraf halen, of een eindredacteur."
            )
        before, row.locked_by, row.locked_at = row.locked_by, "", None
        return bool(before)

    return _deed(session, week, key, Deed.UNLOCKED, by, now, change)


def renew(session: Session, week: str, block: Block, *, by: str, now: datetime) -> Saved:
    """Give one block the machine's new text; a person's words stay on top of it.

    Raises BlockLockedError for a locked block.
    """
    edition, row = _open(session, week, block.key)
    require_free(row)
    if not editions.refresh(session, row, block, by, now):
        return Saved(row.version, changed=False)
    blocks.touch(session, edition, by, now)
    return Saved(row.version)


def undo(session: Session, week: str, key: str, line: int, *, by: str, now: datetime) -> Saved:
    """Bring back the texts of an earlier line of history, a lost one too, as a new version."""
    found = session.get(BlockVersionTable, line)

    def change(row: BlockTable) -> bool:
        if found is None or (found.edition_id, found.block_key) != (row.edition_id, row.key):
            raise UnknownBlockError("Deze versie hoort niet bij dit blok.")
        before = (row.human, bool(row.dropped_by))
        row.human = found.human
        row.dropped_by = (row.dropped_by or by) if found.dropped else ""
        return before != (row.human, bool(row.dropped_by))

    return _deed(session, week, key, Deed.UNDONE, by, now, change)
