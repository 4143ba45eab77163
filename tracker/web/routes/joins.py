"""Take apart what was wrongly taken for one thing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.responses import RedirectResponse

from tracker import audit, joining
from tracker.database import session_scope
from tracker.errors import HaagseZakenError
from tracker.records import Right
from tracker.web.guard import Guard, Sent

router = APIRouter()
Arranging = Annotated[Sent, Depends(Guard(Right.ARRANGE))]
_LONGEST = 18


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > _LONGEST:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Dit formulier is niet volledig.")
    return int(text)


@router.post("/samengevoegd/los")
def take_apart(sent: Arranging) -> Response:
    """Undo a join; it is never made again by itself."""
    part, whole = _number(sent.form.one("deel")), _number(sent.form.one("geheel"))
    now = sent.site.now()
    try:
        with session_scope(sent.site.engine) as session:
            joining.undo(session, part, whole, sent.by, now)
            audit.write(
                session, now, by=sent.account.email, what="join.undo", subject=f"stuk {part}",
                detail={"van": whole},
            )  # fmt: skip
    except HaagseZakenError as error:
        raise HTTPException(HTTPStatus.CONFLICT, str(error)) from None
    return RedirectResponse(f"/items/{part}", HTTPStatus.SEE_OTHER)
