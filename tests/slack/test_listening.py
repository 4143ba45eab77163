"""Socket Mode: clicks arrive over a connection that we opened, also after it was lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, select

from config.settings import Settings
from tests.slack.desk_world import NOW, STIKSTOF, eventually
from tests.slack.stand_in import TOKEN, StandIn
from tracker.database import migrate, open_engine
from tracker.jobs.slack_desk import listening, listening_if_asked
from tracker.jobs.workshop import Workshop
from tracker.models import SlackEventTable
from tracker.slack.listening import ListeningError


@pytest.fixture
def workshop(stand_in: StandIn, tmp_path: Path) -> Iterator[Workshop]:
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    migrate(open_engine(url))
    settings = Settings(
        _env_file=None, data_dir=tmp_path, database_url=url, slack_bot_token=TOKEN,
        slack_app_token="xapp-sandbox", slack_api_url=f"{stand_in.url}/api/",
    )  # fmt: skip
    made = Workshop(settings, lambda: NOW)
    yield made
    made.engine.dispose()


def events(workshop: Workshop) -> list[SlackEventTable]:
    with Session(workshop.engine) as session:
        return [row for row in session.exec(select(SlackEventTable)) if row.state == "done"]


def whispers(stand_in: StandIn) -> list[str]:
    return [one["text"] for one in stand_in.get("/_whispers") if one["user"] == STIKSTOF]


def test_a_command_is_answered_and_a_lost_connection_is_made_again(
    workshop: Workshop, stand_in: StandIn
) -> None:
    with listening(workshop) as connected:
        assert connected
        eventually(lambda: stand_in.set_up()["sockets"])
        first = stand_in.act("command", STIKSTOF, text="hulp", redeliver=2)
        eventually(lambda: whispers(stand_in))
        stand_in.set_up(disconnect="refresh_requested")
        eventually(lambda: stand_in.act("command", STIKSTOF, text="status")["ok"])
        eventually(lambda: len(events(workshop)) >= 2)

    assert first["ok"]
    assert "Wat u kunt vragen" in whispers(stand_in)[0]
    assert len([one for one in events(workshop) if one.payload["given"]["text"] == "hulp"]) == 1


def test_a_refused_app_token_is_said_in_dutch(workshop: Workshop, stand_in: StandIn) -> None:
    stand_in.order(kind="error", error="invalid_auth", method="apps.connections.open", count=9)

    with pytest.raises(ListeningError, match="SLACK_APP_TOKEN"), listening(workshop):
        pass


def test_pages_start_although_slack_refuses(workshop: Workshop, stand_in: StandIn) -> None:
    stand_in.order(kind="error", error="invalid_auth", method="apps.connections.open", count=9)
    entered = False

    with listening_if_asked(workshop):
        entered = True

    assert entered
