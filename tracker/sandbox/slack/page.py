"""Channels, messages and threads as a page, as a reader would see them in Slack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from jinja2 import ChainableUndefined, Environment, PackageLoader
from markupsafe import Markup, escape

from tracker.sandbox.slack import forms, inputs
from tracker.sandbox.slack.mrkdwn import to_html
from tracker.sandbox.slack.store import Message
from tracker.sandbox.slack.surfaces import View, Whisper

_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
           "september", "oktober", "november", "december")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thread:
    """One message in a channel with its replies; `parent` is set on a broadcast reply."""

    message: Message
    replies: tuple[Message, ...] = ()
    parent: Message | None = None


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel, oldest message first."""

    id: str
    name: str
    threads: tuple[Thread, ...]


def channels(messages: Sequence[Message], names: Mapping[str, str]) -> tuple[Channel, ...]:
    """Return all channels in the order of `names` (id → name), with their threads."""
    known = dict(names) | {one.channel: one.channel_name for one in messages}
    return tuple(
        Channel(key, name, _threads([one for one in messages if one.channel == key]))
        for key, name in known.items()
    )


def _threads(messages: Sequence[Message]) -> tuple[Thread, ...]:
    by_ts = {one.ts: one for one in messages}
    replies: dict[str, list[Message]] = {}
    for one in messages:
        if one.is_reply:
            replies.setdefault(one.thread_ts, []).append(one)
    return tuple(
        Thread(one, parent=by_ts.get(one.thread_ts))
        if one.is_reply
        else Thread(one, tuple(replies.get(one.ts, ())))
        for one in messages
        if not one.is_reply or one.broadcast
    )


def _moment(ts: str) -> str:
    at = datetime.fromtimestamp(float(ts), UTC).astimezone(_AMSTERDAM)
    return f"{at.day} {_MONTHS[at.month - 1]} {at:%H.%M} uur"


def _text(value: Mapping[str, Any], users: Mapping[str, str]) -> Markup:
    if value["type"] == "mrkdwn":
        return to_html(value["text"], users)
    return Markup(str(escape(value["text"])).replace("\n", "<br>"))  # noqa: S704  escaped


def environment() -> Environment:
    """Return the templates, with autoescape on."""
    templates = Environment(
        loader=PackageLoader("tracker.sandbox.slack"),
        autoescape=True,
        undefined=ChainableUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["moment"] = _moment
    return templates


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the page ("" for nobody), at which tab and channel ("" for all)."""

    id: str = ""
    tab: str = "berichten"
    room: str = ""

    def link(self, tab: str, room: str = "") -> str:
        """Return the query of another page for the same person."""
        return urlencode({"u": self.id, "t": tab, "k": room})


@dataclass(frozen=True, slots=True)
class Seen:
    """What one person sees besides the messages."""

    me: Viewer = Viewer()
    home: View | None = None
    modal: View | None = None
    whispers: tuple[Whisper, ...] = ()
    is_live: bool = False
    is_connected: bool = False

    def whispers_in(self, channel: str, thread: str = "") -> list[Whisper]:
        """Return what only this person reads in a channel, or in a thread of it."""
        return [one for one in self.whispers if one.channel == channel and one.thread_ts == thread]


def _place(block: Mapping[str, Any], position: int, element: Any, number: int) -> inputs.Place:
    ids = inputs.block_id(block, position), inputs.action_id(element, number)
    return inputs.Place(*ids, element, block)


def render(
    messages: Sequence[Message],
    names: Mapping[str, str],
    users: Mapping[str, str],
    *,
    example: bool = True,
    seen: Seen | None = None,
) -> str:
    """Return the whole page as HTML; `example` shows the banner "voorbeeldgegevens"."""
    template = environment().get_template("slack.html")
    shown, seen = channels(messages, names), seen or Seen()
    return template.render(
        channels=shown,
        empty=[channel.name for channel in shown if not channel.threads],
        count=len(messages),
        example=example,
        names=names,
        users=users,
        me=seen.me,
        home=seen.home,
        modal=seen.modal,
        is_live=seen.is_live,
        is_connected=seen.is_connected,
        whispers_in=seen.whispers_in,
        place_of=_place,
        press=forms.press,
        name_of=forms.name_of,
        as_html=lambda value: _text(value, users),
        mrkdwn=lambda value: to_html(value, users),
    )


def write(
    path: Path,
    messages: Sequence[Message],
    names: Mapping[str, str],
    users: Mapping[str, str],
    *,
    example: bool = True,
) -> None:
    """Write the page as one HTML file that needs nothing else; never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text(render(messages, names, users, example=example), encoding="utf-8")
    temporary.replace(path)
