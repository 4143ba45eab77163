"""Answers that a machine asks for again and again: with an ETag, and 304 when nothing changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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


@dataclass
class Shelf:
    """What was written last for each address: the same records are not written twice.

    A calendar of a thousand debates takes seconds to write and is asked for all day long.
    """

    most: int = 100
    _kept: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)

    def body(self, address: str, records: object, write: Callable[[], bytes]) -> bytes:
        """Return what `write` makes of these records, which their `repr` tells apart."""
        mark = blake2b(repr(records).encode(errors="replace"), digest_size=16).digest()
        known = self._kept.pop(address, None)
        body = known[1] if known is not None and known[0] == mark else write()
        self._kept[address] = (mark, body)
        while len(self._kept) > self.most:
            self._kept.pop(next(iter(self._kept)), None)
        return body


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
