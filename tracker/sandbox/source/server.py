"""The HTTP server around the application, and its request journal."""

import json
import sys
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote_plus, urlsplit

from tracker.sandbox.source.application import Application
from tracker.sandbox.source.replies import Reply, Request
from tracker.sandbox.source.store import Store


class Journal:
    """One JSON line per request: time, method, path, user agent, status."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, request: Request, target: str, status: int) -> None:
        """Append one line; the line is complete or absent."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": request.method,
            "path": target,
            "user_agent": request.headers.get("user-agent", ""),
            "status": status,
        }
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


class SourceServer(ThreadingHTTPServer):
    """The stand-in on a loopback port. Use it as a context manager, or call ``serve_forever``."""

    daemon_threads = True

    def __init__(
        self,
        state_dir: Path,
        port: int = 0,
        page_size: int = 250,
        store: Store | None = None,
    ) -> None:
        self.application = Application(state_dir, page_size, store)
        self.journal = Journal(state_dir / "requests.jsonl")
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is no news; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def __enter__(self) -> "SourceServer":
        threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: SourceServer
    server_version = "Gegevensmagazijn-voorbeeld"
    timeout = 60

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length:
            self.rfile.read(length)
        request = _request(self)
        base = f"http://{self.headers.get('Host') or urlsplit(self.server.base_url).netloc}"
        reply = self.server.application.handle(request, base)
        self.server.journal.write(request, self.path, reply.status)
        self._send(reply)

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = _answer  # noqa: N815

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        self.send_header("Content-Length", str(len(reply.body)))
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Silent: the journal has every request."""


def _request(handler: BaseHTTPRequestHandler) -> Request:
    parts = urlsplit(handler.path)
    options = {}
    for pair in filter(None, parts.query.split("&")):
        name, _, value = pair.partition("=")
        options[unquote_plus(name)] = unquote_plus(value)
    headers = {name.lower(): value for name, value in handler.headers.items()}
    return Request(handler.command, parts.path, options, headers)
