"""Pure: what Slack sends, as one kind of event with one id, however it came in.

Slack gives an id only to what its Events API sends. Clicks, modals and commands get one
made of what never is the same twice: who, where, which button, and Slack's own moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from tracker.records import Json

MAX_ID = 160


class EventKind(StrEnum):
    """What somebody did in Slack."""

    CLICK = "click"
    SUBMISSION = "submission"
    COMMAND = "command"
    HOME = "home"
    OTHER = "other"


class UnreadableError(ValueError):
    """What came in is not what Slack sends; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that came in. `user` is a Slack id, `payload` what Slack sent."""

    id: str
    kind: EventKind
    user: str
    payload: Mapping[str, Json]

    def dump(self, received_at: datetime) -> bytes:
        """Return the event as JSON, for the spool."""
        return orjson.dumps({**asdict(self), "received_at": received_at})


def load(content: bytes) -> tuple[Event, datetime]:
    """Return an event from the spool and when it came in; ValueError when it is damaged."""
    try:
        given = orjson.loads(content)
        at = datetime.fromisoformat(given["received_at"])
        kind = EventKind(given["kind"])
        return Event(str(given["id"]), kind, str(given["user"]), dict(given["payload"])), at
    except (KeyError, TypeError) as error:
        raise UnreadableError(f"damaged: {error!r}") from error


def _mapping(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableError(f"{what} is missing")
    return value


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value:
        raise UnreadableError(f"{what} is missing")
    return value


def _identity(*pieces: str) -> str:
    """Return the pieces as one id; a long one is shortened to its hash, never cut."""
    joined = ":".join(pieces)
    if len(joined) <= MAX_ID:
        return joined
    digest = hashlib.blake2b(joined.encode(), digest_size=20).hexdigest()
    return f"{pieces[0]}:{digest}"


def parsed(body: bytes | str) -> Mapping[str, Any]:
    """Return the JSON object in a body; UnreadableError when it is none."""
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableError("this is no JSON") from error
    return _mapping(found, "object")


def _kept(payload: Mapping[str, Any]) -> dict[str, Json]:
    """Return the payload without Slack's old verification token and the message's content."""
    left_out = {"token", "authorizations", "message", "enterprise"}
    return {name: value for name, value in payload.items() if name not in left_out}


def from_events_api(payload: Mapping[str, Any]) -> Event:
    """Return an event of the Events API, which has an id of its own."""
    identity = _identity("event", _text(payload.get("event_id"), "event_id"))
    event = _mapping(payload.get("event"), "event")
    is_home = event.get("type") == "app_home_opened" and event.get("tab", "home") == "home"
    kind = EventKind.HOME if is_home else EventKind.OTHER
    user = event.get("user")
    return Event(identity, kind, user if isinstance(user, str) else "", _kept(payload))


def _place(payload: Mapping[str, Any]) -> str:
    """Return where a button stands: the message, or the view."""
    container = payload.get("container") or {}
    view = payload.get("view") or {}
    message = payload.get("message") or {}
    return str(container.get("message_ts") or message.get("ts") or view.get("id") or "")


def from_interaction(payload: Mapping[str, Any]) -> Event:
    """Return a click on a button or a modal that was sent in."""
    kind = payload.get("type")
    user = _text(_mapping(payload.get("user"), "user").get("id"), "user.id")
    if kind == "view_submission":
        view = _mapping(payload.get("view"), "view")
        identity = _identity("view", _text(view.get("id"), "view.id"), str(view.get("hash", "")))
        return Event(identity, EventKind.SUBMISSION, user, _kept(payload))
    if kind != "block_actions":
        identity = _identity(str(kind), user, str(payload.get("trigger_id") or _place(payload)))
        return Event(identity, EventKind.OTHER, user, _kept(payload))
    action = first_action(payload)
    pieces = (user, _place(payload), str(action.get("action_id")), str(action.get("block_id")))
    moment = _text(action.get("action_ts") or payload.get("trigger_id"), "action_ts")
    return Event(_identity("click", *pieces, moment), EventKind.CLICK, user, _kept(payload))


def from_command(form: Mapping[str, str]) -> Event:
    """Return a slash command; its trigger is given out once."""
    trigger = _text(form.get("trigger_id"), "trigger_id")
    user = _text(form.get("user_id"), "user_id")
    return Event(_identity("command", trigger), EventKind.COMMAND, user, _kept(form))


def first_action(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return which button was clicked; Slack sends one at a time."""
    found = payload.get("actions")
    if not isinstance(found, list) or not found:
        raise UnreadableError("actions is missing")
    return _mapping(found[0], "action")


def carried(payload: Mapping[str, Any]) -> Mapping[str, Json]:
    """Return what a button carries; empty when it carries nothing that we wrote."""
    value = first_action(payload).get("value")
    try:
        found = orjson.loads(value) if isinstance(value, str) else {}
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def item_of(values: Mapping[str, Json]) -> int:
    """Return the item that a button or modal is about, 0 when it names none."""
    item = values.get("item")
    fits = isinstance(item, int) and not isinstance(item, bool) and 0 < item < 2**63
    return int(item) if fits and item is not None else 0
