"""Slack ids of people by their e-mail address: asked once, kept, asked again after a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from config.schema import Member, People
from tracker.database import upsert
from tracker.models import SlackUserTable

ASK_AGAIN = timedelta(days=1)
"""An address that Slack did not know is asked again after this."""


def with_slack_ids(session: Session, people: People) -> People:
    """Return the people with the Slack ids that were found for who has none in the file."""
    wanted = [one.email.casefold() for one in people.people if not one.slack_id]
    rows = session.exec(
        select(SlackUserTable.email, SlackUserTable.slack_id).where(
            col(SlackUserTable.email).in_(wanted), SlackUserTable.slack_id != ""
        )
    )
    found = dict(rows.all())
    if not found:
        return people
    return people.model_copy(update={"people": tuple(_filled(one, found) for one in people.people)})


def _filled(member: Member, found: dict[str, str]) -> Member:
    slack_id = member.slack_id or found.get(member.email.casefold())
    return member.model_copy(update={"slack_id": slack_id})


def to_look_up(session: Session, people: People, now: datetime) -> list[str]:
    """Return the addresses that Slack must be asked about: never asked, or unknown a day ago."""
    wanted = sorted({one.email.casefold() for one in people.people if not one.slack_id})
    asked = select(SlackUserTable.email).where(
        col(SlackUserTable.email).in_(wanted),
        or_(
            col(SlackUserTable.slack_id) != "",
            col(SlackUserTable.looked_up_at) > now - ASK_AGAIN,
        ),
    )
    known = set(session.exec(asked))
    return [email for email in wanted if email not in known]


def remember(session: Session, email: str, slack_id: str, now: datetime, problem: str = "") -> None:
    """Keep what Slack said of an address: an id, or "" and why not."""
    row = {
        "email": email.casefold(), "slack_id": slack_id, "looked_up_at": now, "problem": problem,
    }  # fmt: skip
    upsert(session, SlackUserTable, [row], ("email",))


def newest_answer(session: Session) -> datetime | None:
    """Return when Slack was last asked, to compare with what was kept in memory."""
    return session.exec(select(func.max(SlackUserTable.looked_up_at))).one()
