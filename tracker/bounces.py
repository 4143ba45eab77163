"""Mail that comes back: whose it was, and whether the address is dead or only full."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from sqlmodel import Session, col, select

from tracker import subscribers
from tracker.models import BounceTable, DeliveryTable, NoticeTable, SubscriberTable
from tracker.records import DeliveryState

HARD, SOFT, POLICY = "hard", "soft", "policy"
"""The address is dead; it is full or away for now; they refuse us or this mail."""
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BASIC = re.compile(r"\b([45]\d\d)\b")
_DEAD_WITHOUT_MORE = frozenset({"550", "551", "553"})
_OURS = frozenset({("1", "7"), ("1", "8")})
"""5.1.7 and 5.1.8 are about the sender's address."""
_SIGNED = re.compile(r"\+(m?)(\d{1,18})\.([0-9a-f]{12})@")
_NOTICE = "m"
"""Before the number of a mail from the outbox in its return address."""
_LONGEST_TEXT = 500
_MOST_PARTS = 200


def classify(code: str, text: str) -> str:
    """Return HARD, SOFT or POLICY for a refusal, after RFC 3463 and what large hosts do."""
    found = _ENHANCED.search(f"{code} {text}")
    if found is None or found.groups() == ("5", "0", "0"):
        return _by_basic_code(code)
    kind, subject, detail = found.groups()
    if kind == "4":
        return SOFT
    if subject in {"1", "4"} and (subject, detail) not in _OURS:
        return HARD
    if subject == "2":
        return {"0": HARD, "1": HARD, "2": SOFT}.get(detail, POLICY)
    return SOFT if subject == "3" else POLICY


def _by_basic_code(code: str) -> str:
    found = _BASIC.search(code)
    if found is None:
        return SOFT
    if found[1].startswith("4") or found[1] == "552":
        return SOFT
    return HARD if found[1] in _DEAD_WITHOUT_MORE else POLICY


def return_path(address: str, delivery_id: int, secret: str) -> str:
    """Return where a mail comes back to: `bounce+17.0a1b2c3d4e5f@host` for `bounce@host`.

    The signature is made with the reader's own secret: nobody else's mail can be named.
    """
    return _signed(address, str(delivery_id), secret)


def return_path_of_notice(address: str, notice_id: int, secret: str) -> str:
    """Return where a mail from the outbox comes back to: `bounce+m17.0a1b2c3d4e5f@host`."""
    return _signed(address, f"{_NOTICE}{notice_id}", secret)


def _signed(address: str, named: str, secret: str) -> str:
    name, _, host = address.rpartition("@")
    return f"{name}+{named}.{_signature(named, secret)}@{host}"


def _fits(signature: str, named: str, person: SubscriberTable | None) -> bool:
    """Tell whether a return address was made by us for this reader; not for an erased one."""
    return (
        person is not None and bool(person.secret) and _signature(named, person.secret) == signature
    )


def _signature(named: str, secret: str) -> str:
    # what stands behind the dot changes when a reader asks for new links
    key = hashlib.sha256(secret.partition(".")[0].encode()).digest()
    return hashlib.blake2b(named.encode(), digest_size=6, key=key).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """A delivery status notification: of which mail, and what the other side said.

    `returned_to` are addresses that the report was sent to; `message_ids` are those of the
    mail that came back; `recipient` is whose it was.
    """

    returned_to: tuple[str, ...]
    message_ids: tuple[str, ...]
    recipient: str
    code: str
    text: str

    @property
    def kind(self) -> str:
        """Return HARD, SOFT or POLICY."""
        return classify(self.code, self.text)


def read(message: Message) -> Report | None:
    """Return what a mail in the bounce mailbox says; None when it is no report (RFC 3464).

    An answer of a person, or "I am away", is none.
    """
    if message.get_content_type() != "multipart/report":
        return None
    groups = list(_status_groups(message))
    failed = next((one for one in groups if _action(one) == "failed"), None)
    if failed is None:
        return None
    said = str(failed.get("Diagnostic-Code", "")).partition(";")[2].strip()
    status = str(failed.get("Status", "")).strip()
    recipient = str(failed.get("Final-Recipient", "")).partition(";")[2].strip()
    return Report(
        returned_to=tuple(_addresses(message)),
        message_ids=tuple(_message_ids(message)),
        recipient=recipient.lower(),
        code=status,
        text=" ".join(said.split())[:_LONGEST_TEXT],
    )


def _action(group: Message) -> str:
    return str(group.get("Action", "")).strip().lower()


