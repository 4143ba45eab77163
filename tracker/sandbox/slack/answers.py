"""The shapes in which the Web API answers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.sandbox.slack.directory import APP, BOT, TEAM
from tracker.sandbox.slack.store import Message
from tracker.sandbox.slack.surfaces import View

Answer = dict[str, Any]
Arguments = Mapping[str, Any]


def no(error: str, detail: str = "", **more: Any) -> Answer:
    """Return a refusal with Slack's error code."""
    answer: Answer = {"ok": False, "error": error, **more}
    if detail:
        answer["response_metadata"] = {"messages": [f"[ERROR] {detail}"]}
    return answer


def decoded(value: Any) -> Any:
    """Return JSON that came inside a form field as a value; other values as they are."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def flag(value: Any) -> bool:
    """Say whether an argument is on, in a form or in JSON."""
    return value in (True, 1, "1", "true", "True")


def shown(message: Message, replies: Sequence[Message], *, metadata: bool) -> Answer:
    """Return a message as conversations.history gives it."""
    found: Answer = {
        "type": "message",
        "user": message.user,
        "bot_id": "B0HAAGSE",
        "app_id": APP,
        "ts": message.ts,
        "text": message.text,
        "blocks": list(message.blocks),
    }
    if message.thread_ts:
        found["thread_ts"] = message.thread_ts
    if message.broadcast:
        found["subtype"] = "thread_broadcast"
    if message.edited:
        found["edited"] = {"user": message.user, "ts": message.ts}
    if replies:
        found |= {"thread_ts": message.ts, "reply_count": len(replies)}
    if metadata and message.metadata:
        found["metadata"] = dict(message.metadata)
    return found


def shown_view(view: View) -> Answer:
    """Return a view as views.open gives it."""
    given = dict(view.given)
    for name in ("private_metadata", "callback_id", "external_id"):
        given.setdefault(name, "")
    return {
        **given,
        "id": view.id,
        "team_id": TEAM,
        "app_id": APP,
        "bot_id": "B0HAAGSE",
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous or None,
        "state": {"values": {}},
    }


def identity() -> Answer:
    """Return who the token belongs to, as auth.test gives it."""
    return {
        "ok": True,
        "url": "https://ipo.slack.example/",
        "user": "haagse-zaken",
        "user_id": BOT,
        "bot_id": "B0HAAGSE",
        "team": "IPO",
        "team_id": TEAM,
        "is_enterprise_install": False,
    }
