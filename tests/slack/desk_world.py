"""The whole desk: a database, the workspace on a port of its own, and the Slack stand-in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.settings import Settings
from tests.slack.stand_in import TOKEN, StandIn
from tests.tracker.telling_world import DEBATE, add_item, add_notice
from tracker import desk, outbox
from tracker.database import migrate, open_engine, read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.models import ActionTable, ChangeTable, FeedbackTable, NoticeTable, SlackEventTable
from tracker.recording import mark_routed
from tracker.records import ChangeKind, Desk, NoticeState
from tracker.sandbox.slack.server import SIGNING_SECRET
from tracker.slack.parts import MessageContext
from tracker.slack.transport import slack_transport
from tracker.web.app import create_app
from tracker.web.routes.slack import working

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
STIKSTOF, LANDBOUW, WONEN = "U0STIKSTOF3", "U0LANDBOUW4", "U0RUIMTE007"
COORDINATOR = "U0FYSIEK014"
LG = "#lobby-landelijk-gebied"
PATIENCE = 20.0
Found = TypeVar("Found")


def eventually(look: Callable[[], Found | None]) -> Found:
    """Return what `look` finds as soon as it is true; fails when that never happens."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "this never happened"
        time.sleep(0.02)
    return found


@dataclass
class DeskWorld:
    """People click in the stand-in; the workspace hears of it over signed HTTP."""

    stand_in: StandIn
    workshop: Workshop
    url: str
    app: Any
    now: datetime = field(default=NOW)

    @property
    def engine(self) -> Engine:
        return self.workshop.engine

    @property
    def inbox(self) -> Any:
        return self.app.state.slack.inbox

    def item(self, **values: Any) -> int:
        """Store a debate and tell of it in its channel; return its id."""
        with session_scope(self.engine) as session:
            item_id = add_item(session, replace(DEBATE, **values))
            add_notice(session, item_id, ChangeKind.NEW)
            changes = [one for one in session.exec(select(ChangeTable.id)) if one is not None]
            mark_routed(session, changes, self.now)
        self.deliver()
        return item_id

    def deliver(self) -> outbox.DeliveryReport:
        people = self.workshop.people
        context = MessageContext(self.workshop.taxonomy, people, "https://hz.example", self.now)
        transport = slack_transport(TOKEN, f"{self.stand_in.url}/api/", context)
        return outbox.deliver(
            self.engine, transport, people, self.now, pace=0, sleep=lambda _: None
        )

    def message(self, channel: str = LG) -> dict[str, Any]:
        """Return the first message in a channel."""
        return next(one for one in self.stand_in.messages() if one["channel_name"] == channel)

    def click(self, action: str, user: str = STIKSTOF, **order: Any) -> dict[str, Any]:
        """Click a button of the first message in the channel."""
        top = self.message()
        place = {"channel": top["channel"], "ts": top["ts"], "block_id": "desk", **order}
        return self.stand_in.act("click", user, action_id=action, **place)

    def modal(self, user: str = STIKSTOF) -> dict[str, Any]:
        """Return the modal that a person looks at, filled."""

        def look() -> dict[str, Any] | None:
            views = [one for one in self.views(user) if one["is_open"]]
            filled = [one for one in views if one["given"].get("submit")]
            return filled[-1] if filled else None

        return eventually(look)

    def views(self, user: str = STIKSTOF) -> list[dict[str, Any]]:
        found = self.stand_in.get("/_views")
        return [one for one in found if one["user"] == user and one["given"]["type"] == "modal"]

    def submit(self, values: dict[str, Any], user: str = STIKSTOF, **order: Any) -> dict[str, Any]:
        """Send in the modal that a person looks at."""
        view = self.modal(user)
        return self.stand_in.act("submit", user, view_id=view["id"], values=values, **order)

    def command(self, text: str, user: str = STIKSTOF, **order: Any) -> str:
        """Type a command and return all texts that the caller reads."""
        before = len(self.whispers(user))
        self.stand_in.act("command", user, text=text, **order)
        return eventually(lambda: self.whispers(user)[before:])[-1]

    def whispers(self, user: str = STIKSTOF) -> list[str]:
        """Return what only this person reads, as one text each."""
        found = [one for one in self.stand_in.get("/_whispers") if one["user"] == user]
        return [f"{one['text']}\n{one['blocks']}" for one in found]

    def home(self, user: str = STIKSTOF) -> str:
        """Open App Home and return its content as text."""
        self.stand_in.act("home", user)

        def look() -> str:
            views = self.stand_in.get("/_views")
            found = [one for one in views if one["user"] == user and one["given"]["type"] == "home"]
            return str(found[-1]["given"]) if found else ""

        return eventually(look)

    def events(self) -> list[SlackEventTable]:
        with Session(self.engine) as session:
            return list(session.exec(select(SlackEventTable)))

    def settled(self, count: int) -> list[str]:
        """Wait until that many events were worked on; return their states."""

        def look() -> list[str]:
            states = [one.state for one in self.events()]
            return states if len(states) >= count and "received" not in states else []

        return eventually(look)

    def desk(self, item_id: int) -> Desk:
        with read_scope(self.engine) as session:
            return desk.desk_of(session, item_id)

    def actions(self) -> list[ActionTable]:
        with Session(self.engine) as session:
            return list(session.exec(select(ActionTable)))

    def feedback(self) -> list[FeedbackTable]:
        with Session(self.engine) as session:
            return list(session.exec(select(FeedbackTable)))

    def planned(self) -> list[NoticeTable]:
        with Session(self.engine) as session:
            state = NoticeState.PLANNED.value
            return list(session.exec(select(NoticeTable).where(NoticeTable.state == state)))


@contextmanager
def _served(app: Any) -> Iterator[str]:
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def shows(world: DeskWorld, words: str) -> bool:
    """Return whether the one message in the channel carries these words."""
    return words in str(world.message()["blocks"])


@contextmanager
def desk_world(stand_in: StandIn, folder: Path, database_url: str = "") -> Iterator[DeskWorld]:
    """Serve the workspace for the stand-in, over signed HTTP."""
    url = database_url or f"sqlite:///{folder / 'desk.db'}"
    fresh = open_engine(url)
    migrate(fresh)
    fresh.dispose()
    settings = Settings(
        _env_file=None, data_dir=folder, database_url=url, slack_bot_token=TOKEN,
        slack_api_url=f"{stand_in.url}/api/", slack_signing_secret=SIGNING_SECRET,
        public_url="https://hz.example",
    )  # fmt: skip
    made: list[DeskWorld] = []
    workshop = Workshop(settings, lambda: made[0].now if made else NOW)
    app = create_app(workshop)
    with _served(app) as address, working(app):
        stand_in.set_up(request_url=f"{address}/slack")
        made.append(DeskWorld(stand_in, workshop, address, app))
        yield made[0]
    workshop.engine.dispose()
