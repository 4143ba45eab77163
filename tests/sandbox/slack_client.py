"""Slack's own client on the stand-in, and small blocks to send."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.slack.stand_in import TOKEN, StandIn

HEADER = {"type": "header", "text": {"type": "plain_text", "text": "Kop"}}


def client(stand_in: StandIn, token: str = TOKEN) -> WebClient:
    return WebClient(token=token, base_url=f"{stand_in.url}/api/", timeout=5, retry_handlers=[])


def error_of(method: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        method(**arguments)
    return str(caught.value.response["error"])


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def fields(count: int, length: int = 5) -> dict[str, Any]:
    return {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": "x" * length} for _ in range(count)],
    }
