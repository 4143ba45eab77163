"""The Slack desk of one process: what comes in, and who works on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import structlog

from config.loader import source_names
from config.schema import SourceConfig
from tracker.jobs.workshop import Workshop

if TYPE_CHECKING:
    from tracker.slack.inbox import Inbox
    from tracker.slack.listening import Listener
    from tracker.slack.receiving import Receiver

SPOOL = "slack-inbox"


def _sources(workshop: Workshop) -> tuple[SourceConfig, ...]:
    found = (workshop.source(name) for name in source_names(workshop.settings.config_dir))
    return tuple(source for source in found if source.enabled)


def inbox_for(workshop: Workshop) -> Inbox:
    """Return the inbox of this process; it opens the database when something came in."""
    from tracker.slack.inbox import Inbox
    from tracker.slack.office import Office
    from tracker.slack.spool import Spool
    from tracker.slack.transport import web_client

    settings = workshop.settings
    token = settings.slack_bot_token
    sources = _sources(workshop)
    office = Office(
        database=lambda: workshop.engine,
        client=web_client(token.get_secret_value() if token else "", settings.slack_api_url),
        taxonomy=workshop.taxonomy,
        people=lambda: workshop.people,
        sources=lambda: sources,
        clock=workshop.clock,
        public_url=settings.public_url,
        reach=settings.correction_reach,
    )
    return Inbox(office, Spool(workshop.data_dir / SPOOL))


def receiver_for(workshop: Workshop) -> Receiver:
    """Return what takes Slack's calls over HTTP or Socket Mode."""
    from tracker.slack.receiving import Receiver
    from tracker.slack.signing import Signatures

    secret = workshop.settings.slack_signing_secret
    signatures = Signatures(secret.get_secret_value()) if secret else None
    return Receiver(inbox_for(workshop), signatures)


def listener_for(workshop: Workshop, receiver: Receiver) -> Listener | None:
    """Return the Socket Mode connection, None without an app token."""
    from tracker.slack.listening import Listener

    token = workshop.settings.slack_app_token
    if token is None:
        return None
    return Listener(token.get_secret_value(), receiver.inbox.office.client, receiver)


@contextmanager
def listening(workshop: Workshop) -> Iterator[bool]:
    """Work on what Slack sends while this is open; yields whether a connection was made.

    Without an app token it only takes up what other processes left behind. Raises
    `tracker.slack.listening.ListeningError` when Slack refuses the app token.
    """
    receiver = receiver_for(workshop)
    listener = listener_for(workshop, receiver)
    receiver.inbox.start()
    try:
        if listener is not None:
            listener.start()
        yield listener is not None
    finally:
        if listener is not None:
            listener.close()
        receiver.inbox.close()


@contextmanager
def listening_if_asked(workshop: Workshop) -> Iterator[None]:
    """Listen beside the web pages of one machine, when there is an app token.

    Slack that refuses does not keep the pages and the schedule from starting.
    """
    if workshop.settings.slack_app_token is None:
        yield
        return
    from tracker.slack.listening import ListeningError

    with ExitStack() as opened:
        try:
            opened.enter_context(listening(workshop))
        except ListeningError as error:
            structlog.get_logger("tracker.slack").error("slack_not_listening", reason=str(error))
        yield
