"""Writing in a block: kept at once, or both texts when another editor was first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlmodel import Session

from newsletter import rich
from newsletter.fields import Field, FieldError, Form, accept, fields_of, machine
from tracker import blocks, dutch, editing
from tracker.database import read_scope, session_scope
from tracker.editing import Conflict, Refusal, Saved, UnknownBlockError
from tracker.errors import HaagseZakenError
from tracker.records import Block, Json
from tracker.web.editor import answer, carry, diff, view
from tracker.web.editor.answer import Opened, Said
from tracker.web.editor.carry import Asked, Editing, EndsApprovalError
from tracker.web.editor.diff import Piece
from tracker.web.editor.page import ROOT, letter_of, panel_of
from tracker.web.editor.state import Letter, path_of
from tracker.web.guard import Sent

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Fight:
    """One field that two editors changed: words to read, Markdown to write on."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_light: str
    theirs_light: str
    both: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """What the other editor did, and every field in which both wrote."""

    by: str
    at: str
    fields: tuple[Fight, ...]


def _typed(sent: Sent) -> bool:
    return sent.form.one("vorm") != "html"


def _kept(field: Field, kind: str, value: str, typed: bool) -> str | None:
    try:
        return accept(kind, {field.name: value}, typed=typed)[field.name]
    except FieldError:
        return None


def _value(block: Block, field: Field, kept: str) -> Json:
    """Return what to keep; an empty line, and nothing where nothing was, is the machine's."""
    if not kept and (field.form is Form.LINE or not machine(block, field)):
        return None
    return kept


def _given(sent: Sent, name: str) -> str:
    """Return what was sent for a field: with `keuze` "mijn" the text before the clash."""
    source = "mijn" if sent.form.one("keuze") == "mijn" else "veld"
    return sent.form.one(f"{source}:{name}").replace("\r\n", "\n")


def texts(sent: Sent, block: Block) -> dict[str, Json]:
    """Return the fields that this editor changed, as they may be kept. Raises FieldError."""
    changed: dict[str, Json] = {}
    for field in fields_of(block.kind):
        if f"veld:{field.name}" not in sent.form.fields:
            continue
        now = _given(sent, field.name)
        was = sent.form.one(f"was:{field.name}").replace("\r\n", "\n")
        if now == was:
            continue
        kept = accept(block.kind, {field.name: now}, typed=_typed(sent))[field.name]
        if kept != _kept(field, block.kind, was, _typed(sent)):
            changed[field.name] = _value(block, field, kept)
    return changed


def _block(session: Session, asked: Asked) -> Block:
    edition = blocks.edition_row(session, asked.week)
    row = blocks.block_row(session, blocks.number(edition), asked.key) if edition else None
    if row is None:
        raise UnknownBlockError(f"De editie van {asked.week} heeft geen blok {asked.key}.")
    return blocks.record(row)


def _version(sent: Sent) -> int:
    text = sent.form.one("versie")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _write(sent: Sent, asked: Asked) -> tuple[Saved | Conflict | Refusal, Block]:
    """Keep the texts in one transaction; returns the block as it is afterwards."""
    by, now = sent.account.email, sent.site.now()
    with session_scope(sent.site.engine) as session:
        carry.require_open(session, sent, asked.week)
        changed = texts(sent, _block(session, asked))
        done: Saved | Conflict | Refusal = Saved(_version(sent), changed=False)
        if changed:
            done = editing.write(
                session, asked.week, asked.key, changed, seen=_version(sent), by=by, now=now
            )
        if not (isinstance(done, Saved) and not done.changed):
            detail = {"fields": sorted(changed), "outcome": type(done).__name__.lower()}
            carry.note(session, sent, asked, detail)
        return done, _block(session, asked)


@router.post(f"{ROOT}/bewaar")
def save(request: Request, sent: Editing, week: str) -> Response:
    """Keep what was written in a block: by a button, or after a second of rest."""
    asked = Asked(week, carry.key_of(sent), "bewaar")
    try:
        done, block = _write(sent, asked)
    except carry.TROUBLES as error:
        return _refused(request, sent, asked, error)
    if isinstance(done, Conflict):
        return _clash(request, sent, asked, done, block)
    if isinstance(done, Refusal):
        return _refused(request, sent, asked, editing.BlockLockedError(done.text))
    if answer.by_htmx(request):
        return _saved(sent, asked, done, block)
    name = asked.name if done.changed else "niets"
    return answer.onward(path_of(week), asked.key, gedaan=name)


