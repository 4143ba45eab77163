"""Which way messages go: to Slack with a token, else to files and a local page."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from tracker.jobs.workshop import Workshop

if TYPE_CHECKING:
    from tracker.outbox import Transport


def transport_for(workshop: Workshop) -> AbstractContextManager[Transport]:
    """Open the transport that the settings ask for; slack_sdk is only loaded for Slack."""
    from tracker.slack.blocks import MessageContext
    from tracker.slack.transport import open_transport

    settings = workshop.settings
    token = settings.slack_bot_token
    return open_transport(
        token.get_secret_value() if token else None,
        settings.slack_api_url,
        workshop.data_dir / "slack",
        workshop.people,
        MessageContext(workshop.taxonomy, workshop.people, settings.public_url, workshop.clock()),
    )
