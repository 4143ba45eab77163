"""Items with changes in a database, and another side that remembers what it was sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from config.loader import load_recess, load_telling
from config.schema import Absence, BacDesk, Member, People, Responsible
from tracker import contents, outbox
from tracker.database import session_scope
from tracker.models import ChangeTable, ClassificationTable, ItemTable, LabelTable, NoticeTable
from tracker.records import (
    ChangeKind,
    DatePrecision,
    ItemKind,
    Notice,
    Ping,
    ScrapedItem,
    Status,
)
from tracker.routing import Rules

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CHANNEL = "#lobby-landelijk-gebied"
DEBATE = ScrapedItem(
    source="tweedekamer",
    key="activiteit:1",
    kind=ItemKind.ACTIVITEIT,
    title="Stikstof",
    subtype="Commissiedebat",
    number="2026A01",
    url="https://www.tweedekamer.nl/debat/2026A01",
    status=Status.PLANNED,
    starts_at=datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 2, 12, 0, tzinfo=UTC),
    precision=DatePrecision.TIME,
)
PEOPLE = People(
    people=(
        Member(slug="stikstof", name="Lobbyist stikstof", email="s@ipo.example", slack_id="U1"),
        Member(slug="landbouw", name="Lobbyist landbouw", email="l@ipo.example", slack_id="U2"),
        Member(slug="water", name="Lobbyist water", email="w@ipo.example", slack_id="U3"),
        Member(slug="coordinator", name="Coördinator", email="c@ipo.example", slack_id="U4"),
    ),
    dossiers={
        "stikstof": Responsible(lobbyist="stikstof", deputy="landbouw"),
        "landbouw": Responsible(lobbyist="landbouw", deputy="stikstof"),
        "water-bodem": Responsible(lobbyist="water", deputy="stikstof"),
    },
    bacs={
        "landelijk-gebied": BacDesk(channel=CHANNEL, coordinator="coordinator"),
        "ruimte-leefomgeving": BacDesk(channel="#lobby-ruimte", coordinator="coordinator"),
    },
    absences=(
        Absence(person="stikstof", from_on=date(2026, 12, 1), until_on=date(2026, 12, 4)),
        Absence(person="landbouw", from_on=date(2026, 12, 3), until_on=date(2026, 12, 3)),
    ),
)

TELLING = load_telling()
AT_ONCE = TELLING.model_copy(
    update={"urgent": TELLING.urgent.model_copy(update={"everything": True})}
)
RULES = Rules(PEOPLE, TELLING, load_recess(), {"stikstof": "hoog", "water-bodem": "laag"})
"""The rules as shipped."""


def add_item(session: Session, item: ScrapedItem = DEBATE, **columns: Any) -> int:
    """Store an item with a certain label, classified in its present version."""
    body, digest = contents.dump_and_hash(item)
    row = ItemTable(
        source=item.source, key=item.key, kind=item.kind.value, number=item.number,
        title=item.title, status=item.status.value, starts_at=item.starts_at, content=body,
        content_hash=digest, first_seen_at=NOW, changed_at=NOW, run_id=1,
        **{"classified_version": 1, **columns},
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    session.add(
        ClassificationTable(
            item_id=row.id, version=1, relevant=True, relevance=0.9, certain=True, model="m",
            classified_at=NOW,
        )
    )  # fmt: skip
    session.add(
        LabelTable(
            item_id=row.id, slug="stikstof", bac="landelijk-gebied", score=0.9, position=0,
            evidence=[],
        )
    )  # fmt: skip
    session.flush()
    return row.id


def add_change(
    session: Session, item_id: int, kind: ChangeKind, version: int = 1, **columns: Any
) -> int:
    """Store a change that waits to be told."""
    values = {"field": kind.value, "recorded_at": NOW, "run_id": 1, **columns}
    row = ChangeTable(item_id=item_id, version=version, kind=kind.value, **values)
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def add_notice(
    session: Session, item_id: int, kind: ChangeKind, version: int = 1, channel: str = CHANNEL
) -> Ping:
    """Store a change and plan its notice."""
    change_id = add_change(session, item_id, kind, version)
    ping = Ping(
        key=f"item:{item_id}|change:{change_id}|{channel}|{kind.value}",
        item_id=item_id,
        change_ids=(change_id,),
        channel=channel,
        recipients=("stikstof",),
        broadcast=kind is ChangeKind.MOVED,
    )
    assert outbox.enqueue(session, [ping], NOW) == 1
    return ping


def plan(engine: Engine, *kinds: ChangeKind, key: str = "activiteit:1") -> list[str]:
    """Store one item with a notice per kind of change; return the keys in order."""
    with session_scope(engine) as session:
        item_id = add_item(session, replace(DEBATE, key=key))
        return [
            add_notice(session, item_id, kind, version).key for version, kind in enumerate(kinds, 1)
        ]


def notice_rows(engine: Engine) -> list[NoticeTable]:
    """Return all notices, oldest first."""
    with Session(engine) as session:
        return sorted(session.exec(select(NoticeTable)), key=lambda row: row.id or 0)


@dataclass(frozen=True)
class Message:
    """One message as the other side stored it."""

    id: str
    key: str
    channel: str
    thread: str
    broadcast: bool


@dataclass
class OtherSide:
    """A transport whose messages outlive the process; `faults` are used up one per call."""

    messages: list[Message] = field(default_factory=list)
    updates: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Callable[[], None]] = field(default_factory=list)
    late_faults: list[Callable[[], None]] = field(default_factory=list)
    update_faults: list[Callable[[], None]] = field(default_factory=list)
    calls: int = 0
    lock: Lock = field(default_factory=Lock)

    def _fault(self, faults: list[Callable[[], None]]) -> None:
        if faults:
            faults.pop(0)()

    def send(self, notice: Notice) -> str:
        self.calls += 1
        self._fault(self.faults)
        with self.lock:
            identity = f"m{len(self.messages) + 1}"
            self.messages.append(
                Message(identity, notice.key, notice.channel, notice.thread, notice.broadcast)
            )
        self._fault(self.late_faults)
        return identity

    def update(self, notice: Notice) -> None:
        self._fault(self.update_faults)
        self.updates.append((notice.thread, notice.key))

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        found = (one for one in self.messages if (one.key, one.channel) == (key, channel))
        return next((one.id for one in found if one.thread == thread or not one.thread), None)

    def keys(self) -> list[str]:
        return [message.key for message in self.messages]


def raising(error: BaseException) -> Callable[[], None]:
    """Return a fault that raises `error`."""

    def fault() -> None:
        raise error

    return fault


def no_fault() -> None:
    """Let one call pass."""


def times(fault: Callable[[], None], count: int) -> list[Callable[[], None]]:
    """Return the same fault `count` times."""
    return [fault] * count


def sent_of(rows: Sequence[NoticeTable]) -> list[str]:
    """Return the state of each notice."""
    return [row.state for row in rows]
