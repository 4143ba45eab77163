"""What people do in the stand-in reaches the app as from Slack, and its answer is shown."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient

from tests.sandbox.app import App, running
from tests.slack.stand_in import LG, TOKEN, StandIn, start
from tracker.sandbox.slack.server import SIGNING_SECRET

ANNA = "U0STIKSTOF3"
BEN = "U0ENERGIE01"
BUTTON = {
    "type": "button",
    "action_id": "take",
    "value": "item:1",
    "text": {"type": "plain_text", "text": "Ik pak dit op"},
}
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "position",
    "private_metadata": "item:1",
    "title": {"type": "plain_text", "text": "Standpunt"},
    "submit": {"type": "plain_text", "text": "Bewaar"},
    "blocks": [
        {
            "type": "input",
            "block_id": "note",
            "label": {"type": "plain_text", "text": "Notitie"},
            "element": {"type": "plain_text_input", "action_id": "text", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "link",
            "optional": True,
            "label": {"type": "plain_text", "text": "Link"},
            "element": {"type": "url_text_input", "action_id": "url"},
        },
    ],
}


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    found = start(tmp_path_factory.mktemp("slack"))
    yield found
    found.kill()


@pytest.fixture
def app(stand_in: StandIn) -> Iterator[App]:
    """An app that the stand-in reaches over HTTP, and a stand-in that does not wait long."""
    with running() as found:
        stand_in.set_up(request_url=found.url, retry_waits=[0, 0.01, 0.02])
        yield found
        stand_in.set_up(request_url="")


def client(stand_in: StandIn) -> WebClient:
    return WebClient(token=TOKEN, base_url=f"{stand_in.url}/api/", timeout=5, retry_handlers=[])


def post(stand_in: StandIn) -> dict[str, str]:
    """Post a message with a button; returns where it stands."""
    blocks = [{"type": "actions", "block_id": "desk", "elements": [BUTTON]}]
    found = client(stand_in).chat_postMessage(channel=LG, text="Verplaatst", blocks=blocks)
    return {"channel": found["channel"], "ts": found["ts"]}


def click(stand_in: StandIn, **more: Any) -> dict[str, Any]:
    return stand_in.act("click", ANNA, **post(stand_in), action_id="take", **more)


def test_a_click_comes_signed_with_message_and_action(stand_in: StandIn, app: App) -> None:
    place = post(stand_in)

    result = stand_in.act("click", ANNA, **place, action_id="take")

    (heard,) = app.heard
    assert result["ok"]
    assert heard.path == "/slack/interactions"
    assert SignatureVerifier(SIGNING_SECRET).is_valid_request(heard.body, heard.headers)
    assert "x-slack-retry-num" not in heard.headers
    payload = heard.payload
    assert payload["type"] == "block_actions"
    assert payload["user"]["id"] == ANNA
    assert payload["container"]["message_ts"] == payload["message"]["ts"] == place["ts"]
    assert payload["message"]["text"] == "Verplaatst"
    (action,) = payload["actions"]
    assert (action["action_id"], action["block_id"], action["value"]) == ("take", "desk", "item:1")


@pytest.mark.parametrize("forge", ["signature", "missing", "stale", "early", "body", "version"])
def test_a_forged_request_does_not_hold(stand_in: StandIn, app: App, forge: str) -> None:
    app.answers.append((401, "", 0.0))

    result = click(stand_in, forge=forge)

    (heard,) = app.until(1)
    assert result["status"] == 401
    assert not SignatureVerifier(SIGNING_SECRET).is_valid_request(heard.body, heard.headers)


def test_what_is_not_answered_comes_again_with_the_same_ids(stand_in: StandIn, app: App) -> None:
    app.answers += [(500, "", 0.0), (503, "", 0.0)]

    result = click(stand_in)

    heard = app.until(3)
    assert not result["ok"]
    assert [one.headers.get("x-slack-retry-num") for one in heard] == [None, "1", "2"]
    assert heard[1].headers["x-slack-retry-reason"] == "http_error"
    assert len({one.payload["trigger_id"] for one in heard}) == 1
    assert "gaf geen antwoord" in stand_in.get("/_whispers")[-1]["text"]


def test_after_three_seconds_without_answer_it_comes_again(stand_in: StandIn, app: App) -> None:
    app.answers += [(200, "", 3.4), (200, "", 0.0)]

    result = stand_in.act("home", ANNA)

    heard = app.until(2)
    assert result["reason"] == "http_timeout"
    assert heard[1].headers["x-slack-retry-reason"] == "http_timeout"
    first, second = (one.payload for one in heard[:2])
    assert first["event_id"] == second["event_id"]
    assert first["event"]["type"] == "app_home_opened"


def test_a_test_can_ask_for_redelivery(stand_in: StandIn, app: App) -> None:
    result = click(stand_in, redeliver=3)

    assert result["statuses"] == [200] * 4
    assert [one.headers.get("x-slack-retry-num") for one in app.heard] == [None, "1", "2", "3"]
    assert len({one.body for one in app.heard}) == 1


def test_a_trigger_opens_one_modal_and_only_within_three_seconds(
    stand_in: StandIn, app: App
) -> None:
    web = client(stand_in)
    trigger = click(stand_in)["id"]

    opened = web.views_open(trigger_id=trigger, view=MODAL)

    assert opened["view"]["private_metadata"] == "item:1"
    for wrong, code in ((trigger, "exchanged_trigger_id"), ("1.2.x", "invalid_trigger_id")):
        with pytest.raises(SlackApiError) as caught:
            web.views_open(trigger_id=wrong, view=MODAL)
        assert caught.value.response["error"] == code
    late = click(stand_in)["id"]
    stand_in.set_up(ahead=4)
    with pytest.raises(SlackApiError) as caught:
        web.views_open(trigger_id=late, view=MODAL)
    stand_in.set_up(ahead=0)
    assert caught.value.response["error"] == "expired_trigger_id"


def opened(stand_in: StandIn) -> str:
    """Open the modal for Anna; returns its id."""
    return str(
        client(stand_in).views_open(trigger_id=click(stand_in)["id"], view=MODAL)["view"]["id"]
    )


def view(stand_in: StandIn, view_id: str) -> dict[str, Any]:
    (found,) = [one for one in stand_in.get("/_views") if one["id"] == view_id]
    return dict(found)


def test_slack_itself_refuses_answers_that_are_missing_or_wrong(
    stand_in: StandIn, app: App
) -> None:
    modal = opened(stand_in)
    before = len(app.heard)

    empty = stand_in.act("submit", ANNA, view_id=modal, values={})
    wrong = stand_in.act(
        "submit", ANNA, view_id=modal,
        values={"note": {"text": "x" * 21}, "link": {"url": "geen adres"}},
    )  # fmt: skip

    assert empty["errors"] == {"note": "Vul dit in."}
    assert set(wrong["errors"]) == {"note", "link"}
    assert len(app.heard) == before
    assert view(stand_in, modal)["is_open"]


def test_a_modal_that_is_sent_in_does_what_the_app_answers(stand_in: StandIn, app: App) -> None:
    modal = opened(stand_in)
    filled = {"note": {"text": "Steunen"}, "link": {"url": "https://ipo.example/brief"}}
    errors = {"response_action": "errors", "errors": {"note": "Te kort."}}
    second = {**MODAL, "title": {"type": "plain_text", "text": "Klaar"}}
    update = {"response_action": "update", "view": second}
    app.answers += [(200, json.dumps(errors), 0.0), (200, json.dumps(update), 0.0)]

    stand_in.act("submit", ANNA, view_id=modal, values=filled)
    objected = view(stand_in, modal)
    stand_in.act("submit", ANNA, view_id=modal, values=filled)
    updated = view(stand_in, modal)
    stand_in.act("submit", ANNA, view_id=modal, values=filled)
    closed = view(stand_in, modal)

    assert objected["errors"] == {"note": "Te kort."}
    assert updated["given"]["title"]["text"] == "Klaar"
    assert not closed["is_open"]
    state = app.heard[-1].payload["view"]["state"]["values"]
    assert state["note"]["text"] == {"type": "plain_text_input", "value": "Steunen"}
    assert app.heard[-1].payload["view"]["private_metadata"] == "item:1"


def test_a_command_is_answered_to_the_caller_only(stand_in: StandIn, app: App) -> None:
    app.answers.append((200, json.dumps({"text": "Drie debatten"}), 0.0))
    before = len(stand_in.messages())

    stand_in.act("command", BEN, text="agenda")

    (heard,) = app.heard
    assert heard.path == "/slack/commands"
    assert (heard.payload["command"], heard.payload["text"]) == ("/haagsezaken", "agenda")
    whisper = stand_in.get("/_whispers")[-1]
    assert (whisper["user"], whisper["text"]) == (BEN, "Drie debatten")
    assert len(stand_in.messages()) == before


def test_a_response_url_takes_five_answers_and_then_no_more(stand_in: StandIn, app: App) -> None:
    place = post(stand_in)
    stand_in.act("click", ANNA, **place, action_id="take")
    webhook = WebhookClient(app.heard[0].payload["response_url"])

    replaced = webhook.send(text="Opgepakt door Anna", replace_original=True)
    rest = [webhook.send(text="Klaar") for _ in range(5)]

    assert (replaced.status_code, replaced.body) == (200, "ok")
    assert [one.status_code for one in rest] == [200] * 4 + [404]
    (message,) = [one for one in stand_in.messages() if one["ts"] == place["ts"]]
    assert (message["text"], message["edited"]) == ("Opgepakt door Anna", True)
    assert stand_in.get("/_whispers")[-1]["text"] == "Klaar"


def test_app_home_is_published_per_user_and_survives_a_restart(tmp_path: Path) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    first = start(tmp_path)
    client(first).views_publish(user_id=ANNA, view=home)
    first.kill()

    second = start(tmp_path)
    try:
        kept = second.get("/_views")
        with pytest.raises(SlackApiError) as caught:
            client(second).views_publish(user_id=ANNA, view=home, hash="oud")
    finally:
        second.kill()

    assert [(one["user"], one["given"]) for one in kept] == [(ANNA, home)]
    assert caught.value.response["error"] == "hash_conflict"


def test_the_request_url_is_verified_as_slack_does(stand_in: StandIn, app: App) -> None:
    app.answers.append((200, "iets anders", 0.0))

    refused = stand_in.set_up(verify=True)

    assert not refused["verified"]
    assert app.heard[0].payload["type"] == "url_verification"


def test_the_journal_holds_what_was_called_brought_and_answered(
    stand_in: StandIn, app: App
) -> None:
    began = time.time()
    click(stand_in)

    deliveries = [one for one in stand_in.journal("delivery") if one["at"] >= began - 1]
    calls = [one for one in stand_in.journal("call") if one["at"] >= began - 1]

    assert deliveries[-1]["attempt"]["status"] == 200
    assert deliveries[-1]["kind"] == "interactive"
    assert calls[-1]["method"] == "chat.postMessage"
    assert calls[-1]["early"] == 0
