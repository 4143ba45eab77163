"""The workspace as a web application: server-rendered, read-only, without script."""

from __future__ import annotations

from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from tracker.jobs.workshop import Workshop
from tracker.standing import DATABASE_ERRORS
from tracker.web.routes import (
    agenda,
    dossiers,
    editions,
    find,
    health,
    items,
    judge,
    sources,
    start,
)
from tracker.web.security import HEADERS, SecurityHeaders
from tracker.web.site import READ, Site, environment, site_of

_STATIC = Path(__file__).parent / "static"
_UNKNOWN = "Deze pagina bestaat niet, of niet meer."
_log = structlog.get_logger(__name__)


def _not_found(request: Request, error: Exception) -> Response:
    """Return the Dutch page for a wrong address, or for a method that changes things."""
    status = error.status_code if isinstance(error, HTTPException) else 404
    detail = error.detail if isinstance(error, HTTPException) else ""
    text = detail if detail.endswith(".") else _UNKNOWN
    page = site_of(request).page("missing.html.j2", "Niet gevonden", status=status, text=text)
    if isinstance(error, HTTPException) and error.headers:
        page.headers.update(error.headers)
    return page


def _no_database(request: Request, error: Exception) -> Response:
    _log.error("database unreachable", error=str(error))
    return site_of(request).page(
        "trouble.html.j2", "Even niet beschikbaar", status=503,
        text="De gegevens zijn nu niet bereikbaar. Probeer het over een paar minuten opnieuw.",
    )  # fmt: skip


def _failure(request: Request, error: Exception) -> Response:
    _log.error("page failed", path=request.url.path, error=repr(error))
    page = site_of(request).page(
        "trouble.html.j2", "Er ging iets mis", status=500,
        text="Deze pagina kon niet worden gemaakt. De beheerder ziet wat er misging.",
    )  # fmt: skip
    page.headers.update(HEADERS)
    return page


def _icon() -> FileResponse:
    """Return the icon that browsers ask for of their own accord."""
    return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")


def create_app(workshop: Workshop) -> FastAPI:
    """Return the application; it opens the database at the first request."""
    app = FastAPI(title="Haagse Zaken", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = Site(workshop, environment())
    for module in (start, agenda, items, dossiers, judge, find, sources, editions, health):
        app.include_router(module.router)
    app.add_api_route("/favicon.ico", _icon, methods=READ)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _not_found)
    for kind in DATABASE_ERRORS:
        app.add_exception_handler(kind, _no_database)
    app.add_exception_handler(Exception, _failure)
    return app


def serve(workshop: Workshop) -> None:
    """Serve the workspace on the host and port of the settings until the process is stopped."""
    settings = workshop.settings
    app = create_app(workshop)
    app.state.site.prepare()
    uvicorn.run(
        app,
        host=settings.web_host,
        port=settings.web_port,
        log_config=None,
        access_log=False,
        server_header=False,
    )
