"""Deliver a sending over a few connections at once, each mail marked before the next is claimed.

A line that breaks is opened again; after three troubles in a row the delivery stops and the
next one goes on. When the server refuses the mail itself, or reader after reader, the sending
is halted for a person: nobody loses a reader to a wrong setting.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from tracker import deliveries
from tracker.database import Session, session_scope
from tracker.deliveries import Claim, Passed
from tracker.errors import TransportError
from tracker.mail.parcels import Courier
from tracker.mail.shelf import Made, Shelf, Task
from tracker.records import Answer, DeliveryState, Result

MOST_TROUBLE = 3
MOST_REFUSED_MAILS, MOST_REFUSED_READERS = 3, 10
"""Refusals in a row, none taken, after which a person must look."""
_WATCH_SECONDS = 0.2
_MARK_TRIES = 20
_Done = tuple[Claim, Result]
T = TypeVar("T")


@dataclass
class Tally:
    """What a delivery did, in mails; `halt` is why a person must look, `problem` why it stopped."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problem: str = ""
    halt: str = ""


class Lines:
    """One delivery over some lines."""

    def __init__(self, task: Task, couriers: Sequence[Courier]) -> None:
        self.task, self.couriers = task, couriers
        self.tally = Tally()
        self._stop = threading.Event()
        self._guard = threading.Lock()
        self._trouble = self._mails = self._readers = 0
        self._next_at = time.monotonic()
        self._shelf = Shelf(task)
        self._log = structlog.get_logger("tracker.sending")

    def run(self) -> Tally:
        """Deliver until nothing is due, something is wrong, or the sending is halted."""
        threads = [threading.Thread(target=self._fill, name="mail-maker")]
        threads += [
            threading.Thread(target=self._line, args=(courier,), name=f"mail-{number}")
            for number, courier in enumerate(self.couriers, 1)
        ]
        for thread in threads:
            thread.start()
        while busy := [thread for thread in threads if thread.is_alive()]:
            for courier in self.couriers:
                courier.watch(time.monotonic())
            if self._stop.is_set() or threads[0] is busy[-1]:
                self._shelf.close()
            busy[-1].join(_WATCH_SECONDS)
        return self.tally

    def _fill(self) -> None:
        try:
            self._shelf.fill()
        except BaseException as error:
            self._log.exception("maker_crashed")
            self._give_up(f"de lijst is niet te lezen: {error}")
            raise

    def _line(self, courier: Courier) -> None:
        done: _Done | None = None
        try:
            while not self._stop.is_set():
                done = self._one(courier, done)
                if done is None:
                    break
            if done is not None:
                self._mark(done)
        except TransportError as error:
            self._give_up(str(error))
        except DBAPIError as error:
            self._log.exception("database_failed")
            self._give_up(f"de database is niet te schrijven ({error.orig}); is de schijf vol?")
        except BaseException as error:
            self._log.exception("line_crashed")
            self._give_up(f"{type(error).__name__}: {error}")
            raise
        finally:
            courier.close()

    def _one(self, courier: Courier, done: _Done | None) -> _Done | None:
        """Mark the mail before, and send the next; None when there is none."""
        wait = self._slot()
        at_once = wait == 0 and courier.is_open and self._shelf.is_ready
        if done is not None and not at_once:
            self._mark(done)
            done = None
        if wait > 0 and self._stop.wait(wait):
            return None
        if not self._connected(courier):
            return None
        ready = self._next(done)
        return None if ready is None else (ready[0], self._send(courier, ready[1]))

    def _slot(self) -> float:
        """Take the next place in the pace of all lines; return how long to wait for it."""
        if not self.task.per_minute:
            return 0.0
        with self._guard:
            now = time.monotonic()
            mine = max(self._next_at, now)
            self._next_at = mine + 60 / self.task.per_minute
        return mine - now

    def _connected(self, courier: Courier) -> bool:
        """Open the line if need be; gives up after some troubles in a row, of all lines."""
        while not courier.is_open and not self._stop.is_set():
            try:
                courier.open()
            except TransportError as error:
                self._in_trouble(str(error))
        return not self._stop.is_set()

    def _next(self, done: _Done | None) -> tuple[Claim, Made] | None:
        """Mark what was sent and claim the next mail, in one transaction."""
        while True:
            made = self._shelf.take()
            state, claim = self._kept(partial(self._both, done, made))
            if done is not None:
                self._count(done[1], state)
            done = None
            if isinstance(claim, Claim) and made is not None:
                return claim, made
            if made is None or claim is not Passed.BY:
                return None

    def _both(
        self, done: _Done | None, made: Made | None, session: Session
    ) -> tuple[DeliveryState | None, Claim | Passed]:
        state = self._settle(session, done) if done is not None else None
        if made is None or self._stop.is_set():
            return state, Passed.HALTED
        dispatch, now = self.task.departure.dispatch, self.task.clock()
        return state, deliveries.claim(session, made.claim, dispatch, made.message_id, now)

    def _mark(self, done: _Done) -> None:
        state = self._kept(lambda session: self._settle(session, done))
        self._count(done[1], state)

    def _settle(self, session: Session, done: _Done) -> DeliveryState | None:
        task, (claim, result) = self.task, done
        if result.answer is Answer.BARRED:
            deliveries.hand_back(session, claim, task.clock())
            return DeliveryState.PLANNED
        return deliveries.settle(
            session, claim, result, task.clock(), begun_at=task.departure.begun_at,
            patience=task.patience, chance=task.chance,
        )  # fmt: skip

    def _kept(self, deed: Callable[[Session], T]) -> T:
        """Write to the database; a full disk or a restart gets some time to pass."""
        for left in range(_MARK_TRIES, 0, -1):
            try:
                with session_scope(self.task.engine) as session:
                    return deed(session)
            except DBAPIError as error:
                if left == 1:
                    raise
                self._stop.set()
                self._log.warning("database_waits", reason=str(error.orig))
                time.sleep(self.task.pause)
        raise AssertionError

    def _send(self, courier: Courier, made: Made) -> Result:
        parcel = made.parcel
        result = parcel if isinstance(parcel, Result) else courier.give(parcel)
        self._weigh(result)
        return result

    def _count(self, result: Result, state: DeliveryState | None) -> None:
        """Keep what came of a mail."""
        repeated = result.answer is Answer.UNCERTAIN and state is DeliveryState.PLANNED
        with self._guard:
            self.tally.outcomes["repeated" if repeated else (state or "lost")] += 1

    def _weigh(self, result: Result) -> None:
        """Stop when an answer says that going on is useless, before anything more is claimed."""
        if result.answer in {Answer.BROKEN, Answer.UNCERTAIN}:
            self._in_trouble(result.reason)
        elif result.answer is Answer.BARRED:
            self._halt(f"de mailserver neemt geen mail van ons aan: {result.reason}")
        elif result.answer is not Answer.LATER:
            self._judge(result)

    def _judge(self, result: Result) -> None:
        """Count refusals in a row."""
        with self._guard:
            self._trouble = 0
            refused = result.answer is Answer.REFUSED
            self._mails = self._mails + 1 if refused and not result.bounce else 0
            self._readers = self._readers + 1 if refused and result.bounce else 0
            mails, readers = self._mails, self._readers
        if mails >= MOST_REFUSED_MAILS:
            self._halt(f"mail na mail wordt geweigerd: {result.reason}")
        elif readers >= MOST_REFUSED_READERS:
            self._halt(f"adres na adres wordt geweigerd: {result.reason}")

    def _in_trouble(self, reason: str) -> None:
        self._log.warning("mail_trouble", reason=reason)
        with self._guard:
            self._trouble += 1
            enough = self._trouble >= MOST_TROUBLE
        if enough:
            self._give_up(reason)

    def _give_up(self, reason: str) -> None:
        with self._guard:
            self.tally.problem = self.tally.problem or reason
        self._stop.set()

    def _halt(self, why: str) -> None:
        with self._guard:
            self.tally.halt = self.tally.halt or why
        self._stop.set()


def deliver(task: Task, couriers: Sequence[Courier]) -> Tally:
    """Send everything of a sending that is due now; see `Lines`."""
    return Lines(task, couriers).run()
