"""What a process manager or load balancer asks."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from tracker import standing
from tracker.errors import DatabaseError
from tracker.web.site import READ, TheSite

router = APIRouter()


@router.api_route("/healthz", methods=READ)
def healthz() -> JSONResponse:
    """Say that the process answers."""
    return JSONResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


@router.api_route("/readyz", methods=READ)
def readyz(site: TheSite) -> JSONResponse:
    """Say whether the database answers and is migrated, and how old the queue is."""
    try:
        queue = standing.readiness(site.engine, site.now())
    except standing.DATABASE_ERRORS as error:
        known = isinstance(error, DatabaseError)
        reason = str(error) if known else "de database is niet bereikbaar"
        return _answer({"status": "unavailable", "database": False, "reason": reason}, 503)
    return _answer({"status": "ok", "database": True, "migrations": True, "queue": queue}, 200)


def _answer(content: dict[str, object], status: int) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})
