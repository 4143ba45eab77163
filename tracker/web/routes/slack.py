"""Where Slack calls us over HTTP; every answer waits for the disk only, never the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import APIRouter, FastAPI, Request, Response

from tracker.jobs.slack_desk import receiver_for
from tracker.jobs.workshop import Workshop
from tracker.slack.receiving import MAX_BODY, Receiver, Reply, body_of

router = APIRouter(prefix="/slack")


def _receiver(request: Request) -> Receiver:
    receiver = request.app.state.slack
    assert isinstance(receiver, Receiver)
    return receiver


async def _body(request: Request) -> bytes:
    """Return the raw body, no more than one byte above what is allowed."""
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > MAX_BODY:
            break
    return bytes(found[: MAX_BODY + 1])


def _response(reply: Reply) -> Response:
    kind = None if reply.body is None else "application/json"
    return Response(
        body_of(reply),
        reply.status,
        media_type=kind,
        headers={"Cache-Control": "no-store"},
    )


@router.post("/events")
async def events(request: Request) -> Response:
    """Take a call of the Events API."""
    return _response(_receiver(request).events(await _body(request), request.headers))


@router.post("/interactions")
async def interactions(request: Request) -> Response:
    """Take a click or a modal that was sent in."""
    return _response(_receiver(request).interactions(await _body(request), request.headers))


@router.post("/commands")
async def commands(request: Request) -> Response:
    """Take a slash command."""
    return _response(_receiver(request).commands(await _body(request), request.headers))


def open_door(app: FastAPI, workshop: Workshop) -> None:
    """Let Slack call us, when there is a secret by which its calls are known.

    No session and no form token guard these routes: the signature over the body does.
    """
    if workshop.settings.slack_signing_secret is not None:
        app.state.slack = receiver_for(workshop)
        app.include_router(router)


@contextmanager
def working(app: FastAPI) -> Iterator[None]:
    """Take up what an earlier process left; finish the work in hand at the end."""
    receiver = getattr(app.state, "slack", None)
    if not isinstance(receiver, Receiver):
        yield
        return
    receiver.inbox.start()
    try:
        yield
    finally:
        receiver.inbox.close()
