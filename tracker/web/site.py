"""What every route needs: the workshop, the names of dossiers, the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from config.loader import load_schedule, source_names
from config.schema import Schedule, SourceConfig
from tracker.database import Engine
from tracker.jobs.workshop import Workshop
from tracker.overview import Scope
from tracker.web.view.labels import Names, query_of

READ = ["GET", "HEAD"]
"""The methods of every route: nothing here changes anything."""
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
    """The workspace of one process."""

    workshop: Workshop
    templates: Environment

    @cached_property
    def names(self) -> Names:
        """Names of BACs and dossiers."""
        return Names(self.workshop.taxonomy)

    @cached_property
    def sources(self) -> tuple[SourceConfig, ...]:
        """The sources in use."""
        names = source_names(self.workshop.settings.config_dir)
        found = (self.workshop.source(name) for name in names)
        return tuple(source for source in found if source.enabled)

    @cached_property
    def schedule(self) -> Schedule:
        """When each job runs."""
        return load_schedule(self.workshop.settings.config_dir)

    @cached_property
    def shows_example(self) -> bool:
        """Tell whether the source is a stand-in on this machine, with invented data."""
        return urlsplit(self.workshop.settings.syncfeed_url).hostname in _LOOPBACK

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
        self, template: str, title: str, *, status: int = 200, here: str = "", **values: Any
    ) -> HTMLResponse:
        """Return a page; `here` is the entry of the navigation that it stands under."""
        html = self.templates.get_template(template).render(
            title=title, here=here, example=self.shows_example, **values
        )
        return HTMLResponse(html, status_code=status)

    def missing(self, text: str) -> Response:
        """Return the page that says that something does not exist."""
        return self.page("missing.html.j2", "Niet gevonden", status=404, text=text)


def site_of(request: Request) -> Site:
    """Return the site that the application was made with."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


TheSite = Annotated[Site, Depends(site_of)]


def scope_of(site: TheSite, bac: str = "", dossier: str = "", alles: str = "") -> Scope:
    """Return what a page is filtered by; 404 for a BAC or dossier that does not exist."""
    scope = Scope(bac.strip(), dossier.strip(), everything=alles == "1")
    if not site.names.knows(scope):
        raise HTTPException(404, "Deze BAC of dit dossier kennen wij niet.")
    return scope


TheScope = Annotated[Scope, Depends(scope_of)]
