"""The page of the stand-in as one person sees it: buttons that click, a modal, App Home."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient

from tests.sandbox.app import App, running
from tests.sandbox.test_slack_inbound import BUTTON, MODAL
from tests.slack.stand_in import LG, TOKEN, StandIn, start
from tracker.sandbox.slack.forms import name_of, press

ANNA, BEN = "U0STIKSTOF3", "U0ENERGIE01"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    found = start(tmp_path_factory.mktemp("slack"))
    yield found
    found.kill()


@pytest.fixture
def app(stand_in: StandIn) -> Iterator[App]:
    with running() as found:
        stand_in.set_up(request_url=found.url)
        yield found
        stand_in.set_up(request_url="")


def web(stand_in: StandIn) -> WebClient:
    return WebClient(token=TOKEN, base_url=f"{stand_in.url}/api/", timeout=5, retry_handlers=[])


def shown(stand_in: StandIn, user: str, tab: str = "berichten") -> str:
    with urlopen(f"{stand_in.url}/?{urlencode({'u': user, 't': tab})}", timeout=10) as answer:
        return str(answer.read().decode())


def send(stand_in: StandIn, **fields: str) -> str:
    """Send a form of the page; returns the page that follows."""
    request = Request(f"{stand_in.url}/_act", urlencode(fields).encode())
    with urlopen(request, timeout=10) as answer:
        return str(answer.read().decode())


def with_button(stand_in: StandIn, channel: str, text: str = "Verplaatst") -> dict[str, Any]:
    blocks = [{"type": "actions", "block_id": "desk", "elements": [BUTTON]}]
    found = web(stand_in).chat_postMessage(channel=channel, text=text, blocks=blocks)
    return {"channel": found["channel"], "ts": found["ts"]}


def test_only_somebody_can_click(stand_in: StandIn) -> None:
    with_button(stand_in, LG)

    assert '<span class="knop">Ik pak dit op</span>' in shown(stand_in, "")
    assert re.search(
        r'<button class="knop " name="press"[^>]*>Ik pak dit op', shown(stand_in, ANNA)
    )
    assert 'name="press"' not in shown(stand_in, "U0NIEMAND")


def test_a_button_of_the_page_really_clicks(stand_in: StandIn, app: App) -> None:
    place = with_button(stand_in, LG)

    page = send(stand_in, user=ANNA, act="click", press=press("desk", "take"), **place)

    (heard,) = app.heard
    assert heard.payload["actions"][0]["value"] == "item:1"
    assert heard.payload["user"]["id"] == ANNA
    assert 'value="U0STIKSTOF3" selected' in page


def test_a_modal_is_a_form_that_keeps_what_was_wrong(stand_in: StandIn, app: App) -> None:
    place = with_button(stand_in, LG)
    trigger = stand_in.act("click", ANNA, **place, action_id="take")["id"]
    view = web(stand_in).views_open(trigger_id=trigger, view=MODAL)["view"]["id"]
    field = name_of("note", "text")

    empty = send(stand_in, user=ANNA, view_id=view, act="submit", **{field: ""})
    other = shown(stand_in, BEN)
    filled = send(stand_in, user=ANNA, view_id=view, act="submit", **{field: "Steunen"})

    assert 'role="dialog"' in empty
    assert "Vul dit in." in empty
    assert 'role="dialog"' not in other
    assert 'role="dialog"' not in filled
    assert app.heard[-1].payload["view"]["state"]["values"]["note"]["text"]["value"] == "Steunen"


def test_app_home_is_of_one_person_and_can_be_clicked(stand_in: StandIn, app: App) -> None:
    blocks = [{"type": "actions", "block_id": "mine", "elements": [BUTTON]}]
    web(stand_in).views_publish(user_id=ANNA, view={"type": "home", "blocks": blocks})
    home = stand_in.get("/_views")[-1]["id"]

    send(stand_in, user=ANNA, view_id=home, act="click", press=press("mine", "take"))

    assert app.heard[-1].payload["container"] == {"type": "view", "view_id": home}
    assert "Ik pak dit op" in shown(stand_in, ANNA, "home")
    assert "nog geen Home" in shown(stand_in, BEN, "home")


def test_nobody_reads_what_is_for_another(stand_in: StandIn) -> None:
    web(stand_in).chat_postMessage(channel=ANNA, text="Alleen voor Anna")
    web(stand_in).chat_postEphemeral(channel=LG, user=ANNA, text="Gefluisterd")

    assert "Alleen voor Anna" in shown(stand_in, ANNA)
    assert "Gefluisterd" in shown(stand_in, ANNA)
    assert "Alleen voor Anna" not in shown(stand_in, BEN)
    assert "Gefluisterd" not in shown(stand_in, BEN)


def test_nothing_of_blocks_or_answers_becomes_html(stand_in: StandIn, app: App) -> None:
    option = {"text": {"type": "plain_text", "text": HOSTILE}, "value": HOSTILE}
    menu = {
        "type": "static_select",
        "action_id": HOSTILE,
        "placeholder": {"type": "plain_text", "text": HOSTILE},
        "options": [option],
    }
    section = {
        "type": "section",
        "block_id": HOSTILE,
        "text": {"type": "mrkdwn", "text": HOSTILE},
        "accessory": menu,
    }
    web(stand_in).chat_postMessage(channel=LG, text=HOSTILE, blocks=[section])
    app.answers.append((200, HOSTILE, 0.0))
    send(stand_in, user=ANNA, act="command", text=HOSTILE)

    assert "<script" not in shown(stand_in, ANNA)
    assert "<script" not in shown(stand_in, "")


def test_the_way_back_stays_on_the_page(stand_in: StandIn, app: App) -> None:
    page = send(
        stand_in, user=ANNA, act="command", text="hulp", tab="//kwaad.example", place="x:y//z"
    )

    assert "<!doctype html>" in page
