"""The workspace as a web application: server-rendered, and it works without script."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from newsletter import spelling
from tracker.jobs.workshop import Workshop
from tracker.standing import DATABASE_ERRORS
from tracker.web.api.problems import no_such_address
from tracker.web.api.routes import ROOT as API
from tracker.web.api.service import create_api
from tracker.web.approval import control, correct, preview
from tracker.web.editor import adding, deeds, page, talking, writing
from tracker.web.guard import require_guards
from tracker.web.oidc import provider_of
from tracker.web.readers import lists, manage, preferences, stop, subscribe
from tracker.web.routes import (
    agenda,
    archive,
    brussels,
    coverage,
    dossiers,
    editions,
    exports,
    find,
    health,
    items,
    joins,
    judge,
    judging,
    log,
    pledges,
    public_agenda,
    public_feeds,
    sendings,
    signing,
    slack,
    sources,
    start,
)
from tracker.web.security import HEADERS, SecurityHeaders
from tracker.web.site import READ, READER_PATHS, Site, environment, house_of, site_of

PAGES = (
    start, agenda, brussels, items, joins, dossiers, pledges, coverage,
    judge, judging, find, sources, archive, editions,
    exports, signing, log, health, public_agenda, public_feeds, sendings,
    subscribe, preferences, stop, manage, lists,
    page, writing, deeds, adding, talking,
    control, correct, preview,
)  # fmt: skip
_STATIC = Path(__file__).parent / "static"
_UNKNOWN = "Deze pagina bestaat niet, of niet meer."
_log = structlog.get_logger(__name__)


_TITLES = {
    400: "Niet te lezen", 401: "Eerst aanmelden", 403: "Dit mag niet", 413: "Te groot",
    429: "Even wachten",
}  # fmt: skip


def _seen(request: Request) -> Site:
    """Return the workspace as this visitor sees it, as nobody when that cannot be told."""
    try:
        return site_of(request)
    except (HTTPException, *DATABASE_ERRORS):
        return house_of(request)


def _not_found(request: Request, error: Exception) -> Response:
    """Return the Dutch page for a wrong address, or for what is not allowed.

    A mounted application never sees a path with a line end in it.
    """
    if request.url.path.startswith(f"{API}/"):
        return no_such_address()
    status = error.status_code if isinstance(error, HTTPException) else 404
    detail = error.detail if isinstance(error, HTTPException) else ""
    text = detail if detail.endswith((".", "?")) else _UNKNOWN
    template = "refused.html.j2" if status in _TITLES else "missing.html.j2"
    if request.url.path.startswith(READER_PATHS):
        template = "readers/refused.html.j2"
    title = _TITLES.get(status, "Niet gevonden")
    page = _seen(request).page(template, title, status=status, text=text)
    if isinstance(error, HTTPException) and error.headers:
        page.headers.update(error.headers)
    return page


def _no_database(request: Request, error: Exception) -> Response:
    _log.error("database unreachable", error=str(error))
    return house_of(request).page(
        "trouble.html.j2", "Even niet beschikbaar", status=503,
        text="De gegevens zijn nu niet bereikbaar. Probeer het over een paar minuten opnieuw.",
    )  # fmt: skip


def _failure(request: Request, error: Exception) -> Response:
    _log.error("page failed", path=request.url.path, error=repr(error))
    page = house_of(request).page(
        "trouble.html.j2", "Er ging iets mis", status=500,
        text="Deze pagina kon niet worden gemaakt. De beheerder ziet wat er misging.",
    )  # fmt: skip
    page.headers.update(HEADERS)
    return page


def _icon() -> FileResponse:
    """Return the icon that browsers ask for of their own accord."""
    return FileResponse(_STATIC / "icon.svg", media_type="image/svg+xml")


def create_app(workshop: Workshop, *, trial: bool = False) -> FastAPI:
    """Return the application; it opens the database at the first request.

    With `trial` (the demo) anybody on this machine may come in as the example user.
    Raises RuntimeError when a route that changes something has no guard.
    """
    app = FastAPI(title="Haagse Zaken", docs_url=None, redoc_url=None, openapi_url=None)
    provider = provider_of(workshop.settings)
    app.state.site = Site(workshop, environment(), trial=trial, provider=provider)
    for module in PAGES:
        require_guards(module.router.routes)
        app.include_router(module.router)
    slack.open_door(app, workshop)
    app.add_api_route("/favicon.ico", _icon, methods=READ)
    app.state.api = create_api(app.state.site)
    app.mount(API, app.state.api)
    app.mount("/static", StaticFiles(directory=_STATIC), name="static")
    app.add_middleware(SecurityHeaders)
    app.add_exception_handler(HTTPException, _not_found)
    app.add_exception_handler(RequestValidationError, _not_found)
    for kind in DATABASE_ERRORS:
        app.add_exception_handler(kind, _no_database)
    app.add_exception_handler(Exception, _failure)
    return app


def serve(workshop: Workshop, *, trial: bool = False) -> None:
    """Serve the workspace on the host and port of the settings until the process is stopped."""
    settings = workshop.settings
    app = create_app(workshop, trial=trial)
    app.state.site.prepare()
    threading.Thread(target=spelling.warm, daemon=True).start()
    with slack.working(app):
        uvicorn.run(
            app,
            host=settings.web_host,
            port=settings.web_port,
            log_config=None,
            access_log=False,
            server_header=False,
        )
