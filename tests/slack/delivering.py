"""The outbox delivers through a transport, so many minutes after the start."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine

from tests.tracker.telling_world import NOW, PEOPLE
from tracker import outbox


def deliver(engine: Engine, transport: outbox.Transport, minutes: int = 0) -> outbox.DeliveryReport:
    return outbox.deliver(engine, transport, PEOPLE, NOW + timedelta(minutes=minutes), pace=0)
