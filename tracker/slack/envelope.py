"""What a message carries besides its text: its key, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError

from tracker.errors import TransportError
from tracker.records import Notice
from tracker.slack.blocks import Message, MessageContext

EVENT = "haagse_zaken_notice"
_MESSAGE_ID = re.compile(r"[CDG][A-Z0-9]+/\d+\.\d+")


def metadata(notice: Notice) -> dict[str, Any]:
    """Return what the message carries unseen: the key by which it is found again."""
    return {"event_type": EVENT, "event_payload": {"key": notice.key}}


def top_metadata(notice: Notice) -> dict[str, Any]:
    """Return the same for an updated top message: it must not pass for the reply."""
    return {"event_type": EVENT, "event_payload": {"key": "", "shows": notice.key}}


def carries(message: Mapping[str, Any], key: str) -> bool:
    carried = message.get("metadata") or {}
    payload = carried.get("event_payload") or {}
    return carried.get("event_type") == EVENT and payload.get("key") == key


def built(
    build: Callable[[Notice, MessageContext], Message],
    notice: Notice,
    context: MessageContext,
) -> Message:
    try:
        return build(notice, context)
    except SlackObjectFormationError as error:
        raise TransportError(f"bericht past niet in Slack: {error}", permanent=True) from error


def is_ours(message_id: str) -> bool:
    """Say whether this is the id of a message in Slack, and not of a mail or a file."""
    return bool(_MESSAGE_ID.fullmatch(message_id))


def split(message_id: str) -> tuple[str, str]:
    """Return (channel id, ts) of a message id "C0123/1764230000.000100"."""
    channel, _, ts = message_id.partition("/")
    return channel, ts
