"""Socket Mode: Slack speaks to us over a connection that we open, so nothing is public."""

from __future__ import annotations

import threading

import structlog
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.client import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tracker.errors import HaagseZakenError
from tracker.slack.reading import UnreadableError
from tracker.slack.receiving import Receiver


class ListeningError(HaagseZakenError):
    """Slack does not let us listen; the text says why."""


class Listener:
    """Keeps a connection to Slack open; a lost one is made again by itself."""

    def __init__(self, app_token: str, client: WebClient, receiver: Receiver) -> None:
        self._receiver = receiver
        self._log = structlog.get_logger("tracker.slack")
        self._client = SocketModeClient(app_token=app_token, web_client=client)
        self._client.socket_mode_request_listeners.append(self._on_request)

    def _on_request(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Keep what came in, then acknowledge it: what is not kept is sent again."""
        try:
            reply = self._receiver.envelope(request.type, request.payload or {})
        except UnreadableError as error:
            self._log.warning("slack_request_refused", status=400, reason=str(error))
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id))
            return
        client.send_socket_mode_response(
            SocketModeResponse(request.envelope_id, payload=reply.body)
        )

    def start(self) -> None:
        """Connect; raises ListeningError when Slack refuses the app token."""
        try:
            self._client.connect()
        except Exception as error:
            raise ListeningError(f"Slack neemt SLACK_APP_TOKEN niet aan: {error}") from error
        self._log.info("slack_listening")

    def run(self, stop: threading.Event) -> None:
        """Listen until told to stop."""
        self.start()
        stop.wait()
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()
