"""Two editors at one edition, each deed in a transaction of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from tracker import arranging, editing, editions, remarks
from tracker.database import read_scope, session_scope
from tracker.editing import Conflict, Refusal, Saved
from tracker.models import EditionTable
from tracker.records import Block, Deed, Edition

WEEK = "2026-W48"
MADE_AT = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
ANNA, BRAM = "anna@ipo.example", "bram@ipo.example"


def block(key: str, position: int = 0, text: str = "machine") -> Block:
    section = key.partition(":")[0]
    return Block(key, section, "bericht", position, {"text": text}, (("Bron", "https://a.nl"),))


def draft(*blocks: Block, made_at: datetime = MADE_AT) -> Edition:
    return Edition(WEEK, "Onderwerp", "Vooraf", made_at, blocks=blocks)


class Desk:
    """Two editors, each deed in a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = MADE_AT

    def save(self, edition: Edition) -> None:
        with session_scope(self.engine) as session:
            editions.save(session, edition)

    def write(
        self,
        text: str | None,
        seen: int,
        by: str = ANNA,
        field: str = "text",
        key: str = "brussel:a",
    ) -> Saved | Conflict | Refusal:
        self.now += timedelta(seconds=1)
        with session_scope(self.engine) as session:
            return editing.write(session, WEEK, key, {field: text}, seen=seen, by=by, now=self.now)

    def do(self, deed: str, key: str = "brussel:a", by: str = ANNA, **more: object) -> Saved:
        module = arranging if deed in {"move"} else editing
        with session_scope(self.engine) as session:
            return getattr(module, deed)(session, WEEK, key, *more.values(), by=by, now=self.now)  # type: ignore[no-any-return]

    def status(self, status: str) -> None:
        with session_scope(self.engine) as session:
            row = session.exec(select(EditionTable)).one()
            row.status = status
            session.add(row)

    def block(self, key: str = "brussel:a") -> Block:
        return next(one for one in self.edition(whole=True).blocks if one.key == key)

    def edition(self, *, whole: bool = False) -> Edition:
        with read_scope(self.engine) as session:
            found = editions.load(session, WEEK, whole=whole)
        assert found is not None
        return found

    def deeds(self, key: str = "brussel:a") -> list[tuple[Deed, str, bool]]:
        with read_scope(self.engine) as session:
            lines = remarks.history(session, WEEK, key)
        return [(line.deed, line.by, line.applied) for line in reversed(lines)]
