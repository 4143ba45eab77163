"""What Slack sends over HTTP: is it Slack, what is it, and what it hears back at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson
import structlog

from tracker.records import Json
from tracker.slack import modals, reading
from tracker.slack.inbox import Inbox
from tracker.slack.reading import Event, EventKind, UnreadableError
from tracker.slack.signing import Signatures

MAX_BODY = 1_000_000
"""Bytes; Slack's own payloads stay far below."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What Slack hears back within three seconds; `body` None is an empty answer."""

    status: int = 200
    body: Json = None


def from_form(body: bytes) -> dict[str, str]:
    """Return the fields of a form; UnreadableError when it is none."""
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise UnreadableError("this is no form") from error


def objections(event: Event, now: datetime) -> dict[str, str]:
    """Return what is wrong in a modal that was sent in; Slack shows it beside the answers."""
    if event.kind is not EventKind.SUBMISSION:
        return {}
    return modals.problems(event.payload.get("view") or {}, now)


class Receiver:
    """Takes what comes in, by whichever way, and hands it to the inbox."""

    def __init__(self, inbox: Inbox, signatures: Signatures | None = None) -> None:
        self.inbox, self._signatures = inbox, signatures
        self._log = structlog.get_logger("tracker.slack")

    def accept(self, event: Event) -> Reply:
        """Keep an event and return what Slack hears."""
        if found := objections(event, self.inbox.office.clock()):
            return Reply(200, {"response_action": "errors", "errors": found})
        self.inbox.receive(event)
        return Reply()

    def _checked(self, body: bytes, headers: Mapping[str, str]) -> Reply | None:
        """Return why a request is refused, or None when it is Slack's."""
        if len(body) > MAX_BODY:
            return self._refuse(413, "too large")
        if self._signatures is None or not self._signatures.are_right(body, headers):
            return self._refuse(401, "signature or time stamp is wrong")
        return None

    def _refuse(self, status: int, reason: str) -> Reply:
        self._log.warning("slack_request_refused", status=status, reason=reason)
        return Reply(status, {"error": reason})

    def _over_http(
        self, body: bytes, headers: Mapping[str, str], read: Callable[[bytes], Reply]
    ) -> Reply:
        if refusal := self._checked(body, headers):
            return refusal
        try:
            return read(body)
        except UnreadableError as error:
            return self._refuse(400, str(error))

    def events(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Take a call of the Events API, or its question whether we are here."""
        return self._over_http(body, headers, self._events)

    def _events(self, body: bytes) -> Reply:
        payload = reading.parsed(body)
        if payload.get("type") == "url_verification":
            return Reply(200, {"challenge": str(payload.get("challenge") or "")})
        return self.accept(reading.from_events_api(payload))

    def interactions(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Take a click or a modal that was sent in."""
        return self._over_http(body, headers, self._interactions)

    def _interactions(self, body: bytes) -> Reply:
        payload = reading.parsed(from_form(body).get("payload", ""))
        return self.accept(reading.from_interaction(payload))

    def commands(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Take a slash command."""
        return self._over_http(
            body, headers, lambda given: self.accept(reading.from_command(from_form(given)))
        )

    def envelope(self, kind: str, payload: Mapping[str, Any]) -> Reply:
        """Take what Socket Mode brings; UnreadableError when it is not what Slack sends."""
        if kind == "events_api":
            return self.accept(reading.from_events_api(payload))
        if kind == "interactive":
            return self.accept(reading.from_interaction(payload))
        if kind == "slash_commands":
            return self.accept(reading.from_command(payload))
        raise UnreadableError(f"unknown envelope {kind[:40]!r}")


def body_of(reply: Reply) -> bytes:
    """Return the answer as bytes; empty is an acknowledgement."""
    return b"" if reply.body is None else orjson.dumps(reply.body)
