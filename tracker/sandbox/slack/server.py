"""One workspace on loopback: Slack's API, what people do in it, faults on request, the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tracker.sandbox.slack import desk
from tracker.sandbox.slack.acts import Acts
from tracker.sandbox.slack.clock import Clock
from tracker.sandbox.slack.directory import Directory, User
from tracker.sandbox.slack.faults import Fault, Faults
from tracker.sandbox.slack.handler import Handler
from tracker.sandbox.slack.methods import Grants, Methods
from tracker.sandbox.slack.parcels import challenge
from tracker.sandbox.slack.socket import SocketHub
from tracker.sandbox.slack.store import Store
from tracker.sandbox.slack.surfaces import Surfaces
from tracker.sandbox.slack.tickets import Tickets
from tracker.sandbox.slack.wire import Wire

SIGNING_SECRET = "sandbox-signing-secret"  # noqa: S105  the stand-in has no secrets


class SlackServer(ThreadingHTTPServer):
    """One workspace on loopback; all that happens in it is in `state/journal.jsonl`."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(
        self,
        state: Path,
        directory: Directory,
        token: str,
        port: int = 0,
        *,
        signing_secret: str = SIGNING_SECRET,
        request_url: str = "",
    ) -> None:
        self.directory, self.faults, self.clock = directory, Faults(), Clock()
        self.store = Store(state / "journal.jsonl", self.clock)
        self.journal = self.store.journal
        self.surfaces, self.tickets = Surfaces(self.journal), Tickets(self.clock)
        self.hub, self.grants = SocketHub(self.journal), Grants(token)
        self.methods = Methods(
            self.store, directory, self.grants, self.surfaces, self.tickets, self.hub.open
        )
        self.wire = Wire(self.journal, self.clock, self.hub, signing_secret, request_url)
        self.calls: list[tuple[float, str, str]] = []
        super().__init__(("127.0.0.1", port), Handler)
        self.acts = Acts(
            self.store, directory, self.surfaces, self.tickets, self.wire, self.base_url
        )

    @property
    def base_url(self) -> str:
        """Address of the page; the API stands under `/api/`."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_close(self) -> None:
        """Close the sockets and the journal."""
        super().server_close()
        self.hub.close()
        self.store.close()

    def html(self, query: Mapping[str, str]) -> str:
        """Return the page with all channels, as the person `query["u"]` sees it."""
        return desk.render(
            self.store.messages(),
            self.directory,
            self.surfaces,
            query,
            is_connected=self.wire.is_connected,
        )

    def note(self, method: str, outcome: str, arguments: Mapping[str, Any]) -> None:
        """Write down that a method was called, when, and whether that was too early."""
        now = self.clock.now()
        self.calls.append((now, method, outcome))
        about = {name: str(arguments[name]) for name in ("channel", "user") if name in arguments}
        early = self.faults.too_early(method, now)
        self.journal.write(
            "call", sync=False, at=now, method=method, outcome=outcome, early=early, **about
        )

    def control(self, order: dict[str, Any]) -> None:
        """Carry out an order of `/_faults`; KeyError or TypeError when it makes no sense.

        {"clear": true}, {"archive" | "leave" | "join": channel}, {"deactivate" |
        "reactivate": user id}, {"revoke": bool}, {"scopes": [...]}, or a `Fault`.
        """
        directory = self.directory
        if order.get("clear"):
            self.faults.clear()
            self.grants.revoked = False
            directory.mend()
        elif "archive" in order:
            directory.archived.add(self._channel(order["archive"]))
        elif "leave" in order:
            directory.left.add(self._channel(order["leave"]))
        elif "join" in order:
            directory.left.discard(self._channel(order["join"]))
        elif "deactivate" in order:
            directory.gone.add(directory.users[order["deactivate"]].id)
        elif "reactivate" in order:
            directory.gone.discard(order["reactivate"])
        elif "revoke" in order:
            self.grants.revoked = bool(order["revoke"])
        elif "scopes" in order:
            self.grants.scopes = tuple(order["scopes"])
        else:
            self._add_fault(order)

    def _channel(self, reference: Any) -> str:
        return str(self.directory.find_channel(str(reference), by_name=True))

    def _add_fault(self, order: dict[str, Any]) -> None:
        if order.get("channel"):
            order = {**order, "channel": self._channel(order["channel"])}
        self.faults.add(Fault(**order))

    def set_up(self, order: dict[str, Any]) -> dict[str, Any]:
        """Carry out an order of `/_app`, and say how the app is reached.

        {"request_url": address, "verify": bool} for HTTP ("" for Socket Mode),
        {"retry_waits": [seconds]}, {"disconnect": reason | ""}, {"ahead": seconds} for the
        clock, {"user": {"id", "name", "email"}} for somebody new.
        """
        wire = self.wire
        if "request_url" in order:
            wire.request_url = str(order["request_url"])
        if "retry_waits" in order:
            wire.retry_waits = tuple(float(one) for one in order["retry_waits"])
        if "disconnect" in order:
            self.hub.end(str(order["disconnect"]))
        if "ahead" in order:
            self.clock.ahead = float(order["ahead"])
        if "user" in order:
            user = User(**order["user"])
            self.directory.users[user.id] = user
        found = {"ok": True, "request_url": wire.request_url, "sockets": self.hub.links}
        return {**found, "verified": self._verified()} if order.get("verify") else found

    def _verified(self) -> bool:
        """Ask the app to repeat a word, as Slack does before it takes a request URL."""
        question = challenge()
        answer = self.wire.attempt(question, 0).answer
        repeated = answer.get("challenge") if isinstance(answer, Mapping) else answer
        return bool(repeated == question.id)

    def state(self, path: str) -> Any:
        """Return what `/_messages`, `/_calls`, `/_views`, `/_whispers`, `/_deliveries` or
        `/_people` shows; None for another path.
        """
        found: Mapping[str, Any] = {
            "/_messages": lambda: [asdict(one) for one in self.store.messages()],
            "/_calls": lambda: self.calls,
            "/_views": lambda: [asdict(one) for one in self.surfaces.views()],
            "/_whispers": lambda: [asdict(one) for one in self.surfaces.whispers()],
            "/_deliveries": lambda: [
                {"id": name, **asdict(attempt)} for name, attempt in self.wire.attempts
            ],
            "/_people": lambda: [asdict(one) for one in self.directory.users.values()],
        }
        return found[path]() if path in found else None
