"""Socket Mode: WebSockets over which the app hears what happens, and acknowledges it.

Source: docs.slack.dev, "Using Socket Mode". The frames are made by `websockets`.
"""

from __future__ import annotations

import json
import queue
import secrets
import threading
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from tracker.sandbox.slack.directory import APP
from tracker.sandbox.slack.journal import Journal
from tracker.sandbox.slack.parcels import Parcel

Acknowledgement = dict[str, Any]
LEAVE_SECONDS = 0.2
"""Between the word that a connection will end, and its end."""


class SocketHub:
    """All connections of the app; an envelope goes to one of them, the newest first."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._lock = threading.Lock()
        self._tickets: set[str] = set()
        self._links: list[ServerConnection] = []
        self._waiting: dict[str, queue.SimpleQueue[Acknowledgement]] = {}
        self._server: Server | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the app listens."""
        return bool(self._links)

    @property
    def links(self) -> int:
        """Return how many connections there are."""
        return len(self._links)

    def open(self) -> str:
        """Return an address at which the app may connect once, as `apps.connections.open`."""
        with self._lock:
            if self._server is None:
                self._server = serve(self._serve, "127.0.0.1", 0, compression=None)
                threading.Thread(target=self._server.serve_forever, daemon=True).start()
            port = self._server.socket.getsockname()[1]
            ticket = secrets.token_hex(16)
            self._tickets.add(ticket)
        return f"ws://127.0.0.1:{port}/link/?ticket={ticket}&app_id={APP}"

    def close(self) -> None:
        """End all connections."""
        if self._server is not None:
            self._server.shutdown()

    def _serve(self, link: ServerConnection) -> None:
        assert link.request is not None
        ticket = parse_qs(urlsplit(link.request.path).query).get("ticket", [""])[0]
        if ticket not in self._tickets:
            link.close(1008, "invalid ticket")
            return
        self._tickets.discard(ticket)
        with self._lock:
            self._links.append(link)
        self.journal.write("socket", sync=False, what="connected", links=self.links)
        try:
            link.send(json.dumps(self._hello()))
            for text in link:
                self._heard(str(text))
        except ConnectionClosed:
            pass
        finally:
            self._forget(link)

    def _forget(self, link: ServerConnection) -> None:
        with self._lock:
            if link in self._links:
                self._links.remove(link)
        self.journal.write("socket", sync=False, what="gone", links=self.links)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.links,
            "debug_info": {"host": "applink-sandbox", "approximate_connection_time": 18_060},
            "connection_info": {"app_id": APP},
        }

    def _heard(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None:
            waiting.put(answer)

    def deliver(self, parcel: Parcel, attempt: int, seconds: float) -> Acknowledgement | None:
        """Send an envelope and wait for its acknowledgement; None when it did not come.

        Each delivery has an envelope id of its own: only the payload says that it is the
        same again.
        """
        envelope = secrets.token_hex(16)
        content: dict[str, Any] = {
            "envelope_id": envelope,
            "type": parcel.kind,
            "payload": dict(parcel.payload),
            "accepts_response_payload": parcel.kind != "events_api",
        }
        if parcel.kind == "events_api":
            reason = "timeout" if attempt else ""
            content |= {"retry_attempt": attempt, "retry_reason": reason}
        answers: queue.SimpleQueue[Acknowledgement] = queue.SimpleQueue()
        self._waiting[envelope] = answers
        try:
            return answers.get(timeout=seconds) if self._send(json.dumps(content)) else None
        except queue.Empty:
            return None
        finally:
            del self._waiting[envelope]

    def _send(self, text: str) -> bool:
        for link in reversed(self._links[:]):
            try:
                link.send(text)
            except ConnectionClosed:
                self._forget(link)
            else:
                return True
        return False

    def end(self, reason: str = "") -> int:
        """End all connections: with a word first when `reason` is given ("refresh_requested",
        "warning"), else as a cable that is pulled out; returns how many.
        """
        links = self._links[:]
        for link in links:
            if reason:
                self._say_goodbye(link, reason)
            else:
                link.socket.shutdown(SHUT_RDWR)
                self._forget(link)
        return len(links)

    def _say_goodbye(self, link: ServerConnection, reason: str) -> None:
        word = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
        try:
            link.send(json.dumps(word))
        except ConnectionClosed:
            return
        timer = threading.Timer(LEAVE_SECONDS, link.close)
        timer.daemon = True
        timer.start()
