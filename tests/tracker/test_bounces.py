"""What came back: whose it was, hard or soft, once; nobody can stop another's mail with it."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_string
from email.message import Message

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.tracker.test_dispatches import NOW, WEEK
from tracker import bounces, dispatches, editions, subscribers
from tracker.bounces import HARD, POLICY, SOFT
from tracker.database import session_scope
from tracker.models import DeliveryTable, SubscriberTable
from tracker.records import Choices, DeliveryState, Edition, MailKind

LATER = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
MESSAGE_ID = "<hz.0011@ipo.example>"
REPORT = """\
From: MAILER-DAEMON@drenthe.example
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="rand"

--rand
Content-Type: text/plain

Sorry.

--rand
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.drenthe.example

Final-Recipient: rfc822; {reader}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--rand
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: Haagse Zaken

--rand--
"""


def report(**given: str) -> Message:
    values = {
        "to": "bounce@ipo.example", "reader": "lezer@drenthe.example", "action": "failed",
        "status": "5.1.1", "said": "550 5.1.1 User unknown", "message_id": MESSAGE_ID, **given,
    }  # fmt: skip
    return message_from_string(REPORT.format(**values))


def sent(session: Session, email: str = "lezer@drenthe.example", secret: str = "s" * 64) -> int:
    """Return the id of a mail that was sent to this reader."""
    session.add(SubscriberTable(
        email=email, name="Lezer", state="active", ground="toestemming",
        choices=Choices().to_json(), secret=secret, created_at=NOW,
    ))  # fmt: skip
    session.flush()
    number = editions.save(session, Edition(WEEK, "Onderwerp", "Vooraf", NOW))
    dispatches.freeze(
        session, number, None, "X", MailKind.EDITION, subscribers.recipients(session), "a@b", NOW
    )
    row = session.exec(select(DeliveryTable)).one()
    row.state, row.message_id = DeliveryState.SENT.value, MESSAGE_ID
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("550", "5.1.1 no such user", HARD),
        ("550", "User unknown", HARD),
        ("550", "5.4.1 Recipient address rejected: Access denied", HARD),
        ("5.2.1", "mailbox disabled", HARD),
        ("552", "5.2.2 mailbox full", SOFT),
        ("452", "4.2.2 mailbox full", SOFT),
        ("4.4.7", "expired", SOFT),
        ("550", "5.7.1 spam", POLICY),
        ("550", "5.7.515 Access denied, domain does not meet the level", POLICY),
        ("554", "transaction failed", POLICY),
        ("550", "5.1.8 bad sender address", POLICY),
    ],
)
def test_only_a_dead_address_is_hard(code: str, text: str, kind: str) -> None:
    assert bounces.classify(code, text) == kind


def test_a_signed_return_address_names_the_mail_and_stops_the_reader(engine: Engine) -> None:
    with session_scope(engine) as session:
        number = sent(session)
        back = bounces.return_path("bounce@ipo.example", number, "s" * 64)
        found = bounces.read(report(to=back, reader="iemand-anders@x.example", message_id="<a@b>"))
        assert found is not None

        assert bounces.keep(session, found, LATER) == HARD
        assert bounces.keep(session, found, LATER) == HARD

        reader = subscribers.find_by_email(session, "lezer@drenthe.example")
        assert reader is not None
        assert reader.suppressed_why == "5.1.1 550 5.1.1 User unknown"
        assert len(subscribers.bounces(session, reader.id)) == 1
        (delivery,) = dispatches.deliveries(session, 1)
        assert delivery.state is DeliveryState.FAILED
        assert "kwam terug" in delivery.error


def test_a_forged_report_stops_nobody(engine: Engine) -> None:
    with session_scope(engine) as session:
        number = sent(session)
        forged = (
            report(to=f"bounce+{number}.000000000000@ipo.example", message_id="<a@b>"),
            report(reader="ander@drenthe.example"),
            report(message_id="<ander@ipo.example>"),
            report(to="bounce+99999.000000000000@ipo.example", message_id="<a@b>"),
        )
        for one in forged:
            found = bounces.read(one)
            assert found is not None
            assert bounces.keep(session, found, LATER) == ""

        reader = subscribers.find_by_email(session, "lezer@drenthe.example")
        assert reader is not None
        assert reader.suppressed_at is None


def test_a_full_mailbox_counts_and_a_refusal_of_us_does_not(engine: Engine) -> None:
    with session_scope(engine) as session:
        sent(session)
        full = bounces.read(report(status="5.2.2", said="552 5.2.2 mailbox full"))
        assert full is not None
        assert bounces.keep(session, full, LATER) == SOFT
        reader = subscribers.find_by_email(session, "lezer@drenthe.example")
        assert reader is not None
        assert (reader.soft_bounces, reader.suppressed_at) == (1, None)

    with session_scope(engine) as session:
        spam = bounces.read(report(status="5.7.1", said="550 5.7.1 looks like spam"))
        assert spam is not None
        assert bounces.keep(session, spam, LATER) == POLICY
        again = subscribers.find_by_email(session, "lezer@drenthe.example")
        assert again is not None
        assert (again.soft_bounces, again.suppressed_at) == (1, None)


@pytest.mark.parametrize(
    "text",
    [
        "From: a@b.nl\nSubject: Afwezig\nAuto-Submitted: auto-replied\n\nIk ben er niet.\n",
        REPORT.format(to="b@c", reader="l@d", action="delayed", status="4.4.1", said="",
                      message_id=MESSAGE_ID),
        REPORT.format(to="b@c", reader="l@d", action="delivered", status="2.0.0", said="",
                      message_id=MESSAGE_ID),
        "Content-Type: multipart/report; boundary=x\n\nniets\n",
    ],
)  # fmt: skip
def test_what_is_no_failure_report_is_left_alone(text: str) -> None:
    assert bounces.read(message_from_string(text)) is None
