"""What a reader may ask of us: a copy of what is kept, and that it goes; and its end by time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, update
from sqlmodel import Session, col, select

from tracker import audit, consent, reader_tokens, subscribers
from tracker.consent import ConsentDeed
from tracker.models import (
    BounceTable,
    ConsentTable,
    DeliveryTable,
    NoticeTable,
    SubscriberTable,
)
from tracker.reader_post import CHANNEL, channel_of
from tracker.records import Ground, Json, ReaderState

PENDING_DAYS = 7
"""Days that a sign-up which nobody confirmed is kept."""
NOWHERE = "verwijderd.invalid"
_TOKEN_DAYS = 7


def nameless(email: str, *, remember: bool, reader_id: int) -> str:
    """Return what stands in the place of an address that is gone.

    With `remember` a code that cannot be turned back, by which a later list is kept from
    adding the same address again.
    """
    if not remember:
        return f"{reader_id}@{NOWHERE}"
    return f"{hashlib.sha256(email.encode()).hexdigest()[:40]}@{NOWHERE}"


def objected(session: Session, email: str) -> bool:
    """Tell whether somebody with this address asked us to erase them and not to write."""
    mark = nameless(email, remember=True, reader_id=0)
    found = session.exec(select(SubscriberTable.id).where(SubscriberTable.email == mark))
    return found.first() is not None


def export(session: Session, subscriber_id: int) -> dict[str, Json]:
    """Return all that is kept of a reader, with Dutch names, as JSON."""
    found = subscribers.find(session, subscriber_id)
    assert found is not None, subscriber_id
    mails = session.exec(
        select(DeliveryTable)
        .where(DeliveryTable.subscriber_id == subscriber_id)
        .order_by(col(DeliveryTable.id))
    )
    return {
        "e-mailadres": found.email,
        "naam": found.name,
        "functie": found.function,
        "provincie": found.province,
        "toestand": found.state.value,
        "grondslag": found.ground.value,
        "lijst": found.imported,
        "keuzes": found.choices.to_json(),
        "sinds": found.created_at.isoformat(),
        "bevestigd": _moment(found.confirmed_at),
        "gestopt": _moment(found.stopped_at),
        "reden": found.stop_reason or found.suppressed_why,
        "bewijzen": [
            {"wanneer": one.at.isoformat(), "wat": one.deed, "via": one.via, "tekst": one.text,
             "ip-adres (ingekort)": one.ip, "bijzonderheden": one.detail}
            for one in consent.proofs(session, subscriber_id)
        ],
        "mails": [
            {"wanneer": _moment(row.sent_at), "toestand": row.state, "fout": row.error}
            for row in mails
        ],
        "berichten": [
            {"wanneer": _moment(row.sent_at), "soort": row.content.get("what"),
             "toestand": row.state}
            for row in _notices(session, subscriber_id)
        ],
        "teruggekomen": [
            {"wanneer": one.at.isoformat(), "soort": one.kind, "reden": f"{one.code} {one.text}"}
            for one in subscribers.bounces(session, subscriber_id)
        ],
    }  # fmt: skip


def _notices(session: Session, subscriber_id: int) -> Sequence[NoticeTable]:
    """Return the other mails to a reader: urgent ones, and those about the subscription."""
    table = NoticeTable
    wanted = select(table).where(table.channel == channel_of(subscriber_id))
    return session.exec(wanted.order_by(col(table.id))).all()


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def erase(
    session: Session,
    subscriber_id: int,
    now: datetime,
    *,
    by: str,
    via: str = audit.WEB,
    remember: bool = True,
    reason: str = "op verzoek",
) -> bool:
    """Take name and address away everywhere; what stays says nothing of anybody.

    That there once was consent, and when it ended, stays as proof without a person.
    """
    row = session.get(SubscriberTable, subscriber_id, with_for_update=True)
    if row is None or row.state == ReaderState.REMOVED:
        return False
    email = nameless(row.email, remember=remember, reader_id=subscriber_id)
    session.connection().execute(
        update(SubscriberTable).where(col(SubscriberTable.id) == subscriber_id).values(
            email=email, name="", function="", province="", choices={}, secret="",
            state=ReaderState.REMOVED.value, stopped_at=row.stopped_at or now,
            stop_reason=reason, imported="", suppressed_why="",
        )
    )  # fmt: skip
    session.expire(row)
    _strip(session, subscriber_id, email)
    consent.keep(session, subscriber_id, ConsentDeed.REMOVED, via=via, text="", now=now,
                 detail={"reden": reason})  # fmt: skip
    audit.write(session, now, by=by, via=via, what="reader.erase",
                subject=f"lezer {subscriber_id}", detail={"reden": reason})  # fmt: skip
    return True


def _strip(session: Session, subscriber_id: int, email: str) -> None:
    """Take a reader out of everything that points to them."""
    reader_tokens.forget(session, subscriber_id)
    run = session.connection().execute
    run(delete(BounceTable).where(col(BounceTable.subscriber_id) == subscriber_id))
    run(delete(NoticeTable).where(col(NoticeTable.channel) == channel_of(subscriber_id)))
    run(
        update(ConsentTable)
        .where(col(ConsentTable.subscriber_id) == subscriber_id)
        .values(ip="", detail=None)
    )
    run(
        update(DeliveryTable)
        .where(col(DeliveryTable.subscriber_id) == subscriber_id)
        .values(email=email, name="", choices=None, error="", message_id="")
    )


def purge(session: Session, now: datetime, kept_days: int) -> tuple[int, int]:
    """End what has lasted long enough; return (sign-ups forgotten, readers erased).

    Erased are who stopped, and whose address has been dead, for so many days.
    """
    table = SubscriberTable
    waiting = session.exec(
        select(table.id).where(
            table.state == ReaderState.PENDING.value,
            col(table.created_at) <= now - timedelta(days=PENDING_DAYS),
        )
    ).all()
    forgotten = [one for one in waiting if one is not None and not _asked_lately(session, one, now)]
    for one in forgotten:
        _forget(session, one)
    before = now - timedelta(days=kept_days)
    stopped = session.exec(
        select(table.id, table.ground, table.state).where(
            or_(
                and_(
                    col(table.state) == ReaderState.STOPPED.value, col(table.stopped_at) <= before
                ),
                and_(
                    col(table.state) == ReaderState.ACTIVE.value, col(table.suppressed_at) <= before
                ),
            )
        )
    ).all()
    for reader, ground, state in stopped:
        assert reader is not None
        objects = ground != Ground.CONSENT and state == ReaderState.STOPPED
        erase(session, reader, now, by="bewaartermijn", via="taak", reason="bewaartermijn",
              remember=objects)  # fmt: skip
    reader_tokens.forget_expired(session, now - timedelta(days=_TOKEN_DAYS))
    session.connection().execute(
        delete(NoticeTable).where(
            col(NoticeTable.channel).startswith(CHANNEL), col(NoticeTable.created_at) <= before
        )
    )
    return len(forgotten), len(stopped)


def _asked_lately(session: Session, reader: int, now: datetime) -> bool:
    since = now - timedelta(days=PENDING_DAYS)
    return any(one.at > since for one in consent.proofs(session, reader))


def _forget(session: Session, reader: int) -> None:
    """Take away a sign-up that was never confirmed, with all that came with it."""
    _strip(session, reader, "")
    run = session.connection().execute
    run(delete(ConsentTable).where(col(ConsentTable.subscriber_id) == reader))
    run(delete(SubscriberTable).where(col(SubscriberTable.id) == reader))
