"""Pure: the small pieces that messages, modals and App Home are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

import orjson
from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from config.schema import People, Taxonomy
from tracker import wording
from tracker.records import Json, Person
from tracker.slack.text import escape, fit, link

MAX_SECTION = 3_000
MAX_FIELD = 2_000
MAX_HEADER = 150
MAX_TEXT = 3_900
"""Longer messages cannot be updated."""
MAX_LABEL = 75
MAX_BLOCKS = 50


class Message(TypedDict):
    """What `chat.postMessage` and `chat.update` take; `text` is what screen readers read."""

    text: str
    blocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What a message needs besides its notice: names, where the workspace is, what time it is."""

    taxonomy: Taxonomy
    people: People | None = None
    public_url: str = ""
    now: datetime | None = None

    def person(self, slug: str) -> str:
        """Return what a person is called, or the slug of somebody who left; not escaped."""
        if self.people is None:
            return slug
        return next((one.name for one in self.people.people if one.slug == slug), slug)

    def dossier(self, slug: str) -> str:
        """Return "Stikstof en vergunningverlening", or the slug of one that was dropped."""
        return next((one.name for one in self.taxonomy.dossiers if one.slug == slug), slug)

    def bac(self, slug: str) -> str:
        """Return "Landelijk Gebied", or the slug of one that was dropped."""
        return next((one.name for one in self.taxonomy.bacs if one.slug == slug), slug)

    def address(self, path: str) -> str:
        """Return the address of a page of the workspace, "" when it has none."""
        return f"{self.public_url.rstrip('/')}{path}" if self.public_url else ""

    def page(self, path: str, label: str) -> str:
        """Return a link to a page of the workspace."""
        return link(self.address(path), label) if self.public_url else ""

    def item_page(self, item_id: int, label: str = "Open in de werkplek") -> str:
        """Return a link to the page of an item, "" when the workspace has no address."""
        return self.page(f"/items/{item_id}", label)


def markdown(text: str, width: int = MAX_SECTION) -> MarkdownTextObject:
    """Return text that is safe already; `verbatim` keeps Slack from adding links itself."""
    assert len(text) <= width, f"{len(text)} characters"
    return MarkdownTextObject(text=text, verbatim=True)


def plain(text: str, width: int = MAX_SECTION) -> PlainTextObject:
    """Return text in which Slack reads nothing: no mention, no link, no emoji."""
    return PlainTextObject(text=wording.shorten(text, width) or "-", emoji=False)


def header(text: str) -> Block:
    return HeaderBlock(text=plain(text, MAX_HEADER))


def section(text: str) -> list[Block]:
    """Return a section of safe text, none for an empty text."""
    return [SectionBlock(text=markdown(text))] if text else []


def context_line(text: str) -> list[Block]:
    """Return small print of safe text, none for an empty text."""
    return [ContextBlock(elements=[markdown(text, MAX_FIELD)])] if text else []


def field_of(label: str, value: str, width: int) -> MarkdownTextObject:
    """Return a bold label with a value of source text under it."""
    opening = f"*{label}*\n"
    return markdown(opening + fit(value, width), MAX_FIELD)


def lines(parts: Iterable[str], width: int = MAX_SECTION) -> str:
    """Return safe lines under one another, as many as fit, and how many do not."""
    found = [part for part in parts if part]
    text = "\n".join(found)
    kept = len(found)
    while len(text) > width and kept:
        kept -= 1
        rest = len(found) - kept
        text = "\n".join([*found[:kept], f"En nog {rest}."])
    return text


def mentions(persons: Iterable[Person]) -> str:
    """Return "<@U1>, <@U2> en Lobbyist wonen": by name when there is no Slack id."""
    found = [f"<@{one.slack_id}>" if one.slack_id else escape(one.name) for one in persons]
    return f"{', '.join(found[:-1])} en {found[-1]}" if len(found) > 1 else "".join(found)


def value_of(**values: Json) -> str:
    """Return what a button carries; read again by `tracker.slack.reading`."""
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, to a screen reader too, and what it sends."""

    label: str
    action: str
    spoken: str
    values: Mapping[str, Json]
    style: str | None = None

    def element(self) -> ButtonElement:
        return ButtonElement(
            text=plain(self.label, MAX_LABEL),
            action_id=self.action,
            value=value_of(**self.values),
            style=self.style,
            accessibility_label=wording.shorten(self.spoken, MAX_LABEL),
        )


def buttons(block_id: str, found: Sequence[Button]) -> Block:
    return ActionsBlock(block_id=block_id, elements=[one.element() for one in found])


def divider() -> Block:
    return DividerBlock()


def as_message(text: str, blocks: Sequence[Block]) -> Message:
    """Return a message of at most 50 blocks; `text` is safe already."""
    shown = list(blocks)[:MAX_BLOCKS]
    return {"text": text, "blocks": [block.to_dict() for block in shown]}
