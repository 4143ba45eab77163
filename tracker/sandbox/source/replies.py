"""Requests and replies without HTTP around them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Request:
    """Method, path, query options in the order given, and headers with lower-case names."""

    method: str
    path: str
    options: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, body, media type and further headers."""

    status: int
    body: bytes
    media_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def conditional(request: Request, body: bytes, media_type: str, changed: datetime) -> Reply:
    """200 with ETag and Last-Modified, or 304 when the caller already has these bytes."""
    etag = f'"{sha256(body).hexdigest()[:24]}"'
    headers = {"ETag": etag, "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)}
    if _known(request, etag, changed):
        return Reply(304, b"", media_type, headers)
    return Reply(200, body, media_type, headers)


def _known(request: Request, etag: str, changed: datetime) -> bool:
    if "if-none-match" in request.headers:
        return etag in request.headers["if-none-match"]
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except ValueError:
        return False
