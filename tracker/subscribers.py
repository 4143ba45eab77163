"""Readers of Haagse Zaken: who gets mail, their own links, stopping and coming back.

Asking and confirming are in `tracker.signups`, lists in `tracker.reader_lists`, erasing in
`tracker.reader_erasure`. Every change writes its proof in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from tracker import audit, consent, reader_tokens
from tracker.consent import ConsentDeed
from tracker.database import upsert
from tracker.models import BounceTable, SubscriberTable
from tracker.reader_tokens import Use
from tracker.records import (
    Bounce,
    Choices,
    Ground,
    Json,
    Links,
    MailKind,
    Reader,
    ReaderState,
    Subscriber,
    choices_of,
)

PREFERENCES, UNSUBSCRIBE = "/voorkeuren", "/afmelden-nieuwsbrief"
MOST_SOFT = 5
"""Mails in a row that may come back for a while before an address is left alone."""
BY_MAIL = "mail"
_ADMITTED = (col(SubscriberTable.state) == ReaderState.ACTIVE.value) & (
    col(SubscriberTable.suppressed_at).is_(None)
)


def subscriber_of(row: SubscriberTable) -> Subscriber:
    """Return a stored row as a record."""
    assert row.id is not None
    return Subscriber(
        id=row.id, email=row.email, name=row.name, state=ReaderState(row.state),
        ground=Ground(row.ground), function=row.function, province=row.province,
        choices=choices_of(row.choices), secret=row.secret, imported=row.imported,
        created_at=row.created_at, confirmed_at=row.confirmed_at, stopped_at=row.stopped_at,
        stop_reason=row.stop_reason, soft_bounces=row.soft_bounces,
        suppressed_at=row.suppressed_at, suppressed_why=row.suppressed_why,
    )  # fmt: skip


def _locked(session: Session, subscriber_id: int) -> SubscriberTable | None:
    return session.get(SubscriberTable, subscriber_id, with_for_update=True)


def find(session: Session, subscriber_id: int) -> Subscriber | None:
    """Return a reader, whatever their state."""
    row = session.get(SubscriberTable, subscriber_id)
    return subscriber_of(row) if row else None


def find_by_email(session: Session, email: str) -> Subscriber | None:
    """Return the reader with this address, in any letter case."""
    row = session.exec(
        select(SubscriberTable).where(SubscriberTable.email == email.strip().casefold())
    ).first()
    return subscriber_of(row) if row else None


def recipients(session: Session, kind: MailKind | str = MailKind.EDITION) -> tuple[Reader, ...]:
    """Return who gets a mail of this kind now, by address; nobody who stopped or bounced."""
    rows = session.exec(
        select(SubscriberTable).where(_ADMITTED).order_by(col(SubscriberTable.email))
    )
    found = (subscriber_of(row).reader for row in rows)
    return tuple(reader for reader in found if reader.choices.wants(kind))


def is_wanted(
    session: Session, subscriber_id: int, kind: MailKind | str = MailKind.EDITION
) -> bool:
    """Tell, just before a mail goes, whether this reader still wants it."""
    row = session.exec(
        select(SubscriberTable.choices).where(SubscriberTable.id == subscriber_id, _ADMITTED)
    ).first()
    return row is not None and choices_of(row).wants(kind)


def links(
    reader: Reader | Subscriber, public_url: str, kind: MailKind | str = MailKind.EDITION
) -> Links:
    """Return the reader's own addresses for a mail of this kind."""
    base = public_url.rstrip("/")
    use = Use.URGENT if MailKind(kind) is MailKind.URGENT else Use.EDITION
    stop = f"{base}{UNSUBSCRIBE}/{reader_tokens.code(reader.id, reader.secret, use)}"
    change = reader_tokens.code(reader.id, reader.secret, Use.PREFERENCES)
    return Links(unsubscribe=stop, one_click=stop, preferences=f"{base}{PREFERENCES}/{change}")


def _note(
    session: Session, reader_id: int, what: str, now: datetime, by: str, detail: Json
) -> None:
    named = f"lezer {reader_id}"
    audit.write(
        session, now, by=by or named, via=BY_MAIL if not by else audit.WEB,
        what=f"reader.{what}", subject=named, detail=detail,
    )  # fmt: skip


def stop(
    session: Session,
    subscriber_id: int,
    kind: MailKind | None,
    now: datetime,
    *,
    text: str,
    ip: str = "",
    via: str = BY_MAIL,
    by: str = "",
) -> Subscriber | None:
    """Stop one kind of mail, or with None all of it; in force when the transaction ends.

    Stopping twice is one stop. Who has no kind left is STOPPED.
    """
    row = _locked(session, subscriber_id)
    if row is None or row.state == ReaderState.REMOVED:
        return None
    chosen = choices_of(row.choices)
    left = _without(chosen, kind)
    if left == chosen and row.state != ReaderState.ACTIVE:
        return subscriber_of(row)
    row.choices = left.to_json()
    if left.wants_nothing and row.state != ReaderState.STOPPED:
        row.state, row.stopped_at = ReaderState.STOPPED.value, now
        row.stop_reason = "afgemeld" if not by else "afgemeld door beheer"
    session.add(row)
    detail: Json = {"soort": kind.value if kind else "alles", "via": via}
    consent.keep(session, subscriber_id, ConsentDeed.STOPPED, via=via, text=text, ip=ip,
                 now=now, detail=detail)  # fmt: skip
    _note(session, subscriber_id, "stop", now, by, detail)
    return subscriber_of(row)


