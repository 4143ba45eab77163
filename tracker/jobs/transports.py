"""Which way messages go: to Slack with a token, else to files and a local page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.jobs.workshop import Workshop

if TYPE_CHECKING:
    from tracker.outbox import Transport


def build_transport(workshop: Workshop) -> Transport:
    """Return the transport that the settings ask for."""
    settings = workshop.settings
    if settings.slack_bot_token is not None:
        from tracker.slack.transport import SlackTransport

        return SlackTransport(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            taxonomy=workshop.taxonomy,
        )
    from tracker.slack.files import FileTransport

    return FileTransport(workshop.data_dir / "slack", workshop.taxonomy)
