"""Bring notices to Slack, or without a token to files with the same messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from config.schema import People
from tracker.errors import TransportError
from tracker.outbox import Transport
from tracker.records import Notice
from tracker.slack import blocks, envelope
from tracker.slack.blocks import MessageContext
from tracker.slack.failures import call, refused
from tracker.slack.files import file_transport

TIMEOUT = 30
"""Seconds that Slack gets for an answer."""
_PAGES, _PAGE_SIZE = 50, 200
_MARGIN = timedelta(days=1)


@dataclass
class SlackTransport:
    """Slack's Web API. Message ids are "channel id/ts": updating needs both."""

    client: WebClient
    context: MessageContext
    channel_ids: dict[str, str] = field(default_factory=dict)

    def lookup(self, email: str) -> str:
        """Return the Slack id of who has this address; TransportError when nobody has."""
        answer = call(self.client.users_lookupByEmail, email=email)
        return str(answer["user"]["id"])

    def send(self, notice: Notice) -> str:
        """Post the notice; see `tracker.outbox.Transport`."""
        content = envelope.built(blocks.message, notice, self.context)
        place: dict[str, Any] = {"channel": notice.channel}
        if notice.channel.startswith("@"):
            place = {"channel": self._channel_id(notice.channel)}
        if notice.thread:
            channel, ts = envelope.split(notice.thread)
            place = {"channel": channel, "thread_ts": ts, "reply_broadcast": notice.broadcast}
        answer = call(
            self.client.chat_postMessage,
            **place,
            **content,
            metadata=envelope.metadata(notice),
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{answer['channel']}/{answer['ts']}"

    def update(self, notice: Notice) -> None:
        """Update the top message of the notice's thread."""
        channel, ts = envelope.split(notice.thread)
        content = envelope.built(blocks.top, notice, self.context)
        carried = envelope.top_metadata(notice)
        call(self.client.chat_update, channel=channel, ts=ts, **content, metadata=carried)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Look for the message that carries `key`, in its thread and in the channel."""
        identity, top = envelope.split(thread) if thread else (self._channel_id(channel), "")
        if top:
            found = self._search(self.client.conversations_replies, key, channel=identity, ts=top)
            if found:
                return f"{identity}/{found}"
        oldest = min(since.timestamp(), time.time()) - _MARGIN.total_seconds()
        found = self._search(
            self.client.conversations_history, key, channel=identity, oldest=f"{oldest:.6f}"
        )
        return f"{identity}/{found}" if found else None

    def _search(self, method: Callable[..., Any], key: str, **place: Any) -> str | None:
        cursor = ""
        for _ in range(_PAGES):
            answer = call(
                method, **place, cursor=cursor, limit=_PAGE_SIZE, include_all_metadata=True
            )
            for message in answer["messages"]:
                if envelope.carries(message, key):
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        raise TransportError(f"te veel berichten om {key} in te zoeken")

    def _channel_id(self, channel: str) -> str:
        if channel.startswith("@"):
            return self._personal(channel.removeprefix("@"))
        if not channel.startswith("#"):
            return channel
        if channel not in self.channel_ids:
            self.channel_ids.update(self._channels())
        if channel not in self.channel_ids:
            raise refused("channel_not_found")
        return self.channel_ids[channel]

    def _personal(self, slug: str) -> str:
        """Return the conversation with a person, opened when there is none yet."""
        members = self.context.people.people if self.context.people else ()
        user = next((one.slack_id for one in members if one.slug == slug), None)
        if not user:
            raise refused("user_not_found")
        if user not in self.channel_ids:
            answer = call(self.client.conversations_open, users=user)
            self.channel_ids[user] = str(answer["channel"]["id"])
        return self.channel_ids[user]

    def _channels(self) -> Iterator[tuple[str, str]]:
        cursor = ""
        for _ in range(_PAGES):
            answer = call(
                self.client.conversations_list,
                types="public_channel,private_channel",
                limit=_PAGE_SIZE,
                cursor=cursor,
            )
            yield from ((f"#{one['name']}", one["id"]) for one in answer["channels"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return


def web_client(token: str, base_url: str) -> WebClient:
    """Return a client of Slack, or of a stand-in at another `base_url`.

    It never tries again by itself: it would post twice after a lost answer.
    """
    return WebClient(token=token, base_url=base_url, timeout=TIMEOUT, retry_handlers=[])


def slack_transport(token: str, base_url: str, context: MessageContext) -> SlackTransport:
    """Return a transport to Slack, or to a stand-in at another `base_url`."""
    return SlackTransport(web_client(token, base_url), context)


@contextmanager
def open_transport(
    token: str | None,
    base_url: str,
    folder: Path,
    people: People,
    context: MessageContext,
    *,
    example: bool = False,
) -> Iterator[Transport]:
    """Slack when there is a token, files in `folder` when there is none."""
    if token:
        yield slack_transport(token, base_url, context)
        return
    with file_transport(folder, people, context, example=example) as transport:
        yield transport
