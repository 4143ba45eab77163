"""Why there is no answer, as RFC 9457 has it: application/problem+json in plain Dutch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from tracker.standing import DATABASE_ERRORS
from tracker.web.api.asked import MOST
from tracker.web.api.models import Problem, WrongParameter

MEDIA_TYPE = "application/problem+json"
ALLOWED = "GET, HEAD"
_log = structlog.get_logger(__name__)
_TITLES = {
    404: "Niet gevonden",
    405: "Dit kan hier niet",
    422: "De vraag klopt niet",
    500: "Er ging iets mis",
    503: "Even niet beschikbaar",
}
_HINTS: Mapping[str, str] = {
    "from": "Schrijf een dag als 2026-12-03.",
    "until": "Schrijf een dag als 2026-12-03.",
    "limit": f"Kies een getal van 1 tot en met {MOST}.",
    "cursor": "Deze bladwijzer klopt niet. Begin opnieuw zonder cursor.",
    "kind": "Deze soort kennen wij niet. De soorten staan in /api/v1/openapi.json.",
    "q": "Gebruik hooguit 200 tekens.",
    "bac": "Deze BAC kennen wij niet. De BAC’s staan in /api/v1/dossiers.",
    "dossier": "Dit dossier kennen wij niet. De dossiers staan in /api/v1/dossiers.",
    "item_id": "Schrijf het nummer van een stuk als 1234.",
    "week": "Schrijf een week als 2026-W48.",
}
_UNKNOWN = "Deze parameter kennen wij niet. Kijk in /api/v1/openapi.json welke er zijn."
_DOUBLE = "Geef deze parameter één keer."


def problem(
    status: int,
    detail: str,
    errors: tuple[WrongParameter, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem; `detail` says in Dutch what is wrong and what to do."""
    body = Problem(
        title=_TITLES.get(status, "Dit lukt niet"), status=status, detail=detail,
        errors=list(errors),
    )  # fmt: skip
    sent = {"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", **(headers or {})}
    return Response(body.model_dump_json(), status, sent, MEDIA_TYPE)


def no_such_address() -> Response:
    """Return the problem of an address that the API does not have."""
    return problem(404, "Dit adres bestaat niet. Zie /politieke-agenda/api.")


def _wrong(error: Mapping[str, Any]) -> WrongParameter:
    name = str(error["loc"][-1])[:80]
    if error["type"] == "extra_forbidden":
        return WrongParameter(parameter=name, message=_UNKNOWN)
    if error["type"] == "double":
        return WrongParameter(parameter=name, message=_DOUBLE)
    return WrongParameter(parameter=name, message=_HINTS.get(name, "Dit klopt niet."))


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = tuple(_wrong(one) for one in error.errors())
    detail = " ".join(f"{one.parameter}: {one.message}" for one in found[:5])
    return problem(422, detail, found[:20])


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        detail = f"De API is alleen om te lezen. Gebruik {ALLOWED}."
        return problem(405, detail, headers={"Allow": ALLOWED})
    if not str(error.detail).endswith("."):
        return no_such_address()
    return problem(error.status_code, str(error.detail))


def _no_database(_request: Request, error: Exception) -> Response:
    _log.error("database unreachable", error=str(error))
    return problem(
        503, "De gegevens zijn nu niet bereikbaar. Probeer het over een paar minuten opnieuw.",
        headers={"Retry-After": "120"},
    )  # fmt: skip


def _failure(request: Request, error: Exception) -> Response:
    _log.error("api failed", path=request.url.path, error=repr(error))
    return problem(500, "Dit antwoord kon niet worden gemaakt. De beheerder ziet wat er misging.")


def handle(api: FastAPI) -> None:
    """Give every error of the API the form of a problem."""
    api.add_exception_handler(RequestValidationError, _invalid)
    api.add_exception_handler(HTTPException, _refused)
    for kind in DATABASE_ERRORS:
        api.add_exception_handler(kind, _no_database)
    api.add_exception_handler(Exception, _failure)


def no_doubles(request: Request) -> None:
    """Refuse a parameter that is given twice: which one counts would be a guess."""
    names = [name for name, _ in request.query_params.multi_items()]
    doubles = sorted({name for name in names if names.count(name) > 1})
    if doubles:
        raise RequestValidationError(
            [{"type": "double", "loc": ("query", one), "msg": _DOUBLE} for one in doubles]
        )
