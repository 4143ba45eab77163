"""The buttons with a block: leave out, put back, move, lock, make anew, an earlier version."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import APIRouter, HTTPException, Request, Response
from sqlmodel import Session

from newsletter.single import pieces
from tracker import arranging, blocks, editing
from tracker.database import read_scope
from tracker.editing import Conflict, Refusal, Saved, UnknownBlockError
from tracker.jobs import editorial
from tracker.records import Block, Right
from tracker.web.editor import carry, diff
from tracker.web.editor.answer import Said
from tracker.web.editor.carry import Asked, Editing
from tracker.web.editor.page import ROOT
from tracker.web.guard import Sent

router = APIRouter()
Work = Callable[[Sent, Asked, Session], Saved]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _drop(sent: Sent, asked: Asked, session: Session) -> Saved:
    return editing.drop(session, asked.week, asked.key, by=sent.account.email, now=sent.site.now())


def _restore(sent: Sent, asked: Asked, session: Session) -> Saved:
    return editing.restore(
        session, asked.week, asked.key, by=sent.account.email, now=sent.site.now()
    )


def _lock(sent: Sent, asked: Asked, session: Session) -> Saved:
    return editing.lock(session, asked.week, asked.key, by=sent.account.email, now=sent.site.now())


def _unlock(sent: Sent, asked: Asked, session: Session) -> Saved:
    force = sent.account.may(Right.APPROVE)
    by, now = sent.account.email, sent.site.now()
    return editing.unlock(session, asked.week, asked.key, by=by, now=now, force=force)


def _places(session: Session, asked: Asked) -> tuple[int, int]:
    """Return the place of a block in its section, from 0 over what readers get, and of how many."""
    edition = blocks.edition_row(session, asked.week)
    rows = blocks.block_rows(session, blocks.number(edition)) if edition else []
    own = next((row for row in rows if row.key == asked.key), None)
    if own is None:
        raise UnknownBlockError(f"De editie van {asked.week} heeft geen blok {asked.key}.")
    shown = [row.key for row in rows if row.section == own.section and not row.dropped_by]
    return (shown.index(asked.key) if asked.key in shown else 0), len(shown)


def _to(sent: Sent, asked: Asked, session: Session, place: int) -> Saved:
    by, now = sent.account.email, sent.site.now()
    return arranging.move(session, asked.week, asked.key, max(place, 0), by=by, now=now)


def _up(sent: Sent, asked: Asked, session: Session) -> Saved:
    return _to(sent, asked, session, _places(session, asked)[0] - 1)


def _down(sent: Sent, asked: Asked, session: Session) -> Saved:
    return _to(sent, asked, session, _places(session, asked)[0] + 1)


def _moved(sent: Sent, asked: Asked, session: Session) -> Saved:
    return _to(sent, asked, session, _number(sent.form.one("plek")))


def _machine(sent: Sent, asked: Asked, session: Session) -> Saved:
    name = sent.form.one("veld")
    version = blocks.edition_row(session, asked.week)
    row = blocks.block_row(session, blocks.number(version), asked.key) if version else None
    written = (row.human or {}) if row else {}
    fields = dict.fromkeys([name] if name else written)
    done = editing.write(
        session, asked.week, asked.key, fields, seen=row.version if row else 0,
        by=sent.account.email, now=sent.site.now(),
    )  # fmt: skip
    if isinstance(done, Refusal):
        raise editing.BlockLockedError(done.text)
    assert not isinstance(done, Conflict)
    return done


def _undo(sent: Sent, asked: Asked, session: Session) -> Saved:
    line = _number(sent.form.one("regel"))
    by, now = sent.account.email, sent.site.now()
    return editing.undo(session, asked.week, asked.key, line, by=by, now=now)


_WORKS: Mapping[str, Work] = MappingProxyType(
    {
        "weglaten": _drop, "terugzetten": _restore, "slot": _lock, "slot-eraf": _unlock,
        "omhoog": _up, "omlaag": _down, "verplaats": _moved, "computertekst": _machine,
        "versie-terug": _undo,
    }
)  # fmt: skip
_NO_CHANGE_OF_TEXT = frozenset({"slot", "slot-eraf"})
_MOVES = frozenset({"omhoog", "omlaag", "verplaats"})


def _where(sent: Sent, asked: Asked) -> Said:
    """Say at which place a moved block stands now."""
    with read_scope(sent.site.engine) as session:
        place, count = _places(session, asked)
    undo = {"omhoog": "omlaag", "omlaag": "omhoog"}.get(asked.name, "")
    return Said(f"Het blok staat nu op plaats {place + 1} van {count}.", asked.key, undo)


@router.post(f"{ROOT}/daad/opnieuw")
def make_anew(request: Request, sent: Editing, week: str) -> Response:
    """Let the machine make one block anew; what a person wrote stays on top of it."""
    asked = Asked(week, carry.key_of(sent), "opnieuw")
    try:
        before = _stored(sent, asked)
        fresh = editorial.made_anew(sent.site.workshop, week, before)
        by, now = sent.account.email, sent.site.now()
        carry.carried_out(
            sent, asked, lambda session: editing.renew(session, week, fresh, by=by, now=now)
        )
    except carry.TROUBLES as error:
        return carry.trouble(request, sent, asked, error)
    return carry.done(request, sent, asked, _renewed(before, fresh))


def _stored(sent: Sent, asked: Asked) -> Block:
    with read_scope(sent.site.engine) as session:
        edition = blocks.edition_row(session, asked.week)
        row = blocks.block_row(session, blocks.number(edition), asked.key) if edition else None
        if row is None:
            raise UnknownBlockError(f"De editie van {asked.week} heeft geen blok {asked.key}.")
        return blocks.record(row)


def _facts(block: Block) -> str:
    """Return what the machine says in a block, as words."""
    bare = Block(block.key, block.section, block.kind, 0, block.content, block.sources)
    return str(pieces([bare])[block.key].striptags())


def _renewed(before: Block, after: Block) -> Said:
    old, new = _facts(before), _facts(after)
    if old == new:
        return Said("De computer maakte dit blok opnieuw: er is niets anders.", before.key)
    kept = " De tekst van de redactie is niet veranderd." if before.human else ""
    return Said(
        f"De computer maakte dit blok opnieuw.{kept}", before.key, pieces=diff.between(old, new)
    )


@router.post(f"{ROOT}/daad/{{name}}")
def deed(request: Request, sent: Editing, week: str, name: str) -> Response:
    """Do one of the deeds with a block."""
    work = _WORKS.get(name)
    if work is None:
        raise HTTPException(404, "Deze knop kennen wij niet.")
    asked = Asked(week, carry.key_of(sent), name)
    try:
        saved = carry.carried_out(
            sent, asked, lambda session: work(sent, asked, session),
            changes_text=name not in _NO_CHANGE_OF_TEXT,
        )  # fmt: skip
    except carry.TROUBLES as error:
        return carry.trouble(request, sent, asked, error)
    if name in _MOVES:
        said = _where(sent, asked) if saved.changed else _at_the_end(name, asked)
        return carry.done(request, sent, asked, said)
    return carry.done(request, sent, asked)


def _at_the_end(name: str, asked: Asked) -> Said:
    end = {"omhoog": "bovenaan", "omlaag": "onderaan"}.get(name, "op die plaats")
    return Said(f"Het blok staat al {end}.", asked.key)
