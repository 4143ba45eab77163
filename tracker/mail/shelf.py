"""Mails made while others are on the line, in the order of the list, a few at a time."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Engine

from tracker import deliveries
from tracker.database import read_scope
from tracker.deliveries import Claim, Patience
from tracker.departures import Departure
from tracker.mail.parcels import Parcel
from tracker.records import Answer, Delivery, Result

_AT_ONCE, _READY = 50, 8
_MARK_PAUSE = 1.0
Make = Callable[[Claim, str], Parcel]


@dataclass(frozen=True, slots=True)
class Task:
    """What there is to deliver: to whom, with which text, how patient, how fast.

    `make` gives the mail of a claim with the Message-ID that `message_id` gives it;
    `per_minute` 0 is no limit.
    """

    engine: Engine
    departure: Departure
    make: Make
    message_id: Callable[[Delivery], str]
    clock: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    per_minute: int = 0
    chance: Callable[[], float] = random.random
    pause: float = _MARK_PAUSE


@dataclass(frozen=True, slots=True)
class Made:
    """A mail that is not claimed yet; `parcel` is a refusal when it could not be made."""

    claim: Claim
    message_id: str
    parcel: Parcel | Result


class Shelf:
    """Where a maker puts mails and the lines take them."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self._ready: queue.Queue[Made] = queue.Queue(_READY)
        self._closed = threading.Event()
        self._log = structlog.get_logger("tracker.sending")

    def fill(self) -> None:
        """Make mails until no more are due or the shelf is closed."""
        last: Delivery | None = None
        try:
            while found := self._ahead(last):
                for claim in found:
                    if not self._put(self._made(claim)):
                        return
                last = found[-1].delivery
        finally:
            self._closed.set()

    def _ahead(self, last: Delivery | None) -> tuple[Claim, ...]:
        dispatch, now = self.task.departure.dispatch, self.task.clock()
        with read_scope(self.task.engine) as session:
            return deliveries.ahead(session, dispatch, now, last, _AT_ONCE)

    def _made(self, claim: Claim) -> Made:
        identity = claim.delivery.message_id or self.task.message_id(claim.delivery)
        if claim.reader is None:
            return Made(claim, identity, Result(Answer.REFUSED, text="deze lezer is verwijderd"))
        try:
            return Made(claim, identity, self.task.make(claim, identity))
        except Exception as error:  # noqa: BLE001  whatever it is, nothing was sent
            self._log.exception("mail_not_made", delivery=claim.delivery.id)
            reason = f"deze mail is niet te maken: {error}"
            return Made(claim, identity, Result(Answer.REFUSED, text=reason))

    def _put(self, made: Made) -> bool:
        """Put a mail on the shelf when there is room; False when it was closed."""
        while not self._closed.is_set():
            try:
                self._ready.put(made, timeout=0.1)
            except queue.Full:
                continue
            return True
        return False

    @property
    def is_ready(self) -> bool:
        """Tell whether the next mail, or the end, can be had without waiting."""
        return not self._ready.empty() or self._closed.is_set()

    def take(self) -> Made | None:
        """Return the next mail, waiting for it; None when there are no more."""
        while True:
            try:
                return self._ready.get(timeout=0.05)
            except queue.Empty:
                if self._closed.is_set():
                    return None

    def close(self) -> None:
        """Let the maker stop; nobody takes any more."""
        self._closed.set()
