"""`python -m tracker.sandbox.oidc --port 0 --state DIR`: serve until interrupted."""

from __future__ import annotations

import argparse
import base64
import html
import json
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tracker.sandbox.oidc.provider import FAULTS, Provider
from tracker.sandbox.processes import serve

_PAGE = """<!doctype html><html lang="nl"><meta charset="utf-8"><title>Voorbeelddienst</title>
<h1>Wie bent u?</h1><form method="post" action="{action}">
<label>E-mailadres <input name="email" type="email" required></label>
<button>Ga verder</button></form></html>"""


class OidcServer(ThreadingHTTPServer):
    """The stand-in on loopback."""

    daemon_threads = True

    def __init__(self, port: int, state: Path) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.provider = Provider(f"http://127.0.0.1:{self.server_address[1]}", state)


class _Handler(BaseHTTPRequestHandler):
    server: OidcServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: the journal is the log."""

    def do_GET(self) -> None:
        """Answer metadata, keys, and the page that asks who you are."""
        provider, path = self.server.provider, urlsplit(self.path).path
        if provider.fault == "down":
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, b"down", "text/plain")
        elif path == "/.well-known/openid-configuration":
            self._json(provider.metadata())
        elif path == "/jwks":
            self._json(provider.keys())
        elif path == "/authorize":
            page = _PAGE.format(action=html.escape(self.path))
            self._send(HTTPStatus.OK, page.encode(), "text/html; charset=utf-8")
        else:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def do_POST(self) -> None:
        """Take who you are, give tokens for a code, or order a fault."""
        size = int(self.headers.get("content-length", "0"))
        sent = dict(parse_qsl(self.rfile.read(size).decode()))
        parts = urlsplit(self.path)
        if parts.path.startswith("/_fault/") and parts.path[8:] in (*FAULTS, ""):
            self.server.provider.fault = parts.path[8:]
            self._json({"ok": True})
        elif parts.path == "/authorize":
            self._authorize(dict(parse_qsl(parts.query)), sent.get("email", ""))
        elif parts.path == "/token":
            tokens = self.server.provider.exchange(sent, self._client())
            wrong = {"error": "invalid_grant"}
            self._json(tokens or wrong, HTTPStatus.OK if tokens else HTTPStatus.BAD_REQUEST)
        else:
            self._send(HTTPStatus.NOT_FOUND, b"", "text/plain")

    def _authorize(self, asked: dict[str, str], email: str) -> None:
        try:
            to = self.server.provider.grant(asked, email)
        except (ValueError, KeyError) as error:
            self._send(HTTPStatus.BAD_REQUEST, str(error).encode(), "text/plain")
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _client(self) -> tuple[str, str]:
        given = self.headers.get("authorization", "").removeprefix("Basic ")
        name, _, secret = base64.b64decode(given or b"").decode().partition(":")
        return name, secret

    def _json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: HTTPStatus, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> int:
    """Print `listening http://127.0.0.1:PORT` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.oidc", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    server = OidcServer(arguments.port, arguments.state)
    return serve(server, server.provider.issuer)


if __name__ == "__main__":
    sys.exit(main())
