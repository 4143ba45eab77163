"""The API as an application of its own, with its own OpenAPI document and its own errors."""

from __future__ import annotations

from typing import Any, cast

import orjson
from fastapi import Depends, FastAPI, Request, Response
from fastapi.routing import APIRoute

from tracker.web.api.models import Problem
from tracker.web.api.problems import MEDIA_TYPE, handle, no_doubles
from tracker.web.api.routes import ROOT, VERSION, contents, router
from tracker.web.public.answers import fresh
from tracker.web.site import Site

_ABOUT = """Open gegevens van Haagse Zaken: wat er in Den Haag en Brussel gebeurt en de provincies
raakt. Alleen lezen, zonder sleutel. Vraag niet vaker dan nodig: stuur de ETag van uw vorige
antwoord mee in `If-None-Match`. Bladeren gaat met het adres in `next`.

*In English: read-only open data on Dutch national and EU politics that concerns the twelve
provinces. No key. Send the previous ETag in If-None-Match; page with the address in `next`.*
"""
_ERRORS = {404: "Niet gevonden", 422: "De vraag klopt niet", 503: "Even niet beschikbaar"}
_HEADERS = {
    "ETag": {"description": "Kenmerk van dit antwoord.", "schema": {"type": "string"}},
    "API-Version": {"description": "Versie van de API.", "schema": {"type": "string"}},
}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter that may be left out: it can never be null."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **kinds[0]}


def _problem_answer(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": _ERRORS[status], "content": {MEDIA_TYPE: {"schema": schema}}}


def _finish(operation: dict[str, Any], known: dict[str, list[str]]) -> None:
    """Put in an operation what FastAPI cannot know: values, 304, the form of errors."""
    for parameter in operation.get("parameters", ()):
        parameter["schema"] = _without_null(parameter["schema"])
        if parameter["in"] == "query" and parameter["name"] in known:
            parameter["schema"]["enum"] = known[parameter["name"]]
    operation["responses"]["200"]["headers"] = _HEADERS
    operation["responses"]["304"] = {"description": "Er is niets veranderd."}
    for status in _ERRORS:
        operation["responses"][str(status)] = _problem_answer(status)


class _Api(FastAPI):
    """FastAPI with a document that names the BACs and dossiers there are."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, made once."""
        if self.openapi_schema is None:
            made = super().openapi()
            taxonomy = cast(Site, self.state.site).workshop.taxonomy
            known = {
                "bac": [one.slug for one in taxonomy.bacs],
                "dossier": [one.slug for one in taxonomy.dossiers],
            }
            schemas = made["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            template = "#/components/schemas/{model}"
            schemas["Problem"] = Problem.model_json_schema(ref_template=template)
            schemas.update(schemas["Problem"].pop("$defs", {}))
            for path in made["paths"].values():
                for operation in path.values():
                    _finish(operation, known)
            self.openapi_schema = made
        return self.openapi_schema


def _document(request: Request) -> Response:
    api = cast(FastAPI, request.app)
    return fresh(request, orjson.dumps(api.openapi()), "application/json")


def _contents(request: Request) -> Response:
    site = cast(Site, request.app.state.site)
    base = site.workshop.settings.public_url.rstrip("/")
    return fresh(request, orjson.dumps(contents(base)), "application/json")


def create_api(site: Site) -> FastAPI:
    """Return the API; everything that it answers is open to anybody."""
    api = _Api(
        title="Haagse Zaken",
        version=VERSION,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        servers=[{"url": f"{site.workshop.settings.public_url.rstrip('/')}{ROOT}"}],
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(no_doubles)],
    )
    api.state.site = site
    api.include_router(router)
    for route in [one for one in router.routes if isinstance(one, APIRoute)]:
        api.add_api_route(
            route.path, route.endpoint, methods=["HEAD"], include_in_schema=False,
            response_model=None,
        )  # fmt: skip
    for path, endpoint in (("/openapi.json", _document), ("/", _contents)):
        api.add_api_route(path, endpoint, methods=["GET", "HEAD"], include_in_schema=False)
    handle(api)
    return api