def _without(chosen: Choices, kind: MailKind | None) -> Choices:
    if kind is None:
        return replace(chosen, weekly=False, urgent=False)
    if kind is MailKind.URGENT:
        return replace(chosen, urgent=False)
    return replace(chosen, weekly=False)


def change(
    session: Session,
    subscriber_id: int,
    name: str,
    choices: Choices,
    now: datetime,
    *,
    text: str,
    ip: str = "",
    by: str = "",
) -> Subscriber | None:
    """Keep what a reader chose; nothing chosen stops, something chosen starts again.

    Only who was a reader comes back this way; a sign-up that waits stays waiting.
    """
    row = _locked(session, subscriber_id)
    if row is None or row.state in {ReaderState.REMOVED, ReaderState.PENDING}:
        return None
    deed = _move(row, choices, now)
    row.name, row.choices = name, choices.to_json()
    session.add(row)
    consent.keep(session, subscriber_id, deed, via="voorkeuren", text=text, ip=ip, now=now,
                 detail=choices.to_json())  # fmt: skip
    _note(session, subscriber_id, "change", now, by, {"wat": deed.value})
    return subscriber_of(row)


def _move(row: SubscriberTable, choices: Choices, now: datetime) -> ConsentDeed:
    """Let a reader stop or come back with these choices; return what to call it."""
    stopped = row.state == ReaderState.STOPPED
    if choices.wants_nothing:
        if not stopped:
            row.state, row.stopped_at = ReaderState.STOPPED.value, now
            row.stop_reason = "afgemeld"
        return ConsentDeed.STOPPED
    if not stopped:
        return ConsentDeed.CHANGED
    row.state, row.stopped_at, row.stop_reason = ReaderState.ACTIVE.value, None, ""
    row.suppressed_at, row.suppressed_why, row.soft_bounces = None, "", 0
    row.ground, row.confirmed_at = Ground.CONSENT.value, now
    return ConsentDeed.RETURNED


def renew(session: Session, subscriber_id: int, now: datetime, *, by: str = "") -> None:
    """Make earlier links to the preferences void; those to unsubscribe keep working."""
    row = _locked(session, subscriber_id)
    if row is None:
        return
    row.secret = reader_tokens.renewed(row.secret)
    session.add(row)
    _note(session, subscriber_id, "renew", now, by, None)


def note_bounce(
    session: Session,
    subscriber_id: int,
    *,
    key: str,
    kind: str,
    now: datetime,
    code: str = "",
    text: str = "",
    delivery_id: int | None = None,
) -> bool:
    """Keep a mail that came back ("hard" or "soft"), once per `key`; False when it was known.

    A hard one, or so many soft ones in a row, and the address gets nothing until a person
    or the reader says otherwise.
    """
    known = session.exec(select(BounceTable.id).where(BounceTable.key == key[:120])).first()
    row = _locked(session, subscriber_id)
    if known is not None or row is None or row.state == ReaderState.REMOVED:
        return False
    made = {
        "key": key[:120], "delivery_id": delivery_id, "subscriber_id": subscriber_id,
        "at": now, "kind": kind, "code": code[:20], "text": text[:500],
    }  # fmt: skip
    upsert(session, BounceTable, [made], ("key",), update=())
    row.soft_bounces += kind == "soft"
    if row.suppressed_at is None and (kind == "hard" or row.soft_bounces >= MOST_SOFT):
        row.suppressed_at, row.suppressed_why = now, f"{code} {text}".strip()[:300] or kind
    session.add(row)
    return True


def note_delivered(session: Session, subscriber_id: int) -> None:
    """Forget soft bounces: a mail was taken."""
    row = _locked(session, subscriber_id)
    if row is not None and row.soft_bounces and row.suppressed_at is None:
        row.soft_bounces = 0
        session.add(row)


def admit(session: Session, subscriber_id: int, now: datetime, *, by: str) -> None:
    """Let an address that bounced get mail again, at the word of a person."""
    row = _locked(session, subscriber_id)
    if row is None or row.suppressed_at is None:
        return
    row.suppressed_at, row.suppressed_why, row.soft_bounces = None, "", 0
    session.add(row)
    _note(session, subscriber_id, "admit", now, by, None)


def bounces(session: Session, subscriber_id: int) -> tuple[Bounce, ...]:
    """Return what came back from a reader, newest first."""
    rows = session.exec(
        select(BounceTable)
        .where(BounceTable.subscriber_id == subscriber_id)
        .order_by(col(BounceTable.id).desc())
    )
    return tuple(Bounce(row.at, row.kind, row.code, row.text) for row in rows)


def admitted() -> ColumnElement[bool]:
    """Return the condition of a reader that mail may go to."""
    return _ADMITTED
