"""The HTTP server around the folder: pages, switchable faults, a journal of requests."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tracker.sandbox.pages.faults import FAULTS
from tracker.sandbox.pages.folder import Answer, answer

_JSON = {"Content-Type": "application/json"}


class PagesServer(ThreadingHTTPServer):
    """Serves `/<source>/…`; `POST /_fault/<source>/<name>` spoils every answer of a source.

    The name "none" mends it. `GET /_journal` gives the requests so far.
    """

    daemon_threads = True

    def __init__(self, folder: Path, state: Path, port: int = 0) -> None:
        self.folder = folder
        self.path = state / "requests.jsonl"
        state.mkdir(parents=True, exist_ok=True)
        self.faults: dict[str, str] = {}
        self.lock = threading.Lock()
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base_url(self) -> str:
        """``http://127.0.0.1:PORT``."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, method: str, target: str, status: int, headers: dict[str, str]) -> None:
        """Append one line to the journal."""
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "method": method,
            "path": target,
            "status": status,
            "user_agent": headers.get("user-agent", ""),
        }
        with self.lock, self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def page(self, method: str, target: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Return the page of a source, spoiled when a fault is on."""
        source, _, rest = target.lstrip("/").partition("/")
        folder = self.folder / source
        if source == "robots.txt" or rest == "robots.txt":
            return Answer(404, b"", {"Content-Type": "text/plain"})
        if not source.isidentifier() or not (folder / "serve.yaml").is_file():
            return Answer(404, b"unknown source", {"Content-Type": "text/plain"})
        good = answer(folder, f"/{rest}", method, body, headers, f"{self.base_url}/{source}")
        fault = self.faults.get(source, "none")
        return good if fault == "none" else FAULTS[fault](good)

    def set_fault(self, target: str) -> Answer:
        """Switch a fault of a source on or off."""
        _, source, name = target.strip("/").split("/")
        if name != "none" and name not in FAULTS:
            return Answer(404, json.dumps(sorted(FAULTS)).encode(), _JSON)
        self.faults[source] = name
        return Answer(200, b"{}", _JSON)


class _Handler(BaseHTTPRequestHandler):
    server: PagesServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Serve a page, or the journal."""
        if self.path == "/_journal":
            lines = self.server.path.read_bytes() if self.server.path.exists() else b""
            self._send(Answer(200, lines, {"Content-Type": "application/x-ndjson"}))
            return
        self._serve(b"")

    def do_POST(self) -> None:
        """Serve the answer to a form, or switch a fault."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.startswith("/_fault/"):
            self._send(self.server.set_fault(self.path))
            return
        self._serve(body)

    def _serve(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        found = self.server.page(self.command, self.path, body, headers)
        self.server.note(self.command, self.path, found.status, headers)
        self._send(found)

    def _send(self, found: Answer) -> None:
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value or self.path)
        if found.status not in {204, 304}:
            self.send_header("Content-Length", str(len(found.body)))
        self.end_headers()
        if found.status not in {204, 304}:
            self.wfile.write(found.body)

    def log_message(self, *args: object) -> None:
        """The journal says it all."""