def _status_groups(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            return
        if part.get_content_type() == "message/delivery-status" and part.is_multipart():
            yield from (one for one in part.get_payload() if isinstance(one, Message))


def _addresses(message: Message) -> Iterator[str]:
    for name in ("To", "Delivered-To", "X-Original-To", "Envelope-To"):
        yield from (str(one) for one in message.get_all(name, []))


def _message_ids(message: Message) -> Iterator[str]:
    """Yield the Message-IDs of the mail that came back, whole or its headers only."""
    for number, part in enumerate(message.walk()):
        if number == 0:
            continue
        if number > _MOST_PARTS:
            return
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            given = text if isinstance(text, bytes) else b""
            found = re.search(rb"(?im)^message-id:\s*(<[^>\s]{1,250}>)", given)
            if found:
                yield found[1].decode("ascii", "replace")
        elif value := part.get("Message-ID"):
            yield str(value).strip()


def keep(session: Session, report: Report, now: datetime) -> str:
    """Keep what came back with its reader; return the kind, "" when it is nobody's of ours.

    Only a signed return address, or the Message-ID with the same recipient, names a mail.
    """
    row = _delivery(session, report)
    if row is None:
        return _keep_of_notice(session, report, now)
    if row.subscriber_id is None or row.id is None:
        return ""
    kind = _keep(session, f"dsn:{row.id}", row.id, row.subscriber_id, report, now)
    if row.state in {DeliveryState.SENT, DeliveryState.UNKNOWN}:
        row.state = DeliveryState.FAILED.value
        row.error = f"kwam terug: {report.code} {report.text}"[:_LONGEST_TEXT]
        session.add(row)
    return kind


def _keep_of_notice(session: Session, report: Report, now: datetime) -> str:
    """Keep that an urgent mail came back; return the kind, "" when it is none of ours."""
    for mark, number, signature in _named(report):
        row = session.get(NoticeTable, int(number)) if mark else None
        reader = row.content.get("reader") if row and isinstance(row.content, dict) else None
        person = session.get(SubscriberTable, reader) if reader else None
        if person and person.id and _fits(signature, mark + number, person):
            return _keep(session, f"dsn:{mark}{number}", None, person.id, report, now)
    return ""


def _named(report: Report) -> Iterator[tuple[str, str, str]]:
    """Yield (mark, number, signature) of each return address of ours in a report."""
    for address in report.returned_to:
        yield from _SIGNED.findall(address)


def _keep(
    session: Session,
    key: str,
    delivery_id: int | None,
    subscriber_id: int,
    report: Report,
    now: datetime,
) -> str:
    """Keep what came back, once per `key`; return its kind.

    A refusal of us or of this mail is visible and does not count against the reader.
    """
    if report.kind != POLICY:
        subscribers.note_bounce(
            session, subscriber_id, key=key, kind=report.kind, now=now, code=report.code,
            text=report.text, delivery_id=delivery_id,
        )  # fmt: skip
    elif session.exec(select(BounceTable.id).where(BounceTable.key == key)).first() is None:
        session.add(BounceTable(
            key=key, delivery_id=delivery_id, subscriber_id=subscriber_id, at=now, kind=POLICY,
            code=report.code[:20], text=report.text,
        ))  # fmt: skip
    return report.kind


def _delivery(session: Session, report: Report) -> DeliveryTable | None:
    for mark, number, signature in _named(report):
        row = session.get(DeliveryTable, int(number)) if not mark else None
        person = session.get(SubscriberTable, row.subscriber_id) if row else None
        if row and _fits(signature, number, person):
            return row
    if not report.message_ids or not report.recipient:
        return None
    return session.exec(
        select(DeliveryTable).where(
            col(DeliveryTable.message_id).in_(report.message_ids),
            DeliveryTable.email == report.recipient,
        )
    ).first()


def forget_old(session: Session, dispatch_id: int) -> None:
    """Let soft bounces go of readers whose last mail before this sending did not come back."""
    counted = session.exec(
        select(SubscriberTable.id)
        .join(DeliveryTable, col(DeliveryTable.subscriber_id) == col(SubscriberTable.id))
        .where(DeliveryTable.dispatch_id == dispatch_id, col(SubscriberTable.soft_bounces) > 0)
    ).all()
    for subscriber_id in counted:
        last = session.exec(
            select(DeliveryTable)
            .where(
                DeliveryTable.subscriber_id == subscriber_id,
                DeliveryTable.dispatch_id != dispatch_id,
                col(DeliveryTable.attempts) > 0,
            )
            .order_by(col(DeliveryTable.id).desc())
        ).first()
        if last is not None and last.state == DeliveryState.SENT and subscriber_id is not None:
            subscribers.note_delivered(session, subscriber_id)
