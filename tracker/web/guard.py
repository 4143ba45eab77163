"""The one door to everything that changes something: origin, sign-in, form token, role.

A route with another method than GET or HEAD takes what `Depends(Guard(right))` gives; the
application does not start with one that has no guard. What is refused is written to the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, parse_qs, urlsplit

from fastapi import HTTPException, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute

from tracker import audit, credentials
from tracker.database import session_scope
from tracker.records import Account, Right
from tracker.web.site import READ, Site, site_of
from tracker.web.visits import Visit

TOKEN_FIELD, TOKEN_HEADER = "formulier", "x-formulier"
SIGNED_ELSEWHERE = "/slack/"
"""Under this path a request proves itself by Slack's signature."""
_FORM = "application/x-www-form-urlencoded"
_LARGEST, _MOST_FIELDS = 200_000, 400
_PORTS: Mapping[str, int] = {"http": 80, "https": 443}
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class Refused(HTTPException):
    """What was asked is not allowed; `detail` says so in Dutch."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form sent; a field may come more than once."""

    fields: Mapping[str, list[str]]

    def one(self, name: str) -> str:
        """Return the first value of a field, "" when it is missing."""
        return self.fields.get(name, [""])[0].replace("\x00", "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that are not empty."""
        found = (value.replace("\x00", "") for value in self.fields.get(name, []))
        return tuple(value for value in found if value)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request to change something that passed the guard."""

    site: Site
    form: Form
    account: Account

    @property
    def by(self) -> str:
        """Return under which name the deed is kept."""
        return self.account.actor


@dataclass(frozen=True, slots=True)
class Knock:
    """A request of who has not signed in yet, that passed the guard."""

    site: Site
    form: Form


async def _body(request: Request) -> bytes:
    """Return the body of a request, at most 200 kB; else it is refused."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _LARGEST:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Dit formulier is te groot.")
        parts.append(part)
    return b"".join(parts)


async def read_form(request: Request) -> Form:
    """Return the fields of a form; of any other content none."""
    body = await _body(request)
    if request.headers.get("content-type", "").partition(";")[0].strip() != _FORM:
        return Form({})
    try:
        text = body.decode("utf-8")
        return Form(parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Refused(HTTPStatus.BAD_REQUEST, "Dit formulier is niet te lezen.") from None


def _host(parts: SplitResult) -> str:
    return "loopback" if parts.hostname in _LOOPBACK else parts.hostname or ""


def _origin(parts: SplitResult) -> tuple[str, str, int | None]:
    """Return scheme, host and port; the usual port may be left out."""
    return parts.scheme, _host(parts), parts.port or _PORTS.get(parts.scheme)


def comes_from_us(headers: Mapping[str, str], public_url: str) -> bool:
    """Tell whether a request was sent by a page of the workspace itself.

    A browser says where from in `Origin`, new ones also in `Sec-Fetch-Site`; who says
    nothing, or "null", is refused. The names of this machine count as one.
    """
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    try:
        given, ours = urlsplit(headers.get("origin", "")), urlsplit(public_url)
        return bool(given.hostname) and _origin(given) == _origin(ours)
    except ValueError:
        return False


class Guard:
    """The dependency of a route that changes something for who has `right`."""

    def __init__(self, right: Right | None) -> None:
        self.right = right

    async def __call__(self, request: Request) -> Sent:
        """Return the request when all is well; Refused, and a line in the log, when not."""
        site, form = await self._admit(request)
        assert site.visit.account is not None
        return Sent(site, form, site.visit.account)

    async def _admit(self, request: Request) -> tuple[Site, Form]:
        form = await read_form(request)
        site = await run_in_threadpool(site_of, request)
        refusal = self._refusal(request, form, site)
        if refusal is not None:
            await run_in_threadpool(note_refusal, request, site, refusal)
            raise refusal
        return site, form

    def _stranger(self, request: Request, site: Site) -> Refused | None:
        """Return why a request is refused before its body is read."""
        if not comes_from_us(request.headers, site.workshop.settings.public_url):
            return Refused(HTTPStatus.FORBIDDEN, _FOREIGN)
        if self.right is not None and site.visit.account is None:
            return Refused(HTTPStatus.UNAUTHORIZED, _SIGNED_OUT)
        return None

    def _refusal(self, request: Request, form: Form, site: Site) -> Refused | None:
        if refusal := self._stranger(request, site):
            return refusal
        token = request.headers.get(TOKEN_HEADER) or form.one(TOKEN_FIELD)
        if not credentials.form_token_fits(site.visit.secret, token):
            return Refused(HTTPStatus.FORBIDDEN, _STALE)
        if self.right is not None and not site.visit.may(self.right):
            return Refused(HTTPStatus.FORBIDDEN, _role_words(site.visit))
        return None


class Door(Guard):
    """The guard of signing in: nobody is known yet, origin and form token still count."""

    def __init__(self) -> None:
        super().__init__(None)

    async def __call__(self, request: Request) -> Knock:  # type: ignore[override]
        """Return the request when it came from a page of ours."""
        site, form = await self._admit(request)
        return Knock(site, form)


_FOREIGN = (
    "Dit verzoek kwam niet van een pagina van de werkplek, dus er is niets veranderd. Opent u de "
    "werkplek op het adres dat de beheerder heeft ingesteld?"
)
_SIGNED_OUT = "U bent niet aangemeld, dus er is niets veranderd. Meld u aan en doe het opnieuw."
_STALE = (
    "Deze pagina was te oud, dus er is niets veranderd. Ga terug, vernieuw de pagina en doe het "
    "opnieuw."
)


def _role_words(visit: Visit) -> str:
    role = visit.account.role.value if visit.account else ""
    return f"Met uw rol ({role}) mag u dit niet. Er is niets veranderd."


def note_refusal(request: Request, site: Site, refusal: Refused) -> None:
    """Write a line in the log about a request that was refused."""
    account = site.visit.account
    with session_scope(site.engine) as session:
        audit.write(
            session,
            site.now(),
            by=account.email if account else "",
            what="refused",
            subject=f"{request.method} {request.url.path}",
            detail={"status": refusal.status_code, "reason": refusal.detail},
            allowed=False,
        )


def _calls(dependant: Dependant) -> Iterator[object]:
    for inner in dependant.dependencies:
        yield inner.call
        yield from _calls(inner)


def require_guards(routes: Iterable[BaseRoute]) -> None:
    """Raise RuntimeError when a route changes something and nobody stands before it."""
    for route in routes:
        if not isinstance(route, APIRoute) or route.path.startswith(SIGNED_ELSEWHERE):
            continue
        changes = set(route.methods or ()) - set(READ)
        if changes and not any(isinstance(call, Guard) for call in _calls(route.dependant)):
            raise RuntimeError(f"{', '.join(sorted(changes))} {route.path} has no guard")


class Reader:
    """The dependency of a page that only who has `right` may see."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def __call__(self, request: Request) -> Site:
        """Return the site; Refused for who is not signed in or has another role."""
        site = site_of(request)
        if site.visit.account is None:
            raise Refused(HTTPStatus.UNAUTHORIZED, "Meld u aan om deze pagina te zien.")
        if not site.visit.may(self.right):
            role = site.visit.account.role.value
            refusal = Refused(HTTPStatus.FORBIDDEN, f"Uw rol ({role}) ziet deze pagina niet.")
            note_refusal(request, site, refusal)
            raise refusal
        return site
