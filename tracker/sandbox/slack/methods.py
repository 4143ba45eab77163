"""The Web API methods that the product uses, with Slack's answers and error codes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.sandbox.slack.directory import BOT, TEAM, Directory
from tracker.sandbox.slack.limits import refusal
from tracker.sandbox.slack.store import Message, Store

Answer = dict[str, Any]
Arguments = Mapping[str, Any]


def _no(error: str, detail: str = "") -> Answer:
    answer: Answer = {"ok": False, "error": error}
    if detail:
        answer["response_metadata"] = {"messages": [f"[ERROR] {detail}"]}
    return answer


def _decoded(value: Any) -> Any:
    """Return JSON that came inside a form field as a value; other values as they are."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def _flag(value: Any) -> bool:
    return value in (True, 1, "1", "true", "True")


def _shown(message: Message, replies: Sequence[Message], *, metadata: bool) -> Answer:
    """Return a message as conversations.history gives it."""
    shown: Answer = {
        "type": "message",
        "user": message.user,
        "bot_id": "B0HAAGSE",
        "ts": message.ts,
        "text": message.text,
        "blocks": list(message.blocks),
    }
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.broadcast:
        shown["subtype"] = "thread_broadcast"
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.ts}
    if replies:
        shown |= {"thread_ts": message.ts, "reply_count": len(replies)}
    if metadata and message.metadata:
        shown["metadata"] = dict(message.metadata)
    return shown


class Methods:
    """What the stand-in can do; `call` answers as Slack does."""

    def __init__(self, store: Store, directory: Directory, token: str) -> None:
        self.store, self.directory, self.token = store, directory, token
        self.revoked = False
        self._methods: Mapping[str, Callable[[Arguments], Answer]] = {
            "auth.test": self._auth_test,
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.history": self._history,
            "conversations.list": self._list,
            "conversations.open": self._open,
            "conversations.replies": self._replies,
            "users.lookupByEmail": self._lookup,
        }

    def call(self, method: str, token: str, arguments: Arguments) -> Answer:
        """Return the answer of a method; `{"ok": False, "error": ...}` when it is refused."""
        if not token:
            return _no("not_authed")
        if self.revoked:
            return _no("token_revoked")
        if token != self.token:
            return _no("invalid_auth")
        handler = self._methods.get(method)
        return handler(arguments) if handler else _no("unknown_method", method)

    def _auth_test(self, _arguments: Arguments) -> Answer:
        return {"ok": True, "user": "haagse-zaken", "user_id": BOT, "team": "IPO", "team_id": TEAM}

    def _channel(self, reference: Any, *, by_name: bool = False) -> tuple[str, Answer | None]:
        channel = self.directory.find_channel(str(reference or ""), by_name=by_name)
        return channel or "", None if channel else _no("channel_not_found")

    def _content(self, arguments: Arguments, *, is_update: bool) -> tuple[Message, Answer | None]:
        blocks = _decoded(arguments.get("blocks") or [])
        metadata = _decoded(arguments.get("metadata"))
        text = str(arguments.get("text") or "")
        if problem := refusal(text, blocks, is_update=is_update):
            return Message("", "", "", BOT, text), _no(*problem)
        is_shaped = metadata is None or {"event_type", "event_payload"} <= set(metadata)
        message = Message("", "", "", BOT, text, tuple(blocks), metadata=metadata)
        return message, None if is_shaped else _no("invalid_metadata_format")

    def _post(self, arguments: Arguments) -> Answer:
        reference = arguments.get("channel")
        if str(reference) in self.directory.users:
            reference = self.directory.open_conversation(str(reference))
        channel, error = self._channel(reference, by_name=True)
        if error:
            return error
        if channel in self.directory.archived:
            return _no("is_archived")
        content, error = self._content(arguments, is_update=False)
        if error:
            return error
        thread = str(arguments.get("thread_ts") or "")
        if thread and self.store.get(channel, thread) is None:
            return _no("thread_not_found")
        posted = self.store.post(
            Message(
                ts="",
                channel=channel,
                channel_name=self.directory.channels[channel],
                user=BOT,
                text=content.text,
                blocks=content.blocks,
                thread_ts=thread,
                broadcast=bool(thread) and _flag(arguments.get("reply_broadcast")),
                metadata=content.metadata,
            )
        )
        shown = _shown(posted, (), metadata=True)
        return {"ok": True, "channel": channel, "ts": posted.ts, "message": shown}

    def _update(self, arguments: Arguments) -> Answer:
        channel, error = self._channel(arguments.get("channel"))
        if error:
            return error
        content, error = self._content(arguments, is_update=True)
        if error:
            return error
        changed = self.store.update(
            channel, str(arguments.get("ts")), content.text, content.blocks, content.metadata
        )
        if changed is None:
            return _no("message_not_found")
        return {"ok": True, "channel": channel, "ts": changed.ts, "text": changed.text}

    def _page(self, found: Sequence[Message], arguments: Arguments, channel: str) -> Answer:
        """Return one page of messages; the cursor is the place where the next one starts."""
        start = int(str(arguments.get("cursor") or 0))
        size = min(int(arguments.get("limit") or 100), 1_000)
        metadata = _flag(arguments.get("include_all_metadata"))
        shown = [
            _shown(
                one,
                () if one.is_reply else self.store.replies(channel, one.ts),
                metadata=metadata,
            )
            for one in found[start : start + size]
        ]
        more = start + size < len(found)
        cursor = {"next_cursor": str(start + size) if more else ""}
        return {"ok": True, "messages": shown, "has_more": more, "response_metadata": cursor}

    def _history(self, arguments: Arguments) -> Answer:
        channel, error = self._channel(arguments.get("channel"))
        if error:
            return error
        oldest = float(arguments.get("oldest") or 0)
        found = [
            one
            for one in reversed(self.store.messages(channel))
            if (not one.is_reply or one.broadcast) and float(one.ts) > oldest
        ]
        return self._page(found, arguments, channel)

    def _replies(self, arguments: Arguments) -> Answer:
        channel, error = self._channel(arguments.get("channel"))
        if error:
            return error
        top = self.store.get(channel, str(arguments.get("ts")))
        if top is None:
            return _no("thread_not_found")
        return self._page([top, *self.store.replies(channel, top.ts)], arguments, channel)

    def _list(self, _arguments: Arguments) -> Answer:
        channels = [
            {"id": key, "name": name[1:], "is_archived": key in self.directory.archived}
            for key, name in self.directory.channels.items()
            if name.startswith("#")
        ]
        return {"ok": True, "channels": channels, "response_metadata": {"next_cursor": ""}}

    def _open(self, arguments: Arguments) -> Answer:
        user = str(arguments.get("users") or "").split(",")[0]
        identity = self.directory.open_conversation(user)
        return {"ok": True, "channel": {"id": identity}} if identity else _no("user_not_found")

    def _lookup(self, arguments: Arguments) -> Answer:
        user = self.directory.by_email(str(arguments.get("email") or ""))
        if user is None:
            return _no("users_not_found")
        return {"ok": True, "user": {"id": user.id, "real_name": user.name}}