def _saved(sent: Sent, asked: Asked, done: Saved, block: Block) -> Response:
    """Return the block as the reader sees it now, and only that."""
    del asked
    clock = f"{dutch.clock(sent.site.now())} uur"
    said = f"Bewaard om {clock}"
    if done.merged:
        said += ". Een collega veranderde intussen een ander veld; dat is ook bewaard"
    shown = view.alone(block)
    return answer.part(sent.site, "editor/saved.html.j2", block=shown, said=said)


def _refused(request: Request, sent: Sent, asked: Asked, error: HaagseZakenError) -> Response:
    """Say why the text was not kept, with the text still there to go on with."""
    status, ends = carry.status_of(error), isinstance(error, EndsApprovalError)
    if answer.by_htmx(request):
        return answer.part(
            sent.site, "editor/refused.html.j2", status=status, said=str(error), again=ends
        )
    with read_scope(sent.site.engine) as session:
        letter = letter_of(sent.site, session, asked.week, agreed=ends or carry.agreed(sent))
        block = letter.block(asked.key) if letter else None
        if letter is None or block is None:
            return answer.missing(sent.site)
        opened = _with_typed(sent, letter, block)
        opened = replace(opened, panel=panel_of(sent.site, session, letter, block))
    note = f"{error} Wilt u dat? Druk dan nog eens op Bewaar." if ends else str(error)
    opened = replace(opened, note=note)
    said = Said("" if opened.fields else note, asked.key, bad=True)
    return answer.editor(sent.site, letter, said=said, opened=opened, status=status)


def _with_typed(sent: Sent, letter: Letter, block: Block) -> Opened:
    """Return the form of a block with what was typed in it, not kept yet."""
    if not letter.writable:
        return Opened(block.key)
    fields = []
    for field, shown in zip(fields_of(block.kind), view.field_views(block), strict=True):
        typed = _given(sent, field.name)
        is_html = field.form is Form.RICH and not _typed(sent)
        light = rich.light(typed) if is_html else typed
        html = typed if is_html or field.form is Form.LINE else rich.from_light(typed)
        fields.append(replace(shown, value=html, light=light))
    return Opened(block.key, tuple(fields))


def _readable(field: Field, value: Json) -> str:
    words = str(value or "")
    return rich.text(words) if field.form is Form.RICH else words


def _markdown(field: Field, value: Json) -> str:
    words = str(value or "")
    return rich.light(words) if field.form is Form.RICH else words


def _fight(block: Block, field: Field, mine: Json, theirs: Mapping[str, Json]) -> Fight:
    other = theirs.get(field.name)
    other = machine(block, field) if other is None else other
    own = machine(block, field) if mine is None else mine
    light = (_markdown(field, own), _markdown(field, other))
    joint = "\n\n" if field.form is Form.RICH else " "
    return Fight(
        name=field.name,
        label=field.label,
        mine=_readable(field, own),
        theirs=_readable(field, other),
        mine_light=light[0],
        theirs_light=light[1],
        both=joint.join(part for part in (light[1], light[0]) if part),
        pieces=diff.between(_readable(field, other), _readable(field, own)),
    )


def _clash(request: Request, sent: Sent, asked: Asked, found: Conflict, block: Block) -> Response:
    """Show both texts, what differs, and a field with both of them to merge."""
    with read_scope(sent.site.engine) as session:
        letter = letter_of(sent.site, session, asked.week, agreed=carry.agreed(sent))
    if letter is None:
        return answer.missing(sent.site)
    at = f"om {dutch.clock(found.at)} uur" if found.at else "intussen"
    fights = tuple(
        _fight(block, field, found.mine[field.name], found.theirs)
        for field in fields_of(block.kind)
        if field.name in found.mine
    )
    values: dict[str, Any] = {
        "letter": letter,
        "block": view.alone(block),
        "fight": Clash(letter.name(found.by) or "Een collega", at, fights),
    }
    if answer.by_htmx(request):
        return answer.part(sent.site, "editor/clash.html.j2", status=HTTPStatus.CONFLICT, **values)
    return answer.whole(
        sent.site, "editor/clash_page.html.j2", "Twee teksten", status=HTTPStatus.CONFLICT, **values
    )
