"""The page as one person sees it: channels, conversations, modal, App Home, commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.sandbox.slack import page
from tracker.sandbox.slack.directory import Directory
from tracker.sandbox.slack.store import Message
from tracker.sandbox.slack.surfaces import Surfaces


def render(
    messages: Sequence[Message],
    directory: Directory,
    surfaces: Surfaces,
    query: Mapping[str, str],
    is_connected: bool,
) -> str:
    """Return the page as HTML."""
    del surfaces, query, is_connected
    return page.render(messages, directory.channels, directory.names())
