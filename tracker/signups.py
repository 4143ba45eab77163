"""Asking for Haagse Zaken and confirming it: double opt-in, the same answer for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker import audit, consent, reader_tokens
from tracker.consent import ConsentDeed
from tracker.database import upsert
from tracker.errors import ReaderError
from tracker.models import ConsentTable, SubscriberTable
from tracker.reader_post import ReaderMail, is_flooded, may_ask, plan
from tracker.reader_tokens import Token
from tracker.records import Choices, Ground, ReaderState, Subscriber, choices_of
from tracker.subscribers import subscriber_of

MOST_FROM_NETWORK = 30
"""Sign-ups from one shortened IP address in an hour: an office shares one."""
LONGEST_NAME = 80
_WEB = "pagina"
_ODD = ("://", "www.", "@", "<", ">")


@dataclass(frozen=True, slots=True)
class Wish:
    """A request to get Haagse Zaken. `ip` is shortened; `text` is what the page said."""

    email: str
    name: str
    choices: Choices
    text: str
    ip: str = ""


def checked_address(given: str) -> str:
    """Return an e-mail address as it is kept; ReaderError when it is none."""
    plain = given.strip()
    if not plain:
        raise ReaderError("Vul uw e-mailadres in.", "email")
    try:
        found = validate_email(plain, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise ReaderError(
            "Dit is geen volledig e-mailadres. Een goed adres ziet er zo uit: "
            "naam@provincie.nl.", "email"
        ) from None  # fmt: skip
    return (found.ascii_email or found.normalized).casefold()


def checked_name(given: str) -> str:
    """Return a name on one line; ReaderError when it holds an address or is far too long."""
    plain = " ".join("".join(one if one.isprintable() else " " for one in given).split())
    if len(plain) > LONGEST_NAME:
        raise ReaderError(f"Deze naam is te lang: ten hoogste {LONGEST_NAME} tekens.", "naam")
    if any(odd in plain.casefold() for odd in _ODD):
        raise ReaderError("Vul hier alleen uw naam in, zonder web- of mailadres.", "naam")
    return plain


def ask(session: Session, wish: Wish, now: datetime) -> None:
    """Keep a request and plan the mail that confirms it.

    Who asks learns nothing: a known address gets a mail that says so, and an address that
    had enough mail today gets none. Raises ReaderError when there are too many requests from
    this network or in all, before looking at the address.
    """
    _check_calm(session, wish.ip, now)
    row = _row(session, wish.email, now)
    assert row.id is not None
    audit.write(session, now, by="", what="reader.ask", subject=f"lezer {row.id}")
    if not may_ask(session, row.id, now):
        return
    detail = {"name": wish.name, "choices": wish.choices.to_json()}
    proof = consent.keep(session, row.id, ConsentDeed.ASKED, via=_WEB, text=wish.text,
                         ip=wish.ip, now=now, detail=detail)  # fmt: skip
    known = row.state == ReaderState.ACTIVE and row.suppressed_at is None
    plan(session, row.id, ReaderMail.KNOWN if known else ReaderMail.CONFIRM, now, proof)


def _check_calm(session: Session, ip: str, now: datetime) -> None:
    count = session.exec(
        select(func.count()).where(
            ConsentTable.ip == ip,
            ConsentTable.deed == ConsentDeed.ASKED.value,
            col(ConsentTable.at) > now - timedelta(hours=1),
        )
    ).one()
    if (ip and count >= MOST_FROM_NETWORK) or is_flooded(session, now):
        raise ReaderError("Er zijn nu te veel aanvragen. Probeer het over een uur opnieuw.")


def _row(session: Session, email: str, now: datetime) -> SubscriberTable:
    """Return the row of an address, a new one that waits when there is none."""
    fresh = {
        "email": email, "name": "", "state": ReaderState.PENDING.value,
        "ground": Ground.CONSENT.value, "function": "", "province": "",
        "choices": Choices().to_json(), "secret": reader_tokens.make_secret(), "imported": "",
        "created_at": now, "stop_reason": "", "soft_bounces": 0, "suppressed_why": "",
    }  # fmt: skip
    upsert(session, SubscriberTable, [fresh], ("email",), update=())
    return session.exec(
        select(SubscriberTable).where(SubscriberTable.email == email).with_for_update()
    ).one()


def waiting(session: Session, token: Token) -> Subscriber | None:
    """Return who a confirming link is for; nothing changes."""
    row = session.get(SubscriberTable, token.subscriber_id)
    return subscriber_of(row) if row and row.state != ReaderState.REMOVED else None


def confirm(session: Session, token: Token, now: datetime, ip: str = "") -> Subscriber | None:
    """Make somebody a reader with what they asked for; None when the link was just used."""
    row = session.get(SubscriberTable, token.subscriber_id, with_for_update=True)
    wish = session.get(ConsentTable, token.about)
    if row is None or wish is None or wish.subscriber_id != row.id:
        return None
    if not reader_tokens.use_up(session, token, now):
        return None
    assert row.id is not None
    row.name = str(wish.detail["name"])
    row.choices = choices_of(wish.detail["choices"]).to_json()
    row.state, row.ground = ReaderState.ACTIVE.value, Ground.CONSENT.value
    row.confirmed_at, row.stopped_at, row.stop_reason = now, None, ""
    row.suppressed_at, row.suppressed_why, row.soft_bounces = None, "", 0
    session.add(row)
    consent.keep(session, row.id, ConsentDeed.CONFIRMED, via="mail", text=consent.CONFIRM_TEXT,
                 ip=ip, now=now, detail={"aanvraag": token.about})  # fmt: skip
    audit.write(session, now, by=f"lezer {row.id}", via="mail", what="reader.confirm",
                subject=f"lezer {row.id}")  # fmt: skip
    plan(session, row.id, ReaderMail.WELCOME, now)
    return subscriber_of(row)


def send_links(session: Session, email: str, now: datetime) -> None:
    """Plan a mail with the reader's own links; an unknown address gets nothing.

    Raises ReaderError when there are too many requests in all.
    """
    if is_flooded(session, now):
        raise ReaderError("Er zijn nu te veel aanvragen. Probeer het over een uur opnieuw.")
    row = session.exec(select(SubscriberTable).where(SubscriberTable.email == email)).first()
    usable = row is not None and row.state in {ReaderState.ACTIVE, ReaderState.STOPPED}
    audit.write(session, now, by="", what="reader.links",
                subject=f"lezer {row.id}" if row else "")  # fmt: skip
    if row is not None and row.id is not None and usable and may_ask(session, row.id, now):
        plan(session, row.id, ReaderMail.LINKS, now)
