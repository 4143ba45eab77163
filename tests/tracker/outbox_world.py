"""Delivering what is planned, at once and again after a restart."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.tracker.telling_world import NOW, PEOPLE, OtherSide
from tracker import outbox
from tracker.errors import TransportError
from tracker.models import ThreadTable

RESET = TransportError("verbinding verbroken", outcome_unknown=True)
LATER = NOW + timedelta(minutes=10)


class Killed(BaseException):
    """Stands for `kill -9`: nothing in the project may catch it."""


def deliver(engine: Engine, side: OtherSide, now: datetime = NOW) -> outbox.DeliveryReport:
    return outbox.deliver(engine, side, PEOPLE, now, pace=0)


def recover(engine: Engine, side: OtherSide, now: datetime = LATER) -> None:
    """What happens at a restart: look up what is in doubt, then deliver."""
    for round_number in range(4):
        outbox.reconcile(engine, side, now, stuck_after=timedelta(0))
        deliver(engine, side, now + timedelta(hours=round_number))


def tops(engine: Engine) -> list[ThreadTable]:
    with Session(engine) as session:
        return list(session.exec(select(ThreadTable)))
