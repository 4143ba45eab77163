"""The links that readers get by mail: what they prove, and the guard that asks for it.

Mail scanners open every link, so a GET or HEAD only shows a page; its button sends a POST.
That request carries no cookie and often no origin (a mail program sends it: RFC 8058). It
proves itself by the link alone, which nobody else has and which only touches this reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from tracker import audit, consent, reader_tokens, subscribers
from tracker.database import read_scope, session_scope
from tracker.reader_tokens import Token, Use
from tracker.records import ReaderState, Subscriber
from tracker.web.guard import Form, Guard, Refused, read_form
from tracker.web.site import Site, house_of
from tracker.web.uploads import is_multipart, read_parts

_LARGEST = 100_000
_BROKEN = (
    "Deze link werkt niet, of niet meer. Er is niets veranderd. Vraag een nieuwe link op de "
    "pagina Voorkeuren."
)
_TOO_MANY = "Er kwamen te veel verkeerde links vanaf uw netwerk. Probeer het over een uur opnieuw."
TOO_MANY = "Er kwamen te veel aanvragen vanaf uw netwerk. Probeer het over een uur opnieuw."
_PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """What a link proves: whose it is, and for what. `token` only for a single-use one."""

    reader: Subscriber
    use: Use | None = None
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A request by a reader that passed the guard; `ip` is shortened."""

    site: Site
    form: Form
    link: Link
    code: str
    ip: str


def network_of(request: Request) -> str:
    """Return the shortened address that a request came from, "" when it is not known."""
    return consent.shortened(request.client.host) if request.client else ""


def may_request(request: Request, site: Site) -> bool:
    """Take one of the requests that a network has in an hour; False when there is none left.

    It is counted in memory, so that a flood writes nothing at all.
    """
    return site.reader_requests.take(network_of(request), site.now()) >= 0


def standing(site: Site, code: str, *uses: Use) -> Link | None:
    """Return what a standing link proves, None when it is not for one of these uses."""
    with read_scope(site.engine) as session:
        found = reader_tokens.reader_of(session, code)
        if found is None or found[1] not in uses:
            return None
        return Link(subscribers.subscriber_of(found[0]), found[1])


def single(site: Site, code: str, purpose: str) -> Link | None:
    """Return what a single-use link proves, without using it up."""
    with read_scope(site.engine) as session:
        token = reader_tokens.look_up(session, code, purpose, site.now())
        reader = subscribers.find(session, token.subscriber_id) if token else None
    if token is None or reader is None or reader.state is ReaderState.REMOVED:
        return None
    return Link(reader, token=token)


def page(site: Site, template: str, title: str, *, status: int = 200, **values: Any) -> Response:
    """Return a page of a reader's own, which no cache keeps and whose address goes nowhere."""
    answer = site.page(f"readers/{template}", title, status=status, **values)
    answer.headers.update(_PRIVATE)
    return answer


def broken(site: Site) -> Response:
    """Return the page of a link that is wrong, used or too old: one answer for all three."""
    return page(site, "broken.html.j2", "Deze link werkt niet", status=HTTPStatus.NOT_FOUND)


class SignedLink(Guard):
    """The guard of a reader's link: the link itself is the proof, and all that is asked.

    With `purpose` a single-use link, else a standing one for one of the `uses`. A wrong one is
    a line in the log, up to so many from one network in an hour; a right one is never held up.
    """

    def __init__(self, *uses: Use, purpose: str = "") -> None:
        super().__init__(None)
        self.uses, self.purpose = uses, purpose

    async def __call__(self, request: Request) -> Opened:  # type: ignore[override]
        """Return the request when its link is right; Refused when not."""
        if is_multipart(request):
            form, _ = await read_parts(request, _LARGEST)
        else:
            form = await read_form(request)
        code = str(request.path_params["code"])
        site = house_of(request)
        link = await run_in_threadpool(self._proof, site, code)
        if link is None:
            raise await run_in_threadpool(_refused, request, site)
        return Opened(site, form, link, code, network_of(request))

    def _proof(self, site: Site, code: str) -> Link | None:
        if self.purpose:
            return single(site, code, self.purpose)
        return standing(site, code, *self.uses)


def _refused(request: Request, site: Site) -> Refused:
    """Return why a wrong link is refused, after a line in the log without the link itself."""
    network = network_of(request)
    left = site.wrong_links.take(network, site.now())
    if left >= 0:
        detail = {"reason": _BROKEN, "ip": network, "status": int(HTTPStatus.FORBIDDEN)}
        with session_scope(site.engine) as session:
            audit.write(session, site.now(), by="", what="refused", detail=detail, allowed=False,
                        subject=f"POST {request.url.path.rpartition('/')[0]}/…")  # fmt: skip
        return Refused(HTTPStatus.FORBIDDEN, _BROKEN)
    return Refused(HTTPStatus.TOO_MANY_REQUESTS, _TOO_MANY)
