"""`check slack` says in Dutch what is missing; the manifest asks for what it checks."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from config.loader import load_people, load_taxonomy
from config.schema import Member, People
from tests.slack.stand_in import TOKEN, StandIn
from tracker.cli.app import app
from tracker.slack.doctor import Sign, examine
from tracker.slack.manifest import SCOPES, manifest
from tracker.slack.transport import web_client

APP_TOKEN = "xapp-sandbox"


def base_people() -> People:
    return load_people(load_taxonomy())


def signs(stand_in: StandIn, people: People | None = None, **given: Any) -> list[Sign]:
    found = people or base_people()
    channels = [desk.channel for desk in found.bacs.values()]
    client = web_client(str(given.get("token", TOKEN)), f"{stand_in.url}/api/")
    return examine(client, found, channels, given.get("app_token", ""), given.get("secret", True))


def bad(found: list[Sign]) -> list[str]:
    return [f"{one.subject}: {one.text}" for one in found if not one.good]


def test_when_all_is_there_nothing_is_wrong(stand_in: StandIn) -> None:
    stand_in.order(scopes=list(SCOPES))
    found = signs(stand_in)

    assert bad(found) == []
    assert "alle 8 bestaan" in str(found)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"revoke": True}, "token_revoked: het token is ingetrokken. Klopt SLACK_BOT_TOKEN"),
        ({"scopes": ["chat:write"]}, "Slack-rechten: ontbreken: channels:history"),
        ({"archive": "#lobby-digitalisering"}, "zijn gearchiveerd: #lobby-digitalisering"),
        ({"leave": "#lobby-digitalisering"}, "/invite @Haagse Zaken"),
    ],
)
def test_what_is_missing_is_said_with_what_to_do(
    stand_in: StandIn, order: dict[str, Any], words: str
) -> None:
    stand_in.order(scopes=list(SCOPES))
    stand_in.order(**order)

    assert words in "\n".join(bad(signs(stand_in)))


def test_a_channel_and_a_person_that_slack_does_not_know(stand_in: StandIn) -> None:
    stand_in.order(scopes=list(SCOPES))
    people = base_people()
    desk = people.bacs["digitalisering"].model_copy(update={"channel": "#bestaat-niet"})
    one = Member(slug="nieuw", name="Nieuw", email="nieuw@elders.example")
    changed = people.model_copy(
        update={"bacs": {**people.bacs, "digitalisering": desk}, "people": (*people.people, one)}
    )
    text = "\n".join(bad(signs(stand_in, changed)))

    assert "#bestaat-niet" in text
    assert "Nieuw (nieuw@elders.example)" in text


def test_without_a_way_in_the_buttons_do_nothing(stand_in: StandIn) -> None:
    stand_in.order(scopes=list(SCOPES))

    assert "SLACK_APP_TOKEN" in str(bad(signs(stand_in, secret=False)))
    assert bad(signs(stand_in, app_token=APP_TOKEN)) == []


def test_the_manifest_is_yaml_and_json_and_asks_for_socket_mode() -> None:
    runner = CliRunner()
    as_yaml = yaml.safe_load(runner.invoke(app, ["slack", "manifest"]).stdout)
    as_json = json.loads(runner.invoke(app, ["slack", "manifest", "--json"]).stdout)

    assert as_yaml == as_json == manifest()
    assert as_yaml["settings"]["socket_mode_enabled"]
    assert "http" not in str(as_yaml)


def test_the_manifest_for_http_names_all_three_addresses() -> None:
    made = manifest("https://hz.example/")

    addresses = [
        made["settings"]["event_subscriptions"]["request_url"],
        made["settings"]["interactivity"]["request_url"],
        made["features"]["slash_commands"][0]["url"],
    ]
    assert addresses == [f"https://hz.example/slack/{one}"
                         for one in ("events", "interactions", "commands")]  # fmt: skip
    assert not made["settings"]["socket_mode_enabled"]


def test_the_manifest_stays_within_slacks_limits() -> None:
    shown = manifest()["display_information"]

    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4_000
