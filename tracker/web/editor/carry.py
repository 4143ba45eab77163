"""What every deed of an editor goes through: approval, transaction, audit line, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlmodel import Session

from newsletter.fields import FieldError
from tracker import audit, blocks
from tracker.blocks import EditionClosedError
from tracker.database import read_scope, session_scope
from tracker.editing import BlockLockedError, Saved, UnknownBlockError
from tracker.errors import HaagseZakenError
from tracker.jobs.editorial import NothingToMakeError
from tracker.records import Json, Right
from tracker.remarks import RemarkError
from tracker.web.editor import answer
from tracker.web.editor.answer import Said
from tracker.web.editor.page import letter_of, opened, panel_of
from tracker.web.editor.state import APPROVED, path_of
from tracker.web.editor.words import DONE
from tracker.web.guard import Guard, Sent

Editing = Annotated[Sent, Depends(Guard(Right.EDIT))]
LONGEST_KEY = 200


class EndsApprovalError(HaagseZakenError):
    """The edition is approved and this editor did not say that a change may end that."""


TROUBLES = (
    BlockLockedError, EditionClosedError, EndsApprovalError, FieldError, NothingToMakeError,
    RemarkError, UnknownBlockError,
)  # fmt: skip
"""What a deed may end in; each has a Dutch message for who did it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed: on which block of which week, called what in its address and in the log."""

    week: str
    key: str
    name: str

    @property
    def what(self) -> str:
        """Return the key of the deed in the audit log."""
        return f"edit.{self.name}"


def key_of(sent: Sent) -> str:
    """Return which block a form is about."""
    return sent.form.one("sleutel")[:LONGEST_KEY]


def agreed(sent: Sent) -> bool:
    """Tell whether the editor knows that a change ends the approval."""
    return sent.form.one("akkoord") == "1"


def require_open(session: Session, sent: Sent, week: str) -> None:
    """Take the edition's lock; EndsApprovalError when an approval would end unawares."""
    row = blocks.edition_row(session, week, locked=True)
    if row is None:
        raise UnknownBlockError(f"Er is geen editie van {week}.")
    if row.status in APPROVED and not agreed(sent):
        raise EndsApprovalError(
            "Deze brief is goedgekeurd. Met uw wijziging vervalt de goedkeuring, en een "
            "geplande verzending gaat niet door. Er is nog niets veranderd."
        )


def note(session: Session, sent: Sent, asked: Asked, detail: Json = None) -> None:
    """Write the deed in the audit log."""
    audit.write(
        session, sent.site.now(), by=sent.account.email, what=asked.what,
        subject=f"{asked.week} {asked.key}".strip(), detail=detail,
    )  # fmt: skip


def carried_out(
    sent: Sent, asked: Asked, work: Callable[[Session], Saved], *, changes_text: bool = True
) -> Saved:
    """Do something to a block in one transaction, with its audit line. Raises TROUBLES."""
    with session_scope(sent.site.engine) as session:
        if changes_text:
            require_open(session, sent, asked.week)
        saved = work(session)
        if saved.changed:
            note(session, sent, asked, {"version": saved.version})
    return saved


def status_of(error: HaagseZakenError) -> HTTPStatus:
    """Return the status that goes with what went wrong."""
    if isinstance(error, BlockLockedError):
        return HTTPStatus.LOCKED
    if isinstance(error, UnknownBlockError):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, FieldError | RemarkError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    return HTTPStatus.CONFLICT


def trouble(request: Request, sent: Sent, asked: Asked, error: HaagseZakenError) -> Response:
    """Say in Dutch why a deed was not done."""
    again = asked.name if isinstance(error, EndsApprovalError) else ""
    said = Said(str(error), asked.key, again=again, bad=True)
    if answer.by_htmx(request):
        with read_scope(sent.site.engine) as session:
            letter = letter_of(sent.site, session, asked.week)
        if letter is None:
            return answer.missing(sent.site)
        return answer.part(
            sent.site, "editor/said.html.j2", status=status_of(error), letter=letter, said=said
        )
    return told(sent, asked, said, status_of(error))


def told(
    sent: Sent, asked: Asked, said: Said, status: int = HTTPStatus.OK, *, writing: bool = False
) -> Response:
    """Return the whole editor with something said, for who has no script."""
    with read_scope(sent.site.engine) as session:
        letter = letter_of(sent.site, session, asked.week, agreed=agreed(sent))
        if letter is None:
            return answer.missing(sent.site)
        open_one = opened(sent.site, session, letter, asked.key, writing=writing)
    return answer.editor(sent.site, letter, said=said, opened=open_one, status=status)


def done(request: Request, sent: Sent, asked: Asked, said: Said | None = None) -> Response:
    """Answer a deed that was done: the parts that changed, or the page again."""
    if not answer.by_htmx(request):
        if said is not None:
            return told(sent, asked, said)
        return answer.onward(path_of(asked.week), asked.key, gedaan=asked.name)
    with read_scope(sent.site.engine) as session:
        letter = letter_of(sent.site, session, asked.week, agreed=agreed(sent))
        block = letter.block(asked.key) if letter else None
        if letter is None or block is None:
            return answer.missing(sent.site)
        shows_it = sent.form.one("paneel") == asked.key
        beside = panel_of(sent.site, session, letter, block) if shows_it else None
    words = DONE[asked.name]
    told_now = said or Said(words.text, asked.key, words.undo)
    return answer.changed(sent.site, letter, block, told_now, beside)
