"""A week with three blocks, two editors and two eindredacteuren, on a database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from tracker import approvals, blocks, corrections, editing, editions
from tracker.database import read_scope, session_scope
from tracker.models import DispatchTable
from tracker.records import Approval, Block, Correction, Edition, Stage

WEEK = "2026-W48"
MADE_AT = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
ANNA, BRAM = "anna@ipo.example", "bram@ipo.example"
EVA, FRED = "eva@ipo.example", "fred@ipo.example"
FILES = {"mail.html": b"<p>brief</p>", "mail.txt": b"brief\n", "page.html": b"<p>pagina</p>",
         "edition.json": b"{}\n"}  # fmt: skip


def block(key: str, position: int = 0, text: str = "machine") -> Block:
    section = key.partition(":")[0]
    return Block(key, section, "bericht", position, {"text": text}, (("Bron", "https://a.nl"),))


class Desk:
    """Each deed in a transaction of its own, a second after the one before."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = MADE_AT
        drafted = Edition(WEEK, "Onderwerp", "Vooraf", MADE_AT, blocks=(
            block("brussel:a", 0), block("brussel:b", 1), block("agenda:c", 2)))  # fmt: skip
        with session_scope(engine) as session:
            editions.save(session, drafted)

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def edition(self) -> Edition:
        with read_scope(self.engine) as session:
            found = editions.load(session, WEEK)
        assert found is not None
        return found

    def write(self, text: str, by: str = ANNA, key: str = "brussel:a") -> None:
        seen = next(one for one in self.edition().blocks if one.key == key).version
        with session_scope(self.engine) as session:
            editing.write(session, WEEK, key, {"text": text}, seen=seen, by=by, now=self.tick())

    def approve(
        self, by: str = EVA, revision: int | None = None, files: Mapping[str, bytes] = FILES
    ) -> Approval:
        wanted = self.edition().revision if revision is None else revision
        with session_scope(self.engine) as session:
            return approvals.approve(
                session, WEEK, revision=wanted, files=files, review={"name": "Eva"}, by=by,
                now=self.tick(),
            )  # fmt: skip

    def current(self) -> Approval | None:
        with read_scope(self.engine) as session:
            return approvals.current(session, WEEK)

    def status(self, status: Stage) -> None:
        with session_scope(self.engine) as session:
            row = blocks.edition_row(session, WEEK, locked=True)
            assert row is not None
            row.status = status.value
            session.add(row)

    def plan(self, approval: Approval, state: str = "planned") -> None:
        with session_scope(self.engine) as session:
            session.add(
                DispatchTable(
                    edition_id=1,
                    approval_id=approval.id,
                    kind="edition",
                    subject="s",
                    due_at=self.now,
                    planned_at=self.now,
                    planned_by=EVA,
                    state=state,
                )
            )

    def propose(
        self, text: str = "Er stond dinsdag, het is woensdag.", by: str = ANNA,
        key: str = "brussel:a", new: str = "woensdag",
    ) -> int:  # fmt: skip
        with session_scope(self.engine) as session:
            return corrections.propose(
                session, WEEK, key, {"text": new}, text, by=by, now=self.tick()
            )

    def correct(self, number: int, by: str = EVA, revision: int | None = None) -> Approval:
        wanted = self.edition().revision if revision is None else revision
        with session_scope(self.engine) as session:
            return corrections.approve(
                session, WEEK, number, revision=wanted, files={"page.html": b"nieuw"},
                review={"name": "Eva"}, by=by, now=self.tick(),
            )  # fmt: skip

    def corrections(self) -> tuple[Correction, ...]:
        with read_scope(self.engine) as session:
            return corrections.of(session, WEEK)
