"""The HTTP side of the stand-in: `/api/`, the page, and what tests and people ask for."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tracker.sandbox.slack import forms
from tracker.sandbox.slack.acts import ActError
from tracker.sandbox.slack.answers import Answer, no
from tracker.sandbox.slack.faults import Fault

if TYPE_CHECKING:
    from tracker.sandbox.slack.server import SlackServer

_LARGEST_BODY = 1_000_000
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src https:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class Handler(BaseHTTPRequestHandler):
    """One request."""

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

    def _not_found(self) -> None:
        self._json({"ok": False, "error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_GET(self) -> None:
        """Show the page or the state; the API also answers GET."""
        parts = urlsplit(self.path)
        if parts.path == "/":
            html = self.server.html(dict(parse_qsl(parts.query))).encode()
            self._answer(200, html, "text/html", Content_Security_Policy=_POLICY)
        elif parts.path.startswith("/api/"):
            self._api(parts.path.removeprefix("/api/"))
        elif (state := self.server.state(parts.path)) is not None:
            self._json(state)
        else:
            self._not_found()

    def do_POST(self) -> None:
        """Take a call of the API, an answer of the app, or what somebody does."""
        path = urlsplit(self.path).path
        if path.startswith("/api/"):
            self._api(path.removeprefix("/api/"))
        elif path.startswith("/_response/"):
            self._respond(path.removeprefix("/_response/"))
        elif path == "/_act" and "json" not in self.headers.get("Content-Type", ""):
            self._from_page()
        elif path in ("/_act", "/_app", "/_faults"):
            self._control(path)
        else:
            self._not_found()

    def _control(self, path: str) -> None:
        try:
            order = self._arguments()
            if path == "/_act":
                found = self.server.acts.carry_out(order)
            elif path == "/_app":
                found = self.server.set_up(order)
            else:
                self.server.control(order)
                found = {"ok": True}
        except (KeyError, TypeError, ValueError) as error:
            self._json({"ok": False, "error": str(error)}, HTTPStatus.BAD_REQUEST)
            return
        self._json(found)

    def _from_page(self) -> None:
        """Do what somebody did on the page, and show the page again."""
        fields = parse_qs(self._body(), keep_blank_values=True)
        try:
            self.server.acts.carry_out(forms.order(fields))
        except ActError as error:
            self._answer(HTTPStatus.CONFLICT, str(error).encode(), "text/plain")
            return
        self._answer(HTTPStatus.SEE_OTHER, b"", "text/plain", Location=forms.way_back(fields))

    def _respond(self, token: str) -> None:
        try:
            outcome = self.server.acts.respond(token, self._arguments())
        except ValueError:
            outcome = "invalid_payload"
        self.server.note("response_url", outcome, {})
        if outcome == "ok":
            self._answer(200, b"ok", "text/plain")
        else:
            gone = outcome == "expired_url"
            self._json(no(outcome), HTTPStatus.NOT_FOUND if gone else HTTPStatus.BAD_REQUEST)

    def _body(self) -> str:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            raise ValueError("request_too_large")
        return self.rfile.read(length).decode()

    def _arguments(self) -> dict[str, Any]:
        """Return query and body as one mapping; ValueError when the body cannot be read."""
        arguments: dict[str, Any] = dict(parse_qsl(urlsplit(self.path).query))
        body = self._body()
        if not body:
            return arguments
        is_json = "json" in self.headers.get("Content-Type", "")
        arguments.update(json.loads(body) if is_json else parse_qsl(body))
        return arguments

    def _token(self, arguments: Mapping[str, Any]) -> str:
        given = self.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        return given or str(arguments.get("token") or "")

    def _api(self, method: str) -> None:
        try:
            arguments = self._arguments()
        except ValueError:
            self._json(no("invalid_json"))
            return
        channel = self.server.directory.find_channel(
            str(arguments.get("channel") or ""), by_name=True
        )
        now, faults = self.server.clock.now(), self.server.faults
        if faults.is_held(method, now):
            self._limited(method, faults.too_early(method, now), arguments)
            return
        fault = faults.take(method, channel or "")
        if fault is not None:
            self._go_wrong(fault, method, arguments)
            return
        self._give(method, self._called(method, arguments), arguments)

    def _called(self, method: str, arguments: Mapping[str, Any]) -> Answer:
        try:
            return self.server.methods.call(method, self._token(arguments), arguments)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            return no("invalid_arguments", f"{type(error).__name__}: {error}")

    def _give(self, method: str, answer: Answer, arguments: Mapping[str, Any]) -> None:
        self.server.note(method, "ok" if answer["ok"] else answer["error"], arguments)
        self._json(answer, X_OAuth_Scopes=",".join(self.server.grants.scopes))

    def _limited(self, method: str, seconds: float, arguments: Mapping[str, Any]) -> None:
        self.server.note(method, "rate_limited", arguments)
        whole = str(max(1, -int(-seconds // 1)))
        self._json(no("ratelimited"), HTTPStatus.TOO_MANY_REQUESTS, Retry_After=whole)

    def _go_wrong(self, fault: Fault, method: str, arguments: Mapping[str, Any]) -> None:
        if fault.kind == "slow":
            time.sleep(fault.seconds)
            self._give(method, self._called(method, arguments), arguments)
        elif fault.kind == "rate_limited":
            self._limited(method, fault.retry_after, arguments)
            until = self.server.clock.now() + fault.retry_after
            self.server.faults.limit(method, until, hold=fault.hold)
        elif fault.kind == "status":
            self.server.note(method, fault.kind, arguments)
            self._answer(fault.status, b"<html>upstream error</html>", "text/html")
        elif fault.kind == "error":
            self.server.note(method, fault.kind, arguments)
            self._json(no(fault.error))
        else:
            self.server.note(method, fault.kind, arguments)
            if fault.accept:
                self._called(method, arguments)
            time.sleep(fault.seconds if fault.kind == "stall" else 0)
            self._reset()

    def _reset(self) -> None:
        """Close the connection so that the caller sees "connection reset by peer"."""
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True
