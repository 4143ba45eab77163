"""Readers to test with: signed up, confirmed, and on a list."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session, select

from tracker import reader_tokens, signups, subscribers
from tracker.consent import ASK_TEXT
from tracker.database import session_scope
from tracker.models import NoticeTable, SubscriberTable
from tracker.records import Choices, Subscriber
from tracker.signups import Wish

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
NETWORK = "192.0.2.0/24"


def wish(email: str = "anna@provincie.example", name: str = "Anna", **values: object) -> Wish:
    chosen = values.get("choices", Choices(bacs=("landelijk-gebied",)))
    assert isinstance(chosen, Choices)
    return Wish(email, name, chosen, ASK_TEXT, str(values.get("ip", NETWORK)))


def ask(engine: Engine, one: Wish | None = None, now: datetime = NOW) -> None:
    with session_scope(engine) as session:
        signups.ask(session, one or wish(), now)


def mails(engine: Engine) -> list[tuple[str, str]]:
    """Return what was planned, as (channel, which mail)."""
    with Session(engine) as session:
        rows = session.exec(select(NoticeTable).order_by(NoticeTable.id)).all()  # type: ignore[arg-type]
    return [(row.channel, row.content["what"]) for row in rows]


def latest(engine: Engine) -> dict[str, int]:
    """Return the content of the newest mail."""
    with Session(engine) as session:
        rows = session.exec(select(NoticeTable).order_by(NoticeTable.id)).all()  # type: ignore[arg-type]
    return dict(rows[-1].content)


def token_for(engine: Engine, now: datetime = NOW) -> str:
    """Return the token that the newest mail would carry."""
    about = latest(engine)
    with session_scope(engine) as session:
        return reader_tokens.mint(
            session, about["reader"], reader_tokens.CONFIRM, now, about["about"]
        )


def confirm(engine: Engine, token: str, now: datetime = NOW) -> Subscriber | None:
    with session_scope(engine) as session:
        found = reader_tokens.look_up(session, token, reader_tokens.CONFIRM, now)
        return signups.confirm(session, found, now, NETWORK) if found else None


def reader(engine: Engine, email: str = "anna@provincie.example", **values: object) -> Subscriber:
    """Return somebody who asked and confirmed."""
    ask(engine, wish(email, **values))  # type: ignore[arg-type]
    made = confirm(engine, token_for(engine))
    assert made is not None
    return made


def stored(engine: Engine, email: str) -> SubscriberTable | None:
    with Session(engine) as session:
        query = select(SubscriberTable).where(SubscriberTable.email == email)
        return session.exec(query).first()


def wanted(engine: Engine, kind: str = "edition") -> list[str]:
    with Session(engine) as session:
        return [one.email for one in subscribers.recipients(session, kind)]
