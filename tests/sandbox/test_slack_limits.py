"""What Slack refuses in messages, elements and modals, the stand-in refuses too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.slack_client import HEADER, client, error_of, fields, section
from tests.slack.stand_in import LG, StandIn, start


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One stand-in for all refusals."""
    running = start(tmp_path_factory.mktemp("slack"))
    yield running
    running.kill()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "   "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "t", "blocks": [section("x" * 3_001)]}, "invalid_blocks"),
        ({"text": "t", "blocks": [section("")]}, "invalid_blocks"),
        ({"text": "t", "blocks": [fields(11)]}, "invalid_blocks"),
        ({"text": "t", "blocks": [fields(1, 2_001)]}, "invalid_blocks"),
        ({"text": "t", "blocks": [HEADER] * 51}, "invalid_blocks"),
        ({"text": "t", "blocks": [{"type": "header", "text": section("x")["text"]}]},
         "invalid_blocks"),
        ({"text": "t", "blocks": [{"type": "kop"}]}, "invalid_blocks"),
        ({"text": "t", "blocks": [{**HEADER, "block_id": "a"}] * 2}, "invalid_blocks"),
        ({"text": "t", "metadata": {"event": "x"}}, "invalid_metadata_format"),
        ({"text": "t", "thread_ts": "1.000000"}, "thread_not_found"),
        ({"text": "t", "channel": "#bestaat-niet"}, "channel_not_found"),
    ],
)  # fmt: skip
def test_a_message_that_slack_would_refuse_is_refused(
    shared: StandIn, arguments: dict[str, Any], code: str
) -> None:
    before = len(shared.messages())

    message = {"channel": LG, **arguments}

    given = error_of(client(shared).api_call, api_method="chat.postMessage", json=message)

    assert given == code
    assert len(shared.messages()) == before


def menu(**values: Any) -> dict[str, Any]:
    option = {"text": {"type": "plain_text", "text": "a"}, "value": "a"}
    return {"type": "static_select", "action_id": "m", "options": [option], **values}


def button(**values: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "b", "text": HEADER["text"], **values}


@pytest.mark.parametrize(
    "element",
    [
        button(text={"type": "plain_text", "text": "x" * 76}),
        button(value="x" * 2_001),
        button(action_id="x" * 256),
        button(style="blue"),
        button(accessibility_label="x" * 76),
        button(confirm={"title": HEADER["text"]}),
        menu(options=[]),
        menu(options=[menu()["options"][0]] * 2),
        menu(placeholder={"type": "plain_text", "text": "x" * 151}),
        menu(initial_option={"text": HEADER["text"], "value": "z"}),
        {"type": "plain_text_input", "action_id": "p"},
    ],
)
def test_an_element_that_slack_would_refuse_is_refused(
    shared: StandIn, element: dict[str, Any]
) -> None:
    blocks = [{"type": "actions", "elements": [element]}]

    assert error_of(
        client(shared).chat_postMessage, channel=LG, text="t", blocks=blocks
    ) == "invalid_blocks"  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"title": {"type": "plain_text", "text": "x" * 25}},
        {"submit": None},
        {"private_metadata": "x" * 3_001},
        {"callback_id": "x" * 256},
        {"blocks": [HEADER] * 101},
        {"type": "home"},
    ],
)
def test_a_modal_that_slack_would_refuse_is_refused(
    shared: StandIn, changed: dict[str, Any]
) -> None:
    field = {"type": "plain_text_input", "action_id": "p"}
    modal = {
        "type": "modal",
        "title": HEADER["text"],
        "submit": HEADER["text"],
        "blocks": [{"type": "input", "label": HEADER["text"], "element": field}],
    }
    view = {name: value for name, value in {**modal, **changed}.items() if value is not None}

    web = client(shared)
    assert error_of(web.views_open, trigger_id="1.2.x", view=modal) == "invalid_trigger_id"
    assert error_of(web.views_open, trigger_id="1.2.x", view=view) == "invalid_arguments"
