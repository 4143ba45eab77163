"""Pure: a letter (digest, weekly list, alarm, account) as a Slack message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import Block

from tracker import letters
from tracker.letters import Letter, Line, Part
from tracker.records import Notice
from tracker.slack import parts
from tracker.slack.parts import MAX_BLOCKS, MAX_SECTION, MAX_TEXT, Message, MessageContext, plain
from tracker.slack.text import fit, link

_TEXT, _DETAIL = 220, 300
_KEPT_FOR_THE_END = 2


def _line(line: Line, context: MessageContext) -> str:
    text = fit(line.text, _TEXT)
    address = context.address(line.path) if line.path else ""
    linked = link(address or line.url, plain_of(line.text)) if address or line.url else text
    detail = f"\n   _{fit(line.detail, _DETAIL)}_" if line.detail else ""
    return f"• {linked}{detail}"


def plain_of(text: str) -> str:
    """Return source text short enough to be the label of a link; `link` escapes it."""
    return plain(text, _TEXT).text


def _sections(part: Part, context: MessageContext) -> Iterator[str]:
    """Yield the text of a part in pieces that fit in a section, the heading in front."""
    text = f"*{fit(part.heading, _TEXT)}*" if part.heading else ""
    for line in part.lines:
        shown = _line(line, context)
        if text and len(text) + 1 + len(shown) > MAX_SECTION:
            yield text
            text = ""
        text = f"{text}\n{shown}" if text else shown
    if text:
        yield text


def _within(sections: Iterable[str], room: int, context: MessageContext, path: str) -> list[Block]:
    """Return sections as blocks; when there are too many, a link to the page with all."""
    texts = list(sections)
    blocks: list[Block] = [block for text in texts[:room] for block in parts.section(text)]
    if len(texts) > room:
        more = context.page(path or "/", "Bekijk de rest in de werkplek")
        blocks += parts.section(more or "De rest staat in de werkplek.")
    return blocks


def blocks(letter: Letter, context: MessageContext) -> list[Block]:
    """Return the blocks of a letter: never more than Slack takes."""
    opening = [parts.header(letter.title), *parts.section(fit(letter.intro, MAX_SECTION))]
    closing = parts.context_line(fit(letter.closing, 1_500))
    page = parts.section(context.page(letter.path, "Open de werkplek")) if letter.path else []
    room = MAX_BLOCKS - len(opening) - len(closing) - len(page) - _KEPT_FOR_THE_END
    sections = (text for part in letter.parts for text in _sections(part, context))
    return [*opening, *_within(sections, room, context, letter.path), *closing, *page]


def message(notice: Notice, context: MessageContext) -> Message:
    """Return the message of a notice without an item; its text says title and first lines."""
    letter = letters.from_json(notice.content)
    lines = [line.text for part in letter.parts for line in part.lines]
    spoken = ". ".join(text.rstrip(".") for text in [letter.title, letter.intro, *lines[:10]]) + "."
    return parts.as_message(fit(spoken, MAX_TEXT), blocks(letter, context))
