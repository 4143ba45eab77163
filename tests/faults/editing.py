"""Two editors, the machine, an approver and a sender at one letter, all at once.

For each round a letter of its own and a thread per person; their deeds and pauses follow from
the seed, their order from the threads. Then: each paragraph that an editor sent is found, what
was sent is what was approved, byte for byte, and nothing changed between the two.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlmodel import select

from config.settings import Settings
from newsletter import sealing
from tests.faults.editing_mails import differing
from tests.mail.sending_world import Server, add_readers, server
from tests.newsletter.week import busy
from tracker import approvals, arranging, dispatches, dutch, editing, editions, remarks
from tracker.approvals import ApprovalError
from tracker.database import migrate, open_engine, read_scope, session_scope
from tracker.dispatches import DispatchError
from tracker.editing import Conflict, Refusal
from tracker.errors import HaagseZakenError
from tracker.jobs import approving, reviewing, sending
from tracker.jobs.approving import Wanted
from tracker.jobs.workshop import Workshop, system_clock
from tracker.models import BlockVersionTable
from tracker.records import Block, Choices, Deed, Edition, Stage

FIRST_WEEK = "2027-W01"
ANNA, BRAM, EVA, FRED = (f"{name}@ipo.example" for name in ("anna", "bram", "eva", "fred"))
READERS = ("jan@provincie.example", "piet@provincie.example")
KINDS = ("kop", "intro", "kamerbrief", "stemming", "herkomst")
_DEEDS = ("write",) * 6 + ("drop", "restore", "move", "move", "lock", "unlock", "undo")
_UNSEEN = frozenset({Deed.LOCKED, Deed.UNLOCKED})
"""Deeds that change nothing for a reader."""
_LONGEST_PAUSE, _LONGEST_THOUGHT = 0.006, 0.1
"""Seconds: two deeds at once, and time in which somebody else approves."""
_WAITS = (0.001, 0.03, 0.09)
"""Seconds from an approval to its sending: in the longer ones others change the letter."""
_MOST_ENDINGS = 20


@dataclass
class Tally:
    """What all rounds gave; `problems` must stay empty."""

    rounds: int = 0
    paragraphs: int = 0
    lost: int = 0
    altered: int = 0
    deeds: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def remark(self) -> str:
        """Return the counts in one line."""
        named = ("conflict", "refused", "regenerated", "approved", "withdrawn", "ended", "mails")
        counts = ", ".join(f"{self.deeds[name]} {name}" for name in named)
        return f"{self.paragraphs} paragraphs, {counts}"


@cache
def _letter() -> Edition:
    """Return a small letter with one or two blocks of each kind that matters."""
    whole = busy().edition()
    kept: dict[str, list[Block]] = {}
    for block in whole.blocks:
        if block.kind in KINDS and len(kept.setdefault(block.kind, [])) < 2:
            kept[block.kind].append(block)
    return replace(whole, blocks=tuple(one for found in kept.values() for one in found))


class Round:
    """One letter and those who work on it."""

    def __init__(self, workshop: Workshop, number: int, seed: int, tally: Tally) -> None:
        self.workshop, self.tally = workshop, tally
        self.week = dutch.week_after(FIRST_WEEK, number)
        self.seed = f"{seed}:{number}"
        self.chance = random.Random(f"{self.seed}:waits")
        self.written: list[tuple[str, str]] = []
        letter = replace(_letter(), week=self.week, made_at=workshop.clock())
        self.keys = [one.key for one in letter.blocks if one.kind in {"kamerbrief", "stemming"}]
        with session_scope(workshop.engine) as session:
            editions.save(session, letter)

    def edition(self, *, whole: bool = False) -> Edition:
        with read_scope(self.workshop.engine) as session:
            found = editions.load(session, self.week, whole=whole)
        assert found is not None
        return found

    def _block(self, key: str) -> Block:
        return next(one for one in self.edition(whole=True).blocks if one.key == key)

    def editor(self, by: str, deeds: int) -> None:
        """Do things to blocks, on what was seen a moment before."""
        chance = random.Random(f"{self.seed}:{by}")
        for number in range(deeds):
            key, deed = chance.choice(self.keys), chance.choice(_DEEDS)
            seen = self._block(key).version
            time.sleep(chance.random() * chance.choice((_LONGEST_PAUSE, _LONGEST_THOUGHT)))
            text = f"Alinea {self.week} {by} {number}"
            self._try(lambda: self._deed(deed, key, seen, text, by, chance))  # noqa: B023

    def _try(self, work: Callable[[], object]) -> None:
        """Do something that another may have made impossible: that is said, and no problem."""
        try:
            work()
        except (ApprovalError, DispatchError, HaagseZakenError):
            self.tally.deeds["ended"] += 1

    def _deed(
        self, deed: str, key: str, seen: int, text: str, by: str, chance: random.Random
    ) -> None:
        now = self.workshop.clock()
        with session_scope(self.workshop.engine) as session:
            if deed == "write":
                self.written.append((key, text))
                fields = {"title" if chance.random() < 0.7 else "betekenis": text}
                done = editing.write(session, self.week, key, fields, seen=seen, by=by, now=now)
                self.tally.deeds["conflict"] += isinstance(done, Conflict)
                self.tally.deeds["refused"] += isinstance(done, Refusal)
            elif deed == "move":
                arranging.move(session, self.week, key, chance.randrange(3), by=by, now=now)
            elif deed == "undo":
                lines = remarks.history(session, self.week, key)
                if lines:
                    editing.undo(session, self.week, key, chance.choice(lines).id, by=by, now=now)
            else:
                getattr(editing, deed)(session, self.week, key, by=by, now=now)

    def machine(self, times: int) -> None:
        """Make the letter again, or one block, with other facts."""
        chance = random.Random(f"{self.seed}:machine")
        for number in range(times):
            time.sleep(chance.random() * _LONGEST_PAUSE * 3)
            self._try(lambda: self._regenerate(chance, number))  # noqa: B023

    def _regenerate(self, chance: random.Random, number: int) -> None:
        fresh = [
            replace(one, content={**one.content, "day": f"dag {number}"})
            if one.kind == "kamerbrief" else one
            for one in _letter().blocks
        ]  # fmt: skip
        now = self.workshop.clock()
        with session_scope(self.workshop.engine) as session:
            if chance.random() < 0.5:
                block = next(one for one in fresh if one.kind == "kamerbrief")
                editing.renew(session, self.week, block, by=ANNA, now=now)
            else:
                letter = replace(_letter(), week=self.week, made_at=now, blocks=tuple(fresh))
                editions.save(session, letter)
        self.tally.deeds["regenerated"] += 1

    def approver(self, by: str, times: int) -> None:
        """Approve what is seen, plan it at once, and send what is due."""
        chance = random.Random(f"{self.seed}:{by}")
        for _ in range(times):
            time.sleep(chance.random() * _LONGEST_PAUSE * 4)
            self._try(lambda: self.approve(by))

    def approve(self, by: str) -> None:
        """Set aside what the checks find, approve, plan and send."""
        edition, now = self.edition(), self.workshop.clock()
        with session_scope(self.workshop.engine) as session:
            for one in reviewing.findings(self.workshop, session, edition):
                if one.is_open:
                    remarks.overrule(session, self.week, one.key, "Proef.", by=BRAM, now=now)
        wanted = Wanted(edition.revision, sealing.fingerprint(edition))
        approving.approve(self.workshop, self.week, wanted, by)
        self.tally.deeds["approved"] += 1
        wait = self.chance.choice(_WAITS)
        time.sleep(wait / 3)
        due = self.workshop.clock() + timedelta(seconds=wait)
        approving.plan(self.workshop, self.week, due, by)
        time.sleep(wait)
        sending.send_due(self.workshop)

    def run(self) -> None:
        """Let them all go at once, bring the letter out, and try to change it afterwards."""
        people = [
            lambda: self.editor(ANNA, 7), lambda: self.editor(BRAM, 7),
            lambda: self.machine(2), lambda: self.approver(EVA, 4),
        ]  # fmt: skip
        self._together(people)
        for _ in range(_MOST_ENDINGS):
            if self.edition().status == Stage.SENT.value:
                break
            if self.edition().status == Stage.CONCEPT.value:
                self._try(lambda: self.approve(FRED))
            sending.send_due(self.workshop)
            time.sleep(_LONGEST_PAUSE)
        self._together([lambda: self.editor(ANNA, 2), lambda: self.machine(1)])

    def _together(self, people: list[Callable[[], None]]) -> None:
        start = threading.Barrier(len(people))

        def go(work: Callable[[], None]) -> None:
            start.wait()
            try:
                work()
            except Exception as error:  # noqa: BLE001  whatever it is, it is told
                self.tally.problems.append(f"{self.week}: {error!r}")

        threads = [threading.Thread(target=go, args=(one,)) for one in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def judge(self, sink: Server, since: int) -> None:
        """Hold what is stored and what arrived against what was written and approved."""
        self.tally.rounds += 1
        self.tally.paragraphs += len(self.written)
        for key, text in self.written:
            if not self._is_kept(key, text):
                self.tally.lost += 1
                self.tally.problems.append(f"{self.week} {key}: lost {text!r}")
        for problem in self._changes(sink, since):
            self.tally.altered += 1
            self.tally.problems.append(f"{self.week}: {problem}")

    def _is_kept(self, key: str, text: str) -> bool:
        with read_scope(self.workshop.engine) as session:
            rows = session.exec(
                select(BlockVersionTable.human).where(BlockVersionTable.block_key == key)
            ).all()
        return any(text in str(value) for row in rows for value in (row or {}).values())

    def _changes(self, sink: Server, since: int) -> Iterator[str]:
        edition = self.edition()
        with read_scope(self.workshop.engine) as session:
            given = approvals.history(session, self.week)
            approval = approvals.current(session, self.week)
            found = dispatches.of_edition(session, self.week)
            deeds = remarks.history(session, self.week, limit=1_000)
        self.tally.deeds["withdrawn"] += sum(one.withdrawn_at is not None for one in given)
        sent = [one for one in found if one.started_at is not None]
        if edition.status != Stage.SENT.value or approval is None or len(sent) != 1:
            yield f"not sent once: {edition.status}, {len(sent)} sendings"
            return
        if sent[0].approval_id != approval.id:
            yield "sent without the approval that holds"
        if sealing.fingerprint(edition) != approval.review["fingerprint"]:
            yield "changed after the approval that was sent"
        if approval.by == edition.edited_by:
            yield "approved by its last editor"
        counted = (one for one in deeds if one.applied and one.deed not in _UNSEEN)
        if any(one.at > approval.at for one in counted):
            yield "a deed counted after the approval"
        lines = sink.lines[since:]
        self.tally.deeds["mails"] += len(lines)
        yield from differing(self.workshop, approval.id, sink, lines, READERS)


@contextmanager
def _prepared(folder: Path, url: str, port: int) -> Iterator[Workshop]:
    settings = Settings(
        _env_file=None, database_url=url, data_dir=folder / "var", mail_per_minute=0,
        smtp_url=f"smtp://127.0.0.1:{port}", public_url="https://werkplek.example",
        mail_from="haagse-zaken@ipo.example", mail_connections=1, mail_timeout_seconds=20,
    )  # fmt: skip
    workshop = Workshop(settings, system_clock)
    workshop.engine = open_engine(url)
    migrate(workshop.engine)
    add_readers(workshop, READERS, Choices(personal=False))
    yield workshop
    workshop.engine.dispose()


def run(folder: Path, url: str, rounds: int, seed: int) -> Tally:
    """Carry out the rounds on the database at this address; mail goes to a server of its own."""
    tally = Tally()
    with server(folder / "mail") as sink, _prepared(folder, url, sink.port) as workshop:
        for number in range(rounds):
            one, since = Round(workshop, number, seed, tally), len(sink.lines)
            one.run()
            one.judge(sink, since)
    return tally
