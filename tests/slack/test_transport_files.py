"""Without a token the messages land in files, once each, and are found again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from config.schema import People
from tests.slack.delivering import deliver
from tests.slack.notices import CONTEXT
from tests.slack.stand_in import LG
from tests.tracker.telling_world import NOW, PEOPLE, add_notice, plan
from tracker import outbox
from tracker.database import session_scope
from tracker.records import ChangeKind, Notice
from tracker.slack.files import file_transport
from tracker.slack.transport import open_transport


def file_people() -> People:
    desk = PEOPLE.bacs["landelijk-gebied"].model_copy(update={"channel": LG})
    return PEOPLE.model_copy(update={"bacs": {**PEOPLE.bacs, "landelijk-gebied": desk}})


def test_without_a_token_the_same_messages_land_in_files(engine: Engine, tmp_path: Path) -> None:
    plan(engine, ChangeKind.NEW, ChangeKind.MOVED)
    folder = tmp_path / "slack"

    with open_transport(None, "https://slack.com/api/", folder, file_people(), CONTEXT) as files:
        report = deliver(engine, files)
    with open_transport(None, "https://slack.com/api/", folder, file_people(), CONTEXT) as files:
        again = deliver(engine, files, 1)

    assert (report.sent, report.updated, again.sent) == (2, 1, 0)
    assert len((folder / "journal.jsonl").read_text().splitlines()) == 3
    html = (folder / "slack.html").read_text()
    assert "Niet verstuurd." in html
    assert "Verplaatst: Commissiedebat Stikstof" in html
    assert "@Lobbyist stikstof" in html


def test_a_kill_between_writing_the_file_and_marking_is_found_again(
    engine: Engine, tmp_path: Path
) -> None:
    keys_planned = plan(engine, ChangeKind.NEW, ChangeKind.ROOM)

    class Killed(BaseException):
        pass

    with file_transport(tmp_path, file_people(), CONTEXT) as files:
        send = files.send

        def die(notice: Notice) -> str:
            send(notice)
            raise Killed

        files.send = die  # type: ignore[method-assign]
        with pytest.raises(Killed):
            deliver(engine, files)

    with file_transport(tmp_path, file_people(), CONTEXT) as files:
        assert outbox.reconcile(engine, files, NOW, stuck_after=timedelta(0)).found == 1
        deliver(engine, files, 1)
        carried = [(one.metadata or {})["event_payload"]["key"] for one in files.store.messages()]

    assert carried == ["", keys_planned[1]]


def test_a_top_message_that_vanished_from_the_files_is_let_go(
    engine: Engine, tmp_path: Path
) -> None:
    plan(engine, ChangeKind.NEW)
    with file_transport(tmp_path / "a", file_people(), CONTEXT) as files:
        deliver(engine, files)
    with session_scope(engine) as session:
        add_notice(session, 1, ChangeKind.ROOM, 2)
    with file_transport(tmp_path / "b", file_people(), CONTEXT) as files:
        report = deliver(engine, files, 1)

    assert (report.sent, report.updated) == (1, 1)
