"""The HTTP side of the stand-in: Slack's API, faults on request, and the page."""

from __future__ import annotations

import json
import socket
import struct
import time
from dataclasses import asdict
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tracker.sandbox.slack import page
from tracker.sandbox.slack.directory import Directory
from tracker.sandbox.slack.faults import Fault, Faults
from tracker.sandbox.slack.methods import Methods
from tracker.sandbox.slack.store import Store

_LARGEST_BODY = 1_000_000
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src https:"


class SlackServer(ThreadingHTTPServer):
    """One workspace on loopback; messages live in `state/journal.jsonl`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, state: Path, directory: Directory, token: str, port: int = 0) -> None:
        self.store = Store(state / "journal.jsonl")
        self.methods = Methods(self.store, directory, token)
        self.directory = directory
        self.faults = Faults()
        self.calls: list[tuple[float, str, str]] = []
        super().__init__(("127.0.0.1", port), _Handler)

    @property
    def base_url(self) -> str:
        """Address of the page; the API stands under `/api/`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        """Close the socket and the journal."""
        super().server_close()
        self.store.close()

    def html(self) -> str:
        """Return the page with all channels."""
        users = {user.id: user.name for user in self.directory.users.values()}
        return page.render(self.store.messages(), self.directory.channels, users)

    def control(self, order: dict[str, Any]) -> None:
        """Carry out an order of `/_faults`; KeyError or TypeError when it makes no sense."""
        if order.get("clear"):
            self.faults.clear()
            self.methods.revoked = False
            self.directory.archived.clear()
        elif "archive" in order:
            channel = self.directory.find_channel(order["archive"], by_name=True)
            self.directory.archived.add(str(channel))
        elif "revoke" in order:
            self.methods.revoked = bool(order["revoke"])
        else:
            self.faults.add(Fault(**order))


class _Handler(BaseHTTPRequestHandler):
    server: SlackServer
    timeout = 30

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  name of the base class
        """Keep quiet: the journal says what happened."""

    def _answer(
        self, status: int, body: bytes, kind: str = "application/json", **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _json(self, value: Any, status: int = 200, **headers: str) -> None:
        self._answer(status, json.dumps(value, ensure_ascii=False).encode(), **headers)

    def do_GET(self) -> None:
        """Show the page, the messages or the calls; the API also answers GET."""
        path = urlsplit(self.path).path
        if path == "/":
            self._answer(
                200, self.server.html().encode(), "text/html", Content_Security_Policy=_POLICY
            )
        elif path == "/_messages":
            self._json([asdict(one) for one in self.server.store.messages()])
        elif path == "/_calls":
            self._json(self.server.calls)
        elif path.startswith("/api/"):
            self._api(path.removeprefix("/api/"))
        else:
            self._json({"ok": False, "error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take a call of the API, or an order to go wrong."""
        path = urlsplit(self.path).path
        if path == "/_faults":
            try:
                self.server.control(self._arguments())
            except (KeyError, TypeError, ValueError) as error:
                self._json({"ok": False, "error": str(error)}, HTTPStatus.BAD_REQUEST)
                return
            self._json({"ok": True})
        elif path.startswith("/api/"):
            self._api(path.removeprefix("/api/"))
        else:
            self._json({"ok": False, "error": "not_found"}, HTTPStatus.NOT_FOUND)

    def _arguments(self) -> dict[str, Any]:
        """Return query and body as one mapping; ValueError when the body cannot be read."""
        arguments: dict[str, Any] = dict(parse_qsl(urlsplit(self.path).query))
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            raise ValueError("request_too_large")
        body = self.rfile.read(length).decode()
        if not body:
            return arguments
        is_json = "json" in self.headers.get("Content-Type", "")
        arguments.update(json.loads(body) if is_json else parse_qsl(body))
        return arguments

    def _token(self, arguments: dict[str, Any]) -> str:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return given or str(arguments.get("token") or "")

    def _api(self, method: str) -> None:
        try:
            arguments = self._arguments()
        except ValueError:
            self._json({"ok": False, "error": "invalid_json"})
            return
        token = self._token(arguments)
        fault = self.server.faults.take(method)
        if fault is not None:
            self._note(method, fault.kind)
            self._go_wrong(fault, method, token, arguments)
            return
        answer = self.server.methods.call(method, token, arguments)
        self._note(method, "ok" if answer["ok"] else answer["error"])
        self._json(answer)

    def _note(self, method: str, outcome: str) -> None:
        self.server.calls.append((time.time(), method, outcome))

    def _go_wrong(self, fault: Fault, method: str, token: str, arguments: dict[str, Any]) -> None:
        if fault.kind == "rate_limited":
            self._json(
                {"ok": False, "error": "ratelimited"},
                HTTPStatus.TOO_MANY_REQUESTS,
                Retry_After=str(fault.retry_after),
            )
        elif fault.kind == "status":
            self._answer(fault.status, b"<html>upstream error</html>", "text/html")
        elif fault.kind == "error":
            self._json({"ok": False, "error": fault.error})
        else:
            if fault.accept:
                self.server.methods.call(method, token, arguments)
            time.sleep(fault.seconds if fault.kind == "stall" else 0)
            self._reset()

    def _reset(self) -> None:
        """Close the connection so that the caller sees "connection reset by peer"."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True
