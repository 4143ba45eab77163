"""Answers that a machine asks for again and again: with an ETag, and 304 when nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from fastapi import Request, Response

MAX_AGE = 300
"""Seconds for which who asked need not ask again."""
_OPEN: Mapping[str, str] = {
    "Cache-Control": f"public, max-age={MAX_AGE}",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""Anybody may read it, also a page of another site."""


def etag_of(body: bytes) -> str:
    """Return the ETag of these bytes, with its quotes."""
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


def is_known(given: str, etag: str) -> bool:
    """Tell whether If-None-Match names this ETag; "*" names every one."""
    if given.strip() == "*":
        return True
    return etag in {part.strip().removeprefix("W/") for part in given.split(",")}


def fresh(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the body with its ETag, or 304 without it when the asker has these very bytes."""
    etag = etag_of(body)
    sent = {**_OPEN, "ETag": etag, **(headers or {})}
    if is_known(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)
