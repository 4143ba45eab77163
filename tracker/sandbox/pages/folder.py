"""Which file answers which request: `serve.yaml` of each source."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import yaml


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One line of `serve.yaml`.

    `query` names parameters that must be there with these values (others do not matter),
    `contains` texts that one of its values must contain, `body` a text that a POST must
    contain. The route with the most conditions wins.
    """

    path: str
    file: str = ""
    type: str = "text/html; charset=utf-8"
    status: int = 200
    method: str = "GET"
    query: dict[str, str] = field(default_factory=dict)
    contains: tuple[str, ...] = ()
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, method: str, path: str, query: dict[str, str], body: str) -> bool:
        """Tell whether this route answers the request."""
        wanted = self.query.items() <= query.items()
        held = all(any(text in value for value in query.values()) for text in self.contains)
        here = method == self.method and path == self.path
        return here and wanted and held and self.body in body

    @property
    def conditions(self) -> int:
        """Return how precise the route is."""
        return len(self.query) + len(self.contains) + bool(self.body)


def routes_of(folder: Path) -> list[Route]:
    """Return the routes of one source; ValueError with file and reason for a wrong line."""
    path = folder / "serve.yaml"
    lines: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        routes = [Route(**line) for line in lines]
    except TypeError as error:
        raise ValueError(f"{path}: {error}") from error
    for route in routes:
        if route.file and not (folder / route.file).is_file():
            raise ValueError(f"{path}: {route.file} bestaat niet")
    return routes


def answer(
    folder: Path, target: str, method: str, body: bytes, headers: dict[str, str], base: str
) -> Answer:
    """Return the page for `target`, the path and query behind the name of the source."""
    path, _, query = target.partition("?")
    asked = (method, unquote(path) or "/", dict(parse_qsl(query, keep_blank_values=True)))
    text = body.decode("utf-8", errors="replace")
    fitting = [route for route in routes_of(folder) if route.fits(*asked, text)]
    if not fitting:
        return Answer(404, b"<html><body><h1>404</h1></body></html>", {"Content-Type": "text/html"})
    route = max(fitting, key=lambda found: found.conditions)
    content = (folder / route.file).read_bytes() if route.file else b""
    content = content.replace(b"{{base}}", base.encode())
    etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    if route.status == 200 and headers.get("if-none-match") == etag:
        return Answer(304, b"", {"ETag": etag})
    extra = {name: value.replace("{{base}}", base) for name, value in route.headers.items()}
    return Answer(route.status, content, {"Content-Type": route.type, "ETag": etag, **extra})
