"""What Slack sends to the app when a person does something, in Slack's own shapes.

Shapes: docs.slack.dev, "block_actions", "view_submission", "slash commands", "Events API".
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from tracker.sandbox.slack.answers import shown, shown_view
from tracker.sandbox.slack.directory import APP, BOT, TEAM, User
from tracker.sandbox.slack.store import Message
from tracker.sandbox.slack.surfaces import View, Whisper

Json = Any
Kind = Literal["events_api", "interactive", "slash_commands"]
VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105  Slack's old field; nobody may trust it
PATHS: Mapping[Kind, str] = {
    "events_api": "/events",
    "interactive": "/interactions",
    "slash_commands": "/commands",
}
"""Where each kind goes, after the request URL."""
_TEAM = {"id": TEAM, "domain": "ipo"}


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to tell the app. `id` is the event id or the trigger id: the same again when
    it is delivered again.
    """

    id: str
    kind: Kind
    payload: Mapping[str, Json]

    def body(self) -> tuple[bytes, str]:
        """Return the bytes of the HTTP request and their content type."""
        if self.kind == "events_api":
            return json.dumps(self.payload, ensure_ascii=False).encode(), "application/json"
        form = {"payload": json.dumps(self.payload)}
        if self.kind == "slash_commands":
            form = {name: str(value) for name, value in self.payload.items()}
        return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _user(user: User) -> dict[str, Json]:
    name = user.email.partition("@")[0]
    return {"id": user.id, "username": name, "name": name, "team_id": TEAM}


def _interaction(kind: str, user: User, trigger: str) -> dict[str, Json]:
    return {
        "type": kind,
        "user": _user(user),
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "trigger_id": trigger,
        "team": _TEAM,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def click_in_message(
    user: User,
    trigger: str,
    response_url: str,
    message: Message,
    action: Mapping[str, Json],
) -> Parcel:
    """A button or menu in a message was used."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": False,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction("block_actions", user, trigger),
        "container": container,
        "channel": {"id": message.channel, "name": message.channel_name.removeprefix("#")},
        "message": shown(message, (), metadata=True),
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [dict(action)],
    }
    return Parcel(trigger, "interactive", payload)


def click_in_whisper(
    user: User,
    trigger: str,
    response_url: str,
    whisper: Whisper,
    action: Mapping[str, Json],
) -> Parcel:
    """A button or menu in a message that only this user sees was used; without the message."""
    payload = {
        **_interaction("block_actions", user, trigger),
        "container": {
            "type": "message",
            "message_ts": whisper.ts,
            "channel_id": whisper.channel,
            "is_ephemeral": True,
        },
        "channel": {"id": whisper.channel, "name": "directmessage"},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [dict(action)],
    }
    return Parcel(trigger, "interactive", payload)


def _stated(view: View, values: Mapping[str, Json]) -> dict[str, Json]:
    return {**shown_view(view), "state": {"values": dict(values)}}


def click_in_view(
    user: User,
    trigger: str,
    view: View,
    values: Mapping[str, Json],
    action: Mapping[str, Json],
) -> Parcel:
    """A button or menu in a modal or in App Home was used."""
    payload = {
        **_interaction("block_actions", user, trigger),
        "container": {"type": "view", "view_id": view.id},
        "view": _stated(view, values),
        "actions": [dict(action)],
    }
    return Parcel(trigger, "interactive", payload)


def submission(user: User, trigger: str, view: View, values: Mapping[str, Json]) -> Parcel:
    """A modal was sent in."""
    payload = {
        **_interaction("view_submission", user, trigger),
        "view": _stated(view, values),
        "response_urls": [],
    }
    return Parcel(trigger, "interactive", payload)


def closing(user: User, view: View) -> Parcel:
    """A modal was closed, and its app wants to know."""
    payload = {
        **_interaction("view_closed", user, ""),
        "view": _stated(view, {}),
        "is_cleared": False,
    }
    del payload["trigger_id"]
    return Parcel(f"close-{view.id}", "interactive", payload)


def command(
    user: User, trigger: str, response_url: str, channel: tuple[str, str], name: str, text: str
) -> Parcel:
    """A slash command was given in a channel (id, name)."""
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": "ipo",
        "channel_id": channel[0],
        "channel_name": channel[1].removeprefix("#"),
        "user_id": user.id,
        "user_name": user.email.partition("@")[0],
        "command": name,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }
    return Parcel(trigger, "slash_commands", payload)


def event(content: Mapping[str, Json], at: float) -> Parcel:
    """Something happened that the app listens to, such as `app_home_opened`."""
    identity = f"Ev{secrets.token_hex(5).upper()}"
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {**content, "event_ts": f"{at:.6f}"},
        "type": "event_callback",
        "event_id": identity,
        "event_time": int(at),
        "authorizations": [
            {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}
        ],
        "is_ext_shared_channel": False,
    }
    return Parcel(identity, "events_api", payload)


def challenge() -> Parcel:
    """The question with which Slack checks a new request URL; the answer repeats it."""
    word = secrets.token_hex(16)
    payload = {"token": VERIFICATION_TOKEN, "challenge": word, "type": "url_verification"}
    return Parcel(word, "events_api", payload)
