"""A small app on the other side of the stand-in: hears what people do, and answers as told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Heard:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> dict[str, Any]:
        if "json" in self.headers["content-type"]:
            return dict(json.loads(self.body))
        fields = parse_qs(self.body.decode())
        if "payload" in fields:
            return dict(json.loads(fields["payload"][0]))
        return {name: values[0] for name, values in fields.items()}


@dataclass
class App:
    """What was heard, oldest first; `answers` are given in turn as (status, body, seconds)."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answers: list[tuple[int, str, float]] = field(default_factory=list)

    def until(self, count: int) -> list[Heard]:
        """Wait until that many requests came in."""
        deadline = time.monotonic() + 20
        while len(self.heard) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.heard


@contextmanager
def running() -> Iterator[App]:
    """An app on loopback."""
    app = App()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            return

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            app.heard.append(Heard(self.path, headers, body))
            status, text, seconds = app.answers.pop(0) if app.answers else (200, "", 0.0)
            time.sleep(seconds)
            content = text.encode()
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    app.url = f"http://127.0.0.1:{server.server_address[1]}/slack"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
