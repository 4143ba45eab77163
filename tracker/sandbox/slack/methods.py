"""The Web API methods that the product uses, with Slack's answers, error codes and scopes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.sandbox.slack.answers import Answer, Arguments, identity, no
from tracker.sandbox.slack.chat import Chat
from tracker.sandbox.slack.conversations import Conversations
from tracker.sandbox.slack.directory import Directory
from tracker.sandbox.slack.store import Store
from tracker.sandbox.slack.surfaces import Surfaces
from tracker.sandbox.slack.tickets import Tickets
from tracker.sandbox.slack.views import Views

READ_ALL = ("channels:read", "groups:read", "im:read", "mpim:read")
READ_MESSAGES = ("channels:history", "groups:history", "im:history", "mpim:history")
NEEDED: Mapping[str, tuple[str, ...]] = {
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": READ_MESSAGES,
    "conversations.info": READ_ALL,
    "conversations.join": ("channels:join",),
    "conversations.list": READ_ALL,
    "conversations.members": READ_ALL,
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.replies": READ_MESSAGES,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read.email",),
}
"""Which scopes a method takes; one of them is enough."""
ALL_SCOPES = (
    *("channels:history", "channels:join", "channels:read", "chat:write", "chat:write.public"),
    *("commands", "groups:history", "groups:read", "im:history", "im:read", "im:write"),
    *("users:read", "users:read.email"),
)


@dataclass(slots=True)
class Grants:
    """The tokens of the app and what they may do; `app_token` only opens Socket Mode."""

    token: str
    app_token: str = "xapp-sandbox"  # noqa: S105  the stand-in has no secrets
    scopes: tuple[str, ...] = ALL_SCOPES
    revoked: bool = False


@dataclass(slots=True)
class Methods:
    """What the stand-in can do; `call` answers as Slack does.

    `open_socket` gives the address of a WebSocket for Socket Mode.
    """

    store: Store
    directory: Directory
    grants: Grants
    surfaces: Surfaces
    tickets: Tickets
    open_socket: Callable[[], str]
    _methods: dict[str, Callable[[Arguments], Answer]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._methods.update(Chat(self.store, self.directory, self.surfaces).methods())
        self._methods.update(Conversations(self.store, self.directory).methods())
        self._methods.update(Views(self.directory, self.surfaces, self.tickets).methods())
        self._methods["auth.test"] = lambda _: identity()

    def call(self, method: str, token: str, arguments: Arguments) -> Answer:
        """Return the answer of a method; `{"ok": False, "error": ...}` when it is refused."""
        if method == "apps.connections.open":
            return self._connect(token)
        if refused := self._refused(method, token):
            return refused
        handler = self._methods.get(method)
        return handler(arguments) if handler else no("unknown_method", method)

    def _refused(self, method: str, token: str) -> Answer | None:
        if not token:
            return no("not_authed")
        if self.grants.revoked:
            return no("token_revoked")
        if token == self.grants.app_token:
            return no("not_allowed_token_type")
        if token != self.grants.token:
            return no("invalid_auth")
        needed = NEEDED.get(method, ())
        if needed and not set(needed) & set(self.grants.scopes):
            provided = ",".join(self.grants.scopes)
            return no("missing_scope", needed=needed[0], provided=provided)
        return None

    def _connect(self, token: str) -> Answer:
        if not token:
            return no("not_authed")
        if token == self.grants.token:
            return no("not_allowed_token_type")
        if token != self.grants.app_token:
            return no("invalid_auth")
        return {"ok": True, "url": self.open_socket()}
