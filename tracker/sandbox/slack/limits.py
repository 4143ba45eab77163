"""What Slack refuses in a message, a modal or an App Home, as Slack's own error codes.

Figures: Block Kit reference and `slack_sdk.models.blocks`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tracker.sandbox.slack import elements
from tracker.sandbox.slack.elements import InvalidBlockError, plain, require, text, word

MAX_BLOCKS = 50
MAX_BLOCKS_OF_VIEW = 100
MAX_TEXT = 40_000
MAX_TEXT_OF_UPDATE = 4_000
MAX_TITLE = 24
MAX_PRIVATE = 3_000
MAX_VIEW = 250_000
"""Bytes of a whole view."""

Block = Mapping[str, Any]


def _header(block: Block) -> None:
    plain(block.get("text"), 150)


def _section(block: Block) -> None:
    fields = block.get("fields", [])
    require("text" in block or bool(fields), "section without text or fields")
    if "text" in block:
        text(block["text"], 3_000)
    require(len(fields) <= 10, "more than 10 fields")
    for field in fields:
        text(field, 2_000)
    if "accessory" in block:
        elements.element(block["accessory"], elements.ACCESSORIES)


def _context(block: Block) -> None:
    found = block.get("elements", [])
    require(1 <= len(found) <= 10, "context needs 1 to 10 elements")
    for one in found:
        if one.get("type") == "image":
            elements.image(one)
        else:
            text(one, 3_000)


def _actions(block: Block) -> None:
    found = block.get("elements", [])
    require(1 <= len(found) <= 25, "actions needs 1 to 25 elements")
    for one in found:
        elements.element(one, elements.BUTTONS)
    ids = [one["action_id"] for one in found if one.get("action_id")]
    require(len(ids) == len(set(ids)), "action_id used twice")


def _input(block: Block) -> None:
    plain(block.get("label"), 2_000)
    if "hint" in block:
        plain(block["hint"], 2_000)
    elements.element(block.get("element"), elements.INPUTS)


def _image(block: Block) -> None:
    elements.image(block)
    if "title" in block:
        plain(block["title"], 2_000)


def _divider(block: Block) -> None:
    require(set(block) <= {"type", "block_id"}, "unknown field in divider")


_CHECKS: Mapping[str, Callable[[Block], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "divider": _divider,
}


def check_blocks(blocks: Any, most: int = MAX_BLOCKS) -> None:
    """Raise InvalidBlockError, with the place and the rule, when Slack would refuse."""
    require(isinstance(blocks, list), "blocks must be a list")
    require(len(blocks) <= most, f"more than {most} blocks")
    seen: set[str] = set()
    for position, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, Mapping) else None
        check = _CHECKS.get(str(kind))
        require(check is not None, f"blocks/{position}: unknown type {kind!r}")
        identity = str(block.get("block_id", ""))
        require(len(identity) <= 255, f"blocks/{position}: block_id is longer than 255")
        require(not identity or identity not in seen, f"blocks/{position}: block_id used twice")
        seen.add(identity)
        try:
            assert check is not None
            check(block)
        except InvalidBlockError as error:
            raise InvalidBlockError(f"blocks/{position}: {error}") from None


def refusal(text: str, blocks: Any, *, is_update: bool = False) -> tuple[str, str] | None:
    """Return (Slack's error code, reason) for a message, or None when it is fine."""
    if not text.strip() and not blocks:
        return "no_text", "text and blocks are both empty"
    if len(text) > (MAX_TEXT_OF_UPDATE if is_update else MAX_TEXT):
        return "msg_too_long", f"text has {len(text)} characters"
    try:
        check_blocks(blocks)
    except InvalidBlockError as error:
        return "invalid_blocks", str(error)
    return None


def _check_view(view: Any, kinds: tuple[str, ...]) -> None:
    require(isinstance(view, Mapping), "view must be an object")
    require(view.get("type") in kinds, f"view of type {view.get('type')!r} is not allowed here")
    check_blocks(view.get("blocks"), MAX_BLOCKS_OF_VIEW)
    word(view, "private_metadata", MAX_PRIVATE)
    word(view, "callback_id", 255)
    word(view, "external_id", 255)
    if view["type"] == "home":
        return
    plain(view.get("title"), MAX_TITLE)
    for name in ("submit", "close"):
        if name in view:
            plain(view[name], MAX_TITLE)
    asks = any(block["type"] == "input" for block in view["blocks"])
    require(not asks or "submit" in view, "a modal with an input block needs submit")


def refusal_of_view(view: Any, kinds: tuple[str, ...]) -> tuple[str, str] | None:
    """Return (Slack's error code, reason) for a view of one of these kinds, or None."""
    if len(json.dumps(view, ensure_ascii=False).encode()) > MAX_VIEW:
        return "view_too_large", f"view is larger than {MAX_VIEW} bytes"
    try:
        _check_view(view, kinds)
    except InvalidBlockError as error:
        return "invalid_arguments", str(error)
    return None
