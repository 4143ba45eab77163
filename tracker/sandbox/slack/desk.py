"""The page as one person sees it: channels, own conversation, modal, App Home, commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tracker.sandbox.slack import page
from tracker.sandbox.slack.directory import Directory, channel_id
from tracker.sandbox.slack.page import Seen, Viewer
from tracker.sandbox.slack.store import Message
from tracker.sandbox.slack.surfaces import Surfaces


def render(
    messages: Sequence[Message],
    directory: Directory,
    surfaces: Surfaces,
    query: Mapping[str, str],
    *,
    is_connected: bool,
) -> str:
    """Return the page as HTML for the person `u`, at tab `t`, of channel `k`.

    Nobody sees another one's conversation with the app; who is nobody sees them all.
    """
    user = query.get("u", "") if query.get("u", "") in directory.users else ""
    names = dict(directory.channels)
    if user:
        others = {channel_id(one) for one in directory.users if one != user}
        messages = [one for one in messages if one.channel not in others]
        names = {key: name for key, name in names.items() if key not in others}
    room = query.get("k", "") if query.get("k", "") in names else ""
    seen = Seen(
        Viewer(user, query.get("t", "berichten"), room),
        surfaces.home(user),
        surfaces.on_top(user),
        surfaces.whispers(user),
        is_live=True,
        is_connected=is_connected,
    )
    return page.render(messages, names, directory.names(), seen=seen)
