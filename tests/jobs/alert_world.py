"""Readers who asked for urgent mails, a debate that moved, and what lands in the mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import Engine

from tests.mail.sending_world import Server
from tests.tracker.reader_world import reader
from tests.tracker.telling_world import (
    DEBATE,
    NOW,
    PEOPLE,
    OtherSide,
    add_change,
    add_item,
    notice_rows,
)
from tracker.database import session_scope
from tracker.jobs.postroom import PostRoom
from tracker.jobs.readers import ReaderPost
from tracker.jobs.transports import mail_for
from tracker.jobs.workshop import Workshop
from tracker.models import NoticeTable
from tracker.outbox import deliver
from tracker.records import ChangeKind, Choices, Person, Subscriber

ANNA, BRAM = "anna@provincie.example", "bram@provincie.example"
NATURE = Choices(bacs=("landelijk-gebied",), urgent=True)
MINUTES = 11
"""Longer than a mail waits for more of the same."""


def urgent(engine: Engine, email: str = ANNA, choices: Choices = NATURE) -> Subscriber:
    return reader(engine, email, choices=choices)


def moved(engine: Engine, *, key: str = "activiteit:1", **columns: object) -> int:
    """Store a debate of the dossier stikstof that went to another day."""
    with session_scope(engine) as session:
        item_id = add_item(session, replace(DEBATE, key=key))
        old, new = ({"starts_at": f"2026-12-{day}T09:00:00+00:00"} for day in ("01", "02"))
        add_change(
            session, item_id, ChangeKind.MOVED, version=2,
            **{"field": "starts_at", "old": old, "new": new, **columns},
        )  # fmt: skip
    return item_id


def planned(engine: Engine) -> list[NoticeTable]:
    return [row for row in notice_rows(engine) if "|dringend|" in row.key]


def send(workshop: Workshop, minutes: int = MINUTES) -> OtherSide:
    """Deliver what is due so many minutes later; return what went to Slack."""
    slack = OtherSide()
    mail = mail_for(workshop)
    operators = Person("beheer", "Beheer", "b@ipo.example")
    room = PostRoom(slack, mail, PEOPLE, operators, readers=ReaderPost(workshop, mail))
    deliver(workshop.engine, room, PEOPLE, NOW + timedelta(minutes=minutes), 0,
            sleep=lambda _: None)  # fmt: skip
    return slack


def mails(mailbox: Server) -> list[EmailMessage]:
    """Return the urgent mails; those about the subscription itself are left out."""
    return [one for one in mailbox.mails() if "dringend" in str(one.get("List-Id", ""))]
