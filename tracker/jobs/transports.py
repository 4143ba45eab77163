"""Which way messages go: to Slack with a token, else to files and a local page; and mail."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import structlog

from tracker import directory
from tracker.database import read_scope, session_scope
from tracker.errors import TransportError
from tracker.instead import OPERATORS
from tracker.jobs.postroom import Lookup, PostRoom
from tracker.jobs.readers import ReaderPost
from tracker.jobs.sending import sign_of
from tracker.jobs.workshop import Workshop
from tracker.records import Person

if TYPE_CHECKING:
    from tracker.outbox import Transport


def mail_for(workshop: Workshop) -> Transport:
    """Return the mail transport that the settings ask for: a server, or files."""
    from tracker.mail.compose import MailContext
    from tracker.mail.transport import MailFiles, MailTransport, server_of

    settings = workshop.settings
    context = MailContext(settings.mail_from, settings.public_url)
    if settings.smtp_url is None:
        return MailFiles(workshop.data_dir / "mail", context, workshop.clock)
    server = server_of(settings.smtp_url.get_secret_value())

    def sign(mail: bytes) -> bytes:
        # not before there is a mail: a wrong key must not hold up Slack
        return sign_of(workshop)(mail)

    return MailTransport(server, context, workshop.clock, sign)


def _slack(workshop: Workshop) -> AbstractContextManager[Transport]:
    """Open Slack, or the files that stand for it; slack_sdk is only loaded here."""
    from tracker.slack.blocks import MessageContext
    from tracker.slack.transport import open_transport

    settings, people = workshop.settings, workshop.people
    token = settings.slack_bot_token
    return open_transport(
        token.get_secret_value() if token else None,
        settings.slack_api_url,
        workshop.data_dir / "slack",
        people,
        MessageContext(workshop.taxonomy, people, settings.public_url, workshop.clock()),
    )


@contextmanager
def transport_for(workshop: Workshop) -> Iterator[PostRoom]:
    """Open the transports that the settings ask for; first Slack is asked who is who."""
    settings = workshop.settings
    if settings.slack_bot_token is not None:
        _ask_who_is_who(workshop)
    operators = Person(OPERATORS, "Beheer", settings.operators_email or settings.contact)
    no_token = settings.slack_bot_token is None
    with _slack(workshop) as slack:
        mail = mail_for(workshop)
        readers = ReaderPost(workshop, mail)
        yield PostRoom(slack, mail, workshop.people, operators, no_token, readers)


def _ask_who_is_who(workshop: Workshop) -> None:
    with read_scope(workshop.engine) as session:
        wanted = directory.to_look_up(session, workshop.people, workshop.clock())
    if not wanted:
        return
    with _slack(workshop) as asked:
        if isinstance(asked, Lookup):
            look_up(workshop, asked, wanted)


def look_up(workshop: Workshop, slack: Lookup, emails: list[str]) -> int:
    """Ask Slack who has these addresses; returns how many it knew.

    Every answer is kept; who is unknown is asked again after a day. Until then it is mail.
    """
    found = 0
    for email in emails:
        try:
            slack_id, problem = slack.lookup(email), ""
        except TransportError as error:
            if error.scope != "person":
                structlog.get_logger("tracker.telling").warning("no_lookup", reason=str(error))
                break
            slack_id, problem = "", error.code
        with session_scope(workshop.engine) as session:
            directory.remember(session, email, slack_id, workshop.clock(), problem)
        found += bool(slack_id)
    return found
