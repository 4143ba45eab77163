"""What every route needs: the workshop, who is looking, names of dossiers, the templates."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from config.loader import load_schedule, source_names
from config.schema import Schedule, SourceConfig
from tracker.database import Engine
from tracker.jobs.workshop import Workshop
from tracker.overview import Scope
from tracker.web.oidc import Provider
from tracker.web.public.answers import Shelf
from tracker.web.security import SCRIPT_POLICY
from tracker.web.signing import Hasher
from tracker.web.turns import Turns
from tracker.web.view.labels import Names, query_of
from tracker.web.visits import Visit, visit_of

READ = ["GET", "HEAD"]
"""The methods of a page; a route with any other has a guard (`tracker.web.guard`)."""
READER_PATHS = (
    "/abonneren", "/voorkeuren", "/afmelden-nieuwsbrief", "/gegevens-wissen", "/privacy",
)  # fmt: skip
"""The pages of readers of the newsletter, who have no account."""
OPEN_PATHS = (
    "/aanmelden", "/healthz", "/readyz", "/slack/", "/politieke-agenda", "/haagse-zaken", "/zoeken",
    *READER_PATHS,
)  # fmt: skip
"""What anybody may ask, also when the workspace is closed to who has not signed in."""
MOST_READER_REQUESTS = 60
"""Requests to subscribe or for a link from one network in an hour."""
MOST_WRONG_LINKS = 60
"""Wrong links from one network in an hour of which each is a line in the log."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def environment() -> Environment:
    """Return the templates: all text escaped, an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("tracker.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["query_of"] = query_of
    return made


@dataclass
class Site:
    """The workspace of one process; `seen_by` gives it as one visitor sees it.

    `trial` lets a visitor of the demo sign in as the example user.
    """

    workshop: Workshop
    templates: Environment
    trial: bool = False
    provider: Provider | None = None
    visit: Visit = field(default_factory=Visit)
    hasher: Hasher = field(default_factory=Hasher)
    shelf: Shelf = field(default_factory=Shelf)
    wrong_links: Turns = field(default_factory=lambda: Turns(MOST_WRONG_LINKS))
    reader_requests: Turns = field(default_factory=lambda: Turns(MOST_READER_REQUESTS))

    @cached_property
    def names(self) -> Names:
        """Names of BACs and dossiers."""
        return Names(self.workshop.taxonomy)

    @cached_property
    def every_source(self) -> tuple[SourceConfig, ...]:
        """All sources of the configuration, those in use first."""
        names = source_names(self.workshop.settings.config_dir)
        found = (self.workshop.source(name) for name in names)
        return tuple(sorted(found, key=lambda source: (not source.enabled, source.title)))

    @cached_property
    def source_titles(self) -> dict[str, str]:
        """Titles of sources by their name."""
        return {one.name: one.title for one in self.every_source}

    @property
    def sources(self) -> tuple[SourceConfig, ...]:
        """The sources in use."""
        return tuple(source for source in self.every_source if source.enabled)

    @cached_property
    def schedule(self) -> Schedule:
        """When each job runs."""
        return load_schedule(self.workshop.settings.config_dir)

    @cached_property
    def shows_example(self) -> bool:
        """Tell whether the source is a stand-in on this machine, with invented data."""
        return urlsplit(self.workshop.settings.syncfeed_url).hostname in _LOOPBACK

    @property
    def shows_trial(self) -> bool:
        """Tell whether anybody may try judging: in the demo, on this machine, invented data."""
        here = self.workshop.settings.web_host in _LOOPBACK
        return self.trial and here and self.shows_example

    def seen_by(self, visit: Visit) -> Site:
        """Return the workspace as this visitor sees it."""
        mine = copy.copy(self)
        mine.visit = visit
        return mine

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.workshop.engine

    def prepare(self) -> None:
        """Read the configuration before the first request; wrong input fails here."""
        _ = (self.names, self.sources, self.schedule, self.workshop.recess)

    def now(self) -> datetime:
        """Return the present moment."""
        return self.workshop.clock()

    def page(
        self,
        template: str,
        title: str,
        *,
        status: int = 200,
        here: str = "",
        script: str = "",
        **values: Any,
    ) -> HTMLResponse:
        """Return a page.

        `here` is the entry of the navigation that it stands under; `script` a file in
        `static/` without which the page works too.
        """
        html = self.templates.get_template(template).render(
            title=title,
            here=here,
            script=script,
            example=self.shows_example,
            visit=self.visit,
            token=self.visit.form_token,
            **values,
        )
        headers = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
        if script:
            headers["Content-Security-Policy"] = SCRIPT_POLICY
        return HTMLResponse(html, status_code=status, headers=headers)

    def missing(self, text: str) -> Response:
        """Return the page that says that something does not exist."""
        return self.page("missing.html.j2", "Niet gevonden", status=404, text=text)


def house_of(request: Request) -> Site:
    """Return the workspace that the application was made with, seen by nobody yet."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def site_of(request: Request) -> Site:
    """Return the workspace as who asks sees it; a closed one sends strangers to the door."""
    known = getattr(request.state, "site", None)
    if isinstance(known, Site):
        return known
    house = house_of(request)
    settings = house.workshop.settings
    visit = visit_of(request, settings, lambda: house.engine, house.now())
    request.state.site = house.seen_by(visit)
    is_open = settings.workspace_open or request.url.path.startswith(OPEN_PATHS)
    if not is_open and visit.account is None and request.method in READ:
        to = f"/aanmelden?verder={quote(request.url.path)}"
        raise HTTPException(HTTPStatus.SEE_OTHER, headers={"Location": to})
    return house.seen_by(visit)


TheSite = Annotated[Site, Depends(site_of)]


def scope_of(site: TheSite, bac: str = "", dossier: str = "", alles: str = "") -> Scope:
    """Return what a page is filtered by; 404 for a BAC or dossier that does not exist."""
    scope = Scope(bac.strip(), dossier.strip(), everything=alles == "1")
    if not site.names.knows(scope):
        raise HTTPException(404, "Deze BAC of dit dossier kennen wij niet.")
    return scope


TheScope = Annotated[Scope, Depends(scope_of)]
