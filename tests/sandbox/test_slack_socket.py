"""Socket Mode of the stand-in, heard with Slack's own client."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.slack.stand_in import TOKEN, StandIn, start

ANNA = "U0STIKSTOF3"
APP_TOKEN = "xapp-sandbox"


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    found = start(tmp_path_factory.mktemp("slack"))
    found.set_up(retry_waits=[0, 0, 0])
    yield found
    found.kill()


def web(stand_in: StandIn, token: str = TOKEN) -> WebClient:
    return WebClient(token=token, base_url=f"{stand_in.url}/api/", timeout=5, retry_handlers=[])


@contextmanager
def listening(
    stand_in: StandIn, *, silent: int = 0
) -> Iterator[queue.SimpleQueue[SocketModeRequest]]:
    """Slack's client on the stand-in; it does not acknowledge the first `silent` envelopes."""
    heard: queue.SimpleQueue[SocketModeRequest] = queue.SimpleQueue()
    left = [silent]

    def listen(client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.put(request)
        if left[0]:
            left[0] -= 1
            return
        answer = {"text": "Hallo"} if request.type == "slash_commands" else None
        client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    found = SocketModeClient(APP_TOKEN, web_client=web(stand_in), ping_interval=0.5)
    found.socket_mode_request_listeners.append(listen)
    found.connect()
    try:
        wait_for(lambda: stand_in.set_up()["sockets"] == 1)
        yield heard
    finally:
        found.close()
        wait_for(lambda: stand_in.set_up()["sockets"] == 0)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_only_the_app_token_opens_a_socket(stand_in: StandIn) -> None:
    for token in (TOKEN, "xapp-fout"):
        with pytest.raises(SlackApiError):
            web(stand_in).apps_connections_open(app_token=token)
    assert web(stand_in).apps_connections_open(app_token=APP_TOKEN)["url"].startswith("ws://")


def test_what_people_do_comes_in_envelopes_and_is_answered(stand_in: StandIn) -> None:
    with listening(stand_in) as heard:
        home = stand_in.act("home", ANNA)
        command = stand_in.act("command", ANNA, text="hulp")
        first, second = heard.get(timeout=10), heard.get(timeout=10)

    assert home["ok"]
    assert (first.type, first.payload["event"]["type"]) == ("events_api", "app_home_opened")
    assert (second.type, second.payload["text"]) == ("slash_commands", "hulp")
    assert command["answer"] == {"text": "Hallo"}
    assert stand_in.get("/_whispers")[-1]["text"] == "Hallo"


def test_without_acknowledgement_it_comes_again_in_another_envelope(stand_in: StandIn) -> None:
    with listening(stand_in, silent=1) as heard:
        result = stand_in.act("home", ANNA)
        first, second = heard.get(timeout=10), heard.get(timeout=10)

    assert result["reason"] == "timeout"
    assert first.payload["event_id"] == second.payload["event_id"]
    assert first.envelope_id != second.envelope_id
    assert (second.retry_attempt, second.retry_reason) == (1, "timeout")


def test_what_happens_while_nobody_listens_comes_when_somebody_does(stand_in: StandIn) -> None:
    stand_in.set_up(retry_waits=[0.05] * 100)
    stand_in.act("home", ANNA)

    with listening(stand_in) as heard:
        found = heard.get(timeout=10)
    stand_in.set_up(retry_waits=[0, 0, 0])

    assert found.payload["event"]["type"] == "app_home_opened"
    assert found.retry_attempt > 0


@pytest.mark.parametrize("reason", ["refresh_requested", ""])
def test_the_client_connects_again_after_a_refresh_and_after_a_cut(
    stand_in: StandIn, reason: str
) -> None:
    with listening(stand_in) as heard:
        before = len(stand_in.journal("socket"))
        stand_in.set_up(disconnect=reason)
        wait_for(
            lambda: "connected" in [one["what"] for one in stand_in.journal("socket")[before:]]
        )
        wait_for(lambda: stand_in.act("home", ANNA)["ok"])
        found = heard.get(timeout=10)

    assert found.payload["event"]["type"] == "app_home_opened"
